//! The name a document is found again by.

/// The service's number of a document: prefix and order id joined.
pub fn reference(prefix: &str, order_id: u64) -> String {
    format!("{prefix}{order_id}")
}

/// Whether a document called `number` may be the one of `order_id`: it ends in that id and not in a longer number.
///
/// Two shops may feed one company, so the order id alone proves nothing where the number is known.
pub fn may_belong_to(number: &str, order_id: u64) -> bool {
    number
        .trim()
        .strip_suffix(&order_id.to_string())
        .is_some_and(|before| !before.ends_with(|last: char| last.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_belongs_to_the_order_whose_whole_id_it_ends_in() {
        assert!(may_belong_to("WC/SO/123", 123));
        assert!(may_belong_to("123", 123));
        assert!(!may_belong_to("WC/SO/1123", 123));
        assert!(!may_belong_to("WC/SO/1234", 123));
    }
}
