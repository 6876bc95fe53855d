//! Reading `items[0][name]=…&tags[]=…` the way PHP does.

use std::collections::HashMap;

use accounting_sandbox::Head;
use serde_json::{Map, Value};

/// PHP's `max_input_nesting_level`: a variable that lies deeper is dropped.
const MAX_DEPTH: usize = 64;

/// The variables of a form. Keys that count from 0 make a list, others an object; every leaf is a string.
/// `max_vars` is PHP's `max_input_vars`: what comes after so many is lost; 0 for no limit.
pub(crate) fn decode(body: &[u8], max_vars: usize) -> Value {
    let mut root = Branch::default();
    let limit = if max_vars == 0 { usize::MAX } else { max_vars };
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).take(limit) {
        let (name, value) = split_pair(pair);
        if let Some(path) = path(&percent_decode(name)) {
            root.put(&path, percent_decode(value));
        }
    }
    match root.into_value() {
        Value::Array(list) => Value::Object(list.into_iter().enumerate().map(numbered).collect()),
        value => value,
    }
}

/// The query of a request.
pub(crate) fn query(head: &Head) -> Value {
    decode(head.query.as_bytes(), 0)
}

fn numbered((index, value): (usize, Value)) -> (String, Value) {
    (index.to_string(), value)
}

fn split_pair(pair: &[u8]) -> (&[u8], &[u8]) {
    match pair.iter().position(|byte| *byte == b'=') {
        Some(at) => (&pair[..at], &pair[at + 1..]),
        None => (pair, b""),
    }
}

/// Percent-decoded text: `+` is a space, a `%` without two hex digits is itself.
pub(crate) fn percent_decode(text: &[u8]) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'+', _) => decoded.push(b' '),
            (b'%', [high, low, after @ ..]) => {
                if let (Some(high), Some(low)) = (hex(*high), hex(*low)) {
                    decoded.push(high << 4 | low);
                    rest = after;
                } else {
                    decoded.push(b'%');
                }
            }
            (byte, _) => decoded.push(*byte),
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// One step into a variable: a key, or `[]` for the next number.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Next,
}

/// `items[0][name]` as steps; none for a name PHP drops. Outside of brackets a space or a dot is `_`, a
/// bracket that never closes too, and what follows the last closed one is ignored.
fn path(name: &str) -> Option<Vec<Step>> {
    let name = name.trim_start_matches(' ');
    let name = name.split('\0').next().unwrap_or_default();
    if name.is_empty() || name.starts_with('[') {
        return None;
    }
    let open = name.find('[').unwrap_or(name.len());
    let (base, mut rest) = name.split_at(open);
    if !rest.contains(']') {
        return Some(vec![Step::Key(plain_name(name))]);
    }
    let mut steps = vec![Step::Key(plain_name(base))];
    while let Some(inside) = rest.strip_prefix('[') {
        let Some(close) = inside.find(']') else { break };
        let key = &inside[..close];
        steps.push(if key.is_empty() { Step::Next } else { Step::Key(key.to_owned()) });
        rest = &inside[close + 1..];
    }
    (steps.len() <= MAX_DEPTH).then_some(steps)
}

fn plain_name(name: &str) -> String {
    name.replace([' ', '.', '['], "_")
}

/// An array of PHP: keys in the order they came, and the next number for `[]`.
#[derive(Default)]
struct Branch {
    entries: Vec<(String, Node)>,
    index: HashMap<String, usize>,
    next: u64,
}

enum Node {
    Leaf(String),
    Branch(Branch),
}

impl Branch {
    fn put(&mut self, path: &[Step], value: String) {
        let Some((step, deeper)) = path.split_first() else {
            return;
        };
        let node = self.entry(step);
        if deeper.is_empty() {
            *node = Node::Leaf(value);
            return;
        }
        if let Node::Leaf(_) = node {
            *node = Node::Branch(Branch::default());
        }
        if let Node::Branch(branch) = node {
            branch.put(deeper, value);
        }
    }

    fn entry(&mut self, step: &Step) -> &mut Node {
        let key = match step {
            Step::Key(key) => key.clone(),
            Step::Next => self.next.to_string(),
        };
        if let Some(number) = list_index(&key) {
            self.next = self.next.max(number.saturating_add(1));
        }
        let entries = &mut self.entries;
        let at = *self.index.entry(key).or_insert_with_key(|key| {
            entries.push((key.clone(), Node::Leaf(String::new())));
            entries.len() - 1
        });
        &mut self.entries[at].1
    }

    fn into_value(self) -> Value {
        if self.is_list() {
            let mut list = vec![Value::Null; self.entries.len()];
            for (key, node) in self.entries {
                if let Some(slot) = key.parse::<usize>().ok().and_then(|at| list.get_mut(at)) {
                    *slot = node.into_value();
                }
            }
            return Value::Array(list);
        }
        Value::Object(
            self.entries.into_iter().map(|(key, node)| (key, node.into_value())).collect::<Map<_, _>>(),
        )
    }

    /// The keys are different from one another, so so many below their number are all of them.
    fn is_list(&self) -> bool {
        let length = self.entries.len() as u64;
        length > 0
            && self.entries.iter().all(|(key, _)| list_index(key).is_some_and(|number| number < length))
    }
}

impl Node {
    fn into_value(self) -> Value {
        match self {
            Self::Leaf(text) => Value::String(text),
            Self::Branch(branch) => branch.into_value(),
        }
    }
}

/// A key PHP takes for a number: no sign, no leading zero.
fn list_index(key: &str) -> Option<u64> {
    let number: u64 = key.parse().ok()?;
    (number.to_string() == key).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn decoded(body: &str) -> Value {
        decode(body.as_bytes(), 0)
    }

    #[test]
    fn nested_keys_become_lists_of_objects() {
        assert_eq!(
            decoded("items[0][name]=Kopi&items[0][qty]=2&items[1][name]=Teh&tags[0]=a&tags[]=b&memo=x"),
            json!({"items": [{"name": "Kopi", "qty": "2"}, {"name": "Teh"}], "tags": ["a", "b"], "memo": "x"})
        );
    }

    #[test]
    fn brackets_may_be_percent_encoded() {
        assert_eq!(
            decoded("items%5B0%5D%5Bname%5D=Kopi+Luwak%21"),
            json!({"items": [{"name": "Kopi Luwak!"}]})
        );
    }

    #[test]
    fn keys_with_gaps_or_names_make_an_object() {
        assert_eq!(decoded("a[1]=x&a[2]=y"), json!({"a": {"1": "x", "2": "y"}}));
        assert_eq!(decoded("a[00]=x"), json!({"a": {"00": "x"}}));
        assert_eq!(decoded("a[]=x&a[k]=y"), json!({"a": {"0": "x", "k": "y"}}));
        assert_eq!(decoded("a[5]=x&a[]=y"), json!({"a": {"5": "x", "6": "y"}}));
    }

    #[test]
    fn ten_and_more_lines_keep_their_order() {
        let body: Vec<String> = (0..12).map(|n| format!("a[{n}]={n}")).collect();
        let list: Vec<String> = (0..12).map(|n| n.to_string()).collect();
        assert_eq!(decoded(&body.join("&")), json!({"a": list}));
    }

    #[test]
    fn the_last_of_two_wins() {
        assert_eq!(decoded("a=1&a=2"), json!({"a": "2"}));
        assert_eq!(decoded("a=1&a[b]=2"), json!({"a": {"b": "2"}}));
        assert_eq!(decoded("a[b]=2&a=1"), json!({"a": "1"}));
    }

    #[test]
    fn odd_names_are_treated_as_in_php() {
        assert_eq!(decoded("a.b c=1"), json!({"a_b_c": "1"}));
        assert_eq!(decoded("a[b=1"), json!({"a_b": "1"}));
        assert_eq!(decoded("a[b.c]d=1"), json!({"a": {"b.c": "1"}}));
        assert_eq!(decoded("=1&[x]=2&&&"), json!({}));
        assert_eq!(decoded("a"), json!({"a": ""}));
        assert_eq!(decoded("0=x"), json!({"0": "x"}));
    }

    #[test]
    fn broken_percent_signs_are_kept_and_broken_text_replaced() {
        assert_eq!(decoded("a=100%&b=%zz&c=%4"), json!({"a": "100%", "b": "%zz", "c": "%4"}));
        assert_eq!(decoded("a=%ff%41"), json!({"a": "\u{fffd}A"}));
    }

    #[test]
    fn what_lies_too_deep_is_dropped() {
        let name = format!("a{}", "[x]".repeat(70));
        assert_eq!(decoded(&format!("{name}=1&b=2")), json!({"b": "2"}));
    }

    #[test]
    fn variables_over_the_limit_are_lost() {
        assert_eq!(decode(b"a=1&b=2&c=3", 2), json!({"a": "1", "b": "2"}));
    }

    fn value() -> impl Strategy<Value = Value> {
        let key = "[a-z][a-z0-9_ éß%&=+.]{0,6}";
        any::<String>().prop_map(Value::String).prop_recursive(3, 24, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(Value::Array),
                prop::collection::btree_map(key, inner, 1..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn encode(name: &str, value: &Value, out: &mut Vec<String>) {
        match value {
            Value::Array(list) => {
                for (n, value) in list.iter().enumerate() {
                    encode(&format!("{name}[{n}]"), value, out);
                }
            }
            Value::Object(map) => {
                for (key, value) in map {
                    encode(&format!("{name}[{key}]"), value, out);
                }
            }
            value => out.push(format!("{}={}", escape(name), escape(value.as_str().unwrap_or_default()))),
        }
    }

    fn escape(text: &str) -> String {
        text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
    }

    proptest! {
        #[test]
        fn what_was_encoded_comes_back(fields in prop::collection::btree_map("[a-z_]{1,8}", value(), 0..5)) {
            let mut pairs = Vec::new();
            for (name, value) in &fields {
                encode(name, value, &mut pairs);
            }
            prop_assert_eq!(decoded(&pairs.join("&")), Value::Object(fields.into_iter().collect()));
        }

        #[test]
        fn any_bytes_are_read_without_a_crash(body in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(decode(&body, 0).is_object());
        }
    }
}
