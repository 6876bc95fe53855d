//! Customers.

use accounting_sandbox::Answer;

use crate::answers;
use crate::books::Times;
use crate::call::Call;
use crate::dates::moment_out;
use crate::desk::{Desk, Written};
use crate::filter::{Fields, Is};
use crate::json::{Json, object};
use crate::listing::Wanted;
use crate::problems::Reader;

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Its id.
    pub id: String,
    /// Unique among those that are not archived, whatever its capitals.
    pub name: String,
    /// What the program calls it; unique.
    pub number: Option<String>,
    /// Its e-mail address, which many may have.
    pub email: String,
    /// First and last name.
    pub person: (String, String),
    /// Its addresses, as they were sent.
    pub addresses: Json,
    /// Its phones, as they were sent.
    pub phones: Json,
    /// Whether it was put away.
    pub is_archived: bool,
    /// When it was made and changed.
    pub times: Times,
}

const FIELDS: &Fields = &[
    ("ContactID", Is::Guid),
    ("Name", Is::Text),
    ("ContactNumber", Is::Text),
    ("EmailAddress", Is::Text),
    ("FirstName", Is::Text),
    ("LastName", Is::Text),
    ("ContactStatus", Is::Text),
];

/// Answers a call of `/Contacts…`.
pub fn answer(desk: &mut Desk<'_>, call: &Call) -> Result<Answer, Answer> {
    let path: Vec<&str> = call.path.iter().skip(1).map(String::as_str).collect();
    match (call.method.as_str(), path.as_slice()) {
        ("GET", []) => list(desk, call),
        ("GET", [id]) => {
            let is_meant =
                |it: &&Contact| it.id.eq_ignore_ascii_case(id) || it.number.as_deref() == Some(*id);
            let found = desk.books.contacts.iter().find(is_meant).map(Contact::out);
            found.map(|contact| desk.answer("Contacts", vec![contact])).ok_or_else(answers::not_found)
        }
        ("PUT", []) => desk.write_each(call, "Contacts", "ContactID", create),
        ("POST", []) => {
            desk.write_each(call, "Contacts", "ContactID", |desk, element| match known(desk, element)? {
                Some(place) => update(desk, place, element),
                None => create(desk, element),
            })
        }
        ("POST", [id]) => {
            let place = desk.books.contacts.iter().position(|contact| contact.id.eq_ignore_ascii_case(id));
            let place = place.ok_or_else(answers::not_found)?;
            desk.write_each(call, "Contacts", "ContactID", |desk, element| update(desk, place, element))
        }
        _ => Err(answers::not_found()),
    }
}

fn list(desk: &mut Desk<'_>, call: &Call) -> Result<Answer, Answer> {
    let wanted = Wanted::read(call, desk, FIELDS)?;
    let ids = call.listed("IDs");
    let with_archived = call.query("includeArchived") == Some("true");
    let is_meant = |contact: &&Contact| {
        let is_listed =
            ids.as_ref().is_none_or(|ids| ids.iter().any(|id| id.eq_ignore_ascii_case(&contact.id)));
        is_listed
            && (with_archived || !contact.is_archived)
            && wanted.has(contact.times, |name| contact.field(name))
    };
    let found: Vec<Contact> = desk.books.contacts.iter().filter(is_meant).cloned().collect();
    Ok(wanted.answer(desk, "Contacts", &found, |contact, _| contact.out()))
}

/// The contact that a POST without an id in its path means: by id, else by name.
fn known(desk: &Desk<'_>, element: &Json) -> Result<Option<usize>, Vec<String>> {
    let contacts = &desk.books.contacts;
    if let Some(id) = element.text("ContactID") {
        let place = contacts.iter().position(|contact| contact.id.eq_ignore_ascii_case(id));
        return place.map(Some).ok_or_else(|| vec![format!("There is no contact {id}")]);
    }
    let name = element.text("Name").unwrap_or_default();
    Ok(contacts.iter().position(|contact| !contact.is_archived && same(&contact.name, name)))
}

fn create(desk: &mut Desk<'_>, element: &Json) -> Written {
    desk.next();
    let contact = Contact {
        id: desk.ids.guid(),
        name: String::new(),
        number: None,
        email: String::new(),
        person: (String::new(), String::new()),
        addresses: Json::List(Vec::new()),
        phones: Json::List(Vec::new()),
        is_archived: false,
        times: Times::new(desk.now),
    };
    let contact = filled(desk, contact, element)?;
    let out = contact.out();
    desk.books.contacts.push(contact);
    Ok(out)
}

fn update(desk: &mut Desk<'_>, place: usize, element: &Json) -> Written {
    let mut contact = filled(desk, desk.books.contacts[place].clone(), element)?;
    contact.times.changed = desk.now;
    let out = contact.out();
    desk.books.contacts[place] = contact;
    Ok(out)
}

/// A contact with what an element says of it.
fn filled(desk: &Desk<'_>, mut contact: Contact, element: &Json) -> Result<Contact, Vec<String>> {
    let mut reader = Reader::new(element);
    if let Some(name) = reader.text("Name", 255) {
        contact.name = name;
    }
    contact.number = reader.text("ContactNumber", 50).filter(|it| !it.is_empty()).or(contact.number);
    contact.email = reader.text("EmailAddress", 255).unwrap_or(contact.email);
    contact.person.0 = reader.text("FirstName", 255).unwrap_or(contact.person.0);
    contact.person.1 = reader.text("LastName", 255).unwrap_or(contact.person.1);
    match reader.text("ContactStatus", 20).as_deref() {
        None => {}
        Some("ACTIVE") => contact.is_archived = false,
        Some("ARCHIVED") => contact.is_archived = true,
        Some(other) => reader.add(format!("ContactStatus '{other}' is not valid")),
    }
    check_name(&contact.name, &mut reader);
    if !contact.email.is_empty() && !is_email(&contact.email) {
        reader.add(format!("Email address '{}' is not valid", contact.email));
    }
    if reader.has("Addresses") {
        contact.addresses = parts(&mut reader, "Addresses", check_address);
    }
    if reader.has("Phones") {
        contact.phones = parts(&mut reader, "Phones", check_phone);
    }
    let others = || desk.books.contacts.iter().filter(|other| other.id != contact.id);
    if !contact.is_archived && others().any(|other| !other.is_archived && same(&other.name, &contact.name)) {
        reader.add(format!(
            "The contact name {} is already assigned to another contact. The contact name must be unique \
             across all active contacts.",
            contact.name
        ));
    }
    if let Some(number) = &contact.number
        && others().any(|other| other.number.as_ref() == Some(number))
    {
        reader.add(format!("The contact number {number} is already assigned to another contact."));
    }
    if reader.problems.is_empty() { Ok(contact) } else { Err(reader.problems) }
}

fn check_name(name: &str, reader: &mut Reader<'_>) {
    if name.is_empty() {
        reader.add("The contact name must be specified.");
    }
    if name.contains(['<', '>']) || name.contains("  ") || name.trim() != name {
        reader.add("The contact name contains characters that are not allowed.");
    }
}

fn is_email(text: &str) -> bool {
    let has_ends = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    text.is_ascii() && has_ends && !text.contains(' ')
}

/// Addresses or phones, each checked.
fn parts(reader: &mut Reader<'_>, name: &str, check: impl Fn(&mut Reader<'_>)) -> Json {
    let parts = reader.get(name);
    if !matches!(parts, Json::List(_)) {
        reader.add(format!("{name} must be a list"));
    }
    for part in parts.list() {
        let mut inner = Reader::new(part);
        check(&mut inner);
        reader.problems.append(&mut inner.problems);
    }
    parts.clone()
}

fn check_address(address: &mut Reader<'_>) {
    if !matches!(address.text("AddressType", 20).as_deref(), Some("POBOX" | "STREET")) {
        address.add("AddressType must be POBOX or STREET");
    }
    for line in ["AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4"] {
        address.text(line, 500);
    }
    address.text("City", 255);
    address.text("Region", 255);
    address.text("PostalCode", 50);
    let country = address.text("Country", 50).unwrap_or_default();
    if !country.chars().all(|letter| letter.is_alphabetic() || letter == ' ') {
        address.add("Country may have letters only");
    }
}

fn check_phone(phone: &mut Reader<'_>) {
    if !matches!(phone.text("PhoneType", 20).as_deref(), Some("DEFAULT" | "MOBILE" | "DDI" | "FAX")) {
        phone.add("PhoneType is not valid");
    }
    phone.text("PhoneNumber", 50);
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

impl Contact {
    fn status(&self) -> &'static str {
        if self.is_archived { "ARCHIVED" } else { "ACTIVE" }
    }

    fn field(&self, name: &str) -> Option<String> {
        Some(match name {
            "ContactID" => self.id.clone(),
            "Name" => self.name.clone(),
            "ContactNumber" => self.number.clone()?,
            "EmailAddress" => self.email.clone(),
            "FirstName" => self.person.0.clone(),
            "LastName" => self.person.1.clone(),
            "ContactStatus" => self.status().to_owned(),
            _ => return None,
        })
    }

    /// How it goes out.
    pub fn out(&self) -> Json {
        let contact = object([
            ("ContactID", self.id.as_str().into()),
            ("ContactStatus", self.status().into()),
            ("Name", self.name.as_str().into()),
            ("FirstName", self.person.0.as_str().into()),
            ("LastName", self.person.1.as_str().into()),
            ("EmailAddress", self.email.as_str().into()),
            ("Addresses", self.addresses.clone()),
            ("Phones", self.phones.clone()),
            ("UpdatedDateUTC", moment_out(self.times.changed)),
            ("HasErrors", false.into()),
        ]);
        match &self.number {
            Some(number) => contact.with("ContactNumber", number.as_str()),
            None => contact,
        }
    }
}
