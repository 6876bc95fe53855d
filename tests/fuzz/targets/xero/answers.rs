//! What Xero may answer: things that are nearly right, and things that are nothing.

use std::collections::BTreeMap;

use accounting_core::exchange::{Answer, Effect, Exchange, Fault};
use accounting_core::reason::{Code, Reason};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};

/// Two that may be, the one of what was not made, and some that are none.
pub const IDS: [&str; 6] = [
    "1d000000-0000-4000-8000-000000000009",
    "0C000000-0000-4000-8000-000000000001",
    "00000000-0000-0000-0000-000000000000",
    "../../connections",
    "x\") OR (\"\"==\"",
    "",
];

const LISTS: [&str; 16] = [
    "Invoices", "Quotes", "CreditNotes", "Payments", "Allocations", "Contacts", "Items", "Elements", "Organisations", "Actions",
    "Accounts", "TaxRates", "BrandingThemes", "TrackingCategories", "Currencies", "HistoryRecords",
];
const ID_NAMES: [&str; 10] = [
    "InvoiceID", "QuoteID", "CreditNoteID", "PaymentID", "AllocationID", "ContactID", "ItemID", "AccountID", "tenantId", "id",
];
const NUMBER_NAMES: [&str; 7] =
    ["InvoiceNumber", "QuoteNumber", "CreditNoteNumber", "Reference", "ContactNumber", "Code", "authEventId"];
const NUMBERS: [&str; 9] =
    ["WC-123", "WQ-123", "WC-CN-7", "shop.test #123", "WC-1234", "wc-a1-7", "CUP", "POT", "CUP|<b>\u{202E}\u{0}"];
const AMOUNT_NAMES: [&str; 7] =
    ["Total", "AmountDue", "Amount", "RemainingCredit", "AmountPaid", "AmountCredited", "EffectiveRate"];
const WORD_NAMES: [&str; 9] = [
    "Status", "StatusAttributeString", "Type", "ContactStatus", "Name", "EmailAddress", "TaxType", "BaseCurrency", "CurrencyCode",
];
const WORDS: [&str; 17] = [
    "DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED", "ERROR", "OK", "ACCREC", "ACCRECCREDIT", "ACTIVE", "ARCHIVED",
    "BANK", "Ayu Sari", "ayu@example.test", "GBP", "<script>alert(1)</script>\r\n\u{202E}",
];
const MESSAGES: [&str; 10] = [
    "Invoice # must be unique.",
    "The contact name Ayu Sari is already assigned to another contact.",
    "Price List Item with Code 'CUP' already exists",
    "Contact not found",
    "The contact has been archived",
    "Item code 'CUP' is not valid",
    "Payment amount exceeds the amount outstanding on this document",
    "Payments can only be made against Authorised documents",
    "The document date cannot be before the end of year lock date",
    "\u{0}\u{202E}<img src=x onerror=alert(1)>",
];
const STATUSES: [u16; 18] = [200, 200, 200, 200, 200, 201, 204, 302, 400, 400, 401, 403, 404, 408, 412, 429, 500, 503];

/// One time in two.
pub fn chance(u: &mut Unstructured<'_>) -> Result<bool> {
    u.arbitrary()
}

/// What came of a request.
pub fn exchange(u: &mut Unstructured<'_>, effect: Effect) -> Result<Exchange> {
    if u.ratio(1, 16)? {
        let reason = Reason::new(Code::ConnectionLost, "cut");
        let fault = if chance(u)? { Fault::NotSent(reason) } else { Fault::MaybeSent(reason) };
        return Ok(Err(fault.after(effect)));
    }
    let body = if u.ratio(1, 16)? { u.arbitrary()? } else { nearly(u, whole)? };
    answer(u, body)
}

/// What came of asking for tokens.
pub fn tokens(u: &mut Unstructured<'_>) -> Result<Exchange> {
    let body = nearly(u, |u| {
        let token = |u: &mut Unstructured<'_>| Ok(if chance(u)? { json!("new-token") } else { any(u, 0)? });
        Ok(json!({
            "access_token": token(u)?,
            "refresh_token": token(u)?,
            "expires_in": if chance(u)? { json!(1800) } else { any(u, 0)? },
            "scope": any(u, 0)?,
            "error": u.choose(&["invalid_grant", "invalid_client", "", "<b>"])?,
        }))
    })?;
    answer(u, body)
}

fn answer(u: &mut Unstructured<'_>, body: Vec<u8>) -> Result<Exchange> {
    let status = if u.ratio(1, 16)? { u.arbitrary()? } else { *u.choose(&STATUSES)? };
    let mut headers = BTreeMap::new();
    if u.ratio(1, 4)? {
        let value = u.choose(&["minute", "Day", "concurrent", "Bearer error=\"insufficent_scope\"", "-1", "9999999999"])?;
        let names = ["X-Rate-Limit-Problem", "WWW-Authenticate", "X-MinLimit-Remaining", "X-DayLimit-Remaining"];
        headers.insert(*u.choose(&names)?, (*value).to_owned());
    }
    Ok(Ok(Answer { retry_after: u.arbitrary()?, headers, ..Answer::new(status, body) }))
}

/// JSON, now and then with a byte that does not belong there.
fn nearly(u: &mut Unstructured<'_>, value: impl Fn(&mut Unstructured<'_>) -> Result<Value>) -> Result<Vec<u8>> {
    let mut text = value(u)?.to_string().into_bytes();
    if u.ratio(1, 16)? {
        let at = u.choose_index(text.len())?;
        text[at] = u.arbitrary()?;
    }
    Ok(text)
}

fn whole(u: &mut Unstructured<'_>) -> Result<Value> {
    if u.ratio(1, 8)? {
        return any(u, 3);
    }
    let list = elements(u, 2)?;
    if u.ratio(1, 8)? {
        return Ok(list);
    }
    let mut whole = Map::new();
    // The right list is one of many: the same elements under some of them.
    for name in LISTS {
        if chance(u)? {
            whole.insert(name.to_owned(), list.clone());
        }
    }
    if u.ratio(1, 8)? {
        whole.insert("Message".to_owned(), json!(u.choose(&MESSAGES)?));
    }
    Ok(Value::Object(whole))
}

fn elements(u: &mut Unstructured<'_>, depth: u8) -> Result<Value> {
    let count = *u.choose(&[1, 1, 1, 0, 2, 3])?;
    (0..count).map(|_| element(u, depth)).collect::<Result<Vec<Value>>>().map(Value::Array)
}

fn element(u: &mut Unstructured<'_>, depth: u8) -> Result<Value> {
    if u.ratio(1, 16)? {
        return any(u, 1);
    }
    let mut fields = Map::new();
    let id = u.choose(&IDS)?;
    for name in ID_NAMES.iter().filter(|_| u.ratio(3, 4).unwrap_or_default()) {
        fields.insert((*name).to_owned(), json!(id));
    }
    let number = u.choose(&NUMBERS)?;
    for name in NUMBER_NAMES.iter().filter(|_| u.ratio(3, 4).unwrap_or_default()) {
        fields.insert((*name).to_owned(), json!(number));
    }
    for _ in 0..u.int_in_range(0..=3)? {
        let name = (*u.choose(&AMOUNT_NAMES)?).to_owned();
        fields.insert(name, u.choose(&[json!("48.00"), json!(48), json!(48.004), json!(0), json!(-1), json!("1e999")])?.clone());
        fields.insert((*u.choose(&WORD_NAMES)?).to_owned(), json!(u.choose(&WORDS)?));
    }
    if u.ratio(1, 4)? {
        fields.insert("ValidationErrors".to_owned(), json!([{"Message": u.choose(&MESSAGES)?}]));
    }
    if u.ratio(1, 8)? {
        fields.insert("HasErrors".to_owned(), any(u, 0)?);
    }
    if depth > 0 {
        for name in ["Payments", "Allocations", "Options"] {
            if u.ratio(1, 3)? {
                fields.insert(name.to_owned(), elements(u, depth - 1)?);
            }
        }
        for name in ["Contact", "Invoice", "CreditNote"] {
            if chance(u)? {
                fields.insert(name.to_owned(), element(u, depth - 1)?);
            }
        }
    }
    Ok(Value::Object(fields))
}

fn any(u: &mut Unstructured<'_>, depth: u8) -> Result<Value> {
    Ok(match u.int_in_range(0..=if depth == 0 { 4 } else { 6 })? {
        0 => Value::Null,
        1 => Value::Bool(u.arbitrary()?),
        2 => json!(u.arbitrary::<i64>()?),
        3 => json!(u.arbitrary::<String>()?),
        4 => json!(u.choose(&WORDS)?),
        5 => Value::Array((0..u.int_in_range(0..=3)?).map(|_| any(u, depth - 1)).collect::<Result<_>>()?),
        _ => {
            let mut fields = Map::new();
            for _ in 0..u.int_in_range(0..=3)? {
                fields.insert((*u.choose(&LISTS)?).to_owned(), any(u, depth - 1)?);
            }
            Value::Object(fields)
        }
    })
}
