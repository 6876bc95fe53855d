//! Lines of documents, as they are sent.

use rust_decimal::Decimal;

use crate::arithmetic::{self, LineAmounts, round};
use crate::checks;
use crate::desk::Desk;
use crate::document::Line;
use crate::items::Item;
use crate::json::Json;
use crate::organisation::Organisation;
use crate::problems::Reader;
use crate::settings::TaxOverride;

/// What the lines of one document have in common.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// Where tax is.
    pub amounts: LineAmounts,
    /// How many decimals a `UnitAmount` has.
    pub decimals: u32,
    /// Whether each line has to name an account.
    pub needs_accounts: bool,
}

/// Reads all lines, and says all that is wrong with them.
pub fn read(desk: &mut Desk<'_>, elements: &Json, sheet: Sheet) -> Result<Vec<Line>, Vec<String>> {
    if elements.list().is_empty() {
        return Err(vec!["One or more line items must be specified".to_owned()]);
    }
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    for element in elements.list() {
        match line(desk, element, sheet) {
            Ok(line) => lines.push(line),
            Err(mut found) => problems.append(&mut found),
        }
    }
    if problems.is_empty() { Ok(lines) } else { Err(problems) }
}

fn line(desk: &mut Desk<'_>, element: &Json, sheet: Sheet) -> Result<Line, Vec<String>> {
    let mut reader = Reader::new(element);
    let id = desk.ids.guid();
    let item = item(desk, &mut reader);
    let item = item.as_ref();
    let described = item.map(|item| item.description.clone()).filter(|text| !text.is_empty());
    let description = reader.text("Description", 4_000).filter(|text| !text.is_empty()).or(described);
    if description.is_none() {
        reader.add("Description cannot be empty");
    }
    for discount in ["DiscountRate", "DiscountAmount"] {
        if reader.has(discount) {
            reader.add(format!("This sandbox refuses {discount}: send lines after the discount"));
        }
    }
    let (quantity, unit_amount) = count(&mut reader, item, sheet);
    let amount = arithmetic::line_amount(quantity.unwrap_or_default(), unit_amount.unwrap_or_default());
    if let Some(stated) = reader.number("LineAmount")
        && stated != amount
    {
        reader.add(format!("The line total {stated} does not match the expected line total {amount}"));
    }
    let has_amount = unit_amount.is_some();
    let account_code = account(desk.organisation(), &mut reader, item, sheet.needs_accounts && has_amount);
    let (tax_type, percent) =
        tax_type(desk.organisation(), &mut reader, item, account_code.as_deref(), sheet);
    let tie = desk.settings.switches.inclusive_tie;
    let formula = arithmetic::tax(amount, percent, sheet.amounts, tie);
    let allowed = desk.settings.switches.tax_override;
    let tax = tax_amount(&mut reader, formula, unit_amount.unwrap_or_default(), sheet, allowed);
    let tracking = tracking(desk.organisation(), &mut reader);
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    Ok(Line {
        id,
        description: description.unwrap_or_default(),
        quantity,
        unit_amount,
        item_code: item.map(|item| item.code.clone()),
        account_code,
        tax_type: has_amount.then_some(tax_type),
        tax,
        amount,
        tracking,
    })
}

fn item(desk: &Desk<'_>, reader: &mut Reader<'_>) -> Option<Item> {
    let code = reader.text("ItemCode", 30).filter(|code| !code.is_empty())?;
    let item = desk.books.items.iter().find(|item| item.code == code).cloned();
    if item.is_none() {
        reader.add(format!("Item code '{code}' is not valid"));
    }
    item
}

/// Quantity and price, first rounded; a line without both only says something.
fn count(reader: &mut Reader<'_>, item: Option<&Item>, sheet: Sheet) -> (Option<Decimal>, Option<Decimal>) {
    let quantity = reader.number("Quantity").map(|quantity| round(quantity, 4));
    let priced = item.and_then(|item| item.unit_price);
    let unit = reader.number("UnitAmount").or(priced).map(|unit| round(unit, sheet.decimals));
    match (quantity, unit) {
        (None, None) if !reader.has("LineAmount") && !reader.has("TaxAmount") => (None, None),
        (quantity, Some(unit)) => (quantity.or(Some(Decimal::ONE)), Some(unit)),
        (quantity, None) => {
            reader.add("UnitAmount must be specified");
            (quantity, None)
        }
    }
}

fn account(
    organisation: &Organisation,
    reader: &mut Reader<'_>,
    item: Option<&Item>,
    is_needed: bool,
) -> Option<String> {
    let of_item = item.and_then(|item| item.account_code.clone());
    let Some(code) = reader.text("AccountCode", 10).filter(|code| !code.is_empty()).or(of_item) else {
        if is_needed {
            reader.add("Account code must be specified.");
        }
        return None;
    };
    let problem = checks::account(organisation, &code).err();
    reader.problems.extend(problem);
    Some(code)
}

/// The tax of a line, and its percent: as sent, else the item's, else the account's.
fn tax_type(
    organisation: &Organisation,
    reader: &mut Reader<'_>,
    item: Option<&Item>,
    account_code: Option<&str>,
    sheet: Sheet,
) -> (String, Decimal) {
    let sent = reader.text("TaxType", 50);
    let of_item = item.and_then(|item| item.tax_type.clone());
    let of_account =
        account_code.and_then(|code| Some(checks::account(organisation, code).ok()?.tax_type.clone()));
    let name = match sent {
        Some(sent) => sent,
        None if sheet.amounts == LineAmounts::NoTax => "NONE".to_owned(),
        None => of_item.or(of_account).unwrap_or_else(|| "NONE".to_owned()),
    };
    match checks::tax(organisation, &name, account_code.unwrap_or_default()) {
        Ok(rate) => (name, rate.rate),
        Err(problem) => {
            reader.add(problem);
            (name, Decimal::ZERO)
        }
    }
}

/// The formula's tax, or the one that was sent.
fn tax_amount(
    reader: &mut Reader<'_>,
    formula: Decimal,
    unit_amount: Decimal,
    sheet: Sheet,
    allowed: TaxOverride,
) -> Decimal {
    let sent = reader.number("TaxAmount").map(|tax| round(tax, 2));
    match (sent, allowed) {
        (Some(tax), TaxOverride::RefusedAboveUnit) if tax.abs() > unit_amount.abs() => {
            reader.add(format!("The tax amount {tax} cannot be more than the unit amount {unit_amount}"));
            formula
        }
        (Some(tax), TaxOverride::Honoured | TaxOverride::RefusedAboveUnit)
            if sheet.amounts != LineAmounts::NoTax =>
        {
            tax
        }
        _ => formula,
    }
}

fn tracking(organisation: &Organisation, reader: &mut Reader<'_>) -> Vec<Json> {
    let sent = reader.get("Tracking").list();
    if sent.len() > 2 {
        reader.add("A line may have two tracking categories at most");
    }
    for entry in sent {
        let (category, option) = (entry.text("TrackingCategoryID"), entry.text("TrackingOptionID"));
        let known = organisation.tracking.iter().find(|known| Some(known.id.as_str()) == category);
        let is_known =
            known.is_some_and(|known| known.options.iter().any(|(id, _)| Some(id.as_str()) == option));
        if !is_known {
            reader.add("The tracking category or option is not valid");
        }
    }
    let categories: Vec<Option<&str>> = sent.iter().map(|entry| entry.text("TrackingCategoryID")).collect();
    if let [one, other] = categories[..]
        && one == other
    {
        reader.add("A line may have a tracking category once only");
    }
    sent.to_vec()
}
