//! Which conversation sends which kind of document.

use accounting_core::connector::Turn;
use accounting_core::document::Document;
use accounting_core::exchange::Exchange;
use accounting_core::links::{Known, Learned};
use accounting_core::outcome::Outcome;
use serde_json::Value;

use crate::contact::Customer;
use crate::kind::Kind;
use crate::target::is_reference;
use crate::{credit, making, payment, void};

/// The next step of a conversation.
pub fn turn(kind: Kind, document: &Document, known: &Known, so_far: &[Exchange]) -> Turn<Outcome> {
    match (making::noun(kind), kind) {
        (Some(noun), _) => making::turn(noun, document, known, so_far),
        (None, Kind::Payment) => payment::turn(document, known, so_far),
        (None, Kind::Allocation) => credit::allocate(document, known, so_far),
        (None, Kind::RefundPayment) => credit::pay_back(document, known, so_far),
        (None, _) => void::turn(document, known, so_far),
    }
}

/// What a conversation taught, however it ended.
pub fn learned(kind: Kind, document: &Document, known: &Known, so_far: &[Exchange]) -> Learned {
    making::noun(kind).map_or_else(Learned::default, |noun| making::learned(noun, document, known, so_far))
}

/// Who a document is for. What hangs on another one is for that: an allocation names its invoice, and others nobody.
pub fn contact(kind: Kind, document: &Document) -> String {
    match (making::noun(kind), kind) {
        (Some(_), _) => Customer::of(document).mark(),
        // Xero tells of an allocation the number of its invoice, and not its reference.
        (None, Kind::Allocation) => Some(payment::text(document, "invoice"))
            .filter(|number| !is_reference(number))
            .unwrap_or_default(),
        (None, _) => String::new(),
    }
}

/// The day that a document carries; a void has none.
pub fn day(document: &Document) -> Option<&Value> {
    let element = document.payload.get("document").and_then(|element| element.get("Date"));
    element.or_else(|| document.payload.get("date"))
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::Connector as _;
    use serde_json::json;

    use super::*;
    use crate::Xero;
    use crate::tests::{allocation, invoice, payment, refund_payment, void};

    /// 13
    #[test]
    fn the_day_of_a_document_is_kept_when_it_leaves() {
        let day = |document: &Document| Xero.leaving(document).dated_on;
        let mut invoice = invoice();
        assert_eq!(day(&invoice), None, "Xero takes today");
        if let Some(element) = invoice.payload.get_mut("document") {
            element["Date"] = json!("2026-11-20");
        }
        assert_eq!(day(&invoice).as_deref(), Some("2026-11-20"));
        assert_eq!(day(&payment()).as_deref(), Some("2026-11-21"));
        assert_eq!(day(&allocation()).as_deref(), Some("2026-11-22"));
        assert_eq!(day(&refund_payment()).as_deref(), Some("2026-11-22"));
        assert_eq!(day(&void()), None);
    }
}
