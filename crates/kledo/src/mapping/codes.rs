//! The codes Kledo matches products by: the same product has the same code on every order.

use std::collections::HashMap;

use accounting_core::snapshot::{Line, OrderSnapshot};
use accounting_core::text;

/// Characters of a code that are sent.
const CODE_MAX: usize = 100;

/// The codes of an order's lines.
pub struct Codes {
    /// SKU → the oldest product of the order that has it.
    owners: HashMap<String, u64>,
}

impl Codes {
    pub fn of(snapshot: &OrderSnapshot) -> Self {
        let mut owners: HashMap<String, u64> = HashMap::new();
        for line in &snapshot.lines {
            let product = product_id(line);
            owners.entry(sku(line)).and_modify(|owner| *owner = product.min(*owner)).or_insert(product);
        }
        Self { owners }
    }

    /// The SKU, with the product's id where another product has it too; else the id alone; else the name.
    pub fn line(&self, line: &Line) -> String {
        let (sku, product) = (sku(line), product_id(line));
        if sku.is_empty() {
            return match product {
                0 => named("WC-ITEM", &line.name),
                product => format!("WC-{product}"),
            };
        }
        let is_shared = line.sku_is_shared || self.owners.get(&sku).is_some_and(|owner| *owner != product);
        if is_shared && product != 0 { with_ending(&sku, &format!("-{product}")) } else { sku }
    }
}

/// The code of a fee: `Biaya admin` is `WC-FEE-BIAYA-ADMIN`.
pub fn fee(name: &str) -> String {
    named("WC-FEE", name)
}

fn sku(line: &Line) -> String {
    text::line(&line.sku, CODE_MAX)
}

/// Variations are products of their own.
fn product_id(line: &Line) -> u64 {
    if line.variation_id == 0 { line.product_id } else { line.variation_id }
}

/// `prefix` and the letters and digits of `name` in capitals; a hash where the name has none, or too many.
fn named(prefix: &str, name: &str) -> String {
    let words: Vec<String> = name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_uppercase)
        .collect();
    let slug = format!("{prefix}-{}", words.join("-"));
    if words.is_empty() || slug.chars().count() > CODE_MAX {
        with_ending(slug.trim_end_matches('-'), &format!("-{:08X}", hash(name)))
    } else {
        slug
    }
}

/// Cut so that the ending, which tells it from others, stays whole.
fn with_ending(text: &str, ending: &str) -> String {
    let kept: String = text.chars().take(CODE_MAX - ending.len()).collect();
    kept + ending
}

/// FNV-1a: the same on every machine and in every version, which the standard library's is not.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fee_has_a_readable_code() {
        assert_eq!(fee("Biaya admin (2%)"), "WC-FEE-BIAYA-ADMIN-2");
    }

    #[test]
    fn names_without_letters_and_long_names_are_told_apart() {
        assert_ne!(fee("🍚"), fee("🍜"));
        assert_eq!(fee("🍚"), fee("🍚"));
        let long = "panjang ".repeat(40);
        assert_ne!(fee(&format!("{long}a")), fee(&format!("{long}b")));
        assert_eq!(fee(&long).chars().count(), CODE_MAX);
    }

    #[test]
    fn an_ending_is_never_cut() {
        assert_eq!(with_ending(&"x".repeat(200), "-42").len(), CODE_MAX);
        assert!(with_ending(&"x".repeat(200), "-42").ends_with("-42"));
    }
}
