//! The name a document is found again by.

/// The service's number of a document: prefix and order id joined.
pub fn reference(prefix: &str, order_id: u64) -> String {
    format!("{prefix}{order_id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_prefix_and_id() {
        assert_eq!(reference("WC/SO/", 123), "WC/SO/123");
        assert_eq!(reference("", 123), "123");
    }
}
