//! PHP's own memory as `php_values` wants to see it. What is read, and how, is there and tested there.

use ext_php_rs::types::{ZendHashTable, Zval};
use php_values::{Array, Key, Seen, Value};

/// A PHP value.
#[derive(Clone, Copy)]
pub struct PhpValue<'a>(pub &'a Zval);

/// A PHP array.
#[derive(Clone, Copy)]
pub struct PhpArray<'a>(pub &'a ZendHashTable);

impl<'a> Value<'a> for PhpValue<'a> {
    type Array = PhpArray<'a>;

    fn seen(self) -> Seen<'a, PhpArray<'a>> {
        // `foreach ( $array as &$value )` leaves references behind, and `is_null()` does not look through one.
        let value = self.0.dereference();
        if value.is_null() {
            Seen::Null
        } else if let Some(yes) = value.bool() {
            Seen::Bool(yes)
        } else if let Some(number) = value.long() {
            Seen::Long(number)
        } else if let Some(number) = value.double() {
            Seen::Double(number)
        } else if let Some(text) = value.zend_str() {
            // Not `Zval::str()`: it is `None` for bytes that are not UTF-8, and the text would be lost.
            Seen::Text(text.as_bytes())
        } else if let Some(array) = value.array() {
            Seen::Array(PhpArray(array))
        } else {
            Seen::Other
        }
    }
}

impl<'a> Array<'a> for PhpArray<'a> {
    type Value = PhpValue<'a>;

    fn is_list(self) -> bool {
        let mut entries = self.entries().enumerate();
        entries.all(
            |(index, (key, _))| matches!(key, Key::Number(number) if usize::try_from(number) == Ok(index)),
        )
    }

    fn entries(self) -> impl Iterator<Item = (Key, PhpValue<'a>)> {
        let mut entries = self.0.iter();
        // Not `next()`: it panics at a key that is not UTF-8.
        std::iter::from_fn(move || entries.next_zval()).map(|(key, value)| (read(&key), PhpValue(value)))
    }
}

fn read(key: &Zval) -> Key {
    match (key.long(), key.zend_str()) {
        (Some(number), _) => Key::Number(number),
        (None, text) => Key::Text(text.map(|text| text.as_bytes().to_vec()).unwrap_or_default()),
    }
}
