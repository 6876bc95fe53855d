//! What the shop's screens show of Kledo. Names and defaults are those of the official plugin, so that a shop can switch.

use accounting_core::connector::{
    ConnectionDescription, Description, DocumentDescription, Setting, SettingKind, Subject, WaitsFor,
};
use accounting_core::reason::Code;

use crate::kind::{INVOICE, ORDER};
use crate::lists;

macro_rules! setting {
    ($name:literal, $option:literal, $kind:ident, $default:literal, $group:literal) => {
        setting!($name, $option, $kind, $default, $group, [])
    };
    ($name:literal, $option:literal, $kind:ident, $default:literal, $group:literal, [$($choice:literal),*]) => {
        Setting {
            name: $name,
            option: $option,
            kind: SettingKind::$kind,
            default: $default,
            group: $group,
            choices: &[$($choice),*],
            catalogue: None,
        }
    };
}

const SETTINGS: &[Setting] = &[
    setting!("enable_invoice", "wc_kledo_enable_invoice", Toggle, "yes", "invoice"),
    setting!("invoice_statuses", "wc_kledo_invoice_statuses", Statuses, "completed", "invoice"),
    setting!("invoice_prefix", "wc_kledo_invoice_prefix", Text, "WC/INV/", "invoice"),
    setting!("invoice_status", "wc_kledo_invoice_status", Choice, "unpaid", "invoice", ["unpaid", "paid"]),
    setting!("invoice_payment_account", "wc_kledo_invoice_payment_account", Account, "", "invoice"),
    setting!("warehouse", "wc_kledo_warehouse", Warehouse, "", "invoice"),
    setting!("tags", "wc_kledo_tags", Tags, "WooCommerce", "invoice"),
    setting!("link_order", "wc_kledo_link_order", Toggle, "yes", "invoice"),
    setting!("close_order", "wc_kledo_close_order", Toggle, "yes", "invoice"),
    setting!("order_first", "wc_kledo_order_first", Toggle, "no", "invoice"),
    setting!("enable_order", "wc_kledo_enable_order", Toggle, "yes", "order"),
    setting!("order_statuses", "wc_kledo_order_statuses", Statuses, "processing", "order"),
    setting!("order_prefix", "wc_kledo_order_prefix", Text, "WC/SO/", "order"),
    setting!("order_warehouse", "wc_kledo_order_warehouse", Warehouse, "", "order"),
    setting!("order_tags", "wc_kledo_order_tags", Tags, "WooCommerce", "order"),
    setting!("hold_differences", "wc_kledo_hold_differences", Toggle, "no", "configure"),
    setting!("buyer_number_field", "wc_kledo_buyer_number_field", Text, "", "configure"),
];

/// Default of a setting.
pub fn default_of(name: &str) -> &'static str {
    SETTINGS.iter().find(|setting| setting.name == name).map_or("", |setting| setting.default)
}

/// All of it.
pub fn description() -> Description {
    Description {
        service: "kledo",
        name: "Kledo",
        documents: vec![
            DocumentDescription {
                kind: ORDER,
                subject: Subject::Order,
                statuses: "order_statuses",
                only_paid: false,
                enabled: "enable_order",
                synced_meta: "_wc_kledo_order_synced",
                bills_as_bought: false,
                is_compared: true,
                page: None,
                has_customer_page: false,
                waits_for: WaitsFor::nothing(),
                waits_setting: None,
                only_if: &[],
                first_setting: None,
                takes_back: None,
            },
            DocumentDescription {
                kind: INVOICE,
                subject: Subject::Order,
                statuses: "invoice_statuses",
                only_paid: false,
                enabled: "enable_invoice",
                synced_meta: "_wc_kledo_invoice_synced",
                bills_as_bought: false,
                is_compared: true,
                page: None,
                has_customer_page: false,
                // An invoice that is queued before its sales order exists stays unlinked for ever.
                waits_for: WaitsFor::nothing().and_perhaps(ORDER),
                waits_setting: Some("link_order"),
                only_if: &[],
                first_setting: Some("order_first"),
                takes_back: None,
            },
        ],
        settings: SETTINGS.to_vec(),
        catalogues: lists::CATALOGUES,
        watches: 0,
        connection: ConnectionDescription {
            enabled_option: "wc_kledo_enable_api_connection",
            endpoint_option: "wc_kledo_api_endpoint",
            key_option: "wc_kledo_api_key",
            endpoint_default: "https://api.kledo.com/api/v1",
            // Both as the official plugin and its manual name them; where a single document is shown is not known.
            key_page: "https://app.kledo.com/#/settings/apps?activeKey=6",
            app_page: "https://app.kledo.com/",
            consent: None,
        },
        reasons: Code::ALL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_a_document_mentions_is_a_setting() {
        let description = description();
        for document in &description.documents {
            for name in [
                Some(document.enabled),
                Some(document.statuses),
                document.waits_setting,
                document.first_setting,
            ]
            .into_iter()
            .flatten()
            {
                assert!(SETTINGS.iter().any(|setting| setting.name == name), "{name}");
            }
        }
    }
}
