//! The shop's choices for one kind of document, out of the stored settings.

use accounting_core::connector::Settings;

use crate::kind::Kind;

/// Tag of every document of a shop that chose none.
const TAG: &str = "WooCommerce";

/// What a shop chose for one kind of document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a checkbox of the settings screen")]
pub struct Choices {
    /// Before the order id in the document's number.
    pub prefix: String,
    /// Name of the warehouse; empty for none.
    pub warehouse: String,
    /// Tag names.
    pub tags: Vec<String>,
    /// Invoices: whether they are paid already.
    pub paid: bool,
    /// Invoices: code of the account that was paid to; empty for none.
    pub account_code: String,
    /// Invoices: whether to attach to the sales order.
    pub link_order: bool,
    /// Invoices: whether to close the sales order.
    pub close_order: bool,
    /// Whether to hold a document back whose total differs from the order's.
    pub hold_differences: bool,
    /// Whether the memo says the buyer's number with the tax office: the settings name the field that holds it.
    pub names_buyer: bool,
}

impl Choices {
    /// Reads them; what is not set has the default of [`crate::describe`].
    pub fn of(kind: Kind, settings: &Settings) -> Self {
        let text = |name: &str| {
            let stored = settings.get(name).map(|value| value.trim().to_owned());
            stored.unwrap_or_else(|| crate::describe::default_of(name).to_owned())
        };
        let is_yes = |name: &str| text(name) == "yes";
        let (prefix, warehouse, tags) = match kind {
            Kind::Order => ("order_prefix", "order_warehouse", "order_tags"),
            Kind::Invoice => ("invoice_prefix", "warehouse", "tags"),
        };
        let link_order = is_yes("link_order");
        Self {
            prefix: text(prefix),
            warehouse: text(warehouse),
            tags: tag_names(&text(tags)),
            paid: kind == Kind::Invoice && text("invoice_status") == "paid",
            account_code: account_code(&text("invoice_payment_account")),
            link_order,
            close_order: link_order && is_yes("close_order"),
            hold_differences: is_yes("hold_differences"),
            names_buyer: !text("buyer_number_field").is_empty(),
        }
    }
}

fn tag_names(stored: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in stored.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        names.push(TAG.to_owned());
    }
    names
}

/// The option stores `code | name`.
fn account_code(stored: &str) -> String {
    stored.split('|').next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_has_the_official_defaults() {
        let choices = Choices::of(Kind::Invoice, &Settings::new());
        assert_eq!(choices.prefix, "WC/INV/");
        assert_eq!(choices.tags, ["WooCommerce"]);
        assert!(!choices.paid && choices.link_order && choices.close_order);
    }

    #[test]
    fn an_order_is_only_closed_when_it_is_linked() {
        let settings = Settings::from([("link_order".to_owned(), "no".to_owned())]);
        assert!(!Choices::of(Kind::Invoice, &settings).close_order);
    }

    #[test]
    fn the_account_is_the_code_before_the_bar() {
        let settings = Settings::from([("invoice_payment_account".to_owned(), "1-10001 | Kas".to_owned())]);
        assert_eq!(Choices::of(Kind::Invoice, &settings).account_code, "1-10001");
    }
}
