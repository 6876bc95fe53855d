//! The note on a document's history, which leads back to the order.

use accounting_core::snapshot::OrderSnapshot;
use accounting_core::text::{self, plain};

use super::references;
use crate::settings::Choices;

/// Characters of a note (Xero's API).
const NOTE_MAX: usize = 2500;
/// Characters of it that the customer's words, a payment's name and an address may take.
const WORDS_MAX: usize = 1000;
const TITLE_MAX: usize = 200;
const ADDRESS_MAX: usize = 500;

/// Which order it was, how it was paid, where it is, and what the customer wrote if the shop wants that there.
pub fn note(snapshot: &OrderSnapshot, choices: &Choices) -> String {
    let mut sentences = vec![format!("Order {}.", references::token(snapshot))];
    let method = plain(&snapshot.payment_method_title, TITLE_MAX);
    if !method.is_empty() {
        sentences.push(format!("Payment: {method}."));
    }
    let address = plain(&snapshot.admin_url, ADDRESS_MAX);
    if address.starts_with("https://") || address.starts_with("http://") {
        sentences.push(address);
    }
    let words = plain(&snapshot.customer_note, WORDS_MAX);
    if choices.customer_note && !words.is_empty() {
        sentences.push(format!("Customer: {words}"));
    }
    text::line(&sentences.join(" "), NOTE_MAX)
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::Settings;

    use super::*;
    use crate::mapping::tests::order;

    #[test]
    fn a_note_leads_back_to_the_order() {
        let mut order = order();
        (order.admin_url, order.customer_note) =
            ("https://shop.test/wp-admin/x?id=1042".to_owned(), "Ring\ntwice".to_owned());
        let choices =
            |words: &str| Choices::of(&Settings::from([("customer_note".to_owned(), words.to_owned())]));
        let plain = "Order shop.test #1042. Payment: Bank transfer. https://shop.test/wp-admin/x?id=1042";
        assert_eq!(note(&order, &choices("no")), plain);
        assert_eq!(note(&order, &choices("yes")), format!("{plain} Customer: Ring twice"));
        (order.admin_url, order.payment_method_title) = ("javascript:alert(1)".to_owned(), String::new());
        assert_eq!(note(&order, &choices("no")), "Order shop.test #1042.");
    }
}
