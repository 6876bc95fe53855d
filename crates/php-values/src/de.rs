//! A serde deserializer over PHP values.

use std::cell::Cell;

use serde::de::value::{MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::{Array, DEPTH_MAX, Error, Key, Seen, Value, text};

/// What may still be read.
#[derive(Clone, Copy)]
struct Bounds<'b> {
    depth_left: usize,
    values_left: &'b Cell<usize>,
}

impl<'b> Bounds<'b> {
    fn new(values_left: &'b Cell<usize>) -> Self {
        Self { depth_left: DEPTH_MAX, values_left }
    }

    /// Those of what an array holds.
    fn deeper(self) -> Result<Self, Error> {
        let depth_left = self.depth_left.checked_sub(1);
        let depth_left = depth_left.ok_or_else(|| {
            Error::custom(format!("arrays go deeper than {DEPTH_MAX}: does one hold itself?"))
        })?;
        Ok(Self { depth_left, ..self })
    }

    fn count(self) -> Result<(), Error> {
        let left = self.values_left.get().checked_sub(1);
        self.values_left.set(left.ok_or_else(|| Error::custom("it holds more values than anything needs"))?);
        Ok(())
    }
}

/// Any PHP value.
#[derive(Clone, Copy)]
pub struct ValueDeserializer<'b, V> {
    value: V,
    bounds: Bounds<'b>,
}

impl<'b, V> ValueDeserializer<'b, V> {
    pub fn new(value: V, values_left: &'b Cell<usize>) -> Self {
        Self { value, bounds: Bounds::new(values_left) }
    }
}

impl<'a, 'b, V: Value<'a>> ValueDeserializer<'b, V> {
    fn array(self) -> Result<ArrayDeserializer<'b, V::Array>, Error> {
        match self.value.seen() {
            Seen::Array(array) => Ok(ArrayDeserializer { array, bounds: self.bounds }),
            _ => Err(Error::custom("an array is expected")),
        }
    }
}

impl<'a, 'de, V: Value<'a>> Deserializer<'de> for ValueDeserializer<'_, V> {
    type Error = Error;

    fn deserialize_any<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Error> {
        self.bounds.count()?;
        match self.value.seen() {
            Seen::Null => visitor.visit_unit(),
            Seen::Bool(yes) => visitor.visit_bool(yes),
            Seen::Long(number) => visitor.visit_i64(number),
            Seen::Double(number) => visitor.visit_f64(number),
            Seen::Text(bytes) => visitor.visit_string(text(bytes)),
            Seen::Array(_) => self.array()?.deserialize_any(visitor),
            Seen::Other => Err(Error::custom("neither an object nor a resource can be read")),
        }
    }

    fn deserialize_option<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Error> {
        match self.value.seen() {
            Seen::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_string<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Error> {
        match self.value.seen() {
            // Meta values of plugins are numbers now and then; here they are texts.
            Seen::Long(number) => visitor.visit_string(number.to_string()),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_str<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_seq<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Error> {
        self.array()?.deserialize_seq(visitor)
    }

    fn deserialize_map<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Error> {
        self.array()?.deserialize_map(visitor)
    }

    fn deserialize_struct<W: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: W,
    ) -> Result<W::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<W: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: W,
    ) -> Result<W::Value, Error> {
        let Seen::Text(name) = self.value.seen() else {
            return Err(Error::custom("a name is expected"));
        };
        visitor.visit_enum::<StringDeserializer<Error>>(text(name).into_deserializer())
    }

    fn deserialize_ignored_any<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Error> {
        // It may be anything, a closure for one.
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<W: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: W,
    ) -> Result<W::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        <W: Visitor<'de>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
        identifier
    }
}

impl<'a, 'b, V: Value<'a>> IntoDeserializer<'_, Error> for ValueDeserializer<'b, V> {
    type Deserializer = ValueDeserializer<'b, V>;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A PHP array.
#[derive(Clone, Copy)]
pub struct ArrayDeserializer<'b, A> {
    array: A,
    bounds: Bounds<'b>,
}

impl<'b, A> ArrayDeserializer<'b, A> {
    pub fn new(array: A, values_left: &'b Cell<usize>) -> Self {
        Self { array, bounds: Bounds::new(values_left) }
    }
}

impl<'a, 'de, A: Array<'a>> Deserializer<'de> for ArrayDeserializer<'_, A> {
    type Error = Error;

    fn deserialize_any<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Error> {
        if self.array.is_list() { self.deserialize_seq(visitor) } else { self.deserialize_map(visitor) }
    }

    fn deserialize_seq<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Error> {
        let bounds = self.bounds.deeper()?;
        let values = self.array.entries().map(|(_, value)| ValueDeserializer { value, bounds });
        visitor.visit_seq(SeqDeserializer::new(values))
    }

    fn deserialize_map<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Error> {
        let bounds = self.bounds.deeper()?;
        let entries =
            self.array.entries().map(|(key, value)| (name(key), ValueDeserializer { value, bounds }));
        visitor.visit_map(MapDeserializer::new(entries))
    }

    fn deserialize_struct<W: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: W,
    ) -> Result<W::Value, Error> {
        self.deserialize_map(visitor)
    }

    forward_to_deserialize_any! {
        <W: Visitor<'de>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct tuple tuple_struct enum identifier ignored_any
    }
}

fn name(key: Key) -> String {
    match key {
        Key::Number(number) => number.to_string(),
        Key::Text(bytes) => String::from_utf8(bytes).unwrap_or_else(|fault| text(fault.as_bytes())),
    }
}
