//! An order becomes a sales order or an invoice. `docs/mapping.md` is the table; this is the code behind it.

mod contact;
mod dates;
mod lines;
mod reconcile;
mod remaining;

use accounting_core::connector::MappingError;
use accounting_core::document::{Document, DocumentKind, Mapped};
use accounting_core::money::Amount;
use accounting_core::reason::Code;
use accounting_core::reference::reference;
use accounting_core::snapshot::{self, OrderSnapshot};
use accounting_core::text::plain;
use serde_json::{Map, Value, json};

use crate::settings::Choices;
use lines::Item;
use remaining::Remaining;

/// Characters of a memo that are sent.
const MEMO_MAX: usize = 1000;

/// Maps `snapshot` to a document.
///
/// # Errors
/// When the snapshot is of another version.
pub fn map(kind: DocumentKind, snapshot: &OrderSnapshot, choices: &Choices) -> Result<Mapped, MappingError> {
    if snapshot.version != snapshot::VERSION {
        return Err(MappingError::Version(snapshot.version));
    }
    if is_fully_refunded(snapshot) {
        return Ok(Mapped::Skipped(Code::FullyRefunded.into()));
    }
    let remaining = Remaining::of(snapshot);
    let amounts = Amounts::of(snapshot, &remaining);
    if amounts.items.is_empty() && amounts.shipping.is_zero() {
        return Ok(Mapped::Skipped(Code::NothingToBill.into()));
    }
    let reconciliation = reconcile::reconcile(snapshot, &remaining, &amounts);
    Ok(Mapped::Document(Box::new(Document {
        kind,
        order_id: snapshot.order_id,
        reference: reference(&choices.prefix, snapshot.order_id),
        payload: payload(kind, snapshot, &amounts, choices),
        held: choices.hold_differences && !reconciliation.difference.is_zero(),
        reconciliation,
    })))
}

fn is_fully_refunded(snapshot: &OrderSnapshot) -> bool {
    snapshot.totals.total.is_positive() && snapshot.totals.total_refunded >= snapshot.totals.total
}

/// What a document bills, in the shop's own tax convention and the currency's smallest unit.
pub(crate) struct Amounts {
    pub items: Vec<Item>,
    pub discount: Amount,
    pub shipping: Amount,
    pub has_tax: bool,
    /// What would be taken off beyond the sum of everything else; a document cannot be negative.
    pub beyond: Amount,
}

impl Amounts {
    fn of(snapshot: &OrderSnapshot, remaining: &Remaining) -> Self {
        let mut carry = Carry::new(snapshot.currency_decimals);
        let items = lines::items(snapshot, remaining, &mut carry);
        let billed: Amount = items.iter().map(Item::total).sum();
        let shipping = carry.round(remaining.shipping);
        let wanted = -carry.round(-remaining.discount);
        let discount = wanted.min(billed + shipping);
        Self { items, discount, shipping, has_tax: remaining.tax.is_positive(), beyond: wanted - discount }
    }

    /// Before tax is added: lines, less discount, plus shipping.
    pub fn base(&self) -> Amount {
        self.items.iter().map(Item::total).sum::<Amount>() - self.discount + self.shipping
    }
}

/// Rounds amounts one after the other so that their sum is the rounded sum: what one loses the next gets.
pub(crate) struct Carry {
    decimals: u32,
    exact: Amount,
    given: Amount,
}

impl Carry {
    fn new(decimals: u32) -> Self {
        Self { decimals, exact: Amount::ZERO, given: Amount::ZERO }
    }

    fn round(&mut self, amount: Amount) -> Amount {
        self.exact = self.exact + amount;
        let rounded = self.exact.round(self.decimals) - self.given;
        self.given = self.given + rounded;
        rounded
    }
}

fn payload(
    kind: DocumentKind,
    snapshot: &OrderSnapshot,
    amounts: &Amounts,
    choices: &Choices,
) -> Map<String, Value> {
    let contact = contact::contact(snapshot);
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    set("contact_name", json!(contact.name));
    set("contact_email", optional(contact.email));
    set("contact_address", optional(contact.address));
    set("contact_phone", optional(contact.phone));
    set("ref_number_prefix", json!(choices.prefix));
    set("ref_number", json!(snapshot.order_id.to_string()));
    set("trans_date", json!(dates::transaction_date(snapshot)));
    set("due_date", json!(dates::due_date(snapshot)));
    set("memo", optional(memo(snapshot)));
    set("has_tax", yes_no(amounts.has_tax));
    set("items", amounts.items.iter().map(Item::fields).collect());
    set("warehouse", optional(choices.warehouse.clone()));
    set("shipping_cost", json!(amounts.shipping));
    set("additional_discount_amount", json!(amounts.discount));
    if kind == DocumentKind::Invoice {
        set("paid", yes_no(choices.paid));
        set(
            "paid_to_account_code",
            optional(if choices.paid { choices.account_code.clone() } else { String::new() }),
        );
    }
    set("tags", json!(choices.tags));
    if !snapshot.shipment_tracking.is_empty() {
        set("shipping_tracking", json!(snapshot.shipment_tracking));
    }
    if kind == DocumentKind::Invoice {
        set("link_order", yes_no(choices.link_order));
        set("close_order", yes_no(choices.close_order));
    }
    fields
}

fn optional(text: String) -> Value {
    if text.is_empty() { Value::Null } else { Value::String(text) }
}

fn yes_no(yes: bool) -> Value {
    json!(if yes { "yes" } else { "no" })
}

/// The customer's note, and what has no field of its own: another order number, another currency.
fn memo(snapshot: &OrderSnapshot) -> String {
    let mut parts = Vec::new();
    let number = plain(&snapshot.number, 100);
    if !number.is_empty() && number != snapshot.order_id.to_string() {
        parts.push(format!("#{number}"));
    }
    if snapshot.currency != snapshot.base_currency {
        parts.push(snapshot.currency.clone());
    }
    parts.push(snapshot.customer_note.clone());
    parts.retain(|part| !part.is_empty());
    plain(&parts.join(" · "), MEMO_MAX)
}
