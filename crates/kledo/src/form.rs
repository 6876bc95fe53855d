//! PHP's bracket form: `items[0][name]=Kopi&tags[0]=WooCommerce`, nulls left out.

use form_urlencoded::Serializer;
use serde_json::{Map, Value};

/// Encodes `fields` in their order.
pub fn encode(fields: &Map<String, Value>) -> String {
    let mut form = Serializer::new(String::new());
    for (name, value) in fields {
        append(&mut form, name, value);
    }
    form.finish()
}

fn append(form: &mut Serializer<'_, String>, name: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(yes) => drop(form.append_pair(name, if *yes { "yes" } else { "no" })),
        Value::Number(number) => drop(form.append_pair(name, &number.to_string())),
        Value::String(text) => drop(form.append_pair(name, text)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                append(form, &format!("{name}[{index}]"), item);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                append(form, &format!("{name}[{key}]"), field);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nesting_becomes_brackets_and_nulls_go() {
        let fields = json!({"items": [{"name": "Kopi & teh", "desc": null, "qty": "2"}], "tags": ["a"], "has_tax": "no"});
        let decoded: Vec<(String, String)> =
            form_urlencoded::parse(encode(fields.as_object().unwrap()).as_bytes()).into_owned().collect();
        let pairs: Vec<(&str, &str)> =
            decoded.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            pairs,
            [("items[0][name]", "Kopi & teh"), ("items[0][qty]", "2"), ("tags[0]", "a"), ("has_tax", "no")]
        );
    }
}
