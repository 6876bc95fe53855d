//! The conversation that takes an invoice back whose order was cancelled: a draft is deleted, an approved one is voided, and one that
//! was paid or credited stays, since that is for a person to undo.

use accounting_core::connector::Turn;
use accounting_core::document::Document;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::links::Known;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};
use serde_json::{Value, json};

use crate::answers::{self, INVOICES};
use crate::making::object;
use crate::payment::{ask_or, text};
use crate::requests::{once, post};
use crate::target::{Target, amount, before_the_document, nothing_to_belong_to, shown};

/// The next step.
pub fn turn(document: &Document, known: &Known, so_far: &[Exchange]) -> Turn<Outcome> {
    let number = text(document, "invoice");
    let invoice = Target::invoice(known, &number, true);
    let [about, rest @ ..] = so_far else {
        return ask_or(invoice.question(), || nothing_to_belong_to(&number, 0));
    };
    let invoice = match invoice.read(about) {
        Ok(invoice) => invoice,
        Err(outcome) => return Turn::Done(before_the_document(outcome)),
    };
    match rest.first() {
        None => match end(&invoice) {
            Ok(request) => Turn::Ask(once(request, known, 1)),
            Err(outcome) => Turn::Done(outcome),
        },
        Some(exchange) => Turn::Done(match answers::made(exchange, INVOICES) {
            Ok(made) => Outcome::made(made.id, None, made.http_status),
            Err(outcome) => outcome,
        }),
    }
}

/// # Errors
/// Why the invoice is not taken back.
fn end(invoice: &Value) -> Result<Request, Outcome> {
    let id =
        answers::id(invoice, INVOICES.id).ok_or_else(|| before_the_document(answers::unreadable(200)))?;
    let is_touched = ["AmountPaid", "AmountCredited"].iter().any(|name| amount(invoice, name).is_positive());
    let status = match answers::field(invoice, "Status").as_deref() {
        Some("VOIDED" | "DELETED") => {
            return Err(Outcome::unneeded(Reason::new(Code::NothingLeftToDo, &shown(invoice)), 200));
        }
        Some("DRAFT" | "SUBMITTED") => "DELETED",
        Some("AUTHORISED") if !is_touched => "VOIDED",
        Some(_) => {
            let reason = Reason::new(Code::AlreadyPaid, &shown(invoice));
            return Err(Outcome::new(OutcomeClass::Rejected, reason, Some(200)));
        }
        None => return Err(before_the_document(answers::unreadable(200))),
    };
    Ok(post(INVOICES, &id, object(json!({"InvoiceID": id, "Status": status}))))
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::{Answer, Fault};
    use accounting_core::links::Remote;

    use super::*;
    use crate::tests::{ID, void};

    fn known() -> Known {
        Known { belongs_to: Some(Remote { id: ID.to_owned(), number: None }), ..Known::default() }
    }

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn invoice(fields: &Value) -> Exchange {
        let mut invoice = json!({"InvoiceID": ID, "InvoiceNumber": "WC-123"});
        invoice.as_object_mut().unwrap().extend(object(fields.clone()));
        Ok(Answer::new(200, json!({"Invoices": [invoice]}).to_string()))
    }

    fn after(so_far: &[Exchange]) -> String {
        match turn(&void(), &known(), so_far) {
            Turn::Ask(request) => {
                format!("{} {} {}", request.method.as_str(), request.path, request.body.text())
            }
            Turn::Done(outcome) => {
                format!("{:?} {:?}", outcome.class, outcome.reason.map(|reason| reason.code))
            }
        }
    }

    #[test]
    fn a_draft_is_deleted_and_what_is_approved_is_voided_unless_it_was_paid_or_credited() {
        assert_eq!(after(&[]), format!("GET Invoices/{ID} "));
        for (fields, end) in [
            (json!({"Status": "DRAFT"}), "DELETED"),
            (json!({"Status": "SUBMITTED"}), "DELETED"),
            (json!({"Status": "AUTHORISED", "AmountPaid": 0, "AmountCredited": 0.00}), "VOIDED"),
        ] {
            let asks =
                format!(r#"POST Invoices/{ID} {{"Invoices":[{{"InvoiceID":"{ID}","Status":"{end}"}}]}}"#);
            assert_eq!(after(&[invoice(&fields)]), asks);
        }
        for fields in [
            json!({"Status": "PAID"}),
            json!({"Status": "AUTHORISED", "AmountPaid": 1}),
            json!({"Status": "AUTHORISED", "AmountCredited": "0.01"}),
        ] {
            assert_eq!(after(&[invoice(&fields)]), "Rejected Some(AlreadyPaid)", "{fields}");
        }
        for status in ["VOIDED", "DELETED"] {
            assert_eq!(after(&[invoice(&json!({"Status": status}))]), "Unneeded Some(NothingLeftToDo)");
        }
    }

    /// Section 5.
    #[test]
    fn an_end_that_is_lost_may_have_come() {
        let approved = || invoice(&json!({"Status": "AUTHORISED"}));
        let lost = || Err(Fault::MaybeSent(Code::ConnectionLost.into()));
        assert_eq!(after(&[approved(), lost()]), "Unconfirmed Some(ConnectionLost)");
        assert_eq!(after(&[lost()]), "NotSent Some(ConnectionLost)");
        assert_eq!(after(&[approved(), invoice(&json!({"Status": "VOIDED"}))]), "Made None");
        assert_eq!(after(&[Ok(Answer::new(404, ""))]), "Rejected Some(NotFound)");
        assert_eq!(after(&[invoice(&json!({}))]), "NotSent Some(UnreadableAnswer)");
    }
}
