//! Credit given to invoices.

use accounting_sandbox::Answer;
use rust_decimal::Decimal;

use crate::answers;
use crate::arithmetic::round;
use crate::books::{Allocation, Books};
use crate::call::Call;
use crate::checks;
use crate::dates::day_out;
use crate::desk::{Desk, Written};
use crate::document::{Kind, Status};
use crate::json::{Json, object};
use crate::problems::Reader;

/// Answers a call of `/CreditNotes/{id}/Allocations…`.
pub fn answer(desk: &mut Desk<'_>, call: &Call, note_id: &str, rest: &[&str]) -> Result<Answer, Answer> {
    match (call.method.as_str(), rest) {
        ("GET", []) => {
            let all = desk.books.allocations_of(note_id).map(|it| it.out(desk.books)).collect();
            Ok(desk.answer("Allocations", all))
        }
        ("PUT", []) => {
            desk.write_each(call, "Allocations", "AllocationID", |desk, element| make(desk, note_id, element))
        }
        ("DELETE", [id]) => {
            let is_meant = |it: &Allocation| it.id.eq_ignore_ascii_case(id) && it.credit_note_id == note_id;
            let place = desk.books.allocations.iter().position(is_meant).ok_or_else(answers::not_found)?;
            let gone = desk.books.allocations.remove(place);
            settle(desk, &gone);
            let out = gone.out(desk.books).with("IsDeleted", true);
            Ok(desk.answer("Allocations", vec![out]))
        }
        _ => Err(answers::not_found()),
    }
}

fn make(desk: &mut Desk<'_>, note_id: &str, element: &Json) -> Written {
    let mut reader = Reader::new(element);
    let amount = reader.number("Amount").map(|amount| round(amount, 2));
    let date = reader.day("Date");
    let invoice =
        reader.get("Invoice").text("InvoiceID").and_then(|id| desk.books.document(Kind::Invoice, id));
    let note = desk.books.document(Kind::CreditNote, note_id);
    let (Some(amount), Some(date), Some(invoice), Some(note)) = (amount, date, invoice, note) else {
        reader.add("An allocation needs Invoice with InvoiceID, Amount and Date");
        return Err(reader.problems);
    };
    if amount <= Decimal::ZERO {
        reader.add("The amount to allocate must be greater than zero");
    }
    if invoice.status != Status::Authorised || note.status != Status::Authorised {
        reader.add("Credit can only be allocated from and to Authorised documents");
    }
    if invoice.contact_id != note.contact_id || invoice.currency != note.currency {
        reader.add("Invoice and credit note must have the same contact and currency");
    }
    if amount > desk.books.open(invoice) {
        reader.add("The amount to allocate exceeds the amount outstanding on the invoice");
    }
    if amount > desk.books.open(note) {
        reader.add("The amount to allocate exceeds the remaining credit");
    }
    reader.problems.extend(checks::open_day(desk.organisation(), date).err());
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    let (invoice_id, credit_note_id) = (invoice.id.clone(), note.id.clone());
    desk.next();
    let allocation = Allocation { id: desk.ids.guid(), credit_note_id, invoice_id, amount, date };
    desk.books.allocations.push(allocation.clone());
    settle(desk, &allocation);
    Ok(allocation.out(desk.books))
}

fn settle(desk: &mut Desk<'_>, allocation: &Allocation) {
    let zero_is_paid = desk.settings.switches.zero_total_is_paid;
    for id in [&allocation.invoice_id, &allocation.credit_note_id] {
        desk.books.settle(id, zero_is_paid, desk.now);
    }
}

impl Allocation {
    /// How it goes out.
    pub fn out(&self, books: &Books) -> Json {
        let number = books.document(Kind::Invoice, &self.invoice_id).map(|invoice| invoice.number.as_str());
        object([
            ("AllocationID", self.id.as_str().into()),
            ("Amount", self.amount.into()),
            ("Date", day_out(self.date)),
            (
                "Invoice",
                object([("InvoiceID", self.invoice_id.as_str().into()), ("InvoiceNumber", number.into())]),
            ),
        ])
    }
}
