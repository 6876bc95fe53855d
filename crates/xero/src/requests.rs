//! How things are asked of Xero: filters, and writes that say that they are one and the same.

use accounting_core::exchange::{Body, Method, Request};
use accounting_core::links::Known;
use accounting_core::mark::mark;
use serde_json::{Map, Value, json};

use crate::answers::Noun;
use crate::wire;

/// By this Xero knows a request that it was sent before, for a few minutes.
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// A text as it stands in a filter; `None` for one with a quotation mark, since nothing is known that would make it harmless.
pub fn quoted(text: &str) -> Option<String> {
    let is_harmless = |letter: char| letter != '"' && letter != '\\' && !letter.is_control();
    (!text.trim().is_empty() && text.chars().all(is_harmless)).then(|| format!("\"{text}\""))
}

/// Letters that a question may have in an address of 2,000: what is around it has room beside them.
pub const LETTERS: usize = 1_700;

/// Letters of a text in an address.
pub fn encoded(text: &str) -> usize {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.* ".contains(byte);
    text.bytes().map(|byte| if is_plain(&byte) { 1 } else { 3 }).sum()
}

/// Makes one thing. Errors come with a status that says no.
pub fn put(noun: Noun, element: Map<String, Value>) -> Request {
    put_at(noun.list, noun.list, vec![Value::Object(element)], true)
}

/// Makes things at `path`.
pub fn put_at(path: &str, list: &str, elements: Vec<Value>, errors_are_a_no: bool) -> Request {
    let request = Request::write(Method::Put, path, body(list, elements));
    let summarize = if errors_are_a_no { "true" } else { "false" };
    with_query(request, "summarizeErrors", summarize)
}

/// Changes one thing.
pub fn post(noun: Noun, id: &str, element: Map<String, Value>) -> Request {
    let body = body(noun.list, vec![Value::Object(element)]);
    let request = Request::write(Method::Post, format!("{}/{id}", noun.list), body);
    with_query(request, "summarizeErrors", "true")
}

/// Leaves a note on something that was made.
pub fn history(noun: Noun, id: &str, text: &str) -> Request {
    let records = vec![json!({"Details": text})];
    Request::write(Method::Put, format!("{}/{id}/History", noun.list), body("HistoryRecords", records))
}

/// Unit prices with four decimals.
pub fn with_exact_prices(request: Request) -> Request {
    with_query(request, "unitdp", "4")
}

fn with_query(mut request: Request, name: &str, value: &str) -> Request {
    request.query.push((name.to_owned(), value.to_owned()));
    request
}

fn body(list: &str, elements: Vec<Value>) -> Body {
    let fields = Map::from_iter([(list.to_owned(), Value::Array(elements))]);
    Body::Json(wire::body(&fields))
}

/// The same, known again by Xero if it should arrive twice: a second belt, since what is looked up is what counts.
///
/// The key is another one for each sending and each step of it, for Xero repeats its old answer to a key that it knows, errors too.
/// Where the shop does not say which sending this is, there is none.
pub fn once(mut request: Request, known: &Known, step: usize) -> Request {
    if let Some(sending) = &known.sending {
        let all =
            format!("{sending} {step} {} {} {}", request.method.as_str(), request.path, request.body.text());
        request.headers.push((IDEMPOTENCY_KEY, mark(&all)));
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::PAYMENTS;

    #[test]
    fn a_text_with_a_quotation_mark_is_not_put_into_a_filter() {
        assert_eq!(quoted("O'Neil & Söhne").as_deref(), Some("\"O'Neil & Söhne\""));
        for text in ["a\" OR \"a\"==\"a", "a\\", "a\nb", "", " "] {
            assert_eq!(quoted(text), None, "{text}");
        }
    }

    #[test]
    fn money_leaves_as_it_was_written() {
        let element = Map::from_iter([("Amount".to_owned(), json!("15.50"))]);
        let request = put(PAYMENTS, element);
        assert_eq!(request.body.text(), r#"{"Payments":[{"Amount":15.50}]}"#);
        assert_eq!(request.query, [("summarizeErrors".to_owned(), "true".to_owned())]);
        assert_eq!((request.method, request.path.as_str()), (Method::Put, "Payments"));
    }

    #[test]
    fn a_key_is_one_sendings_and_one_steps() {
        let key = |sending: Option<&str>, step, amount: &str| {
            let known = Known { sending: sending.map(str::to_owned), ..Known::default() };
            let element = Map::from_iter([("Amount".to_owned(), json!(amount))]);
            once(put(PAYMENTS, element), &known, step).headers
        };
        assert_eq!(key(None, 0, "1"), []);
        let first = key(Some("lease-1"), 0, "1");
        assert_eq!((first.len(), first[0].0, first[0].1.len()), (1, "Idempotency-Key", 32));
        assert_eq!(first, key(Some("lease-1"), 0, "1"));
        for other in
            [key(Some("lease-2"), 0, "1"), key(Some("lease-1"), 1, "1"), key(Some("lease-1"), 0, "2")]
        {
            assert_ne!(first, other);
        }
    }
}
