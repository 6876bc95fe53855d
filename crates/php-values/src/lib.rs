#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod de;

use std::cell::Cell;

use serde::de::DeserializeOwned;

/// Arrays within arrays that are read. An order needs five; an array that holds itself has no end.
pub const DEPTH_MAX: usize = 64;

/// Values that are read in all. An order of 1,000 lines has 30,000; arrays that hold another twice, and that one another
/// twice, have more than any memory holds.
pub const VALUES_MAX: usize = 1_000_000;

/// A PHP value, references followed.
pub trait Value<'a>: Copy {
    /// What an array is.
    type Array: Array<'a, Value = Self>;

    /// What it is.
    fn seen(self) -> Seen<'a, Self::Array>;
}

/// A PHP array, which may be read as a list or as a map.
pub trait Array<'a>: Copy {
    /// What it holds.
    type Value: Value<'a, Array = Self>;

    /// Whether its keys are 0, 1, 2, … in this order.
    fn is_list(self) -> bool;

    /// What it holds, in its order.
    fn entries(self) -> impl Iterator<Item = (Key, Self::Value)>;
}

/// What a PHP value is.
#[derive(Debug, Clone, Copy)]
pub enum Seen<'a, A> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer.
    Long(i64),
    /// A float.
    Double(f64),
    /// A string, in whatever encoding.
    Text(&'a [u8]),
    /// An array.
    Array(A),
    /// An object, a resource: nothing that can be read.
    Other,
}

/// A key of an array.
#[derive(Debug, Clone)]
pub enum Key {
    /// An integer.
    Number(i64),
    /// A string, in whatever encoding.
    Text(Vec<u8>),
}

/// Reads any PHP value as a `T`. Bytes that are no UTF-8 become U+FFFD, nothing else is guessed.
///
/// # Errors
/// When it is no `T`, or goes too deep, or holds too much.
pub fn from_value<'a, T: DeserializeOwned, V: Value<'a>>(value: V) -> Result<T, Error> {
    let values_left = Cell::new(VALUES_MAX);
    T::deserialize(de::ValueDeserializer::new(value, &values_left))
}

/// Reads a PHP array as a `T`, as [`from_value`] does.
///
/// # Errors
/// As [`from_value`].
pub fn from_array<'a, T: DeserializeOwned, A: Array<'a>>(array: A) -> Result<T, Error> {
    let values_left = Cell::new(VALUES_MAX);
    T::deserialize(de::ArrayDeserializer::new(array, &values_left))
}

/// Why a value could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

impl serde::de::Error for Error {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// What PHP calls a string, as text.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
