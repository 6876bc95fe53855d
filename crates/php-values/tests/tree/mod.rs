//! PHP values without PHP.

use std::rc::Rc;

use php_values::{Array, Key, Seen, Value};

/// A PHP value.
#[derive(Debug, Clone)]
pub enum Php {
    Null,
    Bool(bool),
    Long(i64),
    Double(f64),
    Text(Vec<u8>),
    Array(Vec<(Name, Php)>),
    Object,
    /// An array that holds itself.
    Endless,
    /// An array that holds the same value twice.
    Twice(Rc<Php>),
}

/// A key. PHP makes a number of a text that looks like one.
#[derive(Debug, Clone, PartialEq)]
pub enum Name {
    Number(i64),
    Text(Vec<u8>),
}

/// What an array is.
#[derive(Debug, Clone, Copy)]
pub struct Entries<'a>(&'a Php);

impl<'a> Value<'a> for &'a Php {
    type Array = Entries<'a>;

    fn seen(self) -> Seen<'a, Entries<'a>> {
        match self {
            Php::Null => Seen::Null,
            Php::Bool(yes) => Seen::Bool(*yes),
            Php::Long(number) => Seen::Long(*number),
            Php::Double(number) => Seen::Double(*number),
            Php::Text(bytes) => Seen::Text(bytes),
            Php::Object => Seen::Other,
            Php::Array(_) | Php::Endless | Php::Twice(_) => Seen::Array(Entries(self)),
        }
    }
}

impl<'a> Array<'a> for Entries<'a> {
    type Value = &'a Php;

    fn is_list(self) -> bool {
        let is_number = |(index, (name, _)): (usize, &(Name, Php))| {
            i64::try_from(index).is_ok_and(|index| *name == Name::Number(index))
        };
        !matches!(self.0, Php::Array(entries) if !entries.iter().enumerate().all(is_number))
    }

    fn entries(self) -> impl Iterator<Item = (Key, &'a Php)> {
        let entries: Vec<(Key, &'a Php)> = match self.0 {
            Php::Array(entries) => entries.iter().map(|(name, value)| (key(name), value)).collect(),
            Php::Twice(inner) => vec![(Key::Number(0), &**inner), (Key::Number(1), &**inner)],
            _ => vec![(Key::Number(0), self.0)],
        };
        entries.into_iter()
    }
}

fn key(name: &Name) -> Key {
    match name {
        Name::Number(number) => Key::Number(*number),
        Name::Text(bytes) => Key::Text(bytes.clone()),
    }
}
