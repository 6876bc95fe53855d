//! Products.

use accounting_sandbox::Answer;
use rust_decimal::Decimal;

use crate::answers;
use crate::arithmetic::round;
use crate::books::Times;
use crate::call::Call;
use crate::checks;
use crate::dates::moment_out;
use crate::desk::{Desk, Written};
use crate::filter::{Fields, Is};
use crate::json::{Json, object};
use crate::listing::Wanted;
use crate::problems::Reader;

/// A product whose stock Xero does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Its code, which is unique.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What is said of it on documents.
    pub description: String,
    /// Whether it is sold, and whether it is bought.
    pub use_for: (bool, bool),
    /// Its price.
    pub unit_price: Option<Decimal>,
    /// The account of its sales.
    pub account_code: Option<String>,
    /// The tax of its sales.
    pub tax_type: Option<String>,
    /// When it was made and changed.
    pub times: Times,
}

const FIELDS: &Fields = &[("ItemID", Is::Guid), ("Code", Is::Text), ("Name", Is::Text)];

/// Answers a call of `/Items…`.
pub fn answer(desk: &mut Desk<'_>, call: &Call) -> Result<Answer, Answer> {
    let path: Vec<&str> = call.path.iter().skip(1).map(String::as_str).collect();
    let decimals = call.unit_decimals();
    match (call.method.as_str(), path.as_slice()) {
        ("GET", []) => {
            let wanted = Wanted::read(call, desk, FIELDS)?;
            let is_meant = |item: &&Item| wanted.has(item.times, |name| item.field(name));
            let found: Vec<Item> = desk.books.items.iter().filter(is_meant).cloned().collect();
            Ok(wanted.answer(desk, "Items", &found, |item, _| item.out()))
        }
        ("GET", [id]) => {
            let place = place(desk, id).ok_or_else(answers::not_found)?;
            let item = desk.books.items[place].out();
            Ok(desk.answer("Items", vec![item]))
        }
        ("PUT", []) => desk.write_each(call, "Items", "ItemID", |desk, element| {
            let code = element.text("Code").unwrap_or_default();
            if desk.books.items.iter().any(|item| item.code == code) {
                return Err(vec![format!("Price List Item with Code '{code}' already exists")]);
            }
            write(desk, None, element, decimals)
        }),
        ("POST", []) => desk.write_each(call, "Items", "ItemID", |desk, element| {
            let key = element.text("ItemID").or(element.text("Code")).unwrap_or_default();
            let place = place(desk, key);
            write(desk, place, element, decimals)
        }),
        ("POST", [id]) => {
            let place = place(desk, id).ok_or_else(answers::not_found)?;
            desk.write_each(call, "Items", "ItemID", |desk, element| {
                write(desk, Some(place), element, decimals)
            })
        }
        _ => Err(answers::not_found()),
    }
}

fn place(desk: &Desk<'_>, key: &str) -> Option<usize> {
    desk.books.items.iter().position(|item| item.code == key || item.id.eq_ignore_ascii_case(key))
}

fn write(desk: &mut Desk<'_>, place: Option<usize>, element: &Json, decimals: u32) -> Written {
    let item = match place {
        Some(place) => desk.books.items[place].clone(),
        None => Item {
            id: desk.ids.guid(),
            code: String::new(),
            name: String::new(),
            description: String::new(),
            use_for: (true, true),
            unit_price: None,
            account_code: None,
            tax_type: None,
            times: Times::new(desk.now),
        },
    };
    let mut item = filled(desk, item, element, decimals)?;
    item.times.changed = desk.now;
    let out = item.out();
    if let Some(place) = place {
        desk.books.items[place] = item;
    } else {
        desk.next();
        desk.books.items.push(item);
    }
    Ok(out)
}

fn filled(desk: &Desk<'_>, mut item: Item, element: &Json, decimals: u32) -> Result<Item, Vec<String>> {
    let mut reader = Reader::new(element);
    item.code = reader.text("Code", 30).unwrap_or(item.code);
    if item.code.is_empty() {
        reader.add("Price List Item Code must be supplied");
    }
    if desk.books.items.iter().any(|other| other.id != item.id && other.code == item.code) {
        reader.add(format!("Price List Item with Code '{}' already exists", item.code));
    }
    item.name = reader.text("Name", 50).unwrap_or(item.name);
    item.description = reader.text("Description", 4_000).unwrap_or(item.description);
    for (name, flag) in [("IsSold", &mut item.use_for.0), ("IsPurchased", &mut item.use_for.1)] {
        if reader.has(name) {
            *flag = reader.flag(name);
        }
    }
    if reader.has("InventoryAssetAccountCode") || reader.flag("IsTrackedAsInventory") {
        reader.add(
            "This sandbox counts no stock: InventoryAssetAccountCode and IsTrackedAsInventory are refused",
        );
    }
    let mut sales = Reader::new(reader.get("SalesDetails"));
    item.unit_price = sales.number("UnitPrice").map(|price| round(price, decimals)).or(item.unit_price);
    item.account_code = sales.text("AccountCode", 10).or(item.account_code);
    item.tax_type = sales.text("TaxType", 50).or(item.tax_type);
    let account_code = item.account_code.as_deref();
    let account = account_code.map(|code| checks::account(desk.organisation(), code)).transpose();
    let tax = item.tax_type.as_deref();
    let tax =
        tax.map(|tax| checks::tax(desk.organisation(), tax, account_code.unwrap_or_default())).transpose();
    sales.problems.extend(account.err());
    sales.problems.extend(tax.err());
    reader.problems.append(&mut sales.problems);
    if reader.problems.is_empty() { Ok(item) } else { Err(reader.problems) }
}

impl Item {
    fn field(&self, name: &str) -> Option<String> {
        Some(match name {
            "ItemID" => self.id.clone(),
            "Code" => self.code.clone(),
            "Name" => self.name.clone(),
            _ => return None,
        })
    }

    /// How it goes out.
    pub fn out(&self) -> Json {
        let sales = object([
            ("UnitPrice", self.unit_price.into()),
            ("AccountCode", self.account_code.as_deref().into()),
            ("TaxType", self.tax_type.as_deref().into()),
        ]);
        object([
            ("ItemID", self.id.as_str().into()),
            ("Code", self.code.as_str().into()),
            ("Name", self.name.as_str().into()),
            ("Description", self.description.as_str().into()),
            ("IsSold", self.use_for.0.into()),
            ("IsPurchased", self.use_for.1.into()),
            ("IsTrackedAsInventory", false.into()),
            ("SalesDetails", sales),
            ("UpdatedDateUTC", moment_out(self.times.changed)),
        ])
    }
}
