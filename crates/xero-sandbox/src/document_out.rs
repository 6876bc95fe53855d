//! Invoices, credit notes and quotes as they go out.

use rust_decimal::Decimal;

use crate::arithmetic::{LineAmounts, round};
use crate::books::Books;
use crate::dates::{day_out, moment_out};
use crate::document::{Document, Kind, Line};
use crate::json::{Json, object};

impl Document {
    /// How it goes out: with its lines, or without as in a list that is not paged.
    pub fn out(&self, books: &Books, with_lines: bool) -> Json {
        let contact = books.contact(&self.contact_id);
        let name = contact.map(|contact| contact.name.as_str());
        // Lines of a quote come back without tax, whichever way they were sent.
        let amounts = match (self.kind, self.amounts) {
            (Kind::Quote, LineAmounts::Inclusive) => LineAmounts::Exclusive,
            (_, amounts) => amounts,
        };
        let head = object([
            (self.kind.id_name(), self.id.as_str().into()),
            (self.kind.number_name(), self.number.as_str().into()),
            ("Reference", self.reference.as_str().into()),
            ("Contact", object([("ContactID", self.contact_id.as_str().into()), ("Name", name.into())])),
            ("DateString", self.date.format("%Y-%m-%dT00:00:00").to_string().into()),
            ("Date", day_out(self.date)),
            ("Status", self.status.name().into()),
            ("LineAmountTypes", amounts.name(self.kind).into()),
            ("SubTotal", self.totals.sub_total.into()),
            ("TotalTax", self.totals.total_tax.into()),
            ("Total", self.totals.total.into()),
            ("CurrencyCode", self.currency.as_str().into()),
            ("CurrencyRate", self.currency_rate.unwrap_or(Decimal::ONE).into()),
            ("UpdatedDateUTC", moment_out(self.times.changed)),
            ("BrandingThemeID", self.theme.as_deref().into()),
        ]);
        let head = match self.due {
            Some(due) => head.with(self.kind.due_name(), day_out(due)),
            None => head,
        };
        let head = self.texts.iter().fold(head, |head, (name, text)| head.with(name, text.as_str()));
        let head = match self.kind {
            Kind::Invoice => self.invoice_out(books, head),
            Kind::CreditNote => self.credit_note_out(books, head),
            Kind::Quote => head,
        };
        if with_lines { head.with("LineItems", self.lines_out()) } else { head }
    }

    fn invoice_out(&self, books: &Books, head: Json) -> Json {
        let credit_notes: Vec<Json> = books
            .allocations_of(&self.id)
            .map(|it| {
                let number =
                    books.document(Kind::CreditNote, &it.credit_note_id).map(|note| note.number.as_str());
                object([
                    ("CreditNoteID", it.credit_note_id.as_str().into()),
                    ("CreditNoteNumber", number.into()),
                    ("AppliedAmount", it.amount.into()),
                    ("Date", day_out(it.date)),
                ])
            })
            .collect();
        head.with("Type", self.side.as_str())
            .with("AmountDue", books.open(self))
            .with("AmountPaid", books.paid(self))
            .with("AmountCredited", books.credited(self))
            .with("SentToContact", self.sent)
            .with("Payments", self.payments_out(books))
            .with("CreditNotes", credit_notes)
            .with("Warnings", Vec::new())
            .with("HasErrors", false)
    }

    fn credit_note_out(&self, books: &Books, head: Json) -> Json {
        let allocations: Vec<Json> = books.allocations_of(&self.id).map(|it| it.out(books)).collect();
        head.with("Type", self.side.as_str())
            .with("RemainingCredit", books.open(self))
            .with("AppliedAmount", books.credited(self))
            .with("SentToContact", self.sent)
            .with("Allocations", allocations)
            .with("Payments", self.payments_out(books))
            .with("HasErrors", false)
    }

    fn payments_out(&self, books: &Books) -> Vec<Json> {
        let out = |payment: &crate::books::Payment| {
            object([
                ("PaymentID", payment.id.as_str().into()),
                ("Date", day_out(payment.date)),
                ("Amount", payment.amount.into()),
                ("Reference", payment.reference.as_str().into()),
            ])
        };
        books.payments_of(&self.id).map(out).collect()
    }

    fn lines_out(&self) -> Vec<Json> {
        let is_made_exclusive = self.kind == Kind::Quote && self.amounts == LineAmounts::Inclusive;
        let out = |line: &Line| {
            let net = line.amount - line.tax;
            let (amount, unit) = match line.quantity {
                Some(quantity) if is_made_exclusive && !quantity.is_zero() => {
                    (net, Some(round(net / quantity, 4)))
                }
                _ => (line.amount, line.unit_amount),
            };
            object([
                ("LineItemID", line.id.as_str().into()),
                ("Description", line.description.as_str().into()),
                ("Quantity", line.quantity.map(|quantity| round(quantity, 4)).into()),
                ("UnitAmount", unit.into()),
                ("ItemCode", line.item_code.as_deref().into()),
                ("AccountCode", line.account_code.as_deref().into()),
                ("TaxType", line.tax_type.as_deref().into()),
                ("TaxAmount", line.tax.into()),
                ("LineAmount", amount.into()),
                ("Tracking", line.tracking.clone().into()),
            ])
        };
        self.lines.iter().map(out).collect()
    }
}
