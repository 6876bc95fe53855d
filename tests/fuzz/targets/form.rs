//! What is encoded decodes to the same, with a decoder that shares no code with the encoder.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};

#[path = "../../../crates/kledo/tests/form/mod.rs"]
mod decoder;

fuzz_target!(|texts: Vec<String>| {
    if texts.is_empty() {
        return;
    }
    let items: Vec<Value> = texts.iter().map(|text| json!({"name": text, "desc": null, "qty": "1"})).collect();
    let mut fields = Map::new();
    fields.insert("contact_name".to_owned(), json!(texts[0]));
    fields.insert("items".to_owned(), Value::Array(items));
    let decoded = decoder::decode(&kledo::form::encode(&fields));
    assert_eq!(decoded["contact_name"], json!(texts[0]));
    for (index, text) in texts.iter().enumerate() {
        assert_eq!(decoded["items"][index], json!({"name": text, "qty": "1"}));
    }
});
