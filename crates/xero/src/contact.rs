//! The contact that a document is for: known by a link, else searched, else made.
//!
//! Names must be there once in Xero, and say nothing of who it is: of two customers with one name the second gets the number of his
//! order behind it. A contact that exists is never changed, and one that its owner has put away is his to bring back.

use accounting_core::document::Document;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};
use serde_json::{Map, Value};

use crate::answers::{self, CONTACTS, field};
use crate::requests::{put, quoted};

/// Links from a customer to his contact.
pub const CONTACT: &str = "contact";

/// Requests that finding or making a contact takes at most: a search, a contact whose name is taken, a search for who has it, and
/// a contact with the order's number in its name.
pub const LONGEST: usize = 4;

/// Characters of a name.
const NAME_MAX: usize = 255;

/// What a customer is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Email,
    Number,
    /// All guests are one contact, which the owner named and the mapping gave no number.
    Guest,
    /// The name with the number of an order, which nobody but this shop gives.
    OwnName,
}

/// Who a document is for.
#[derive(Debug, Clone)]
pub struct Customer {
    by: By,
    fields: Map<String, Value>,
    /// What his link is found by; empty for one who has nothing that he could be found by.
    pub key: String,
    order_id: u64,
}

impl Customer {
    /// Of a document's payload.
    pub fn of(document: &Document) -> Self {
        let fields = document.payload.get("contact").and_then(Value::as_object).cloned().unwrap_or_default();
        let has_number = fields.get("ContactNumber").and_then(answers::text).is_some();
        let by = match document.payload.get("contact_by").and_then(Value::as_str) {
            Some("guest") if !has_number => By::Guest,
            Some("guest" | "number") => By::Number,
            _ => By::Email,
        };
        let mut customer = Self { by, fields, key: String::new(), order_id: document.order_id };
        let asked_for = document.asks_for.iter().find(|name| name.kind == CONTACT);
        customer.key = asked_for.map_or_else(|| customer.value(by).to_lowercase(), |name| name.key.clone());
        customer
    }

    /// What is kept of him before the document leaves, to be compared with what is found: by the same a contact in an answer is
    /// known, see [`is_same`].
    pub fn mark(&self) -> String {
        let value = self.value(self.by);
        let value = if value.is_empty() { self.value(By::Guest) } else { value };
        value.to_lowercase()
    }

    fn value(&self, by: By) -> String {
        let name = match by {
            By::Email => "EmailAddress",
            By::Number => "ContactNumber",
            By::Guest => "Name",
            By::OwnName => return self.own_name(),
        };
        self.fields.get(name).and_then(answers::text).unwrap_or_default()
    }

    /// His name with the number of the order.
    fn own_name(&self) -> String {
        let end = format!(" ({})", self.order_id);
        let name = self.value(By::Guest);
        let beginning: String = name.chars().take(NAME_MAX - end.len()).collect();
        format!("{}{end}", beginning.trim_end())
    }

    fn question(&self, by: By) -> Option<Request> {
        let name = by.field();
        let filter = format!("{name}=={}", quoted(&self.value(by))?);
        Some(Request::read(CONTACTS.list, &[("where", &filter), ("includeArchived", "true")]))
    }
}

impl By {
    fn field(self) -> &'static str {
        match self {
            Self::Email => "EmailAddress",
            Self::Number => "ContactNumber",
            Self::Guest | Self::OwnName => "Name",
        }
    }
}

/// Whether a document in an answer is for the contact that was marked when it left. What Xero does not tell cannot differ.
pub fn is_same(element: &Value, is_marked: impl Fn(&str) -> bool) -> bool {
    let Some(contact) = element.get("Contact") else { return true };
    let told = |name: &str| field(contact, name).map(|text| text.to_lowercase());
    let [email, number, name] = [told("EmailAddress"), told("ContactNumber"), told("Name")];
    let says_nothing = email.is_none() && number.is_none();
    says_nothing || [email, number, name].into_iter().flatten().any(|text| is_marked(&text))
}

/// What is asked next of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Search(By),
    Make { with_order: bool },
}

/// The part of a conversation that finds a contact or makes one.
#[derive(Debug)]
pub struct Finding {
    customer: Customer,
    step: Step,
    /// Why the contact could not be made as it is, once that was tried.
    clash: Option<Outcome>,
    /// Nothing is made after this search.
    is_last: bool,
}

impl Finding {
    /// Nothing was asked yet.
    pub fn new(customer: Customer) -> Self {
        let by = customer.by;
        let step = match customer.question(by) {
            Some(_) => Step::Search(by),
            None => Step::Make { with_order: false },
        };
        Self { customer, step, clash: None, is_last: false }
    }

    /// What is asked next.
    pub fn request(&self) -> Request {
        match self.step {
            Step::Search(by) => self.customer.question(by).unwrap_or_else(|| self.make(false)),
            Step::Make { with_order } => self.make(with_order),
        }
    }

    fn make(&self, with_order: bool) -> Request {
        let mut fields = self.customer.fields.clone();
        if with_order {
            fields.insert("Name".to_owned(), Value::String(self.customer.own_name()));
        }
        put(CONTACTS, fields)
    }

    /// The contact's id, once it is known.
    ///
    /// # Errors
    /// Why there is none. The document has certainly not left.
    pub fn hear(&mut self, exchange: &Exchange) -> Result<Option<String>, Outcome> {
        match self.step {
            Step::Search(by) => {
                let (contacts, status) = answers::elements(exchange, CONTACTS.list)?;
                match self.found(by, &contacts, status)? {
                    Some(id) => return Ok(Some(id)),
                    None => self.step = self.after_nobody()?,
                }
            }
            Step::Make { with_order } => match answers::made(exchange, CONTACTS) {
                Ok(contact) => return Ok(Some(contact.id)),
                Err(outcome) => self.step = self.after_refusal(outcome, with_order)?,
            },
        }
        Ok(None)
    }

    /// Only the very value counts, whatever the search took for it.
    fn found(&self, by: By, contacts: &[Value], status: u16) -> Result<Option<String>, Outcome> {
        let value = self.customer.value(by).to_lowercase();
        let is_his =
            |contact: &&Value| field(contact, by.field()).is_some_and(|text| text.to_lowercase() == value);
        let is_archived = |contact: &&&Value| field(contact, "ContactStatus").as_deref() == Some("ARCHIVED");
        let his: Vec<&Value> = contacts.iter().filter(is_his).collect();
        match his.iter().find(|contact| !is_archived(contact)).or(his.first()) {
            Some(contact) if is_archived(&contact) => {
                let name = field(contact, "Name").unwrap_or(value);
                Err(Outcome::new(
                    OutcomeClass::Rejected,
                    Reason::new(Code::ContactArchived, &name),
                    Some(status),
                ))
            }
            Some(contact) => {
                answers::id(contact, CONTACTS.id).map(Some).ok_or_else(|| answers::unreadable(status))
            }
            None => Ok(None),
        }
    }

    /// Nobody was found.
    ///
    /// # Errors
    /// When there is nobody to be made either.
    fn after_nobody(&self) -> Result<Step, Outcome> {
        match &self.clash {
            None => Ok(Step::Make { with_order: false }),
            // One contact for all guests does not become one for each.
            Some(refusal) if self.customer.by == By::Guest => Err(refusal.clone()),
            Some(refusal) if self.is_last => Err(refusal.clone()),
            Some(_) => Ok(Step::Make { with_order: true }),
        }
    }

    /// By what the contact may be found that could not be made even under the name that only this shop gives: another worker has made
    /// it for another order of the same customer, or the answer to that was lost.
    fn only_ours(&self, is_number_taken: bool) -> Option<By> {
        let can_be_searched = |by| self.customer.question(by).is_some();
        let has_nothing_else = !can_be_searched(By::Email) && !can_be_searched(By::Number);
        let by = if is_number_taken { By::Number } else { By::OwnName };
        ((is_number_taken || has_nothing_else) && can_be_searched(by)).then_some(by)
    }

    /// A contact was not made. If its name or number is taken, another worker may just have made it, or it is somebody else's name.
    ///
    /// # Errors
    /// What the answer means else.
    fn after_refusal(&mut self, outcome: Outcome, with_order: bool) -> Result<Step, Outcome> {
        let is_taken = outcome.reason.as_ref().is_some_and(|reason| reason.code == Code::AlreadyExists);
        if !is_taken {
            return Err(outcome);
        }
        // Nothing of this document is there: only of its contact.
        let detail = outcome.reason.as_ref().map_or("", |reason| &reason.detail);
        let refusal = Outcome { reason: Some(Reason::new(Code::Rejected, detail)), ..outcome.clone() };
        let is_number_taken = answers::said(&outcome).contains("contact number");
        if with_order {
            let by = self.only_ours(is_number_taken).ok_or_else(|| refusal.clone())?;
            (self.clash, self.is_last) = (Some(refusal), true);
            return Ok(Step::Search(by));
        }
        let by = match self.customer.by {
            By::Guest => By::Guest,
            _ if is_number_taken => By::Number,
            _ => By::Email,
        };
        self.clash = Some(refusal);
        Ok(match self.customer.question(by) {
            Some(_) => Step::Search(by),
            None => Step::Make { with_order: true },
        })
    }
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::Answer;
    use serde_json::json;

    use super::*;
    use crate::tests::{ID, invoice};

    fn customer(by: &str, fields: Value) -> Customer {
        let mut document = invoice();
        document.asks_for.clear();
        document.payload.insert("contact_by".to_owned(), json!(by));
        document.payload.insert("contact".to_owned(), fields);
        Customer::of(&document)
    }

    fn ayu(by: &str) -> Customer {
        customer(
            by,
            json!({"Name": "Ayu Sari", "ContactNumber": "wc-a1-7", "EmailAddress": "Ayu@example.test"}),
        )
    }

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(status: u16, body: &Value) -> Exchange {
        Ok(Answer::new(status, body.to_string()))
    }

    fn found(contacts: &Value) -> Exchange {
        answer(200, &json!({"Contacts": contacts}))
    }

    fn refused(message: &str) -> Exchange {
        answer(400, &json!({"Elements": [{"ValidationErrors": [{"Message": message}]}]}))
    }

    fn name_taken() -> Exchange {
        refused(
            "The contact name Ayu Sari is already assigned to another contact. The contact name must be unique.",
        )
    }

    /// The last thing that is asked, or what it came to.
    fn after(customer: Customer, so_far: &[Exchange]) -> String {
        let mut finding = Finding::new(customer);
        for exchange in so_far {
            match finding.hear(exchange) {
                Ok(None) => {}
                Ok(Some(id)) => return id,
                Err(outcome) => return format!("{:?} {:?}", outcome.class, outcome.reason.unwrap().code),
            }
        }
        let request = finding.request();
        match request.query.iter().find(|(name, _)| name == "where") {
            Some((_, filter)) => filter.clone(),
            None => serde_json::from_str::<Value>(request.body.text()).unwrap()["Contacts"][0]["Name"]
                .as_str()
                .unwrap()
                .to_owned(),
        }
    }

    #[test]
    fn a_customer_is_searched_by_what_the_owner_chose() {
        assert_eq!(after(ayu("email"), &[]), "EmailAddress==\"Ayu@example.test\"");
        assert_eq!(after(ayu("number"), &[]), "ContactNumber==\"wc-a1-7\"");
        assert_eq!(after(customer("guest", json!({"Name": "Guests"})), &[]), "Name==\"Guests\"");
        let archived = ("includeArchived".to_owned(), "true".to_owned());
        assert!(Finding::new(ayu("email")).request().query.contains(&archived));
    }

    #[test]
    fn only_the_very_address_counts_and_one_in_use_before_one_that_was_put_away() {
        let ours = json!({"ContactID": ID, "EmailAddress": "AYU@example.test", "ContactStatus": "ACTIVE"});
        let similar = json!({"ContactID": "c9", "EmailAddress": "ayu@example.test.evil"});
        let archived = json!({"ContactID": "c8", "Name": "Ayu", "EmailAddress": "ayu@example.test", "ContactStatus": "ARCHIVED"});
        assert_eq!(after(ayu("email"), &[found(&json!([similar, archived, ours]))]), ID);
        assert_eq!(after(ayu("email"), &[found(&json!([similar]))]), "Ayu Sari", "is made");
        assert_eq!(after(ayu("email"), &[found(&json!([archived]))]), "Rejected ContactArchived");
        assert_eq!(after(ayu("email"), &[found(&json!([])), found(&json!([{"ContactID": ID}]))]), ID);
        let zero =
            json!({"EmailAddress": "ayu@example.test", "ContactID": "00000000-0000-0000-0000-000000000000"});
        assert_eq!(after(ayu("email"), &[found(&json!([zero]))]), "Unconfirmed UnreadableAnswer");
    }

    #[test]
    fn a_name_that_is_taken_is_searched_by_address_and_then_made_with_the_order_behind_it() {
        let nobody = || found(&json!([]));
        let by_address = "EmailAddress==\"Ayu@example.test\"";
        assert_eq!(after(ayu("email"), &[nobody(), name_taken()]), by_address);
        assert_eq!(after(ayu("number"), &[nobody(), name_taken()]), by_address);
        let another_worker = found(&json!([{"ContactID": ID, "EmailAddress": "ayu@example.test"}]));
        assert_eq!(after(ayu("email"), &[nobody(), name_taken(), another_worker]), ID);
        let somebody_else = [nobody(), name_taken(), nobody()];
        assert_eq!(after(ayu("email"), &somebody_else), "Ayu Sari (123)");
        let [search, taken, again] = somebody_else;
        let so_far = [search, taken, again, name_taken()];
        assert_eq!(after(ayu("email"), &so_far), "Rejected Rejected", "and not as if the invoice were there");
    }

    #[test]
    fn a_number_that_is_taken_is_searched_again() {
        let taken = refused("The contact number wc-a1-7 is already assigned to another contact.");
        let so_far = [found(&json!([])), taken];
        assert_eq!(after(ayu("number"), &so_far), "ContactNumber==\"wc-a1-7\"");
        let [search, taken] = so_far;
        let archived = json!([{"ContactID": ID, "ContactNumber": "wc-a1-7", "ContactStatus": "ARCHIVED"}]);
        assert_eq!(after(ayu("number"), &[search, taken, found(&archived)]), "Rejected ContactArchived");
    }

    /// 12: two orders of one customer, whose name somebody else has already, leave at the same moment.
    #[test]
    fn who_was_made_for_another_order_meanwhile_is_found_by_his_number() {
        let nobody = || found(&json!([]));
        let taken = || refused("The contact number wc-a1-7 is already assigned to another contact.");
        let made_meanwhile = || [nobody(), name_taken(), nobody(), taken()];
        assert_eq!(after(ayu("email"), &made_meanwhile()), "ContactNumber==\"wc-a1-7\"");
        let ours = found(&json!([{"ContactID": ID, "ContactNumber": "wc-a1-7"}]));
        let [a, b, c, d] = made_meanwhile();
        assert_eq!(after(ayu("email"), &[a, b, c, d, ours]), ID);
        let [a, b, c, d] = made_meanwhile();
        assert_eq!(
            after(ayu("email"), &[a, b, c, d, nobody()]),
            "Rejected Rejected",
            "and that is the end of it"
        );
    }

    #[test]
    fn who_cannot_be_found_is_made_and_found_by_the_name_that_only_this_shop_gives() {
        let nameless = || customer("email", json!({"Name": "Ayu Sari"}));
        assert_eq!(after(nameless(), &[]), "Ayu Sari");
        assert_eq!(after(nameless(), &[name_taken()]), "Ayu Sari (123)");
        // The answer to that was lost, and the shop tries again.
        let taken = [name_taken(), name_taken()];
        assert_eq!(after(nameless(), &taken), "Name==\"Ayu Sari (123)\"");
        let [one, two] = taken;
        assert_eq!(
            after(nameless(), &[one, two, found(&json!([{"ContactID": ID, "Name": "Ayu Sari (123)"}]))]),
            ID
        );
        let quote = customer("email", json!({"Name": "A", "EmailAddress": "a\"b@example.test"}));
        assert_eq!(after(quote, &[]), "A", "an address that cannot be searched for");
    }

    #[test]
    fn guests_stay_one_contact() {
        let guests = || customer("guest", json!({"Name": "Guests"}));
        let nobody = || found(&json!([]));
        assert_eq!(after(guests(), &[nobody()]), "Guests");
        assert_eq!(after(guests(), &[nobody(), name_taken()]), "Name==\"Guests\"");
        assert_eq!(after(guests(), &[nobody(), name_taken(), nobody()]), "Rejected Rejected");
        // With a number it is found by that, whatever its name had to be.
        let numbered = || customer("guest", json!({"Name": "Guests", "ContactNumber": "wc-a1-guests"}));
        assert_eq!(after(numbered(), &[]), "ContactNumber==\"wc-a1-guests\"");
        assert_eq!(after(numbered(), &[nobody(), name_taken()]), "Guests (123)");
    }

    #[test]
    fn a_long_name_makes_room_for_the_order() {
        let long = customer("email", json!({"Name": "x".repeat(255)}));
        let name = long.own_name();
        assert!(name.ends_with("x (123)") && name.chars().count() == 255);
    }

    #[test]
    fn a_contact_in_an_answer_is_known_by_anything_that_it_tells() {
        let mark = ayu("email").mark();
        let is_marked = |text: &str| text == mark;
        for (contact, same) in [
            (json!({"ContactID": ID, "Name": "Renamed"}), true),
            (json!({"EmailAddress": "AYU@example.test", "Name": "Renamed"}), true),
            (json!({"EmailAddress": "budi@example.test", "Name": "Ayu Sari"}), false),
            (json!({"ContactNumber": "wc-a1-9"}), false),
        ] {
            assert_eq!(is_same(&json!({"Contact": contact}), is_marked), same, "{contact}");
        }
        assert!(is_same(&json!({}), is_marked));
    }
}
