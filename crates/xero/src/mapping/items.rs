//! SKUs as the codes of Xero's items, where the shop wants them.

use std::collections::HashMap;

use accounting_core::mark::mark;
use accounting_core::money::Amount;
use accounting_core::naming;
use accounting_core::snapshot::{Line as OrderLine, OrderSnapshot};
use accounting_core::text;
use serde_json::{Map, Value, json};

use super::lines::Line;
use crate::settings::{Choices, Items};
use crate::wire;

/// Characters of a code.
const CODE_MAX: usize = 30;
/// Characters of an item's name.
const NAME_MAX: usize = 50;
/// Characters of a mark that tells two long SKUs with the same beginning from each other; a dash goes before it.
const MARK: usize = 8;

/// The codes of an order's lines.
pub struct Codes<'a> {
    snapshot: &'a OrderSnapshot,
    /// Code → the product that has it; `None` where two products of the order do.
    owners: HashMap<String, Option<u64>>,
    are_wanted: bool,
}

impl<'a> Codes<'a> {
    /// Those of an order.
    pub fn of(snapshot: &'a OrderSnapshot, choices: &Choices) -> Self {
        let mut owners: HashMap<String, Option<u64>> = HashMap::new();
        for line in &snapshot.lines {
            let product = product_id(line);
            let owner = owners.entry(code(&line.sku).to_uppercase()).or_insert(Some(product));
            *owner = owner.filter(|owner| *owner == product);
        }
        Self { snapshot, owners, are_wanted: choices.items != Items::Plain }
    }

    /// The code of a line: none without a SKU, and none for a SKU that is not this product's alone. Xero reads small letters and
    /// capitals as the same.
    pub fn line(&self, line: &Line) -> Option<String> {
        let bought = self.snapshot.lines.get(line.source.filter(|_| self.are_wanted)?)?;
        let code = code(&bought.sku);
        let is_own =
            !bought.sku_is_shared && self.owners.get(&code.to_uppercase()).is_some_and(Option::is_some);
        (is_own && !code.is_empty()).then_some(code)
    }

    /// What is found or made in Xero before the document, each once. An item is never changed; its price is in the
    /// organisation's own money.
    pub fn items(&self, lines: &[Line], choices: &Choices) -> Vec<Value> {
        let mut items: Vec<Value> = Vec::new();
        for line in lines {
            let (Some(code), Some(source)) = (self.line(line), line.source) else { continue };
            if items.iter().any(|item| item["Code"] == code.as_str()) {
                continue;
            }
            let has_price =
                self.snapshot.currency == choices.facts.base_currency && is_of_one_piece(self.snapshot, line);
            let name = naming::of_line(&self.snapshot.lines[source], NAME_MAX);
            items.push(item(&code, &name, line, has_price));
        }
        items
    }
}

fn item(code: &str, name: &str, line: &Line, has_price: bool) -> Value {
    let mut sales = Map::new();
    if has_price {
        sales.insert("UnitPrice".to_owned(), json!(wire::money(line.unit)));
    }
    sales.insert("AccountCode".to_owned(), json!(line.account));
    sales.insert("TaxType".to_owned(), json!(line.tax_type));
    json!({"Code": code, "Name": name, "IsSold": true, "IsPurchased": false, "SalesDetails": sales})
}

/// Whether the line's price is that of a piece, and not of all together.
fn is_of_one_piece(snapshot: &OrderSnapshot, line: &Line) -> bool {
    let bought = line.source.and_then(|source| snapshot.lines.get(source));
    bought.is_some_and(|bought| bought.quantity == line.quantity)
        && !line.unit.is_negative()
        && line.unit != Amount::ZERO
}

/// The SKU; a long one is its beginning and a mark of the whole, always the same. Xero cannot be searched for a `"`.
fn code(sku: &str) -> String {
    let sku = text::line(sku, usize::MAX);
    if sku.contains('"') {
        return String::new();
    }
    if sku.chars().count() <= CODE_MAX {
        return sku;
    }
    let beginning: String = sku.chars().take(CODE_MAX - MARK - 1).collect();
    format!("{}-{}", beginning.trim_end(), &mark(&sku)[..MARK])
}

/// Variations are products of their own.
fn product_id(line: &OrderLine) -> u64 {
    if line.variation_id == 0 { line.product_id } else { line.variation_id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sku_is_shortened_in_a_stable_way() {
        let (one, other) = ("KURSI-JATI-JEPARA-UKIR-BESAR-MERAH", "KURSI-JATI-JEPARA-UKIR-BESAR-HITAM");
        assert_eq!(code(one), format!("KURSI-JATI-JEPARA-UKI-{}", &mark(one)[..8]));
        assert_ne!(code(one), code(other));
        assert_eq!(code(&"x".repeat(30)), "x".repeat(30));
        assert_eq!((code(" A  1\n").as_str(), code("3\" pipe").as_str()), ("A 1", ""));
        assert!(code(&"🍚".repeat(300)).chars().count() <= CODE_MAX);
    }
}
