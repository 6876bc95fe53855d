//! Calls of `/Invoices…`, `/CreditNotes…` and `/Quotes…`.

use accounting_sandbox::Answer;

use crate::call::Call;
use crate::desk::Desk;
use crate::document::{Document, Kind};
use crate::draft::{self, How};
use crate::filter::{Fields, Is};
use crate::listing::Wanted;
use crate::{allocations, answers, dates, extras};

const INVOICES: &Fields = &[
    ("InvoiceID", Is::Guid),
    ("InvoiceNumber", Is::Text),
    ("Type", Is::Text),
    ("Status", Is::Text),
    ("Reference", Is::Text),
    ("CurrencyCode", Is::Text),
    ("Contact.ContactID", Is::Guid),
    ("Contact.Name", Is::Text),
    ("Contact.ContactNumber", Is::Text),
    ("Date", Is::Date),
    ("DueDate", Is::Date),
];

const CREDIT_NOTES: &Fields = &[
    ("CreditNoteID", Is::Guid),
    ("CreditNoteNumber", Is::Text),
    ("Type", Is::Text),
    ("Status", Is::Text),
    ("Reference", Is::Text),
    ("CurrencyCode", Is::Text),
    ("Contact.ContactID", Is::Guid),
    ("Contact.Name", Is::Text),
    ("Contact.ContactNumber", Is::Text),
    ("Date", Is::Date),
    ("DueDate", Is::Date),
];

/// Answers a call of documents of a kind.
pub fn answer(desk: &mut Desk<'_>, call: &Call, kind: Kind) -> Result<Answer, Answer> {
    let path: Vec<&str> = call.path.iter().skip(1).map(String::as_str).collect();
    // Unit prices of quotes have two decimals, whatever is asked for.
    let decimals = if kind == Kind::Quote { 2 } else { call.unit_decimals() };
    let how = How { kind, decimals };
    let (collection, id_name) = (kind.collection(), kind.id_name());
    match (call.method.as_str(), path.as_slice()) {
        ("GET", []) => list(desk, call, kind),
        ("PUT", []) => desk.write_each(call, collection, id_name, |desk, it| draft::create(desk, it, how)),
        ("POST", []) => {
            desk.write_each(call, collection, id_name, |desk, it| match draft::known(desk, it, kind)? {
                Some(id) => draft::update(desk, &id, it, how),
                None => draft::create(desk, it, how),
            })
        }
        (method, [id, rest @ ..]) => {
            let id = find(desk, kind, id).ok_or_else(answers::not_found)?;
            match (method, rest) {
                ("GET", []) => {
                    let out = desk.books.document(kind, &id).map(|document| document.out(desk.books, true));
                    Ok(desk.answer(collection, out.into_iter().collect()))
                }
                ("POST", []) => {
                    desk.write_each(call, collection, id_name, |desk, it| draft::update(desk, &id, it, how))
                }
                (_, ["Allocations", rest @ ..]) if kind == Kind::CreditNote => {
                    allocations::answer(desk, call, &id, rest)
                }
                (_, rest) => extras::answer(desk, call, (kind, &id), rest),
            }
        }
        _ => Err(answers::not_found()),
    }
}

/// The id of a document, which may be named by its number too.
fn find(desk: &Desk<'_>, kind: Kind, key: &str) -> Option<String> {
    let by_id = desk.books.document(kind, key);
    by_id.or_else(|| desk.books.of(kind).find(|document| document.number == key)).map(|it| it.id.clone())
}

fn list(desk: &mut Desk<'_>, call: &Call, kind: Kind) -> Result<Answer, Answer> {
    let fields = match kind {
        Kind::Invoice => INVOICES,
        Kind::CreditNote => CREDIT_NOTES,
        Kind::Quote if call.query("where").is_some() => {
            return Err(answers::bad_query("This sandbox knows no where= for quotes"));
        }
        Kind::Quote => &[],
    };
    let wanted = Wanted::read(call, desk, fields)?;
    let ids = call.listed("IDs");
    let numbers = call.listed("InvoiceNumbers").filter(|_| kind == Kind::Invoice);
    let is_meant = |document: &&Document| {
        let id = |id: &&str| id.eq_ignore_ascii_case(&document.id);
        let number = |number: &&str| *number == document.number;
        ids.as_ref().is_none_or(|ids| ids.iter().any(id))
            && numbers.as_ref().is_none_or(|numbers| numbers.iter().any(number))
            && (kind != Kind::Quote || is_meant_quote(desk, call, document))
            && wanted.has(document.times, |name| field(desk, document, name))
    };
    let found: Vec<Document> = desk.books.of(kind).filter(is_meant).cloned().collect();
    let with_lines = wanted.shows_lines() || kind == Kind::Quote;
    Ok(wanted.answer(desk, kind.collection(), &found, |document, desk| document.out(desk.books, with_lines)))
}

/// What quotes can be asked for, since they know no conditions.
fn is_meant_quote(desk: &Desk<'_>, call: &Call, quote: &Document) -> bool {
    let begins = desk.settings.switches.quote_number_prefix;
    let number = |number: &str| quote.number == number || (begins && quote.number.starts_with(number));
    let day = |name: &str| call.query(name).and_then(dates::day);
    call.query("QuoteNumber").is_none_or(number)
        && day("DateFrom").is_none_or(|from| quote.date >= from)
        && day("DateTo").is_none_or(|to| quote.date <= to)
        && call.query("ContactID").is_none_or(|id| quote.contact_id.eq_ignore_ascii_case(id))
        && call.query("Status").is_none_or(|status| quote.status.name() == status)
}

fn field(desk: &Desk<'_>, document: &Document, name: &str) -> Option<String> {
    let contact = || desk.books.contact(&document.contact_id);
    Some(match name {
        "InvoiceID" | "CreditNoteID" => document.id.clone(),
        "InvoiceNumber" | "CreditNoteNumber" => document.number.clone(),
        "Type" => document.side.clone(),
        "Status" => document.status.name().to_owned(),
        "Reference" => document.reference.clone(),
        "CurrencyCode" => document.currency.clone(),
        "Contact.ContactID" => document.contact_id.clone(),
        "Contact.Name" => contact()?.name.clone(),
        "Contact.ContactNumber" => contact()?.number.clone()?,
        "Date" => document.date.to_string(),
        "DueDate" => document.due?.to_string(),
        _ => return None,
    })
}
