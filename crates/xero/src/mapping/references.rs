//! What documents are found again by: their numbers, where they are ours, and our token at the end of every reference.
//!
//! The token is the shop's host and the order, `shop.test #1042`. The number that a customer sees may be another plugin's, and
//! two orders may have the same: then the order's own id is in the token too, so that a look-up never takes one for the other.

use accounting_core::reference::reference;
use accounting_core::snapshot::OrderSnapshot;
use accounting_core::text;

use crate::settings::{Choices, REFERENCE_ENDING, searchable};

/// Characters of a number or reference (Xero's API; of a reference it is not known and taken for the same).
const REFERENCE_MAX: usize = 255;
/// Characters of a shop's host name, as DNS has it, with room for the rest.
const SHOP_MAX: usize = 100;
/// Characters of the number that a customer sees.
const NUMBER_MAX: usize = 60;

/// Number, if it is ours, and reference of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Our number; `None` where Xero counts.
    pub number: Option<String>,
    /// What it refers to; ends with our token.
    pub reference: String,
}

impl Names {
    /// What the document is found again by.
    pub fn found_by(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.reference)
    }
}

/// Of an order's invoice.
pub fn of_invoice(snapshot: &OrderSnapshot, choices: &Choices) -> Names {
    Names {
        number: (!choices.xero_numbers).then(|| numbered(&choices.number_prefix, snapshot.order_id)),
        reference: filled(snapshot, choices),
    }
}

/// Of an order's quote: always our own number, since Xero cannot be searched for the reference of a quote.
pub fn of_quote(snapshot: &OrderSnapshot, choices: &Choices) -> Names {
    let number = Some(numbered(&choices.quote_prefix, snapshot.order_id));
    Names { number, reference: filled(snapshot, choices) }
}

/// Of the credit note for one refund.
pub fn of_credit_note(snapshot: &OrderSnapshot, refund_id: u64, choices: &Choices) -> Names {
    Names {
        number: (!choices.xero_numbers).then(|| numbered(&choices.credit_note_prefix, refund_id)),
        reference: format!("{} refund {refund_id}", token(snapshot)),
    }
}

/// Prefix and id; a prefix that is too long gives way.
fn numbered(prefix: &str, id: u64) -> String {
    let room = REFERENCE_MAX - id.to_string().len();
    let prefix: String = prefix.chars().take(room).collect();
    reference(&prefix, id)
}

/// What stands in front of the order in every reference of this shop, `shop.test`.
pub fn of_shop(host: &str) -> String {
    searchable(&text::plain(host, SHOP_MAX)).trim().to_owned()
}

/// Our token, `shop.test #1042`.
pub fn token(snapshot: &OrderSnapshot) -> String {
    let shop = of_shop(&snapshot.shop);
    let id = snapshot.order_id.to_string();
    let number = searchable(&text::plain(&snapshot.number, NUMBER_MAX));
    let number = number.trim().trim_start_matches('#');
    let order =
        if number == id || number.is_empty() { format!("#{id}") } else { format!("#{number} ({id})") };
    format!("{shop} {order}").trim().to_owned()
}

/// The shop's template with the order in it. It ends with the token whatever the template says; what is too long is cut in
/// front of it.
fn filled(snapshot: &OrderSnapshot, choices: &Choices) -> String {
    let template = choices.reference_template.trim();
    let beginning = template.strip_suffix(REFERENCE_ENDING).unwrap_or(template);
    let token = token(snapshot);
    let shop = text::plain(&snapshot.shop, SHOP_MAX);
    let number = text::plain(&snapshot.number, NUMBER_MAX);
    let beginning = beginning.replace("{shop}", &shop).replace("{number}", &number);
    let room = REFERENCE_MAX.saturating_sub(token.chars().count() + 1);
    let beginning = text::line(&searchable(&beginning), room);
    format!("{beginning} {token}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::Settings;

    use super::*;
    use crate::mapping::tests::order;

    fn choices(template: &str, numbers: &str) -> Choices {
        let settings = [("reference_template", template), ("numbers", numbers)];
        Choices::of(
            &settings
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into_iter()
                .collect::<Settings>(),
        )
    }

    #[test]
    fn numbers_are_prefix_and_id_and_references_end_with_the_token() {
        let names = of_invoice(&order(), &choices("Order {number} of {shop} #{number}", "shop"));
        assert_eq!(names.number.as_deref(), Some("WC-1042"));
        assert_eq!(names.reference, "Order 1042 of shop.test #1042");
        assert_eq!(of_credit_note(&order(), 7, &choices("", "shop")).found_by(), "WC-CN-7");
    }

    #[test]
    fn where_xero_counts_the_reference_is_what_is_ours() {
        let choices = choices("Thank you, {number}!", "xero");
        assert_eq!(of_invoice(&order(), &choices).found_by(), "Thank you, 1042! shop.test #1042");
        assert_eq!(of_credit_note(&order(), 7, &choices).found_by(), "shop.test #1042 refund 7");
        assert_eq!(
            of_quote(&order(), &choices).found_by(),
            "WQ-1042",
            "a quote is never found by its reference"
        );
    }

    #[test]
    fn a_number_that_another_plugin_gave_stands_beside_the_id() {
        let mut order = order();
        order.number = "#2026/\"7\", a".to_owned();
        assert_eq!(token(&order), "shop.test #2026/7, a (1042)");
        order.number = "#1042".to_owned();
        assert_eq!(token(&order), "shop.test #1042");
        (order.number, order.shop) = (String::new(), String::new());
        assert_eq!(token(&order), "#1042");
    }

    #[test]
    fn a_long_reference_is_cut_in_front_of_the_token() {
        let names = of_invoice(&order(), &choices(&"🍚 ".repeat(300), "xero"));
        assert!(
            names.reference.chars().count() <= REFERENCE_MAX && names.reference.ends_with(" shop.test #1042")
        );
        let long = Choices { number_prefix: "x".repeat(300), ..choices("", "shop") };
        let number = of_invoice(&order(), &long).number.unwrap();
        assert!(number.len() == REFERENCE_MAX && number.ends_with("x1042"));
    }
}
