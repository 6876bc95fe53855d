//! Invoices, credit notes and quotes, as they are sent: made, or written over.

use crate::arithmetic::{self, LineAmounts, Totals};
use crate::books::Times;
use crate::checks;
use crate::desk::{Desk, Written};
use crate::document::{Document, Kind, Status};
use crate::json::Json;
use crate::lifecycle;
use crate::lines::{self, Sheet};
use crate::problems::Reader;

/// What a document says, beside its state: once money hangs on it, this stays as it is.
const CONTENTS: [&str; 8] =
    ["LineItems", "LineAmountTypes", "Contact", "Date", "DueDate", "ExpiryDate", "Reference", "CurrencyCode"];

/// How a document is written.
#[derive(Clone, Copy, Debug)]
pub struct How {
    /// Of which kind it is.
    pub kind: Kind,
    /// How many decimals a `UnitAmount` has.
    pub decimals: u32,
}

/// Makes a document.
pub fn create(desk: &mut Desk<'_>, element: &Json, how: How) -> Written {
    let mut reader = Reader::new(element);
    let mut document = empty(desk, how.kind);
    let status = lifecycle::first(how.kind, reader.text("Status", 20).as_deref());
    match status {
        Ok(status) => document.status = status,
        Err(problem) => reader.add(problem),
    }
    fill(desk, &mut reader, &mut document, how, true);
    if document.number.is_empty() {
        document.number = own_number(desk, how.kind);
    } else if is_taken(desk, &document) {
        reader.add(format!("{} # must be unique.", lifecycle::word(how.kind)));
    }
    keep(desk, document, reader)
}

/// Writes over a document: what the element does not name stays, but for lines, which are all or none.
pub fn update(desk: &mut Desk<'_>, id: &str, element: &Json, how: How) -> Written {
    let mut reader = Reader::new(element);
    let known = desk.books.document(how.kind, id).cloned();
    let Some(known) = known else { return Err(vec![format!("There is no document {id}")]) };
    let mut document = known.clone();
    if let Some(status) = reader.text("Status", 20) {
        match lifecycle::next(desk, &document, &status) {
            Ok(status) => document.status = status,
            Err(problem) => reader.add(problem),
        }
    }
    if CONTENTS.iter().any(|name| reader.has(name)) {
        reader.problems.extend(lifecycle::may_be_edited(desk, &known).err());
    }
    fill(desk, &mut reader, &mut document, how, false);
    if !document.status.is_gone() && is_taken(desk, &document) {
        reader.add(format!("{} # must be unique.", lifecycle::word(how.kind)));
    }
    document.times.changed = desk.now;
    keep(desk, document, reader)
}

/// The document that a POST without an id in its path writes over: that of the element's id, else of its number.
pub fn known(desk: &Desk<'_>, element: &Json, kind: Kind) -> Result<Option<String>, Vec<String>> {
    if let Some(id) = element.text(kind.id_name()) {
        let known = desk.books.document(kind, id).map(|document| document.id.clone());
        return known.map(Some).ok_or_else(|| vec![format!("There is no document {id}")]);
    }
    let number = element.text(kind.number_name()).filter(|number| !number.is_empty());
    let is_meant = |document: &&Document| {
        Some(document.number.as_str()) == number
            && !(document.status.is_gone() && desk.settings.switches.void_number_reuse)
    };
    Ok(desk.books.of(kind).find(is_meant).map(|document| document.id.clone()))
}

fn empty(desk: &mut Desk<'_>, kind: Kind) -> Document {
    Document {
        kind,
        id: desk.ids.guid(),
        side: String::new(),
        number: String::new(),
        reference: String::new(),
        contact_id: String::new(),
        date: desk.today(),
        due: None,
        amounts: LineAmounts::Exclusive,
        status: Status::Draft,
        currency: desk.organisation().base_currency.clone(),
        currency_rate: None,
        theme: None,
        lines: Vec::new(),
        totals: Totals::default(),
        sent: false,
        texts: Vec::new(),
        times: Times::new(desk.now),
    }
}

fn fill(desk: &mut Desk<'_>, reader: &mut Reader<'_>, document: &mut Document, how: How, is_new: bool) {
    fill_head(desk, reader, document, is_new);
    if let Some(name) = reader.text("LineAmountTypes", 20) {
        match LineAmounts::of(&name) {
            Some(amounts) => document.amounts = amounts,
            None => reader.add(format!("LineAmountTypes '{name}' is not valid")),
        }
        if !is_new && !reader.has("LineItems") {
            reader.add("LineItems must be sent with LineAmountTypes");
        }
    }
    if !desk.organisation().pays_tax && document.amounts != LineAmounts::NoTax {
        reader.add("The organisation does not pay tax: LineAmountTypes must be NoTax");
    }
    if is_new || reader.has("LineItems") {
        let needs_accounts = how.kind != Kind::Quote && document.status != Status::Draft;
        let sheet = Sheet { amounts: document.amounts, decimals: how.decimals, needs_accounts };
        match lines::read(desk, reader.get("LineItems"), sheet) {
            Ok(lines) => document.lines = lines,
            Err(mut problems) => reader.problems.append(&mut problems),
        }
        let amounts = document.lines.iter().map(|line| (line.amount, line.tax));
        document.totals = arithmetic::totals(amounts, document.amounts);
    } else if document.status.is_approved()
        && document.lines.iter().any(|it| it.unit_amount.is_some() && it.account_code.is_none())
    {
        reader.add("Account code must be specified.");
    }
    check(desk, reader, document);
}

fn fill_head(desk: &Desk<'_>, reader: &mut Reader<'_>, document: &mut Document, is_new: bool) {
    fill_side(reader, document, is_new);
    if is_new || reader.has("Contact") {
        let contact = contact(desk, reader.get("Contact"));
        contact.map_or_else(|problem| reader.add(problem), |id| document.contact_id = id);
    }
    let number = reader.text(document.kind.number_name(), 255).filter(|number| !number.is_empty());
    document.number = number.unwrap_or(document.number.clone());
    document.reference = reader.text("Reference", 255).unwrap_or(document.reference.clone());
    document.date = reader.day("Date").unwrap_or(document.date);
    document.due = reader.day(document.kind.due_name()).or(document.due);
    document.currency = reader.text("CurrencyCode", 3).unwrap_or(document.currency.clone());
    document.currency_rate = reader.number("CurrencyRate").or(document.currency_rate);
    if reader.has("SentToContact") {
        document.sent = reader.flag("SentToContact");
    }
    if let Some(theme) = reader.text("BrandingThemeID", 36) {
        let themes = crate::facts::themes(desk.organisation());
        if !themes.iter().any(|(id, _)| *id == theme) {
            reader.add("The branding theme is not valid");
        }
        document.theme = Some(theme);
    }
    for (name, longest) in [("Title", 100), ("Summary", 3_000), ("Terms", 4_000)] {
        if document.kind == Kind::Quote
            && let Some(text) = reader.text(name, longest)
        {
            document.texts.retain(|(known, _)| known != name);
            document.texts.push((name.to_owned(), text));
        }
    }
}

fn fill_side(reader: &mut Reader<'_>, document: &mut Document, is_new: bool) {
    let sides: &[&str] = match document.kind {
        Kind::Invoice => &["ACCREC", "ACCPAY"],
        Kind::CreditNote => &["ACCRECCREDIT", "ACCPAYCREDIT"],
        Kind::Quote => return,
    };
    match reader.text("Type", 20) {
        Some(side) if sides.contains(&side.as_str()) => document.side = side,
        None if !is_new => {}
        _ => reader.add(format!("Type must be one of {}", sides.join(", "))),
    }
}

/// The id of the contact, which must be there and not archived. Its other fields would change it, and are refused.
fn contact(desk: &Desk<'_>, contact: &Json) -> Result<String, String> {
    let Some(id) = contact.text("ContactID") else {
        return Err("This sandbox wants Contact with ContactID alone: a name would make or change a contact"
            .to_owned());
    };
    match desk.books.contact(id) {
        None => Err(format!("The contact {id} could not be found")),
        Some(contact) if contact.is_archived => Err(format!(
            "The Contact with ContactID {id} has been archived. The Contact must be un-archived before creating new \
             invoices or credit notes."
        )),
        Some(contact) => Ok(contact.id.clone()),
    }
}

/// What must be so of the whole.
fn check(desk: &Desk<'_>, reader: &mut Reader<'_>, document: &Document) {
    let organisation = desk.organisation();
    let is_in_books = document.kind != Kind::Quote;
    let mut checks = vec![checks::currency(organisation, &document.currency)];
    if is_in_books {
        checks.push(checks::open_day(organisation, document.date));
    }
    if document.status == Status::Authorised {
        checks.push(lifecycle::may_be_approved(desk, document));
    }
    reader.problems.extend(checks.into_iter().filter_map(Result::err));
    let needs_due =
        document.kind == Kind::Invoice && matches!(document.status, Status::Submitted | Status::Authorised);
    if needs_due && document.due.is_none() {
        reader.add("Due date cannot be empty");
    }
    if document.totals.total.is_sign_negative() && !document.totals.total.is_zero() {
        reader.add("The document total cannot be less than nothing");
    }
}

fn is_taken(desk: &Desk<'_>, document: &Document) -> bool {
    let switches = &desk.settings.switches;
    let may_be_twice = match document.kind {
        Kind::Invoice => document.side != "ACCREC",
        Kind::CreditNote => switches.credit_note_number_dupes,
        Kind::Quote => switches.quote_number_dupes,
    };
    let takes = |other: &Document| {
        let is_free = other.status.is_gone() && switches.void_number_reuse;
        other.id != document.id && other.side == document.side && other.number == document.number && !is_free
    };
    !may_be_twice && desk.books.of(document.kind).any(takes)
}

fn own_number(desk: &Desk<'_>, kind: Kind) -> String {
    let prefix = match kind {
        Kind::Invoice => "INV",
        Kind::CreditNote => "CN",
        Kind::Quote => "QU",
    };
    let is_free = |number: &String| desk.books.of(kind).all(|document| document.number != *number);
    let first = desk.books.of(kind).count() + 1;
    let numbers = (first..=first * 2).map(|place| format!("{prefix}-{place:04}"));
    // Among one more number than there are documents, one is free.
    numbers.into_iter().find(is_free).unwrap_or_default()
}

fn keep(desk: &mut Desk<'_>, document: Document, reader: Reader<'_>) -> Written {
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    let (id, kind) = (document.id.clone(), document.kind);
    if let Some(known) = desk.books.documents.iter_mut().find(|known| known.id == id) {
        *known = document;
    } else {
        desk.next();
        desk.books.documents.push(document);
    }
    let (zero_is_paid, now) = (desk.settings.switches.zero_total_is_paid, desk.now);
    desk.books.settle(&id, zero_is_paid, now);
    let kept = desk.books.document(kind, &id);
    Ok(kept.map_or(Json::Null, |document| document.out(desk.books, true)))
}
