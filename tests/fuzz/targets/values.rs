//! Whatever a shop's filters give back is read or refused, without a panic, and the same twice.
#![no_main]

use std::rc::Rc;

use accounting_core::connector::Settings;
use accounting_core::delivery::{Delivery, Event};
use accounting_core::document::Document;
use accounting_core::snapshot::OrderSnapshot;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use php_values::from_value;
use serde_json::Value;

#[path = "../../../crates/php-values/tests/tree/mod.rs"]
mod tree;

use tree::{Name, Php};

/// Names that mean something to one of the types, so that more than the first check is reached.
const NAMES: &[&str] = &[
    "version", "order_id", "number", "status", "currency", "created_at", "billing", "lines", "totals", "total", "id",
    "name", "quantity", "subtotal", "meta", "type", "outcome", "result", "reason", "class", "code", "detail", "payload",
];

const TEXTS: &[&str] = &["1", "-0.5", "2026-01-31T10:00:00+07:00", "claimed", "outcome", "timed_out", "accepted", ""];

fn value(input: &mut Unstructured<'_>, depth: u32) -> Result<Php> {
    Ok(match input.int_in_range(0..=if depth == 0 { 6 } else { 9 })? {
        0 => Php::Null,
        1 => Php::Bool(input.arbitrary()?),
        2 => Php::Long(input.arbitrary()?),
        3 => Php::Double(input.arbitrary()?),
        4 => Php::Text(input.arbitrary()?),
        5 => Php::Text(input.choose(TEXTS)?.as_bytes().to_vec()),
        6 => input.choose(&[Php::Object, Php::Endless])?.clone(),
        7 => Php::Twice(Rc::new(value(input, depth - 1)?)),
        _ => {
            let length = input.int_in_range(0_i64..=6)?;
            let is_list = input.arbitrary()?;
            Php::Array((0..length).map(|index| Ok((name(input, index, is_list)?, value(input, depth - 1)?))).collect::<Result<_>>()?)
        }
    })
}

fn name(input: &mut Unstructured<'_>, index: i64, is_list: bool) -> Result<Name> {
    Ok(match input.int_in_range(0..=5)? {
        _ if is_list => Name::Number(index),
        0 => Name::Number(input.arbitrary()?),
        1 => Name::Text(input.arbitrary()?),
        _ => Name::Text(input.choose(NAMES)?.as_bytes().to_vec()),
    })
}

fuzz_target!(|input: &[u8]| {
    let Ok(value) = value(&mut Unstructured::new(input), 8) else { return };
    let read = || {
        (
            from_value::<OrderSnapshot, _>(&value).ok(),
            from_value::<Delivery, _>(&value).ok(),
            from_value::<Event, _>(&value).ok(),
            from_value::<Document, _>(&value).ok(),
            from_value::<Settings, _>(&value).ok(),
            from_value::<Value, _>(&value).ok(),
        )
    };
    assert_eq!(read(), read());
});
