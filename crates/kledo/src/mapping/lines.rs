//! The items of a document: products and positive fees.

use accounting_core::money::Amount;
use accounting_core::snapshot::{Line, OrderSnapshot};
use accounting_core::text::plain;
use serde_json::{Value, json};

use super::Carry;
use super::remaining::{Remaining, RemainingLine};

/// Characters of a name that are sent.
const NAME_MAX: usize = 255;
/// Characters of a description that are sent.
const DESCRIPTION_MAX: usize = 1000;
/// Characters of a code that are sent.
const CODE_MAX: usize = 100;

/// One item as Kledo takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub name: String,
    pub code: String,
    pub description: String,
    pub quantity: Amount,
    pub regular_price: Amount,
    pub price: Amount,
    pub photo: String,
    decimals: u32,
}

impl Item {
    /// Kledo's arithmetic: quantity times price, in the currency's smallest unit.
    pub fn total(&self) -> Amount {
        (self.quantity * self.price).round(self.decimals)
    }

    /// The fields on the wire.
    pub fn fields(&self) -> Value {
        let optional = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
        json!({
            "name": self.name,
            "code": self.code,
            "desc": optional(&self.description),
            "qty": self.quantity,
            "regular_price": self.regular_price,
            "sale_price": self.price,
            "photo": optional(&self.photo),
            "category_name": "WooCommerce",
        })
    }
}

/// All items of what remains of an order.
pub fn items(snapshot: &OrderSnapshot, remaining: &Remaining, carry: &mut Carry) -> Vec<Item> {
    let mut items = Vec::new();
    for (index, left) in &remaining.lines {
        items.extend(product(snapshot, *index, left, carry));
    }
    for (index, amount) in &remaining.fees {
        let price = carry.round(*amount);
        let name = named(&snapshot.fees[*index].name, "Fee");
        items.push(Item {
            code: cut(format!("WC-FEE-{}", slug(&name))),
            name,
            description: String::new(),
            quantity: Amount::ONE,
            regular_price: price,
            price,
            photo: String::new(),
            decimals: snapshot.currency_decimals,
        });
    }
    items
}

fn product(snapshot: &OrderSnapshot, index: usize, left: &RemainingLine, carry: &mut Carry) -> Vec<Item> {
    let line = &snapshot.lines[index];
    let decimals = snapshot.currency_decimals;
    let name = name(line);
    let portions = portions(left.quantity, carry.round(left.price), decimals);
    portions
        .into_iter()
        .map(|portion| Item {
            name: if portion.whole_line {
                cut_name(&format!("{} × {name}", left.quantity))
            } else {
                name.clone()
            },
            code: code(snapshot, index),
            description: plain(&line.short_description, DESCRIPTION_MAX),
            quantity: portion.quantity,
            // The catalogue's price shows what was saved; a lower one would show nonsense.
            regular_price: line
                .regular_price
                .filter(|price| *price > portion.price && !portion.whole_line)
                .unwrap_or(portion.price),
            price: portion.price,
            photo: photo(&line.image_url),
            decimals,
        })
        .collect()
}

/// Pieces at one price.
#[derive(Debug, PartialEq, Eq)]
struct Portion {
    quantity: Amount,
    price: Amount,
    /// The pieces could not be priced one by one: one piece stands for all.
    whole_line: bool,
}

/// Splits `amount` over `quantity` so that the sum is exact: 100 over 3 is 2 × 33 and 1 × 34.
fn portions(quantity: Amount, amount: Amount, decimals: u32) -> Vec<Portion> {
    let portion = |quantity, price| Portion { quantity, price, whole_line: false };
    let price = amount.checked_div(quantity).unwrap_or(amount).round(decimals);
    if (price * quantity).round(decimals) == amount {
        return vec![portion(quantity, price)];
    }
    if quantity.0.fract().is_zero() {
        let unit = smallest_unit(decimals);
        let lower = if price * quantity > amount { price - unit } else { price };
        let dearer = (amount - lower * quantity).checked_div(unit).unwrap_or_default();
        return vec![portion(quantity - dearer, lower), portion(dearer, lower + unit)];
    }
    vec![Portion { quantity: Amount::ONE, price: amount, whole_line: true }]
}

fn smallest_unit(decimals: u32) -> Amount {
    Amount(rust_decimal::Decimal::new(1, decimals))
}

fn name(line: &Line) -> String {
    let mut name = named(&line.name, "Product");
    // WooCommerce puts short attributes into the name itself; what is there already is not said twice.
    let missing: Vec<String> = line
        .attributes
        .iter()
        .map(|attribute| (plain(&attribute.name, 50), plain(&attribute.value, 100)))
        .filter(|(_, value)| !value.is_empty() && !name.contains(value.as_str()))
        .map(|(label, value)| if label.is_empty() { value } else { format!("{label}: {value}") })
        .collect();
    if !missing.is_empty() {
        name = cut_name(&format!("{name} - {}", missing.join(", ")));
    }
    name
}

fn named(name: &str, otherwise: &str) -> String {
    let name = plain(name, NAME_MAX);
    if name.is_empty() { otherwise.to_owned() } else { name }
}

fn cut_name(name: &str) -> String {
    plain(name, NAME_MAX)
}

/// The code Kledo matches products by: the SKU, else one that stays the same from order to order.
fn code(snapshot: &OrderSnapshot, index: usize) -> String {
    let line = &snapshot.lines[index];
    let sku = plain(&line.sku, CODE_MAX);
    let product = product_id(line);
    if sku.is_empty() {
        let stable = if product == 0 { slug(&named(&line.name, "Product")) } else { product.to_string() };
        return cut(format!("WC-{stable}"));
    }
    // Of two products with one SKU the older keeps it.
    let shared =
        snapshot.lines.iter().any(|other| plain(&other.sku, CODE_MAX) == sku && product_id(other) < product);
    if shared { cut(format!("{sku}-{product}")) } else { sku }
}

fn product_id(line: &Line) -> u64 {
    if line.variation_id == 0 { line.product_id } else { line.variation_id }
}

/// Letters and digits of a name in capitals, dashes between: "Biaya admin" → "BIAYA-ADMIN".
fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_uppercase)
        .collect();
    if words.is_empty() { "X".to_owned() } else { words.join("-") }
}

fn cut(code: String) -> String {
    code.chars().take(CODE_MAX).collect()
}

fn photo(url: &str) -> String {
    let url = url.trim();
    if url.starts_with("https://") || url.starts_with("http://") { plain(url, 2000) } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(quantity: &str, amount: &str, decimals: u32) -> Vec<(String, String)> {
        let portions = portions(quantity.parse().unwrap(), amount.parse().unwrap(), decimals);
        portions.iter().map(|portion| (portion.quantity.to_string(), portion.price.to_string())).collect()
    }

    fn pair(quantity: &str, price: &str) -> (String, String) {
        (quantity.to_owned(), price.to_owned())
    }

    #[test]
    fn a_line_that_does_not_divide_is_split_to_the_exact_sum() {
        assert_eq!(split("3", "100", 0), [pair("2", "33"), pair("1", "34")]);
        assert_eq!(split("3", "200", 0), [pair("1", "66"), pair("2", "67")]);
        assert_eq!(split("3", "99999.99", 2), [pair("3", "33333.33")]);
        assert_eq!(split("0.5", "25000", 0), [pair("0.5", "50000")]);
        assert_eq!(split("0.3", "1000", 0), [pair("0.3", "3333")]);
        assert_eq!(split("7.3", "1001", 0), [pair("7.3", "137")]);
        assert_eq!(split("1000.5", "100", 0), [pair("1", "100")]);
    }
}
