//! Who a document is for: what his contact is found by, and what is made if there is none in Xero.

use accounting_core::mark::mark;
use accounting_core::snapshot::{Address, OrderSnapshot};
use accounting_core::text::plain;
use serde_json::{Map, Value, json};

use crate::settings::{Choices, ContactMatch};

/// Characters of a name.
const NAME_MAX: usize = 255;
/// Characters of an address that mail is sent to.
const EMAIL_MAX: usize = 255;
/// Characters of a line of an address.
const LINE_MAX: usize = 500;
/// Characters of a city and a region.
const CITY_MAX: usize = 255;
/// Characters of a post code, a country and a telephone number.
const SHORT_MAX: usize = 50;
/// Characters that tell this shop from others in a `ContactNumber`, and a guest from others.
const SHOP_MARK: usize = 8;
const GUEST_MARK: usize = 16;

/// A contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// What is made if nobody is found, as it goes on the wire.
    pub fields: Map<String, Value>,
    /// `email`, `number` or `guest`: what he is looked for by. A guest is looked for by his number too; he is everybody.
    pub by: &'static str,
    /// What his link is found by: the address or the number that he is looked for by. The address stands before the number, so
    /// that the shop can show him, or erase, what is kept of him.
    pub key: String,
}

/// Who pays for the order.
pub fn contact(snapshot: &OrderSnapshot, choices: &Choices) -> Contact {
    let email = email(&snapshot.billing.email);
    let is_known = email.is_some() || snapshot.customer_id != 0;
    if choices.contact_match == ContactMatch::Guest || !is_known {
        return guest(snapshot, choices);
    }
    let number = number(snapshot, email.as_deref());
    let (by, key) = match &email {
        Some(email) if choices.contact_match == ContactMatch::Email => ("email", email.clone()),
        Some(email) => ("number", format!("{email} {number}")),
        None => ("number", number.clone()),
    };
    Contact { fields: fields(snapshot, email, &number), by, key }
}

/// The one contact of all who left neither account nor address, or of everybody where the shop wants no others.
fn guest(snapshot: &OrderSnapshot, choices: &Choices) -> Contact {
    let name = [name(&choices.guest_name), "Guest".to_owned()].into_iter().find(|name| !name.is_empty());
    let number = format!("wc-{}-guests", shop_mark(snapshot));
    let fields = object(json!({"Name": name, "ContactNumber": number}));
    Contact { fields, by: "guest", key: number }
}

fn fields(snapshot: &OrderSnapshot, email: Option<String>, number: &str) -> Map<String, Value> {
    let billing = &snapshot.billing;
    let person = name(&format!("{} {}", billing.first_name, billing.last_name));
    let known_by = [person.clone(), name(&billing.company), email.clone().unwrap_or_default()];
    let known_by = known_by.into_iter().find(|name| !name.is_empty());
    // A customer with an account who gave no name at all.
    let known_by = known_by.unwrap_or_else(|| format!("Customer {}", snapshot.customer_id));
    let mut fields = object(json!({"Name": known_by, "ContactNumber": number}));
    let mut set = |field: &str, value: Value| {
        let is_empty = value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty);
        if !is_empty {
            fields.insert(field.to_owned(), value);
        }
    };
    set("EmailAddress", json!(email.unwrap_or_default()));
    set("FirstName", json!(name(&billing.first_name)));
    set("LastName", json!(name(&billing.last_name)));
    set("Addresses", Value::Array(addresses(snapshot, !person.is_empty())));
    let phone = plain(&billing.phone, SHORT_MAX);
    let phones =
        if phone.is_empty() { json!([]) } else { json!([{"PhoneType": "DEFAULT", "PhoneNumber": phone}]) };
    set("Phones", phones);
    fields
}

/// `wc-<mark of the shop>-<customer>`: of one customer always the same, of two never, at most 50 characters. A guest is known
/// by his address.
fn number(snapshot: &OrderSnapshot, email: Option<&str>) -> String {
    let shop = shop_mark(snapshot);
    match (snapshot.customer_id, email) {
        (0, email) => format!("wc-{shop}-g{}", &mark(email.unwrap_or_default())[..GUEST_MARK]),
        (customer, _) => format!("wc-{shop}-{customer}"),
    }
}

/// Customer 7 of another shop is another customer.
fn shop_mark(snapshot: &OrderSnapshot) -> String {
    mark(&snapshot.shop.trim().to_lowercase())[..SHOP_MARK].to_owned()
}

/// A name as Xero takes it: no `<` and `>`, no double spaces and none at the ends.
fn name(typed: &str) -> String {
    plain(&plain(typed, NAME_MAX).replace(['<', '>'], " "), NAME_MAX)
}

/// The address if it is one, in small letters so that one customer is one contact; Xero takes ASCII alone. A document must not
/// be refused for a note in the wrong field, and a `"` cannot be searched for.
fn email(typed: &str) -> Option<String> {
    let email = plain(typed, EMAIL_MAX + 1).to_lowercase();
    let (user, host) = email.split_once('@')?;
    let is_letter = |letter: char| {
        letter.is_ascii_graphic() && !matches!(letter, '"' | ',' | ';' | '<' | '>' | '(' | ')' | '\\')
    };
    let is_address = !user.is_empty()
        && host.contains('.')
        && !host.contains('@')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && email.chars().all(is_letter)
        && email.len() <= EMAIL_MAX;
    is_address.then_some(email)
}

/// Where the bill goes (`POBOX`), and where the goods go (`STREET`) if that is known.
fn addresses(snapshot: &OrderSnapshot, has_person: bool) -> Vec<Value> {
    let billing = address("POBOX", &snapshot.billing, has_person);
    let has_receiver =
        !name(&format!("{} {}", snapshot.shipping.first_name, snapshot.shipping.last_name)).is_empty();
    let shipping = address("STREET", &snapshot.shipping, has_receiver);
    billing.into_iter().chain(shipping).collect()
}

/// The company has a line of its own where a person has given the contact its name.
fn address(kind: &str, address: &Address, has_person: bool) -> Option<Value> {
    let company = if has_person { address.company.as_str() } else { "" };
    let lines = [company, &address.address_1, &address.address_2];
    let lines: Vec<String> =
        lines.into_iter().map(|line| plain(line, LINE_MAX)).filter(|line| !line.is_empty()).collect();
    let mut fields = Map::new();
    let names = ["AddressLine1", "AddressLine2", "AddressLine3"].into_iter();
    fields.extend(names.zip(lines).map(|(name, line)| (name.to_owned(), Value::String(line))));
    let rest = [
        ("City", &address.city, CITY_MAX),
        ("Region", &address.state, CITY_MAX),
        ("PostalCode", &address.postcode, SHORT_MAX),
    ];
    for (field, text, max) in rest {
        let text = plain(text, max);
        if !text.is_empty() {
            fields.insert(field.to_owned(), Value::String(text));
        }
    }
    let country = country(&address.country);
    if !country.is_empty() {
        fields.insert("Country".to_owned(), Value::String(country));
    }
    if fields.is_empty() {
        return None;
    }
    let mut whole = object(json!({"AddressType": kind}));
    whole.extend(fields);
    Some(Value::Object(whole))
}

/// Letters and spaces alone.
fn country(typed: &str) -> String {
    let letters: String =
        typed.chars().map(|letter| if letter.is_alphabetic() { letter } else { ' ' }).collect();
    plain(&letters, SHORT_MAX)
}

fn object(fields: Value) -> Map<String, Value> {
    if let Value::Object(fields) = fields { fields } else { Map::new() }
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::Settings;

    use super::*;
    use crate::mapping::tests::order;

    fn by(choice: &str) -> Choices {
        Choices::of(&Settings::from([("contact_match".to_owned(), choice.to_owned())]))
    }

    fn of(change: impl Fn(&mut OrderSnapshot)) -> Contact {
        let mut order = order();
        change(&mut order);
        contact(&order, &by("email"))
    }

    #[test]
    fn a_customer_is_found_by_address_and_has_a_number_of_ours() {
        let contact = of(|_| ());
        assert_eq!((contact.by, contact.key.as_str()), ("email", "ayu@example.test"));
        let shop = &mark("shop.test")[..8];
        assert_eq!(
            Value::Object(contact.fields),
            json!({"Name": "Ayu Sari", "ContactNumber": format!("wc-{shop}-7"), "EmailAddress": "ayu@example.test",
                "FirstName": "Ayu", "LastName": "Sari",
                "Addresses": [{"AddressType": "POBOX", "AddressLine1": "Teak Ltd", "AddressLine2": "Jl. Melati 5",
                    "City": "Bandung", "Region": "Jawa Barat", "PostalCode": "40115", "Country": "ID"}],
                "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "+62 812-345"}]})
        );
    }

    #[test]
    fn a_name_has_no_brackets_no_double_and_no_edge_spaces() {
        let named = |first: &str, last: &str| {
            of(|order| {
                (order.billing.first_name, order.billing.last_name) = (first.to_owned(), last.to_owned());
            })
            .fields["Name"]
                .clone()
        };
        assert_eq!(named("  A <> B ", " >C\u{a0}\t"), "A B C");
        assert_eq!(named("<b>Ayu</b>", "2 > 1 < 3"), "Ayu 2 1 3");
        assert_eq!(named("🍚", "\u{fffd}"), "🍚 \u{fffd}");
        assert_eq!(named(&"x".repeat(300), "").as_str().unwrap().len(), 255);
        assert_eq!(named("", ""), "Teak Ltd");
        let nameless = |order: &mut OrderSnapshot| {
            let email = order.billing.email.clone();
            order.billing = Address { email, ..Address::default() };
        };
        assert_eq!(of(nameless).fields["Name"], "ayu@example.test");
        assert_eq!(of(|order| order.billing = Address::default()).fields["Name"], "Customer 7");
    }

    #[test]
    fn only_an_ascii_address_is_one() {
        assert_eq!(email(" Budi@Toko.co.id "), Some("budi@toko.co.id".to_owned()));
        let long = format!("{}@toko.id", "b".repeat(255));
        for wrong in [
            "-",
            "budi@",
            "@toko.id",
            "a@b.id, c@d.id",
            "a@b@c.id",
            "bücher@toko.id",
            "a\"b@c.id",
            "a b@c.id",
            "a@.id",
            &long,
        ] {
            assert_eq!(email(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn guests_are_known_by_their_address_and_those_who_left_none_are_one() {
        let guest = of(|order| order.customer_id = 0);
        let number = guest.fields["ContactNumber"].as_str().unwrap();
        assert_eq!((guest.by, guest.key.as_str()), ("email", "ayu@example.test"));
        assert!(number.starts_with("wc-") && number.contains("-g") && number.len() <= 50);
        let nobody = of(|order| {
            order.customer_id = 0;
            order.billing.email = "bücher@toko.id".to_owned();
        });
        assert_eq!((nobody.by, nobody.fields["Name"].as_str()), ("guest", Some("Guest")));
        assert_eq!(nobody.fields.len(), 2, "nothing of one customer is on the contact of all");
        assert_eq!(nobody.fields["ContactNumber"], nobody.key.as_str());
    }

    #[test]
    fn the_owner_may_want_them_found_by_number_or_all_in_one() {
        let (numbered, all) = (contact(&order(), &by("number")), contact(&order(), &by("guest")));
        let number = numbered.fields["ContactNumber"].as_str().unwrap();
        assert_eq!((numbered.by, numbered.key), ("number", format!("ayu@example.test {number}")));
        assert_eq!(all.by, "guest");
        let far = OrderSnapshot { customer_id: u64::MAX, shop: "x".repeat(500), ..order() };
        assert!(contact(&far, &by("number")).fields["ContactNumber"].as_str().unwrap().len() <= 50);
        let without_address = of(|order| order.billing.email.clear());
        assert_eq!((without_address.by, without_address.fields.get("EmailAddress")), ("number", None));
        assert_eq!(without_address.fields["ContactNumber"], without_address.key.as_str());
    }

    #[test]
    fn addresses_are_cut_to_what_xero_takes() {
        let contact = of(|order| {
            order.billing.address_1 = "a".repeat(600);
            order.billing.city = "c".repeat(300);
            order.billing.postcode = "1".repeat(60);
            order.billing.country = "Côte d'Ivoire 2".to_owned();
            order.billing.phone = "0".repeat(60);
            order.shipping = Address { city: "Depok".to_owned(), ..Address::default() };
        });
        let billing = &contact.fields["Addresses"][0];
        let length = |field: &str| billing[field].as_str().unwrap().len();
        assert_eq!((length("AddressLine2"), length("City"), length("PostalCode")), (500, 255, 50));
        assert_eq!(billing["Country"], "Côte d Ivoire");
        assert_eq!(contact.fields["Addresses"][1], json!({"AddressType": "STREET", "City": "Depok"}));
        assert_eq!(contact.fields["Phones"][0]["PhoneNumber"].as_str().unwrap().len(), 50);
    }
}
