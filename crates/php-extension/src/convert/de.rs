//! A serde deserializer over PHP values.

use ext_php_rs::types::{ArrayKey, ZendHashTable, Zval};
use serde::de::value::{MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::Error;

/// Any PHP value.
#[derive(Clone, Copy)]
pub struct ZvalDeserializer<'a>(pub &'a Zval);

/// A PHP array, which may be read as a list or as a map.
#[derive(Clone, Copy)]
pub struct ArrayDeserializer<'a>(pub &'a ZendHashTable);

impl<'a> ZvalDeserializer<'a> {
    fn array(self) -> Result<ArrayDeserializer<'a>, Error> {
        self.0.array().map(ArrayDeserializer).ok_or_else(|| Error::custom("an array is expected"))
    }

    fn text(self) -> Option<String> {
        // Not `Zval::str()`: it is `None` for bytes that are not UTF-8, and the text would be lost.
        let bytes = self.0.zend_str()?.as_bytes();
        Some(String::from_utf8_lossy(bytes).into_owned())
    }
}

impl<'de> Deserializer<'de> for ZvalDeserializer<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let value = self.0;
        if value.is_null() {
            visitor.visit_unit()
        } else if let Some(yes) = value.bool() {
            visitor.visit_bool(yes)
        } else if let Some(number) = value.long() {
            visitor.visit_i64(number)
        } else if let Some(number) = value.double() {
            visitor.visit_f64(number)
        } else if let Some(text) = self.text() {
            visitor.visit_string(text)
        } else {
            self.array()?.deserialize_any(visitor)
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.long() {
            // Meta values of plugins are numbers now and then; here they are texts.
            Some(number) if !self.0.is_bool() => visitor.visit_string(number.to_string()),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.array()?.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.array()?.deserialize_map(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let name = self.text().ok_or_else(|| Error::custom("a name is expected"))?;
        visitor.visit_enum::<StringDeserializer<Error>>(name.into_deserializer())
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // It may be anything, a closure for one.
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
        identifier
    }
}

impl<'a> IntoDeserializer<'_, Error> for ZvalDeserializer<'a> {
    type Deserializer = ZvalDeserializer<'a>;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for ArrayDeserializer<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.has_sequential_keys() {
            self.deserialize_seq(visitor)
        } else {
            self.deserialize_map(visitor)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.0.values().map(ZvalDeserializer)))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let entries = self.0.iter().map(|(key, value)| (name(&key), ZvalDeserializer(value)));
        visitor.visit_map(MapDeserializer::new(entries))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct tuple tuple_struct enum identifier ignored_any
    }
}

fn name(key: &ArrayKey<'_>) -> String {
    key.to_string()
}
