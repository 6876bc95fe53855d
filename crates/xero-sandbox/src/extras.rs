//! What hangs on a document: its history, its e-mail, its address for the customer.

use accounting_sandbox::Answer;
use chrono::TimeDelta;

use crate::answers;
use crate::books::Note;
use crate::call::Call;
use crate::dates::moment_out;
use crate::desk::{Desk, Written};
use crate::document::Kind;
use crate::json::{Json, object};
use crate::problems::Reader;

/// Answers a call of `/{Documents}/{id}/…`.
pub fn answer(desk: &mut Desk<'_>, call: &Call, of: (Kind, &str), rest: &[&str]) -> Result<Answer, Answer> {
    let (kind, id) = of;
    match (call.method.as_str(), rest) {
        ("GET", ["History"]) => {
            let notes = desk.books.notes.iter().filter(|note| note.document_id == id).map(note_out).collect();
            Ok(desk.answer("HistoryRecords", notes))
        }
        ("PUT", ["History"]) => desk
            .write_each(call, "HistoryRecords", "DocumentID", |desk, element| write_note(desk, id, element)),
        ("POST", ["Email"]) if kind == Kind::Invoice => email(desk, id),
        ("GET", ["OnlineInvoice"]) if kind == Kind::Invoice => online_invoice(desk, id),
        _ => Err(answers::not_found()),
    }
}

fn write_note(desk: &mut Desk<'_>, id: &str, element: &Json) -> Written {
    let mut reader = Reader::new(element);
    let details = reader.text("Details", 2_500).filter(|details| !details.is_empty());
    if details.is_none() {
        reader.add("Details must be specified");
    }
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    let note = Note { document_id: id.to_owned(), details: details.unwrap_or_default(), at: desk.now };
    let out = note_out(&note);
    desk.books.notes.push(note);
    Ok(out)
}

fn note_out(note: &Note) -> Json {
    object([
        ("Changes", "Note".into()),
        ("Details", note.details.as_str().into()),
        ("DateUTC", moment_out(note.at)),
    ])
}

/// Sends an invoice, which has to be approved, to an address that its contact has to have.
fn email(desk: &mut Desk<'_>, id: &str) -> Result<Answer, Answer> {
    let invoice = desk.books.document(Kind::Invoice, id).ok_or_else(answers::not_found)?;
    if !invoice.status.is_approved() {
        return Err(answers::refused("The invoice must be approved before it can be sent"));
    }
    if desk.books.contact(&invoice.contact_id).is_none_or(|contact| contact.email.is_empty()) {
        return Err(answers::refused("The contact has no email address"));
    }
    let day_ago = desk.now - TimeDelta::days(1);
    let sent = desk.books.emails.iter().filter(|(_, at)| *at > day_ago).count();
    if sent >= desk.settings.switches.emails_per_day {
        return Err(answers::refused("You've reached the limit of emails you can send in a day"));
    }
    desk.books.emails.push((id.to_owned(), desk.now));
    let (invoices, now) = (&mut desk.books.documents, desk.now);
    if let Some(invoice) = invoices.iter_mut().find(|document| document.id == id) {
        invoice.sent = true;
        invoice.times.changed = now;
    }
    Ok(answers::nothing())
}

fn online_invoice(desk: &mut Desk<'_>, id: &str) -> Result<Answer, Answer> {
    let invoice = desk.books.document(Kind::Invoice, id).ok_or_else(answers::not_found)?;
    if !invoice.status.is_approved() {
        return Err(answers::refused("The invoice must be approved before it has an online invoice"));
    }
    let address = format!("https://in.xero.com/{}", id.replace('-', ""));
    Ok(desk.answer("OnlineInvoices", vec![object([("OnlineInvoiceUrl", address.into())])]))
}
