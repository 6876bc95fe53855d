//! A posted document: read, checked, and refused in Kledo's words.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::settings::Settings;
use crate::totals::Totals;

/// The two kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A sales order.
    Order,
    /// An invoice.
    Invoice,
}

/// A line of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The product's name.
    pub name: String,
    /// Its SKU.
    pub code: Option<String>,
    /// How many.
    pub qty: Decimal,
    /// What one costs: `sale_price` when there is one, else `regular_price`.
    pub price: Decimal,
    /// `qty × price`.
    pub amount: Decimal,
}

/// A document as it was asked for, found good.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    pub kind: Kind,
    pub number: String,
    pub order_id: String,
    pub contact: String,
    pub trans_date: String,
    pub due_date: Option<String>,
    pub lines: Vec<Line>,
    pub totals: Totals,
    pub paid: bool,
    pub link: bool,
    pub close: bool,
    pub fields: Arc<Value>,
}

/// What is wrong with it, for a person to read.
type Complaint = String;

impl Submission {
    /// Reads the fields of a form.
    pub fn read(kind: Kind, fields: Arc<Value>, settings: &Settings) -> Result<Self, Complaint> {
        let form = Form { at: String::new(), fields: &fields };
        let order_id = form.required("ref_number")?;
        let contact = form.required("contact_name")?;
        let trans_date = form.date("trans_date")?.ok_or_else(|| missing("trans date"))?;
        let due_date = form.date("due_date")?;
        if kind == Kind::Invoice && due_date.is_none() {
            return Err(missing("due date"));
        }
        let lines = form.lines()?;
        let taxed = form.switch("has_tax")?.unwrap_or(false);
        let discount = form.amount("additional_discount_amount")?;
        let shipping = form.amount("shipping_cost")?;
        let totals = Totals::of(
            lines.iter().map(|line| line.amount),
            discount,
            shipping,
            taxed.then_some(&settings.tax),
        )
        .ok_or_else(|| "Jumlah transaksi terlalu besar.".to_owned())?;
        form.check_warehouse(settings)?;
        form.check_tags()?;
        let paid = form.payment(settings)?;
        let (link, close) = form.linking(kind)?;
        let number = form.text("ref_number_prefix").unwrap_or_default() + &order_id;
        Ok(Self {
            kind,
            number,
            order_id,
            contact,
            trans_date,
            due_date,
            lines,
            totals,
            paid,
            link,
            close,
            fields,
        })
    }
}

/// Some fields, and the way that leads to them.
struct Form<'a> {
    at: String,
    fields: &'a Value,
}

impl Form<'_> {
    /// The text of a field; none when it is absent or empty, which is the same to Laravel.
    fn text(&self, name: &str) -> Option<String> {
        match self.fields.get(name)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn label(&self, name: &str) -> String {
        format!("{}{}", self.at, name.replace('_', " "))
    }

    fn required(&self, name: &str) -> Result<String, Complaint> {
        match self.fields.get(name) {
            Some(Value::Array(_) | Value::Object(_)) => {
                Err(format!("Kolom {} harus berupa teks.", self.label(name)))
            }
            _ => self.text(name).ok_or_else(|| missing(&self.label(name))),
        }
    }

    fn date(&self, name: &str) -> Result<Option<String>, Complaint> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match NaiveDate::parse_from_str(&text, "%Y-%m-%d") {
            Ok(date) if date.to_string() == text => Ok(Some(text)),
            _ => Err(format!("Kolom {} tidak sesuai dengan format Y-m-d.", self.label(name))),
        }
    }

    fn number(&self, name: &str) -> Result<Option<Decimal>, Complaint> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        decimal(&text).map(Some).ok_or_else(|| format!("Kolom {} harus berupa angka.", self.label(name)))
    }

    /// A number that is not below zero; zero when absent.
    fn amount(&self, name: &str) -> Result<Decimal, Complaint> {
        match self.number(name)?.unwrap_or(Decimal::ZERO) {
            amount if amount < Decimal::ZERO => Err(format!("Kolom {} minimal 0.", self.label(name))),
            amount => Ok(amount),
        }
    }

    fn switch(&self, name: &str) -> Result<Option<bool>, Complaint> {
        match self.text(name).as_deref() {
            None => Ok(None),
            Some("yes") => Ok(Some(true)),
            Some("no") => Ok(Some(false)),
            Some(_) => Err(format!("Kolom {} harus yes atau no.", self.label(name))),
        }
    }

    fn lines(&self) -> Result<Vec<Line>, Complaint> {
        let items = entries(self.fields.get("items"));
        if items.is_empty() {
            return Err(missing("items"));
        }
        items
            .into_iter()
            .enumerate()
            .map(|(n, fields)| Form { at: format!("items.{n}."), fields }.line())
            .collect()
    }

    fn line(&self) -> Result<Line, Complaint> {
        let name = self.required("name")?;
        let qty = self.required("qty").and_then(|_| self.amount("qty"))?;
        let regular = self.number("regular_price")?;
        let price = match self.number("sale_price")? {
            Some(price) => price,
            None => regular.ok_or_else(|| missing(&self.label("regular_price")))?,
        };
        let amount =
            qty.checked_mul(price).ok_or_else(|| format!("Kolom {} terlalu besar.", self.label("qty")))?;
        Ok(Line { name, code: self.text("code"), qty, price, amount })
    }

    fn check_warehouse(&self, settings: &Settings) -> Result<(), Complaint> {
        match self.text("warehouse") {
            Some(name) if !settings.warehouses.iter().any(|warehouse| warehouse.name == name) => {
                Err(format!("Gudang {name} tidak ditemukan."))
            }
            _ => Ok(()),
        }
    }

    fn check_tags(&self) -> Result<(), Complaint> {
        let tags = self.fields.get("tags");
        let is_list = matches!(tags, None | Some(Value::Null | Value::Array(_) | Value::Object(_)));
        if !is_list || entries(tags).into_iter().any(|tag| !tag.is_string()) {
            return Err("Kolom tags harus berupa daftar nama.".to_owned());
        }
        Ok(())
    }

    fn payment(&self, settings: &Settings) -> Result<bool, Complaint> {
        let account = self.text("paid_to_account_code");
        let known = account.as_deref().map(|code| settings.takes_money(code));
        match (self.switch("paid")?.unwrap_or(false), known) {
            (true, None) => Err("Kolom paid to account code wajib diisi bila paid adalah yes.".to_owned()),
            (_, Some(false)) => {
                Err(format!("Akun pembayaran {} tidak ditemukan.", account.as_deref().unwrap_or_default()))
            }
            (paid, _) => Ok(paid),
        }
    }

    /// Whether to link and to close. Absent means yes; an order has neither.
    fn linking(&self, kind: Kind) -> Result<(bool, bool), Complaint> {
        if kind == Kind::Order {
            return Ok((false, false));
        }
        let link = self.switch("link_order")?.unwrap_or(true);
        match self.switch("close_order")? {
            Some(true) if !link => {
                Err("Kolom close order hanya boleh yes bila link order adalah yes.".to_owned())
            }
            close => Ok((link, link && close.unwrap_or(true))),
        }
    }
}

/// The entries of a list, or of an object whose keys leave gaps.
fn entries(list: Option<&Value>) -> Vec<&Value> {
    match list {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(Value::Object(map)) => map.values().collect(),
        _ => Vec::new(),
    }
}

fn missing(label: &str) -> Complaint {
    format!("Kolom {label} wajib diisi.")
}

/// A plain decimal: digits, at most one point, perhaps a minus.
fn decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields() -> Value {
        json!({
            "contact_name": "Budi Santoso", "ref_number_prefix": "WC/INV/", "ref_number": "123",
            "trans_date": "2026-01-31", "due_date": "2026-02-28", "has_tax": "no",
            "items": [{"name": "Kopi", "code": "K-1", "qty": "2", "regular_price": "60000", "sale_price": "50000"}],
            "warehouse": "Gudang Utama", "shipping_cost": "9000", "additional_discount_amount": "1000",
            "paid": "yes", "paid_to_account_code": "1-10001", "tags": ["WooCommerce"],
        })
    }

    fn read(kind: Kind, fields: Value) -> Result<Submission, String> {
        Submission::read(kind, Arc::new(fields), &Settings::default())
    }

    fn complaint(name: &str, value: Value) -> String {
        let mut fields = fields();
        fields[name] = value;
        read(Kind::Invoice, fields).unwrap_err()
    }

    #[test]
    fn a_good_invoice_is_read() {
        let invoice = read(Kind::Invoice, fields()).unwrap();
        assert_eq!(invoice.number, "WC/INV/123");
        assert_eq!(invoice.order_id, "123");
        assert_eq!(invoice.totals.total, Decimal::new(108_000, 0));
        assert!(invoice.paid && invoice.link && invoice.close);
    }

    #[test]
    fn the_regular_price_counts_without_a_sale_price() {
        let mut fields = fields();
        fields["items"] = json!([{"name": "Kopi", "qty": "0.5", "regular_price": "60000", "sale_price": ""}]);
        assert_eq!(read(Kind::Order, fields).unwrap().totals.subtotal, Decimal::new(30_000, 0));
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(complaint("ref_number", Value::Null), "Kolom ref number wajib diisi.");
        assert_eq!(complaint("contact_name", json!(" ")), "Kolom contact name wajib diisi.");
        assert_eq!(complaint("items", json!([])), "Kolom items wajib diisi.");
        assert_eq!(complaint("items", json!([{"qty": "1"}])), "Kolom items.0.name wajib diisi.");
        assert_eq!(complaint("items", json!([{"name": "x"}])), "Kolom items.0.qty wajib diisi.");
        assert_eq!(
            complaint("items", json!([{"name": "x", "qty": "1"}])),
            "Kolom items.0.regular price wajib diisi."
        );
        assert_eq!(complaint("due_date", Value::Null), "Kolom due date wajib diisi.");
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (name, value, part) in [
            ("trans_date", json!("2026-02-30"), "trans date"),
            ("trans_date", json!("2026-1-1"), "trans date"),
            ("due_date", json!("31/01/2026"), "due date"),
            ("warehouse", json!("2"), "Gudang 2 tidak ditemukan"),
            ("paid_to_account_code", json!("1-10001 | Kas"), "tidak ditemukan"),
            ("paid_to_account_code", json!("4-40000"), "tidak ditemukan"),
            ("paid_to_account_code", json!(""), "wajib diisi"),
            ("paid", json!("true"), "yes atau no"),
            ("has_tax", json!("1"), "yes atau no"),
            ("shipping_cost", json!("-1"), "minimal 0"),
            ("shipping_cost", json!("1e3"), "angka"),
            ("additional_discount_amount", json!("1.000,50"), "angka"),
            ("tags", json!("WooCommerce"), "tags"),
            ("contact_name", json!(["x"]), "teks"),
            ("items", json!([{"name": "x", "qty": "-1", "regular_price": "1"}]), "items.0.qty"),
            ("items", json!([{"name": "x", "qty": "1", "regular_price": "1_000"}]), "regular price"),
        ] {
            let complaint = complaint(name, value);
            assert!(complaint.contains(part), "{complaint}");
        }
    }

    #[test]
    fn closing_needs_linking() {
        let mut fields = fields();
        fields["link_order"] = json!("no");
        assert!(!read(Kind::Invoice, fields.clone()).unwrap().close);
        fields["close_order"] = json!("yes");
        assert!(read(Kind::Invoice, fields).unwrap_err().contains("close order"));
    }
}
