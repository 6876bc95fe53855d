//! The page of an invoice that is for the customer: Xero calls it the online invoice.

use accounting_core::connector::Turn;
use accounting_core::customer_page::{CustomerPage, PageQuery};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::reason::{Code, Reason};

use crate::answers::{self, INVOICES, field};
use crate::kind::INVOICE;

/// The list of the answer.
const LIST: &str = "OnlineInvoices";

/// Asks, and reads the answer.
pub fn customer_page(query: &PageQuery, so_far: &[Exchange]) -> Turn<CustomerPage> {
    if query.kind != INVOICE || !answers::is_id(&query.remote_id) {
        return Turn::Done(CustomerPage::none(Some(Reason::new(Code::NotFound, &query.remote_id)), None));
    }
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(Request::read(format!("{}/{}/OnlineInvoice", INVOICES.list, query.remote_id), &[]));
    };
    Turn::Done(read(exchange))
}

fn read(exchange: &Exchange) -> CustomerPage {
    let (elements, status) = match answers::elements(exchange, LIST) {
        Ok(told) => told,
        // A draft has none, nor has what was voided or deleted; and who may not read invoices may ask everything else.
        Err(outcome) if matches!(outcome.http_status, Some(400 | 403 | 404)) => {
            return CustomerPage::none(outcome.reason, outcome.http_status);
        }
        Err(outcome) => return CustomerPage::from_outcome(&outcome),
    };
    match elements.first().and_then(|element| field(element, "OnlineInvoiceUrl")) {
        Some(url) => CustomerPage::at(&url, status)
            .unwrap_or_else(|| CustomerPage::from_outcome(&answers::unreadable(status))),
        None => CustomerPage::none(None, Some(status)),
    }
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::{Answer, Effect};
    use accounting_core::outcome::LookUpClass;
    use serde_json::json;

    use super::*;
    use crate::tests::ID;

    fn query(kind: accounting_core::document::DocumentKind, id: &str) -> PageQuery {
        PageQuery { kind, remote_id: id.to_owned() }
    }

    fn told(status: u16, body: &str) -> CustomerPage {
        match customer_page(&query(INVOICE, ID), &[Ok(Answer::new(status, body))]) {
            Turn::Done(page) => page,
            Turn::Ask(request) => panic!("asks {request:?}"),
        }
    }

    /// 12.4: one question, which changes nothing.
    #[test]
    fn an_invoice_is_asked_for_its_page_and_nothing_else_is() {
        let Turn::Ask(request) = customer_page(&query(INVOICE, ID), &[]) else { panic!("does not ask") };
        assert_eq!(request.path, format!("Invoices/{ID}/OnlineInvoice"));
        assert_eq!(request.effect, Effect::Reads);
        for document in crate::describe::description().documents {
            assert_eq!(document.has_customer_page, document.kind == INVOICE);
        }
        for (kind, id) in
            [(crate::QUOTE, ID), (crate::CREDIT_NOTE, ID), (INVOICE, "../Contacts"), (INVOICE, "")]
        {
            let Turn::Done(page) = customer_page(&query(kind, id), &[]) else { panic!("asks for {id}") };
            assert_eq!((page.class, page.url), (LookUpClass::Absent, None));
        }
    }

    /// 12.4: its address, that there is none, or that nobody knows.
    #[test]
    fn an_answer_is_an_address_or_says_why_there_is_none() {
        let url = "https://in.xero.com/a7Fq";
        let page = told(200, &json!({"OnlineInvoices": [{"OnlineInvoiceUrl": url}]}).to_string());
        assert_eq!(
            (page.class, page.url.as_deref(), page.http_status),
            (LookUpClass::Found, Some(url), Some(200))
        );
        let draft = r#"{"Message": "The invoice must be approved"}"#;
        for (status, body, class) in [
            (200, r#"{"OnlineInvoices": []}"#, LookUpClass::Absent),
            (200, r#"{"OnlineInvoices": [{"OnlineInvoiceUrl": ""}]}"#, LookUpClass::Absent),
            (200, r#"{"OnlineInvoices": [{"OnlineInvoiceUrl": null}]}"#, LookUpClass::Absent),
            (400, draft, LookUpClass::Absent),
            (403, "{}", LookUpClass::Absent),
            (404, "", LookUpClass::Absent),
            (200, "", LookUpClass::Unavailable),
            (200, "{}", LookUpClass::Unavailable),
            (
                200,
                r#"{"OnlineInvoices": [{"OnlineInvoiceUrl": "javascript:alert(1)"}]}"#,
                LookUpClass::Unavailable,
            ),
            (302, "", LookUpClass::Unavailable),
            (500, "", LookUpClass::Unavailable),
            (401, "{}", LookUpClass::Unauthorized),
            (429, "", LookUpClass::RateLimited),
        ] {
            let page = told(status, body);
            assert_eq!((page.class, page.url), (class, None), "{status} {body}");
        }
        assert!(told(400, draft).reason.unwrap().detail.contains("must be approved"), "Xero's own words");
    }
}
