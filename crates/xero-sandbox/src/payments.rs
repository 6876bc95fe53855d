//! Payments of invoices, and what is paid back of credit notes.

use accounting_sandbox::Answer;
use rust_decimal::Decimal;

use crate::answers;
use crate::arithmetic::round;
use crate::books::{Books, Payment, Times};
use crate::call::Call;
use crate::checks;
use crate::dates::{day_out, moment_out};
use crate::desk::{Desk, Written};
use crate::document::{Document, Kind, Status};
use crate::filter::{Fields, Is};
use crate::ids::NO_GUID;
use crate::json::{Json, object};
use crate::listing::Wanted;
use crate::problems::Reader;

const FIELDS: &Fields = &[
    ("PaymentID", Is::Guid),
    ("Invoice.InvoiceID", Is::Guid),
    ("Invoice.InvoiceNumber", Is::Text),
    ("CreditNote.CreditNoteID", Is::Guid),
    ("CreditNote.CreditNoteNumber", Is::Text),
    ("Account.AccountID", Is::Guid),
    ("Status", Is::Text),
    ("Reference", Is::Text),
    ("PaymentType", Is::Text),
    ("Date", Is::Date),
];

const TOO_MUCH: &str = "Payment amount exceeds the amount outstanding on this document";

/// Answers a call of `/Payments…`.
pub fn answer(desk: &mut Desk<'_>, call: &Call) -> Result<Answer, Answer> {
    let path: Vec<&str> = call.path.iter().skip(1).map(String::as_str).collect();
    match (call.method.as_str(), path.as_slice()) {
        ("GET", []) => {
            let wanted = Wanted::read(call, desk, FIELDS)?;
            let is_meant = |it: &&Payment| wanted.has(it.times, |name| field(desk.books, it, name));
            let found: Vec<Payment> = desk.books.payments.iter().filter(is_meant).cloned().collect();
            Ok(wanted.answer(desk, "Payments", &found, |payment, desk| payment.out(desk.books)))
        }
        ("GET", [id]) => {
            let place = place(desk, id).ok_or_else(answers::not_found)?;
            let out = desk.books.payments[place].out(desk.books);
            Ok(desk.answer("Payments", vec![out]))
        }
        ("PUT" | "POST", []) => make_each(desk, call),
        ("POST", [id]) => {
            let place = place(desk, id).ok_or_else(answers::not_found)?;
            desk.write_each(call, "Payments", "PaymentID", |desk, element| undo(desk, place, element))
        }
        _ => Err(answers::not_found()),
    }
}

/// Makes payments. One that is too large may be refused inside an answer that looks well.
fn make_each(desk: &mut Desk<'_>, call: &Call) -> Result<Answer, Answer> {
    let says_200 = desk.settings.switches.overpayment_in_200;
    desk.write_each(call, "Payments", "PaymentID", |desk, element| match make(desk, element) {
        Err(problems) if says_200 && problems == [TOO_MUCH] => {
            let refused = element.clone().with("PaymentID", NO_GUID).with("StatusAttributeString", "ERROR");
            Ok(answers::with_errors(refused.with("HasValidationErrors", true), &problems))
        }
        made => made,
    })
}

fn place(desk: &Desk<'_>, id: &str) -> Option<usize> {
    desk.books.payments.iter().position(|payment| payment.id.eq_ignore_ascii_case(id))
}

fn make(desk: &mut Desk<'_>, element: &Json) -> Written {
    let mut reader = Reader::new(element);
    let account_id = account(desk, &mut reader);
    let date = reader.day("Date").unwrap_or_else(|| desk.today());
    let amount = reader.number("Amount").map(|amount| round(amount, 2)).unwrap_or_default();
    let reference = reader.text("Reference", 255).unwrap_or_default();
    let currency_rate = reader.number("CurrencyRate");
    let document = document(desk, &mut reader);
    if amount <= Decimal::ZERO {
        reader.add("The payment amount must be greater than zero");
    }
    let locked = checks::open_day(desk.organisation(), date).err();
    reader.problems.extend(locked);
    if let Some(document) = &document {
        if document.status != Status::Authorised {
            reader.add("Payments can only be made against Authorised documents");
        } else if amount > desk.books.open(document) {
            reader.add(TOO_MUCH);
        }
    }
    let (Some(document), Some(account_id), true) = (document, account_id, reader.problems.is_empty()) else {
        return Err(reader.problems);
    };
    desk.next();
    let (id, times) = (desk.ids.guid(), Times::new(desk.now));
    let document_id = document.id.clone();
    let payment = Payment {
        id,
        document_id,
        account_id,
        date,
        amount,
        reference,
        currency_rate,
        is_deleted: false,
        times,
    };
    desk.books.payments.push(payment.clone());
    settle(desk, &document.id);
    Ok(payment.out(desk.books))
}

fn settle(desk: &mut Desk<'_>, document_id: &str) {
    desk.books.settle(document_id, desk.settings.switches.zero_total_is_paid, desk.now);
}

/// The document that is paid: an invoice or a credit note, by id or number.
fn document(desk: &Desk<'_>, reader: &mut Reader<'_>) -> Option<Document> {
    let named: Vec<Kind> = [(Kind::Invoice, "Invoice"), (Kind::CreditNote, "CreditNote")]
        .into_iter()
        .filter(|(_, name)| reader.has(name))
        .map(|(kind, _)| kind)
        .collect();
    let [kind] = named[..] else {
        reader.add("A payment names one Invoice or one CreditNote");
        return None;
    };
    let name = if kind == Kind::Invoice { "Invoice" } else { "CreditNote" };
    let (id, number) = (reader.get(name).text(kind.id_name()), reader.get(name).text(kind.number_name()));
    let found = match (id, number) {
        (Some(id), _) => desk.books.document(kind, id),
        (None, Some(number)) => desk.books.of(kind).find(|document| document.number == number),
        (None, None) => None,
    };
    if found.is_none() {
        reader.add(format!("{name} could not be found"));
    }
    found.cloned()
}

fn account(desk: &Desk<'_>, reader: &mut Reader<'_>) -> Option<String> {
    let account = reader.get("Account");
    let (id, code) = (account.text("AccountID"), account.text("Code"));
    let found = desk.organisation().accounts.iter().find(|known| match id {
        Some(id) => known.id.eq_ignore_ascii_case(id),
        None => code.is_some() && known.code.as_deref() == code,
    });
    let found = found.filter(|known| known.may_be_paid_to()).map(|known| known.id.clone());
    if found.is_none() {
        reader.add("Account type is invalid for this payment, or the account could not be found");
    }
    found
}

/// Undoes a payment, which is all that can be changed of one.
fn undo(desk: &mut Desk<'_>, place: usize, element: &Json) -> Written {
    if element.text("Status") != Some("DELETED") {
        return Err(vec!["A payment cannot be changed, only its Status set to DELETED".to_owned()]);
    }
    let payment = &mut desk.books.payments[place];
    if payment.is_deleted {
        return Err(vec!["The payment has been deleted already".to_owned()]);
    }
    payment.is_deleted = true;
    payment.times.changed = desk.now;
    let payment = payment.clone();
    settle(desk, &payment.document_id);
    Ok(payment.out(desk.books))
}

fn field(books: &Books, payment: &Payment, name: &str) -> Option<String> {
    let document = |kind| books.document(kind, &payment.document_id);
    Some(match name {
        "PaymentID" => payment.id.clone(),
        "Invoice.InvoiceID" => document(Kind::Invoice)?.id.clone(),
        "Invoice.InvoiceNumber" => document(Kind::Invoice)?.number.clone(),
        "CreditNote.CreditNoteID" => document(Kind::CreditNote)?.id.clone(),
        "CreditNote.CreditNoteNumber" => document(Kind::CreditNote)?.number.clone(),
        "Account.AccountID" => payment.account_id.clone(),
        "Status" => payment.status().to_owned(),
        "Reference" => payment.reference.clone(),
        "PaymentType" => payment.kind(books).to_owned(),
        "Date" => payment.date.to_string(),
        _ => return None,
    })
}

impl Payment {
    fn status(&self) -> &'static str {
        if self.is_deleted { "DELETED" } else { "AUTHORISED" }
    }

    fn kind(&self, books: &Books) -> &'static str {
        let is_invoice = books.document(Kind::Invoice, &self.document_id).is_some();
        if is_invoice { "ACCRECPAYMENT" } else { "ARCREDITPAYMENT" }
    }

    /// How it goes out.
    pub fn out(&self, books: &Books) -> Json {
        let payment = object([
            ("PaymentID", self.id.as_str().into()),
            ("Date", day_out(self.date)),
            ("Amount", self.amount.into()),
            ("Reference", self.reference.as_str().into()),
            ("CurrencyRate", self.currency_rate.unwrap_or(Decimal::ONE).into()),
            ("PaymentType", self.kind(books).into()),
            ("Status", self.status().into()),
            ("Account", object([("AccountID", self.account_id.as_str().into())])),
            ("UpdatedDateUTC", moment_out(self.times.changed)),
            ("HasValidationErrors", false.into()),
        ]);
        let document = [(Kind::Invoice, "Invoice"), (Kind::CreditNote, "CreditNote")]
            .into_iter()
            .find_map(|(kind, name)| Some((name, books.document(kind, &self.document_id)?)));
        match document {
            Some((name, document)) => payment.with(
                name,
                object([
                    (document.kind.id_name(), document.id.as_str().into()),
                    (document.kind.number_name(), document.number.as_str().into()),
                    ("Type", document.side.as_str().into()),
                    ("CurrencyCode", document.currency.as_str().into()),
                ]),
            ),
            None => payment,
        }
    }
}
