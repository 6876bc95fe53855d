//! How many decimals the order's money has.

use crate::snapshot::OrderSnapshot;

/// As many as `WooCommerce` calculates with by itself.
const MAX: u32 = 6;

/// Decimals of the smallest unit of the order's money.
///
/// `WooCommerce` knows one number of decimals for the whole shop. A total with more than that was charged when the shop
/// showed more, or in a currency that has more, and is not to be rounded away.
pub fn decimals(snapshot: &OrderSnapshot) -> u32 {
    let totals = &snapshot.totals;
    let charged = totals.total.scale().max(totals.total_refunded.scale());
    let foreign = if is_foreign(snapshot) { decimals_of(&snapshot.currency) } else { 0 };
    snapshot.currency_decimals.max(charged).max(foreign).min(MAX)
}

/// Whether the order is in another currency than the shop.
pub fn is_foreign(snapshot: &OrderSnapshot) -> bool {
    !snapshot.base_currency.is_empty() && snapshot.currency != snapshot.base_currency
}

/// ISO 4217's decimals; rupiah has two there and none in practice.
fn decimals_of(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "IDR" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}
