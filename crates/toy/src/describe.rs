//! What the shop's screens show of Toy Books.

use accounting_core::connector::{
    ConnectionDescription, Description, DocumentDescription, Setting, SettingKind, Subject, WaitsFor,
};
use accounting_core::reason::Code;

use crate::connection;
use crate::kind::{CREDIT_NOTE, INVOICE, PAYMENT};

macro_rules! setting {
    ($name:literal, $option:literal, $kind:ident, $default:literal, $group:literal) => {
        Setting {
            name: $name,
            option: $option,
            kind: SettingKind::$kind,
            default: $default,
            group: $group,
            choices: &[],
            catalogue: None,
        }
    };
}

const SETTINGS: &[Setting] = &[
    setting!("enable_invoice", "wc_toy_enable_invoice", Toggle, "yes", "invoice"),
    setting!("invoice_statuses", "wc_toy_invoice_statuses", Statuses, "processing,completed", "invoice"),
    setting!("invoice_prefix", "wc_toy_invoice_prefix", Text, "TB-", "invoice"),
    setting!("enable_payment", "wc_toy_enable_payment", Toggle, "yes", "payment"),
    setting!("payment_statuses", "wc_toy_payment_statuses", Statuses, "processing,completed", "payment"),
    setting!("payment_account", "wc_toy_payment_account", Account, "", "payment"),
    setting!("enable_credit_note", "wc_toy_enable_credit_note", Toggle, "yes", "credit_note"),
];

/// Default of a setting.
pub fn default_of(name: &str) -> &'static str {
    SETTINGS.iter().find(|setting| setting.name == name).map_or("", |setting| setting.default)
}

/// All of it.
pub fn description() -> Description {
    let invoice = DocumentDescription {
        kind: INVOICE,
        subject: Subject::Order,
        statuses: "invoice_statuses",
        only_paid: false,
        enabled: "enable_invoice",
        synced_meta: "_wc_toy_invoice_synced",
        bills_as_bought: true,
        is_compared: false,
        page: None,
        has_customer_page: false,
        waits_for: WaitsFor::nothing(),
        waits_setting: None,
        only_if: &[],
        first_setting: None,
        takes_back: None,
    };
    let payment = DocumentDescription {
        kind: PAYMENT,
        statuses: "payment_statuses",
        only_paid: true,
        enabled: "enable_payment",
        synced_meta: "_wc_toy_payment_synced",
        page: None,
        has_customer_page: false,
        // Without it there is nothing that could be paid or credited.
        waits_for: WaitsFor::nothing().and(INVOICE),
        ..invoice.clone()
    };
    let credit_note = DocumentDescription {
        kind: CREDIT_NOTE,
        subject: Subject::Refund,
        // A refund is given back whatever the status of its order is.
        statuses: "",
        enabled: "enable_credit_note",
        synced_meta: "_wc_toy_credit_note_synced",
        page: None,
        has_customer_page: false,
        // Without it there is nothing that could be paid or credited.
        waits_for: WaitsFor::nothing().and(INVOICE),
        ..invoice.clone()
    };
    Description {
        service: "toy",
        name: "Toy Books",
        documents: vec![invoice, payment, credit_note],
        settings: SETTINGS.to_vec(),
        catalogues: connection::CATALOGUES,
        watches: 0,
        connection: ConnectionDescription {
            enabled_option: "wc_toy_enable_api_connection",
            endpoint_option: "wc_toy_api_endpoint",
            key_option: "wc_toy_api_key",
            endpoint_default: "https://api.toy-books.example",
            key_page: "https://app.toy-books.example/connections",
            app_page: "https://app.toy-books.example/",
            consent: None,
        },
        reasons: Code::ALL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_a_document_mentions_is_there() {
        let description = description();
        let is_setting = |name: &str| SETTINGS.iter().any(|setting| setting.name == name);
        for document in &description.documents {
            let of_order = document.subject == Subject::Order;
            assert!(
                is_setting(document.enabled) && is_setting(document.statuses) == of_order,
                "{document:?}"
            );
            let is_document = |kind: &_| description.documents.iter().any(|other| &other.kind == kind);
            assert!(document.waits_for.0.iter().all(|awaited| is_document(&awaited.kind)), "{document:?}");
        }
    }

    #[test]
    fn what_the_shop_stores_bears_the_name_of_the_service() {
        assert!(SETTINGS.iter().all(|setting| setting.option.starts_with("wc_toy_")));
        assert!(description().documents.iter().all(|document| document.synced_meta.starts_with("_wc_toy_")));
    }
}
