//! What PHP values are read as, against an expectation that shares no code with the reader.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod tree;
#[path = "../../accounting-core/tests/orders/wild.rs"]
mod wild;

use std::rc::Rc;

use accounting_core::connector::Settings;
use accounting_core::delivery::{Delivery, Event};
use accounting_core::snapshot::OrderSnapshot;
use php_values::from_value;
use proptest::prelude::*;
use serde_json::{Map, Number, Value, json};
use tree::{Name, Php};

/// A value as PHP holds what stands in JSON.
fn php(value: &Value) -> Php {
    match value {
        Value::Null => Php::Null,
        Value::Bool(yes) => Php::Bool(*yes),
        Value::Number(number) => Php::Long(number.as_i64().unwrap()),
        Value::String(text) => Php::Text(text.clone().into_bytes()),
        Value::Array(items) => Php::Array((0..).map(Name::Number).zip(items.iter().map(php)).collect()),
        Value::Object(fields) => {
            Php::Array(fields.iter().map(|(name, value)| (php_name(name), php(value))).collect())
        }
    }
}

/// PHP makes a number of a key that looks like one.
fn php_name(name: &str) -> Name {
    match name.parse::<i64>() {
        Ok(number) if number.to_string() == name => Name::Number(number),
        _ => Name::Text(name.as_bytes().to_vec()),
    }
}

/// What a value without objects says, as JSON.
fn json(value: &Php) -> Value {
    match value {
        Php::Null => Value::Null,
        Php::Bool(yes) => json!(yes),
        Php::Long(number) => json!(number),
        Php::Double(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
        Php::Text(bytes) => json!(String::from_utf8_lossy(bytes)),
        Php::Array(entries) => {
            let names: Vec<String> = entries.iter().map(|(name, _)| json_name(name)).collect();
            let values = entries.iter().map(|(_, value)| json(value));
            if names.iter().enumerate().all(|(index, name)| *name == index.to_string()) {
                Value::Array(values.collect())
            } else {
                Value::Object(names.into_iter().zip(values).collect::<Map<_, _>>())
            }
        }
        other => panic!("{other:?} has no JSON"),
    }
}

fn json_name(name: &Name) -> String {
    match name {
        Name::Number(number) => number.to_string(),
        Name::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn scalar() -> impl Strategy<Value = Php> {
    prop_oneof![
        Just(Php::Null),
        any::<bool>().prop_map(Php::Bool),
        any::<i64>().prop_map(Php::Long),
        any::<f64>().prop_map(Php::Double),
        any::<String>().prop_map(|text| Php::Text(text.into_bytes())),
        prop::collection::vec(any::<u8>(), 0..12).prop_map(Php::Text),
    ]
}

/// Lists, maps, and what is neither.
fn value() -> impl Strategy<Value = Php> {
    scalar().prop_recursive(5, 60, 6, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..6)
            .prop_map(|items| Php::Array((0..).map(Name::Number).zip(items).collect()));
        let name = prop_oneof!["[a-z_]{1,8}", "-?[0-9]{1,3}", any::<String>()];
        let map = prop::collection::hash_map(name, inner, 0..6).prop_map(|fields| {
            Php::Array(fields.iter().map(|(name, value)| (php_name(name), value.clone())).collect())
        });
        prop_oneof![list, map]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_snapshot_survives_the_way_from_php(mut snapshot in wild::snapshot()) {
        // PHP has no larger integers.
        snapshot.order_id >>= 1;
        let value = php(&serde_json::to_value(&snapshot).unwrap());
        prop_assert_eq!(from_value::<OrderSnapshot, _>(&value).unwrap(), snapshot);
    }

    #[test]
    fn any_value_is_read_as_what_it_says(value in value()) {
        prop_assert_eq!(from_value::<Value, _>(&value).unwrap(), json(&value));
    }

    #[test]
    fn any_value_where_something_else_belongs_is_an_error_and_no_panic(value in value()) {
        let is_array = matches!(value, Php::Array(_));
        prop_assert!(from_value::<OrderSnapshot, _>(&value).is_err());
        prop_assert!(from_value::<Delivery, _>(&value).is_err());
        prop_assert!(from_value::<Event, _>(&value).is_err());
        prop_assert!(is_array || from_value::<Settings, _>(&value).is_err());
    }
}

/// The whole of what a setting or a meta value of a plugin may be.
#[test]
fn numbers_are_read_as_texts_where_texts_belong_and_nothing_else_is() {
    let settings = |value: Php| {
        let array = Php::Array(vec![(Name::Text(b"a".to_vec()), value)]);
        from_value::<Settings, _>(&array).map(|settings| settings["a"].clone())
    };
    assert_eq!(settings(Php::Long(-7)).unwrap(), "-7");
    assert_eq!(settings(Php::Text(b"Bu\xC3di".to_vec())).unwrap(), "Bu\u{FFFD}di");
    for other in [Php::Null, Php::Bool(true), Php::Double(1.5), Php::Array(vec![]), Php::Object] {
        assert!(settings(other.clone()).is_err(), "{other:?}");
    }
}

#[test]
fn an_object_is_an_error_and_does_not_matter_where_nobody_reads() {
    #[derive(Debug, serde::Deserialize)]
    struct Known {
        a: i64,
    }
    let array = Php::Array(vec![
        (Name::Text(b"callback".to_vec()), Php::Object),
        (Name::Text(b"a".to_vec()), Php::Long(1)),
    ]);
    assert_eq!(from_value::<Known, _>(&array).unwrap().a, 1);
    let error = from_value::<Value, _>(&array).unwrap_err().to_string();
    assert_eq!(error, "neither an object nor a resource can be read");
}

/// 23: it was a segmentation fault.
#[test]
fn an_array_that_holds_itself_is_an_error() {
    for error in [
        from_value::<Value, _>(&Php::Endless).unwrap_err(),
        from_value::<Event, _>(&Php::Array(vec![
            (Name::Text(b"a".to_vec()), Php::Endless),
            (Name::Text(b"type".to_vec()), Php::Text(b"claimed".to_vec())),
        ]))
        .unwrap_err(),
    ] {
        assert_eq!(error.to_string(), "arrays go deeper than 64: does one hold itself?");
    }
}

/// 23: as deep as is read, and one deeper.
#[test]
fn what_is_deep_is_read_to_a_limit() {
    let nested =
        |times: usize| (0..times).fold(Php::Long(1), |inner, _| Php::Array(vec![(Name::Number(0), inner)]));
    assert!(from_value::<Value, _>(&nested(64)).is_ok());
    assert!(from_value::<Value, _>(&nested(65)).is_err());
}

/// 23: sixty arrays in memory, 2⁶⁰ values to read.
#[test]
fn arrays_that_hold_another_twice_are_not_read_for_ever() {
    let doubled = (0..60).fold(Php::Long(1), |inner, _| Php::Twice(Rc::new(inner)));
    let error = from_value::<Value, _>(&doubled).unwrap_err().to_string();
    assert_eq!(error, "it holds more values than anything needs");
}
