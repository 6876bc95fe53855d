//! Who the document is for.

use accounting_core::snapshot::{Address, OrderSnapshot};
use accounting_core::text::plain;

/// Characters of a name that are sent.
const NAME_MAX: usize = 255;
/// Characters of an address that are sent.
const ADDRESS_MAX: usize = 500;

/// Kledo's contact fields; empty where the order knows nothing.
pub struct Contact {
    pub name: String,
    pub email: String,
    pub address: String,
    pub phone: String,
}

/// The company where there is one, else the person, else the e-mail, else "Guest #<order>".
pub fn contact(snapshot: &OrderSnapshot) -> Contact {
    let billing = &snapshot.billing;
    let person = plain(&format!("{} {}", billing.first_name, billing.last_name), NAME_MAX);
    let email = plain(&billing.email, NAME_MAX);
    let name = [plain(&billing.company, NAME_MAX), person, email.clone()]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| format!("Guest #{}", snapshot.order_id));
    Contact { name, email, address: address(billing), phone: phone(&billing.phone) }
}

fn address(address: &Address) -> String {
    let parts = [
        &address.address_1,
        &address.address_2,
        &address.city,
        &address.state,
        &address.postcode,
        &address.country,
    ];
    let parts: Vec<String> =
        parts.into_iter().map(|part| plain(part, ADDRESS_MAX)).filter(|part| !part.is_empty()).collect();
    plain(&parts.join(", "), ADDRESS_MAX)
}

/// Digits with the plus in front, if it was typed. No country code is invented.
fn phone(typed: &str) -> String {
    let digits: String = typed.chars().filter(char::is_ascii_digit).take(30).collect();
    if !digits.is_empty() && typed.trim_start().starts_with('+') { format!("+{digits}") } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_normalised_and_never_invented() {
        assert_eq!(phone(" +62 (812) 345-678"), "+62812345678");
        assert_eq!(phone("0812 345 678"), "0812345678");
        assert_eq!(phone("n/a"), "");
    }
}
