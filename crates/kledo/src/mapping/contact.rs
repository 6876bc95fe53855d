//! Who the document is for.

use accounting_core::snapshot::{Address, OrderSnapshot};
use accounting_core::text::plain;

/// Characters of a name that are sent.
const NAME_MAX: usize = 255;
/// Characters of an address that are sent.
const ADDRESS_MAX: usize = 500;
/// Digits of a telephone number that are sent; the longest there are have 15.
const PHONE_MAX: usize = 20;

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
    let email = email(&billing.email);
    let name = [plain(&billing.company, NAME_MAX), person, email.clone()]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| format!("Guest #{}", snapshot.order_id));
    Contact { name, email, address: address(billing), phone: phone(&billing.phone) }
}

/// The e-mail if it looks like one: a document must not be refused for a note in the wrong field.
fn email(typed: &str) -> String {
    let email = plain(typed, NAME_MAX);
    let parts = email.split_once('@');
    let looks_right = parts.is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !email.contains([' ', ',', ';']) && !host.contains('@')
    });
    if looks_right { email } else { String::new() }
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
    parts.join(", ").chars().take(ADDRESS_MAX).collect()
}

/// The digits, with the plus in front if it was typed. No country code is invented, and no number made of two: what
/// follows a letter, a comma or a slash is another number or an extension.
fn phone(typed: &str) -> String {
    let first_digit = typed.find(|letter: char| letter.is_ascii_digit()).unwrap_or(typed.len());
    let (before, number) = typed.split_at(first_digit);
    let is_international = before.trim_end_matches(['(', ' ']).ends_with('+');
    let number = number
        .split(|letter: char| letter.is_alphabetic() || matches!(letter, ',' | ';' | '/' | '+' | '#'))
        .next()
        .unwrap_or_default();
    // +62 (0)812 is +62 812.
    let number = if is_international { number.replacen("(0)", "", 1) } else { number.to_owned() };
    let digits: String = number.chars().filter(char::is_ascii_digit).take(PHONE_MAX).collect();
    if is_international && !digits.is_empty() { format!("+{digits}") } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_normalised_and_never_invented() {
        assert_eq!(phone(" +62 (812) 345-678"), "+62812345678");
        assert_eq!(phone("+62 (0)812 345"), "+62812345");
        assert_eq!(phone("0812 345 678"), "0812345678");
        assert_eq!(phone("HP: 0812.345.678"), "0812345678");
        assert_eq!(phone("n/a"), "");
    }

    #[test]
    fn two_numbers_are_not_joined_into_one() {
        assert_eq!(phone("0812-111 / 0813-222"), "0812111");
        assert_eq!(phone("021-555 ext 12"), "021555");
    }

    #[test]
    fn only_what_looks_like_an_email_is_one() {
        assert_eq!(email(" budi@toko.co.id "), "budi@toko.co.id");
        for wrong in ["-", "budi@", "@toko.id", "a@b.id, c@d.id", "a@b@c.id"] {
            assert_eq!(email(wrong), "", "{wrong}");
        }
    }
}
