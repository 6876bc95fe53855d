//! Contacts and documents, and what makes a good one.

use accounting_sandbox::clock::as_iso;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Its number is unique.
    Invoice,
    /// Whoever pays twice has paid twice.
    Payment,
    /// Whoever credits twice has credited twice.
    CreditNote,
}

impl Kind {
    /// The one that is made and listed at this path.
    pub fn at(path: &str) -> Option<Self> {
        Some(match path {
            "/invoices" => Self::Invoice,
            "/payments" => Self::Payment,
            "/credit-notes" => Self::CreditNote,
            _ => return None,
        })
    }
}

/// A customer. His e-mail address is unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// Its id here.
    pub id: String,
    /// His name.
    pub name: String,
    /// In small letters.
    pub email: String,
}

/// An invoice, a payment or a credit note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Its id here.
    pub id: String,
    /// Which.
    pub kind: Kind,
    /// Its number.
    pub number: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Of a payment what was paid, else the sum of its lines.
    pub total: Decimal,
    /// Whom an invoice is for.
    pub contact_id: Option<String>,
    /// His name.
    pub contact_name: Option<String>,
    /// His e-mail address.
    pub contact_email: Option<String>,
    /// The invoice that a payment or credit note is for.
    pub invoice_id: Option<String>,
    /// Its number.
    pub invoice_number: Option<String>,
    /// When it was made.
    #[serde(serialize_with = "as_iso")]
    pub made_at: DateTime<Utc>,
    /// All that was sent.
    pub fields: Value,
}

impl Document {
    /// The day that it carries.
    pub fn date(&self) -> Option<&str> {
        self.fields.get("date").and_then(Value::as_str)
    }
}

/// Why something is not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Status of the answer.
    pub status: u16,
    /// For a program.
    pub code: &'static str,
    /// For a person.
    pub message: String,
}

/// All that was made, in the order in which it was.
#[derive(Debug, Default)]
pub struct Books {
    /// The customers.
    pub contacts: Vec<Contact>,
    /// The documents, of all kinds.
    pub documents: Vec<Document>,
    ids: u64,
}

impl Books {
    /// Those of a kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(move |document| document.kind == kind)
    }

    /// A number that nothing else in these books has.
    fn next_id(&mut self, kind: &str) -> String {
        self.ids += 1;
        format!("{kind}-{}", self.ids)
    }

    /// Checks a contact; it is kept when `keep` says so.
    ///
    /// # Errors
    /// Why there can be no such contact.
    pub fn make_contact(&mut self, fields: &Value, keep: bool) -> Result<Contact, Refusal> {
        let name = required(fields, "name")?;
        let email = required(fields, "email")?.to_lowercase();
        if self.contacts.iter().any(|contact| contact.email == email) {
            return Err(refusal(409, "email_taken", format!("{email} has a contact")));
        }
        let contact = Contact { id: self.next_id("contact"), name, email };
        if keep {
            self.contacts.push(contact.clone());
        }
        Ok(contact)
    }

    /// Checks a document; it is kept when `keep` says so.
    ///
    /// # Errors
    /// Why there can be no such document.
    pub fn make(
        &mut self,
        kind: Kind,
        fields: &Value,
        made_at: DateTime<Utc>,
        keep: bool,
    ) -> Result<Document, Refusal> {
        let number = required(fields, "number")?;
        let currency = required(fields, "currency")?;
        let stated = amount(fields, "total")?;
        let total = if kind == Kind::Payment { stated } else { sum(fields)? };
        if total != stated {
            return Err(refusal(422, "wrong_total", format!("the lines come to {total}, not to {stated}")));
        }
        if total.is_sign_negative() && !total.is_zero() {
            return Err(refusal(422, "negative_total", format!("{total} is less than nothing")));
        }
        if kind == Kind::Invoice && self.of(kind).any(|document| document.number == number) {
            return Err(refusal(409, "number_taken", format!("there is an invoice {number}")));
        }
        let contact = self.contact_of(fields)?.cloned();
        let invoice = if kind == Kind::Invoice { None } else { Some(self.invoice_of(fields)?.clone()) };
        let contact_name = contact.as_ref().map(|contact| contact.name.clone());
        let document = Document {
            id: self.next_id("document"),
            kind,
            number,
            currency,
            total,
            contact_name: contact_name.or_else(|| text(fields, "contact_name")),
            contact_email: contact.as_ref().map(|contact| contact.email.clone()),
            contact_id: contact.map(|contact| contact.id),
            invoice_number: invoice.as_ref().map(|invoice| invoice.number.clone()),
            invoice_id: invoice.map(|invoice| invoice.id),
            made_at,
            fields: fields.clone(),
        };
        if keep {
            self.documents.push(document.clone());
        }
        Ok(document)
    }

    fn contact_of(&self, fields: &Value) -> Result<Option<&Contact>, Refusal> {
        let Some(id) = text(fields, "contact_id") else { return Ok(None) };
        match self.contacts.iter().find(|contact| contact.id == id) {
            Some(contact) => Ok(Some(contact)),
            None => Err(refusal(422, "unknown_contact", format!("there is no contact {id}"))),
        }
    }

    fn invoice_of(&self, fields: &Value) -> Result<&Document, Refusal> {
        let is_meant = |document: &&Document| match text(fields, "invoice_id") {
            Some(id) => document.id == id,
            None => Some(&document.number) == text(fields, "invoice_number").as_ref(),
        };
        let unknown = || refusal(422, "unknown_invoice", "there is no such invoice".to_owned());
        self.of(Kind::Invoice).find(is_meant).ok_or_else(unknown)
    }

    /// What of an invoice is paid.
    pub fn status(&self, document: &Document) -> Option<&'static str> {
        if document.kind != Kind::Invoice {
            return None;
        }
        let payments =
            self.of(Kind::Payment).filter(|payment| payment.invoice_id.as_ref() == Some(&document.id));
        let paid = payments.fold(Decimal::ZERO, |sum, payment| sum.saturating_add(payment.total));
        Some(match paid {
            paid if paid >= document.total => "paid",
            paid if paid.is_zero() => "unpaid",
            _ => "partial",
        })
    }
}

fn sum(fields: &Value) -> Result<Decimal, Refusal> {
    let lines = fields.get("lines").and_then(Value::as_array).filter(|lines| !lines.is_empty());
    let lines = lines.ok_or_else(|| missing("lines"))?;
    lines.iter().try_fold(Decimal::ZERO, |sum, line| {
        required(line, "description")?;
        let line = amount(line, "amount")?.saturating_add(amount(line, "tax")?);
        Ok(sum.saturating_add(line))
    })
}

fn amount(fields: &Value, name: &str) -> Result<Decimal, Refusal> {
    let written = fields.get(name).and_then(Value::as_str).ok_or_else(|| missing(name))?;
    written.parse().map_err(|_| refusal(422, "invalid", format!("{name} is no amount: {written}")))
}

fn required(fields: &Value, name: &str) -> Result<String, Refusal> {
    text(fields, name).ok_or_else(|| missing(name))
}

fn text(fields: &Value, name: &str) -> Option<String> {
    let text = fields.get(name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn missing(name: &str) -> Refusal {
    refusal(422, "invalid", format!("{name} is missing"))
}

fn refusal(status: u16, code: &'static str, message: String) -> Refusal {
    Refusal { status, code, message }
}
