//! What an order looked like at one moment: everything a document needs, and nothing that needs `WooCommerce`.
//!
//! The shell (PHP) takes the snapshot from the shop's own order and changes nothing on it; the connectors map it.
//! Money is a decimal string in the order's currency; times carry their offset from UTC.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::money::Amount;

/// The shape this crate reads. A snapshot of another version is refused.
pub const VERSION: u32 = 2;

/// One order as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSnapshot {
    /// Shape of this snapshot; [`VERSION`].
    pub version: u32,
    /// `WooCommerce`'s id of the order. It is the reference number of every document of this order.
    pub order_id: u64,
    /// Host name of the shop, e.g. `shop.test`; empty when nobody told.
    #[serde(default)]
    pub shop: String,
    /// Address of the order in the shop's own wp-admin; empty when nobody told.
    #[serde(default)]
    pub admin_url: String,
    /// The number a customer sees. Differs from the id where an order-number plugin is at work.
    pub number: String,
    /// Status without the `wc-` prefix, e.g. `processing`.
    pub status: String,
    /// ISO 4217 code of the order's currency.
    pub currency: String,
    /// Decimals the shop shows for money: 0 for rupiah.
    pub currency_decimals: u32,
    /// ISO 4217 code of the shop's own currency.
    pub base_currency: String,
    /// Whether prices were entered with tax when the order was made.
    pub prices_include_tax: bool,
    /// Whether the shop rounds tax on the subtotal instead of on each line. Today's setting, not the order's: told for
    /// connectors that want it; amounts are taken as they were stored.
    #[serde(default)]
    pub round_tax_at_subtotal: bool,
    /// When the order was created, in the shop's time zone.
    pub created_at: DateTime<FixedOffset>,
    /// When it was paid, if it was.
    #[serde(default)]
    pub paid_at: Option<DateTime<FixedOffset>>,
    /// When it was completed, if it was.
    #[serde(default)]
    pub completed_at: Option<DateTime<FixedOffset>>,
    /// The shop's account of who bought, 0 for a guest.
    #[serde(default)]
    pub customer_id: u64,
    /// Who pays.
    pub billing: Address,
    /// Where it goes.
    #[serde(default)]
    pub shipping: Address,
    /// The buyer's number with the tax office, as he typed it: what is in the field of the order that the settings of the service
    /// name. Empty where they name none.
    #[serde(default)]
    pub buyer_number: String,
    /// What the customer wrote at checkout.
    #[serde(default)]
    pub customer_note: String,
    /// Slug of the payment gateway, e.g. `bacs`.
    #[serde(default)]
    pub payment_method: String,
    /// The gateway's title as the customer saw it.
    #[serde(default)]
    pub payment_method_title: String,
    /// What the gateway calls the payment; empty when there was none, or it does not say.
    #[serde(default)]
    pub transaction_id: String,
    /// The products.
    #[serde(default)]
    pub lines: Vec<Line>,
    /// Shipping methods.
    #[serde(default)]
    pub shipping_lines: Vec<Charge>,
    /// Fees; a negative one is a discount.
    #[serde(default)]
    pub fees: Vec<Charge>,
    /// Coupons that were used.
    #[serde(default)]
    pub coupons: Vec<Coupon>,
    /// Tax rates that were charged.
    #[serde(default)]
    pub taxes: Vec<Tax>,
    /// Refunds so far.
    #[serde(default)]
    pub refunds: Vec<Refund>,
    /// The order's own totals, as stored.
    pub totals: Totals,
    /// Shipment Tracking items as that plugin stores them: flat maps of text.
    #[serde(default)]
    pub shipment_tracking: Vec<BTreeMap<String, String>>,
    /// Whatever a shop's own code adds by the snapshot filter. No connector reads it by itself.
    #[serde(default)]
    pub meta: BTreeMap<String, String>,
}

/// A postal address with its contact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Company.
    pub company: String,
    /// E-mail; only of the payer.
    pub email: String,
    /// Telephone as typed.
    pub phone: String,
    /// Street.
    pub address_1: String,
    /// Flat, floor, …
    pub address_2: String,
    /// City.
    pub city: String,
    /// State or province, by name where the shop knows it.
    pub state: String,
    /// Post code.
    pub postcode: String,
    /// Country, ISO 3166-1 alpha-2.
    pub country: String,
}

/// One product of an order, as bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Id of the order item.
    pub id: u64,
    /// Name on the order.
    pub name: String,
    /// Product, 0 when it was never known.
    #[serde(default)]
    pub product_id: u64,
    /// Variation, 0 when there is none.
    #[serde(default)]
    pub variation_id: u64,
    /// Stock-keeping unit of the product today; empty when it has none or is deleted.
    #[serde(default)]
    pub sku: String,
    /// Whether another product of the shop has this SKU too: a variation without its own shows its parent's.
    #[serde(default)]
    pub sku_is_shared: bool,
    /// How many were bought; may have decimals.
    pub quantity: Amount,
    /// Before coupons, without tax.
    pub subtotal: Amount,
    /// Tax of `subtotal`.
    #[serde(default)]
    pub subtotal_tax: Amount,
    /// After coupons, without tax.
    pub total: Amount,
    /// Tax of `total`.
    #[serde(default)]
    pub total_tax: Amount,
    /// Tax per rate id. Only rates that were charged on this line; one of 0 % made nothing and is there.
    #[serde(default)]
    pub taxes: BTreeMap<String, LineTax>,
    /// Slug of the tax class the line was sold in; empty for the standard one.
    #[serde(default)]
    pub tax_class: String,
    /// The catalogue's regular price of one piece today, in the shop's tax convention; `None` when unknown.
    #[serde(default)]
    pub regular_price: Option<Amount>,
    /// Attributes of the variation, in order.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// Short description of the product, may hold HTML.
    #[serde(default)]
    pub short_description: String,
    /// URL of the product's image.
    #[serde(default)]
    pub image_url: String,
    /// Whether the product still exists.
    #[serde(default)]
    pub product_exists: bool,
}

/// Tax of one rate on one line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineTax {
    /// On the subtotal.
    pub subtotal: Amount,
    /// On the total.
    pub total: Amount,
}

/// A name and a value that tell a variation from its sisters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Label, e.g. "Colour".
    pub name: String,
    /// Value, e.g. "Red".
    pub value: String,
}

/// A shipping line or a fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Id of the order item.
    pub id: u64,
    /// Name on the order.
    pub name: String,
    /// Without tax.
    pub total: Amount,
    /// Tax of `total`.
    #[serde(default)]
    pub total_tax: Amount,
    /// Tax of `total` per rate id, as [`Line::taxes`].
    #[serde(default)]
    pub taxes: BTreeMap<String, Amount>,
    /// Slug of a fee's tax class; empty for the standard one. Shipping has none: its class is a setting of the shop.
    #[serde(default)]
    pub tax_class: String,
}

/// A coupon and what it took off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coupon {
    /// Code.
    pub code: String,
    /// Without tax.
    pub discount: Amount,
    /// Tax of `discount`.
    #[serde(default)]
    pub discount_tax: Amount,
}

/// One tax rate of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tax {
    /// Id of the rate in the shop.
    pub rate_id: u64,
    /// Label, e.g. "PPN".
    pub label: String,
    /// Percent, e.g. `11`; `None` when the order does not know it.
    #[serde(default)]
    pub percent: Option<Amount>,
    /// Whether it is charged on top of other taxes.
    #[serde(default)]
    pub compound: bool,
    /// On products and fees.
    #[serde(default)]
    pub tax_total: Amount,
    /// On shipping.
    #[serde(default)]
    pub shipping_tax_total: Amount,
}

/// One refund. Amounts have the sign of what they are of: positive, but for what comes back of a discount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Id of the refund.
    pub id: u64,
    /// When it was made, in the shop's time zone. `None` when the shop does not know.
    #[serde(default)]
    pub created_at: Option<DateTime<FixedOffset>>,
    /// With tax.
    pub amount: Amount,
    /// Reason given.
    #[serde(default)]
    pub reason: String,
    /// Products given back; empty when only money was.
    #[serde(default)]
    pub lines: Vec<RefundedLine>,
    /// Shipping given back, without tax.
    #[serde(default)]
    pub shipping_total: Amount,
    /// Tax of the shipping given back.
    #[serde(default)]
    pub shipping_tax: Amount,
    /// Tax of the shipping given back, per rate id.
    #[serde(default)]
    pub shipping_taxes: BTreeMap<String, Amount>,
    /// Fees given back, without tax.
    #[serde(default)]
    pub fee_total: Amount,
    /// Tax of the fees given back.
    #[serde(default)]
    pub fee_tax: Amount,
    /// Tax of the fees given back, per rate id.
    #[serde(default)]
    pub fee_taxes: BTreeMap<String, Amount>,
    /// The shipping lines that this was given back of, without pieces. None of it where the shop does not say which they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shipping_lines: Vec<RefundedLine>,
    /// The fees that this was given back of, likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<RefundedLine>,
}

/// What a refund took back of one line, shipping line or fee, with the sign of that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundedLine {
    /// Id of the order item that was refunded.
    pub line_id: u64,
    /// Pieces; 0 when only money was given back.
    #[serde(default)]
    pub quantity: Amount,
    /// Without tax.
    #[serde(default)]
    pub total: Amount,
    /// Tax of `total`.
    #[serde(default)]
    pub total_tax: Amount,
    /// Tax of `total` per rate id.
    #[serde(default)]
    pub taxes: BTreeMap<String, Amount>,
}

/// The order's own totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// What the customer pays, with everything.
    pub total: Amount,
    /// All tax.
    #[serde(default)]
    pub total_tax: Amount,
    /// Shipping without tax.
    #[serde(default)]
    pub shipping_total: Amount,
    /// Tax of the shipping.
    #[serde(default)]
    pub shipping_tax: Amount,
    /// Coupons, without tax.
    #[serde(default)]
    pub discount_total: Amount,
    /// Tax of the coupons.
    #[serde(default)]
    pub discount_tax: Amount,
    /// Given back so far, with tax.
    #[serde(default)]
    pub total_refunded: Amount,
}
