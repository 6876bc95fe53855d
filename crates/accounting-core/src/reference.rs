//! The name a document is found again by.

/// The service's number of a document: prefix and order id joined.
pub fn reference(prefix: &str, order_id: u64) -> String {
    format!("{prefix}{order_id}")
}

/// Whether a number is of that prefix: what follows it is an id and nothing else, so that neither another prefix that begins alike
/// nor a number that somebody wrote by hand is taken for ours.
pub fn is_of(prefix: &str, number: &str) -> bool {
    let id = number.strip_prefix(prefix).unwrap_or_default();
    !id.starts_with('0') && id.bytes().all(|byte| byte.is_ascii_digit()) && id.parse::<u64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_prefix_and_id() {
        assert_eq!(reference("WC/SO/", 123), "WC/SO/123");
        assert_eq!(reference("", 123), "123");
    }

    #[test]
    fn a_number_of_another_prefix_is_not_ours() {
        for (prefix, number) in
            [("WC/INV/", "WC/INV/12"), ("WC/INV/", "WC/INV/123"), ("", "7"), ("é#", "é#7")]
        {
            assert!(is_of(prefix, number), "{prefix} {number}");
        }
        let too_long = format!("WC/INV/{}0", u64::MAX);
        for number in [
            "WC/INV/",
            "WC/INV/B/12",
            "WC/INV/12a",
            "WC/INV/012",
            "WC/INV/0",
            "WC/INV/-1",
            "wc/inv/12",
            "B-WC/INV/12",
            &too_long,
            "",
        ] {
            assert!(!is_of("WC/INV/", number), "{number}");
        }
    }
}
