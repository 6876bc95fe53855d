//! Xero's JSON without floats: exact decimals on the way out, exact decimals on the way in.
//!
//! In a payload and in an answer that was read here, every amount is a text, `"24.00"`. Xero writes and wants JSON numbers, so
//! [`body`] takes the quotes off the fields that are [`NUMBERS`], and [`parse`] puts quotes around every number. Nothing in
//! between is ever an `f64`, for which 0.1 is a guess.

use accounting_core::money::Amount;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

/// Fields of what is sent that are numbers (Xero's API).
pub const NUMBERS: &[&str] = &["Amount", "CurrencyRate", "Quantity", "TaxAmount", "UnitAmount", "UnitPrice"];

/// The body of a request. Texts in [`NUMBERS`] that are decimals are written as JSON numbers, digit by digit.
pub fn body(fields: &Map<String, Value>) -> String {
    let mut json = String::new();
    write_object(fields, &mut json);
    json
}

fn write_object(fields: &Map<String, Value>, json: &mut String) {
    json.push('{');
    for (index, (name, value)) in fields.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        write_text(name, json);
        json.push(':');
        match number(name, value) {
            Some(digits) => json.push_str(digits),
            None => write(value, json),
        }
    }
    json.push('}');
}

fn write(value: &Value, json: &mut String) {
    match value {
        Value::Object(fields) => write_object(fields, json),
        Value::Array(list) => {
            json.push('[');
            for (index, value) in list.iter().enumerate() {
                if index > 0 {
                    json.push(',');
                }
                write(value, json);
            }
            json.push(']');
        }
        Value::String(text) => write_text(text, json),
        plain => json.push_str(&plain.to_string()),
    }
}

/// With its quotes, and escaped as JSON wants it.
fn write_text(text: &str, json: &mut String) {
    json.push_str(&Value::from(text).to_string());
}

/// The digits of a field that is a number, if its text is one as JSON writes it.
fn number<'a>(name: &str, value: &'a Value) -> Option<&'a str> {
    let digits = value.as_str().filter(|_| NUMBERS.contains(&name))?;
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|character| character.is_ascii_digit());
    let has_no_leading_zero = whole == "0" || !whole.starts_with('0');
    (is_digits(whole) && is_digits(fraction) && has_no_leading_zero).then_some(digits)
}

/// An answer, in which every number has become the text that stood there: read it by [`amount`] and [`count`].
/// `None` for what is no JSON.
pub fn parse(text: &str) -> Option<Value> {
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    serde_json::from_str(&quoted(text)).ok()
}

/// `text`, which is JSON, with quotes around its numbers.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + text.len() / 8);
    let (mut in_text, mut is_escaped, mut in_number) = (false, false, false);
    for character in text.chars() {
        let belongs = !in_text && matches!(character, '0'..='9' | '-' | '+' | '.')
            || in_number && matches!(character, 'e' | 'E');
        if belongs != in_number {
            quoted.push('"');
            in_number = belongs;
        }
        quoted.push(character);
        if in_text {
            in_text = is_escaped || character != '"';
            is_escaped = !is_escaped && character == '\\';
        } else {
            in_text = character == '"';
        }
    }
    if in_number {
        quoted.push('"');
    }
    quoted
}

/// An amount of an answer, exactly as it stood there. `None` for a field that is absent, null or no decimal; an empty text is
/// none either, since what Xero does not say is not zero.
pub fn amount(value: &Value) -> Option<Amount> {
    match value {
        Value::String(text) if !text.trim().is_empty() => text.parse().ok(),
        Value::Number(number) => number.as_i64().map(Amount::from),
        _ => None,
    }
}

/// A whole number of an answer, e.g. of pages.
pub fn count(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_u64(),
        _ => None,
    }
}

/// Money as Xero writes it: two decimals at least, `24.00`, and no more than there are.
pub fn money(amount: Amount) -> String {
    amount.with_decimals(2)
}

/// A quantity, rate or price: no decimals that are not needed.
pub fn plain(amount: Amount) -> String {
    amount.to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(value: &Value) -> String {
        body(value.as_object().unwrap())
    }

    #[test]
    fn amounts_leave_as_numbers_with_every_digit() {
        let invoice = json!({"Invoices": [{"Reference": "12.50", "LineItems": [
            {"Description": "a \"b\"\n", "Quantity": "3", "UnitAmount": "-33333333333333.3333", "TaxAmount": "0.10"}]}]});
        assert_eq!(
            written(&invoice),
            concat!(
                r#"{"Invoices":[{"Reference":"12.50","LineItems":[{"Description":"a \"b\"\n","Quantity":3,"#,
                r#""UnitAmount":-33333333333333.3333,"TaxAmount":0.10}]}]}"#,
            )
        );
    }

    #[test]
    fn what_is_no_number_in_json_stays_a_text() {
        for text in ["", "-", "1e3", "01", "1.", ".5", "+1", "1,5", "NaN", "1}", "--1"] {
            assert_eq!(written(&json!({"Amount": text})), format!("{{\"Amount\":\"{text}\"}}"));
        }
        let other = json!({"Amount": null, "IsSold": true, "x": [1, {}]});
        assert_eq!(written(&other), r#"{"Amount":null,"IsSold":true,"x":[1,{}]}"#);
    }

    #[test]
    fn an_answer_is_read_without_a_float() {
        let answer = parse(
            r#"{"Total": 4503599627370497.51, "b": [-0.10,1e2], "c": "1.5 \"2\" \\", "n": null, "t": true}"#,
        );
        let answer = answer.unwrap();
        assert_eq!(answer["Total"], "4503599627370497.51");
        assert_eq!(answer["b"], json!(["-0.10", "1e2"]));
        assert_eq!((&answer["c"], &answer["t"]), (&json!("1.5 \"2\" \\"), &json!(true)));
        assert_eq!(amount(&answer["b"][1]), Some(Amount::from(100)));
        assert_eq!(amount(&answer["b"][0]), "-0.1".parse().ok());
        let nothing = [json!(null), json!(""), json!("x"), json!(0.5), json!([])];
        assert!(nothing.iter().all(|value| amount(value).is_none()));
        assert_eq!((count(&json!("3")), count(&json!(3)), count(&json!("x"))), (Some(3), Some(3), None));
    }

    #[test]
    fn what_is_no_json_is_no_answer() {
        for text in ["", "{", "<html>", "1 2", "{\"a\":-}", "{\"a\":1.}", "\"a"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("12"), Some(json!("12")));
    }

    #[test]
    fn money_has_cents() {
        let written = ["24", "0", "-0.5", "1.2345"].map(|text| money(text.parse().unwrap()));
        assert_eq!(written, ["24.00", "0.00", "-0.50", "1.2345"]);
    }
}
