//! The fields of a document on the wire.

use accounting_core::bill::precision::is_foreign;
use accounting_core::bill::{Due, WholeBill};
use accounting_core::snapshot::OrderSnapshot;
use accounting_core::text::{line, plain};
use serde_json::{Map, Value, json};

use super::buyer::Buyer;
use super::items::Item;
use super::{contact, dates};
use crate::kind::Kind;
use crate::settings::Choices;

/// Characters of a memo that are sent.
const MEMO_MAX: usize = 1000;
/// Between what a memo says.
const SEPARATOR: &str = " · ";
/// Characters of a shipment tracking value that are sent.
const TRACKING_MAX: usize = 500;
/// Variables of a form that PHP reads unless it was told to read more (`max_input_vars`).
const PHP_MAX_FIELDS: usize = 1000;

/// The fields, and whether they are more than a PHP server reads by default.
pub struct Payload {
    pub fields: Map<String, Value>,
    pub has_too_many_fields: bool,
}

/// Where the parts of a document come from.
pub struct Parts<'a> {
    pub kind: Kind,
    pub snapshot: &'a OrderSnapshot,
    pub choices: &'a Choices,
    pub due: &'a Due,
    pub bill: &'a WholeBill,
    pub buyer: &'a Buyer,
}

/// All fields that have a value. Items come last: should a server stop reading, the amounts of the head are there.
pub fn payload(parts: &Parts<'_>, items: Vec<Item<'_>>) -> Payload {
    let mut fields = Map::new();
    who_and_when(parts, &mut fields);
    amounts_and_choices(parts, &mut fields);
    let head: usize = fields.values().map(count).sum();
    let is_too_long = |lean| head + items.iter().map(|item| item.count(lean)).sum::<usize>() > PHP_MAX_FIELDS;
    let lean = is_too_long(false);
    let has_too_many_fields = is_too_long(true);
    let items = items.into_iter().map(|item| item.fields(lean)).collect();
    fields.insert("items".to_owned(), Value::Array(items));
    Payload { fields, has_too_many_fields }
}

fn who_and_when(parts: &Parts<'_>, fields: &mut Map<String, Value>) {
    let snapshot = parts.snapshot;
    let contact = contact::contact(snapshot);
    set(fields, "contact_name", contact.name);
    set(fields, "contact_email", contact.email);
    set(fields, "contact_address", contact.address);
    set(fields, "contact_phone", contact.phone);
    set(fields, "ref_number_prefix", parts.choices.prefix.clone());
    set(fields, "ref_number", snapshot.order_id.to_string());
    set(fields, "trans_date", dates::transaction_date(snapshot));
    set(fields, "due_date", dates::due_date(snapshot));
    set(fields, "memo", memo(snapshot, parts.due, parts.buyer));
}

fn amounts_and_choices(parts: &Parts<'_>, fields: &mut Map<String, Value>) {
    let (choices, is_invoice) = (parts.choices, parts.kind == Kind::Invoice);
    set(fields, "has_tax", yes_no(parts.due.tax.is_positive()));
    set(fields, "shipping_cost", parts.bill.shipping.to_string());
    set(fields, "additional_discount_amount", parts.bill.discount.to_string());
    set(fields, "warehouse", choices.warehouse.clone());
    if is_invoice {
        set(fields, "paid", yes_no(choices.paid));
        if choices.paid {
            set(fields, "paid_to_account_code", choices.account_code.clone());
        }
        set(fields, "link_order", yes_no(choices.link_order));
        set(fields, "close_order", yes_no(choices.close_order));
    }
    fields.insert("tags".to_owned(), json!(choices.tags));
    let tracking = shipping_tracking(parts.snapshot);
    if !tracking.is_empty() {
        fields.insert("shipping_tracking".to_owned(), Value::Array(tracking));
    }
}

/// Sets a field that has a text.
fn set(fields: &mut Map<String, Value>, name: &str, text: String) {
    if !text.is_empty() {
        fields.insert(name.to_owned(), Value::String(text));
    }
}

fn yes_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

/// What has no field of its own: another order number, another currency, the customer's note, and the buyer's number with the tax
/// office, which a long note does not push out.
fn memo(snapshot: &OrderSnapshot, due: &Due, buyer: &Buyer) -> String {
    let mut parts = Vec::new();
    let number = plain(&snapshot.number, 100);
    if !number.is_empty() && number.trim_start_matches('#') != snapshot.order_id.to_string() {
        parts.push(format!("#{}", number.trim_start_matches('#')));
    }
    if is_foreign(snapshot) {
        parts.push(format!("{} {}", plain(&snapshot.currency, 10), due.total));
    }
    parts.push(plain(&snapshot.customer_note, MEMO_MAX));
    parts.retain(|part| !part.is_empty());
    let Buyer::Known(number) = buyer else {
        return line(&parts.join(SEPARATOR), MEMO_MAX);
    };
    let room = MEMO_MAX - number.chars().count() - SEPARATOR.chars().count();
    let before = line(&parts.join(SEPARATOR), room);
    if before.is_empty() { number.clone() } else { [&before, number.as_str()].join(SEPARATOR) }
}

/// The Shipment Tracking plugin's items. Its names are plain words; brackets would write into other fields of the form.
fn shipping_tracking(snapshot: &OrderSnapshot) -> Vec<Value> {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    let items = snapshot.shipment_tracking.iter().map(|item| {
        let known = item.iter().filter(|(name, _)| is_name(name));
        let fields = known.map(|(name, value)| (name.clone(), line(value, TRACKING_MAX)));
        fields.filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, json!(value)))
    });
    items
        .map(Iterator::collect::<Map<String, Value>>)
        .filter(|item| !item.is_empty())
        .map(Value::Object)
        .collect()
}

/// How many variables of a form a value is.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 1,
    }
}
