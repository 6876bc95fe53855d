//! Reads a form back as PHP does, without any of the code that wrote it.

use serde_json::{Map, Value};

/// The variables of a form; keys that count from 0 make a list.
pub fn decode(form: &str) -> Value {
    let mut fields = Map::new();
    for pair in form.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = unescape(name);
        let (first, rest) = name.split_at(name.find('[').unwrap_or(name.len()));
        let mut path = vec![first.to_owned()];
        path.extend(rest.split('[').skip(1).map(|key| key.strip_suffix(']').unwrap().to_owned()));
        put(&mut fields, &path, unescape(value));
    }
    Value::Object(fields.into_iter().map(|(name, value)| (name, with_lists(value))).collect())
}

fn put(fields: &mut Map<String, Value>, path: &[String], value: String) {
    let (key, deeper) = path.split_first().unwrap();
    if deeper.is_empty() {
        assert!(fields.insert(key.clone(), Value::String(value)).is_none(), "{key} is there twice");
        return;
    }
    let inner = fields.entry(key.clone()).or_insert_with(|| Value::Object(Map::new()));
    put(inner.as_object_mut().unwrap(), deeper, value);
}

fn with_lists(value: Value) -> Value {
    let Value::Object(fields) = value else { return value };
    let is_list = fields.keys().enumerate().all(|(index, key)| *key == index.to_string());
    let inner = fields.into_iter().map(|(name, value)| (name, with_lists(value)));
    if is_list {
        Value::Array(inner.map(|(_, value)| value).collect())
    } else {
        Value::Object(inner.collect())
    }
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}
