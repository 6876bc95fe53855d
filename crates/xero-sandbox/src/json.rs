//! JSON whose numbers are decimals: what is read and written here was never a float.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rust_decimal::Decimal;
use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// How deep a body may be nested.
const DEPTH: u32 = 32;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A number, exactly.
    Number(Decimal),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object; its members keep their order when it is written.
    Object(Vec<(String, Json)>),
}

/// An object of these members.
pub fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

impl Json {
    /// Reads a body; none when it is no JSON, or has a number that is too large to be an amount of anything.
    pub fn parse(body: &[u8]) -> Option<Self> {
        parse(serde_json::from_slice(body).ok()?, DEPTH)
    }

    /// A member of an object; null when there is none.
    pub fn get(&self, name: &str) -> &Json {
        let Self::Object(members) = self else { return &Json::Null };
        members.iter().find(|(known, _)| known == name).map_or(&Json::Null, |(_, value)| value)
    }

    /// The text of a member.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of a list; none of them for anything else.
    pub fn list(&self) -> &[Json] {
        match self {
            Self::List(elements) => elements,
            _ => &[],
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// The same object with one more member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Json>) -> Self {
        if let Self::Object(members) = &mut self {
            members.retain(|(known, _)| known != name);
            members.push((name.to_owned(), value.into()));
        }
        self
    }

    /// The same object without a member.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        if let Self::Object(members) = &mut self {
            members.retain(|(known, _)| known != name);
        }
        self
    }

    /// How it goes over the wire.
    pub fn written(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            // Writing to a String cannot fail.
            Self::Number(number) => drop(write!(out, "{number}")),
            Self::Text(text) => write_text(out, text),
            Self::List(elements) => {
                write_joined(out, ['[', ']'], elements, |out, element| element.write(out));
            }
            Self::Object(members) => write_joined(out, ['{', '}'], members, |out, (name, value)| {
                write_text(out, name);
                out.push(':');
                value.write(out);
            }),
        }
    }
}

fn write_joined<T>(out: &mut String, around: [char; 2], parts: &[T], write: impl Fn(&mut String, &T)) {
    out.push(around[0]);
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write(out, part);
    }
    out.push(around[1]);
}

fn write_text(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

fn parse(raw: &RawValue, depth: u32) -> Option<Json> {
    let text = raw.get();
    let deeper = |raw: &RawValue| parse(raw, depth.checked_sub(1)?);
    Some(match text.as_bytes().first()? {
        b'{' => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            let members = members.into_iter().map(|(name, raw)| Some((name, deeper(raw)?)));
            Json::Object(members.collect::<Option<_>>()?)
        }
        b'[' => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            Json::List(elements.into_iter().map(deeper).collect::<Option<_>>()?)
        }
        b'"' => Json::Text(serde_json::from_str(text).ok()?),
        b't' => Json::Bool(true),
        b'f' => Json::Bool(false),
        b'n' => Json::Null,
        _ => Json::Number(Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()?),
    })
}

/// For the control interface, where amounts are texts so that no reader makes floats of them.
impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => serializer.collect_str(number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(elements) => {
                let mut list = serializer.serialize_seq(Some(elements.len()))?;
                elements.iter().try_for_each(|element| list.serialize_element(element))?;
                list.end()
            }
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
                map.end()
            }
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Decimal> for Json {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Json {
    fn from(number: usize) -> Self {
        Self::Number(Decimal::from(number))
    }
}

impl From<u16> for Json {
    fn from(number: u16) -> Self {
        Self::Number(number.into())
    }
}

impl From<Vec<Json>> for Json {
    fn from(elements: Vec<Json>) -> Self {
        Self::List(elements)
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_to_the_digit() {
        for text in
            [r#"{"a":48.00,"b":[0.1,12345678901234567890.1234],"c":"\"ä\n","d":null,"e":true}"#, "[]", "{}"]
        {
            assert_eq!(Json::parse(text.as_bytes()).unwrap().written(), text);
        }
        assert_eq!(Json::parse(b"1e2").unwrap(), Json::Number(Decimal::from(100)));
        for wrong in ["", "{", "1e400", "{\"a\":1}x", &"[".repeat(40_000)] {
            assert_eq!(Json::parse(wrong.as_bytes()), None);
        }
        let deep = "[".repeat(40) + &"]".repeat(40);
        assert_eq!(Json::parse(deep.as_bytes()), None, "a body that is nested without end");
    }

    #[test]
    fn the_control_interface_shows_amounts_as_texts() {
        let shown = serde_json::to_string(&object([("Total", Decimal::new(4800, 2).into())])).unwrap();
        assert_eq!(shown, r#"{"Total":"48.00"}"#);
    }
}
