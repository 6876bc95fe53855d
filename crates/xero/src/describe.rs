//! What the shop's screens show of Xero.

use accounting_core::connector::{
    Condition, ConnectionDescription, Description, DocumentDescription, Subject, WaitsFor,
};
use accounting_core::reason::Code;

use crate::kind::{ALLOCATION, CREDIT_NOTE, INVOICE, PAYMENT, QUOTE, REFUND_PAYMENT, VOID};
use crate::options::SETTINGS;
use crate::{catalogues, consent};

/// The owner wants invoices in Xero.
const WITH_INVOICES: Condition = Condition { setting: "document", value: Some("invoice") };

/// He writes his invoices in Xero, by quotes.
const WITH_QUOTES: Condition = Condition { setting: "document", value: Some("quote") };

/// He named an account that refunds are paid from.
const WITH_REFUND_ACCOUNT: Condition = Condition { setting: "refund_account", value: None };

/// All of it.
pub fn description() -> Description {
    Description {
        service: "xero",
        name: "Xero",
        documents: documents(),
        settings: SETTINGS.to_vec(),
        catalogues: catalogues::CATALOGUES,
        watches: crate::watch::AT_ONCE,
        connection: ConnectionDescription {
            enabled_option: "wc_xero_enable_api_connection",
            endpoint_option: "wc_xero_api_endpoint",
            key_option: "wc_xero_api_key",
            endpoint_default: "https://api.xero.com/api.xro/2.0",
            key_page: "https://developer.xero.com/app/manage",
            app_page: "https://go.xero.com/",
            consent: Some(consent::DESCRIPTION),
        },
        reasons: Code::ALL,
    }
}

/// In the order in which they happen. Each is one write of money.
fn documents() -> Vec<DocumentDescription> {
    let invoice = of_order();
    let quote = DocumentDescription {
        kind: QUOTE,
        statuses: "quote_statuses",
        enabled: "enable_quote",
        synced_meta: "_wc_xero_quote_synced",
        bills_as_bought: false,
        page: Some("https://go.xero.com/app/{fact_short_code}/quotes/view/{id}"),
        only_if: &[WITH_QUOTES],
        ..invoice.clone()
    };
    let payment = DocumentDescription {
        kind: PAYMENT,
        statuses: "payment_statuses",
        only_paid: true,
        enabled: "enable_payment",
        synced_meta: "_wc_xero_payment_synced",
        is_compared: false,
        page: None,
        waits_for: WaitsFor::nothing().and(INVOICE),
        ..invoice.clone()
    };
    let void = DocumentDescription {
        kind: VOID,
        statuses: "void_statuses",
        enabled: "enable_void",
        synced_meta: "_wc_xero_void_synced",
        is_compared: false,
        page: None,
        takes_back: Some(INVOICE),
        waits_for: WaitsFor::nothing().and(INVOICE),
        ..invoice.clone()
    };
    let [credit_note, allocation, refund_payment] = of_refunds(&invoice);
    let invoice = DocumentDescription { has_customer_page: true, ..invoice };
    vec![invoice, quote, payment, credit_note, allocation, refund_payment, void]
}

fn of_order() -> DocumentDescription {
    DocumentDescription {
        kind: INVOICE,
        subject: Subject::Order,
        statuses: "invoice_statuses",
        only_paid: false,
        enabled: "enable_invoice",
        synced_meta: "_wc_xero_invoice_synced",
        bills_as_bought: true,
        is_compared: true,
        page: Some("https://go.xero.com/app/{fact_short_code}/invoicing/view/{id}"),
        has_customer_page: false,
        waits_for: WaitsFor::nothing(),
        waits_setting: None,
        only_if: &[WITH_INVOICES],
        first_setting: None,
        takes_back: None,
    }
}

/// A refund is given back whatever the status of its order is. What its credit does depends on how much is still due: so a payment
/// that is on its way goes first, and what is paid back is what the allocation left.
fn of_refunds(invoice: &DocumentDescription) -> [DocumentDescription; 3] {
    let credit_note = DocumentDescription {
        kind: CREDIT_NOTE,
        subject: Subject::Refund,
        statuses: "",
        enabled: "enable_credit_note",
        synced_meta: "_wc_xero_credit_note_synced",
        page: None,
        waits_for: WaitsFor::nothing().and(INVOICE),
        ..invoice.clone()
    };
    let allocation = DocumentDescription {
        kind: ALLOCATION,
        enabled: "enable_allocation",
        synced_meta: "_wc_xero_allocation_synced",
        is_compared: false,
        waits_for: WaitsFor::nothing().and(CREDIT_NOTE).and(INVOICE).after(PAYMENT),
        ..credit_note.clone()
    };
    let refund_payment = DocumentDescription {
        kind: REFUND_PAYMENT,
        enabled: "enable_refund_payment",
        synced_meta: "_wc_xero_refund_payment_synced",
        is_compared: false,
        waits_for: WaitsFor::nothing().and(CREDIT_NOTE).only_after(ALLOCATION),
        only_if: &[WITH_INVOICES, WITH_REFUND_ACCOUNT],
        ..credit_note.clone()
    };
    [credit_note, allocation, refund_payment]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_a_document_mentions_is_there_and_comes_before_it() {
        let documents = description().documents;
        let is_setting = |name: &str| SETTINGS.iter().any(|setting| setting.name == name);
        for (index, document) in documents.iter().enumerate() {
            let of_order = document.subject == Subject::Order;
            assert!(
                is_setting(document.enabled) && is_setting(document.statuses) == of_order,
                "{document:?}"
            );
            assert!(document.only_if.iter().all(|condition| is_setting(condition.setting)), "{document:?}");
            let comes_before = |kind: &_| documents[..index].iter().any(|other| &other.kind == kind);
            assert!(document.waits_for.0.iter().all(|awaited| comes_before(&awaited.kind)), "{document:?}");
        }
    }

    #[test]
    fn with_quotes_there_is_nothing_but_quotes() {
        let is_wanted = |document: &DocumentDescription, chosen: &str| {
            let conditions = document.only_if.iter().filter(|condition| condition.setting == "document");
            conditions.map(|condition| condition.value).eq([Some(chosen)])
        };
        for document in description().documents {
            let is_quote = document.kind == QUOTE;
            assert_eq!(
                (is_wanted(&document, "quote"), is_wanted(&document, "invoice")),
                (is_quote, !is_quote)
            );
        }
    }

    #[test]
    fn what_the_shop_stores_bears_the_name_of_the_service() {
        assert!(description().documents.iter().all(|document| document.synced_meta.starts_with("_wc_xero_")));
        let mut metas: Vec<&str> =
            description().documents.iter().map(|document| document.synced_meta).collect();
        metas.sort_unstable();
        metas.dedup();
        assert_eq!(metas.len(), 7);
    }
}
