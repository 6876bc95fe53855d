//! The items of a document: what they are called, what one of them costs.

use accounting_core::bill::portions::{Portion, portions};
use accounting_core::bill::precision::is_foreign;
use accounting_core::bill::{Entry, Source, WholeBill};
use accounting_core::money::Amount;
use accounting_core::naming;
use accounting_core::snapshot::{Line, OrderSnapshot};
use accounting_core::text::{self, plain};
use serde_json::{Map, Value};

use super::codes::{self, Codes};

/// Characters of a name that are sent.
const NAME_MAX: usize = 255;
/// Characters of a description that are sent.
const DESCRIPTION_MAX: usize = 1000;
/// Characters of a picture's address that are sent; a longer one would be a broken one.
const PHOTO_MAX: usize = 2000;

/// One item as Kledo takes it.
pub struct Item<'a> {
    name: String,
    code: String,
    quantity: Amount,
    regular_price: Amount,
    price: Amount,
    /// The line it is made of, if it is a product.
    line: Option<&'a Line>,
}

impl Item<'_> {
    /// How many variables of a form it is, at most.
    pub fn count(&self, lean: bool) -> usize {
        const NEEDED: usize = 5;
        let described = self.line.filter(|line| !line.short_description.is_empty());
        let pictured = self.line.filter(|line| !line.image_url.is_empty());
        if lean {
            NEEDED
        } else {
            NEEDED + 1 + usize::from(described.is_some()) + usize::from(pictured.is_some())
        }
    }

    /// The fields on the wire; `lean` leaves out those that only decorate.
    pub fn fields(self, lean: bool) -> Value {
        let decoration = self.line.filter(|_| !lean);
        let mut fields = Map::with_capacity(self.count(lean));
        let mut set = |name: &str, value: String| {
            if !value.is_empty() {
                fields.insert(name.to_owned(), Value::String(value));
            }
        };
        set("name", self.name);
        set("code", self.code);
        set(
            "desc",
            decoration.map_or_else(String::new, |line| plain(&line.short_description, DESCRIPTION_MAX)),
        );
        set("qty", self.quantity.to_string());
        set("regular_price", self.regular_price.to_string());
        set("sale_price", self.price.to_string());
        set("photo", decoration.map_or_else(String::new, |line| photo(&line.image_url)));
        set("category_name", if lean { String::new() } else { "WooCommerce".to_owned() });
        Value::Object(fields)
    }

    /// Something without a product behind it.
    fn other(name: String, code: String, amount: Amount) -> Self {
        Self { name, code, quantity: Amount::ONE, regular_price: amount, price: amount, line: None }
    }
}

/// The items of a bill.
pub fn items<'a>(snapshot: &'a OrderSnapshot, bill: &WholeBill) -> Vec<Item<'a>> {
    let codes = Codes::of(snapshot);
    let mut items = Vec::with_capacity(bill.entries.len());
    for entry in &bill.entries {
        let amount = entry.amount;
        match entry.source {
            Source::Line(index) => {
                items.extend(product(snapshot, &snapshot.lines[index], &codes, entry, bill.decimals));
            }
            Source::Pieceless(index) => {
                let name = line_name(&snapshot.lines[index]);
                items.push(Item::other(name, "WC-ADJUSTMENT".to_owned(), amount));
            }
            Source::Fee(index) => {
                let name = named(&snapshot.fees[index].name, "Fee");
                let code = codes::fee(&name);
                items.push(Item::other(name, code, amount));
            }
            Source::Shipping => {
                let name = snapshot.shipping_lines.first().map_or("", |line| line.name.as_str());
                items.push(Item::other(named(name, "Shipping"), "WC-SHIPPING".to_owned(), amount));
            }
            Source::Adjustment => {
                let name = "Adjustment".to_owned();
                items.push(Item::other(name, "WC-ADJUSTMENT".to_owned(), amount));
            }
        }
    }
    items
}

fn product<'a>(
    snapshot: &'a OrderSnapshot,
    line: &'a Line,
    codes: &Codes,
    entry: &Entry,
    decimals: u32,
) -> impl Iterator<Item = Item<'a>> + use<'a> {
    let (name, code, quantity) = (line_name(line), codes.line(line), entry.quantity);
    let portions = portions(quantity, entry.amount, decimals);
    // The catalogue's prices are in the shop's own currency.
    let catalogue = line.regular_price.filter(|_| !is_foreign(snapshot));
    portions.into_iter().map(move |portion| Item {
        name: if portion.stands_for_all {
            text::line(&format!("{quantity} × {name}"), NAME_MAX)
        } else {
            name.clone()
        },
        code: code.clone(),
        quantity: portion.quantity,
        regular_price: regular_price(catalogue, portion, decimals),
        price: portion.price,
        line: Some(line),
    })
}

/// The catalogue's price where it is higher, so that what was saved shows. What is free has none: a reader that takes
/// a `sale_price` of 0 for an absent one would bill it.
fn regular_price(catalogue: Option<Amount>, portion: Portion, decimals: u32) -> Amount {
    catalogue
        .filter(|price| portion.price.is_positive() && !portion.stands_for_all && *price > portion.price)
        .map_or(portion.price, |price| price.round(decimals).max(portion.price))
}

fn line_name(line: &Line) -> String {
    naming::of_line(line, NAME_MAX)
}

fn named(name: &str, otherwise: &str) -> String {
    naming::named(name, otherwise, NAME_MAX)
}

fn photo(url: &str) -> String {
    let url = url.trim();
    let is_address = (url.starts_with("https://") || url.starts_with("http://"))
        && url.chars().count() <= PHOTO_MAX
        && !url.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    if is_address { url.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_address_is_a_photo() {
        assert_eq!(photo(" https://toko.id/a.jpg?x=1&copy=2 "), "https://toko.id/a.jpg?x=1&copy=2");
        assert_eq!(photo("javascript:alert(1)"), "");
        assert_eq!(photo(&format!("https://toko.id/{}", "a".repeat(2000))), "");
    }
}
