//! The settings: what an owner chooses, and what the shop keeps of the organisation.

use accounting_core::connector::{Setting, SettingKind};

use crate::{catalogues, facts};

macro_rules! setting {
    ($name:literal, $option:literal, $kind:ident, $default:literal, $group:literal) => {
        setting!($name, $option, $kind, $default, $group, [], None)
    };
    ($name:literal, $option:literal, $kind:ident, $default:literal, $group:literal, [$($choice:literal),+]) => {
        setting!($name, $option, $kind, $default, $group, [$($choice),+], None)
    };
    ($name:literal, $option:literal, $kind:ident, $default:literal, $group:literal, $catalogue:path) => {
        setting!($name, $option, $kind, $default, $group, [], Some($catalogue))
    };
    ($name:expr, $option:literal, $kind:ident, $default:literal, $group:literal, [$($choice:literal),*], $catalogue:expr) => {
        Setting {
            name: $name,
            option: $option,
            kind: SettingKind::$kind,
            default: $default,
            group: $group,
            choices: &[$($choice),*],
            catalogue: $catalogue,
        }
    };
}

macro_rules! fact {
    ($name:path, $option:literal, $default:literal) => {
        setting!($name, $option, Fact, $default, "fact", [], Some(catalogues::FACTS))
    };
}

/// All of them, each under the tab it stands on.
pub const SETTINGS: &[Setting] = &[
    setting!("document", "wc_xero_document", Choice, "invoice", "documents", ["invoice", "quote"]),
    setting!("enable_invoice", "wc_xero_enable_invoice", Toggle, "yes", "documents"),
    setting!("invoice_statuses", "wc_xero_invoice_statuses", Statuses, "processing,completed", "documents"),
    setting!(
        "invoice_status",
        "wc_xero_invoice_status",
        Choice,
        "AUTHORISED",
        "documents",
        ["DRAFT", "SUBMITTED", "AUTHORISED"]
    ),
    setting!("enable_quote", "wc_xero_enable_quote", Toggle, "yes", "documents"),
    setting!("quote_statuses", "wc_xero_quote_statuses", Statuses, "processing,completed", "documents"),
    setting!("quote_status", "wc_xero_quote_status", Choice, "DRAFT", "documents", ["DRAFT", "SENT"]),
    setting!("enable_payment", "wc_xero_enable_payment", Toggle, "yes", "documents"),
    setting!("payment_statuses", "wc_xero_payment_statuses", Statuses, "processing,completed", "documents"),
    setting!("enable_credit_note", "wc_xero_enable_credit_note", Toggle, "yes", "documents"),
    setting!("enable_allocation", "wc_xero_enable_allocation", Toggle, "yes", "documents"),
    setting!("enable_refund_payment", "wc_xero_enable_refund_payment", Toggle, "yes", "documents"),
    setting!("enable_void", "wc_xero_enable_void", Toggle, "no", "documents"),
    setting!("void_statuses", "wc_xero_void_statuses", Statuses, "cancelled", "documents"),
    setting!("numbers", "wc_xero_numbers", Choice, "shop", "documents", ["shop", "xero"]),
    setting!("number_prefix", "wc_xero_number_prefix", Text, "WC-", "documents"),
    setting!("quote_prefix", "wc_xero_quote_prefix", Text, "WQ-", "documents"),
    setting!("credit_note_prefix", "wc_xero_credit_note_prefix", Text, "WC-CN-", "documents"),
    setting!("reference_template", "wc_xero_reference_template", Text, "{shop} #{number}", "documents"),
    setting!("due_days", "wc_xero_due_days", Text, "0", "documents"),
    setting!("zero_totals", "wc_xero_zero_totals", Choice, "skip", "documents", ["skip", "send"]),
    setting!("locked", "wc_xero_locked", Choice, "hold", "documents", ["hold", "today"]),
    setting!("history_note", "wc_xero_history_note", Toggle, "no", "documents"),
    setting!("customer_note", "wc_xero_customer_note", Toggle, "no", "documents"),
    setting!("amounts", "wc_xero_amounts", Choice, "inclusive", "mapping", ["inclusive", "exclusive"]),
    setting!("tax_rates", "wc_xero_tax_rates", RateTable, "{}", "mapping", catalogues::TAX_RATES),
    setting!("gateways", "wc_xero_gateways", GatewayTable, "{}", "mapping", catalogues::PAYMENT_ACCOUNTS),
    setting!("refund_account", "wc_xero_refund_account", Lookup, "", "mapping", catalogues::PAYMENT_ACCOUNTS),
    setting!("sales_account", "wc_xero_sales_account", Lookup, "", "mapping", catalogues::ACCOUNTS),
    setting!("shipping_account", "wc_xero_shipping_account", Lookup, "", "mapping", catalogues::ACCOUNTS),
    setting!("fee_account", "wc_xero_fee_account", Lookup, "", "mapping", catalogues::ACCOUNTS),
    setting!("rounding_account", "wc_xero_rounding_account", Lookup, "", "mapping", catalogues::ACCOUNTS),
    setting!("rounding_limit", "wc_xero_rounding_limit", Text, "0.10", "mapping"),
    setting!("branding_theme", "wc_xero_branding_theme", Lookup, "", "mapping", catalogues::BRANDING_THEMES),
    setting!("tracking_1", "wc_xero_tracking_1", Lookup, "", "mapping", catalogues::TRACKING),
    setting!("tracking_2", "wc_xero_tracking_2", Lookup, "", "mapping", catalogues::TRACKING),
    setting!(
        "contact_match",
        "wc_xero_contact_match",
        Choice,
        "email",
        "mapping",
        ["email", "number", "guest"]
    ),
    setting!("guest_name", "wc_xero_guest_name", Text, "Guest", "mapping"),
    setting!("item_codes", "wc_xero_item_codes", Toggle, "no", "mapping"),
    setting!("make_items", "wc_xero_make_items", Toggle, "no", "mapping"),
    fact!(facts::BASE_CURRENCY, "wc_xero_fact_base_currency", ""),
    fact!(facts::CURRENCIES, "wc_xero_fact_currencies", ""),
    fact!(facts::LOCK_DATE, "wc_xero_fact_lock_date", ""),
    fact!(facts::PAYS_TAX, "wc_xero_fact_pays_tax", "yes"),
    fact!(facts::SHORT_CODE, "wc_xero_fact_short_code", ""),
    fact!(facts::TAX_RATES, "wc_xero_fact_tax_rates", "{}"),
    // The shop knows it: the day, in its time zone.
    setting!("fact_today", "wc_xero_fact_today", Fact, "", "fact"),
];

/// Default of a setting.
pub fn default_of(name: &str) -> &'static str {
    SETTINGS.iter().find(|setting| setting.name == name).map_or("", |setting| setting.default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_called_like_its_setting_and_each_there_is_once() {
        let mut names: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
        for setting in SETTINGS {
            assert_eq!(setting.option, format!("wc_xero_{}", setting.name));
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SETTINGS.len());
    }

    #[test]
    fn what_is_looked_up_has_a_catalogue_and_a_choice_its_default() {
        for setting in SETTINGS {
            // The day is a fact that the shop itself knows.
            let is_looked_up = setting.name != "fact_today"
                && matches!(
                    setting.kind,
                    SettingKind::Lookup
                        | SettingKind::RateTable
                        | SettingKind::GatewayTable
                        | SettingKind::Fact
                );
            let is_listed =
                |name: &str| catalogues::CATALOGUES.iter().any(|catalogue| catalogue.name == name);
            assert_eq!(setting.catalogue.is_some_and(is_listed), is_looked_up, "{}", setting.name);
            assert_eq!(
                setting.choices.contains(&setting.default),
                setting.kind == SettingKind::Choice,
                "{}",
                setting.name
            );
        }
    }
}
