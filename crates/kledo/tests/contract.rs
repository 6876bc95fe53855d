//! Every order of `tests/contract` becomes the document that is written beside it.
//!
//! A file holds `name`, `about`, `kind`, `settings`, `snapshot` (as PHP gives it) and `expected`: what `map()` answers.
//! The amounts were worked out by hand and by `WooCommerce`'s own rules, not by this code.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use accounting_core::connector::{Connector, Settings};
use accounting_core::document::{DocumentKind, Mapped};
use accounting_core::snapshot::{Line, OrderSnapshot};
use kledo::Kledo;
use serde::Deserialize;
use serde_json::Value;

/// Files of the folder. Whoever adds one counts it here; fewer, and some were lost.
const CASES: usize = 135;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    about: String,
    kind: DocumentKind,
    settings: Settings,
    snapshot: Value,
    expected: Value,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/contract")
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn cases() -> Vec<Case> {
    let is_case = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "json");
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    files().into_iter().filter(is_case).map(read).collect()
}

fn map(case: &Case) -> Mapped {
    let snapshot: OrderSnapshot = serde_json::from_value(case.snapshot.clone())
        .unwrap_or_else(|error| panic!("{}: {error}", case.name));
    Kledo.map(&case.kind, snapshot.order_id, &snapshot, &case.settings).unwrap()
}

#[test]
fn every_order_becomes_its_document() {
    let faults: Vec<String> = cases()
        .iter()
        .filter_map(|case| {
            let mut differences = Vec::new();
            compare("", &case.expected, &serde_json::to_value(map(case)).unwrap(), &mut differences);
            let about = format!("{}: {}\n    {}", case.name, case.about, differences.join("\n    "));
            (!differences.is_empty()).then_some(about)
        })
        .collect();
    assert!(faults.is_empty(), "{} differ\n\n{}\n", faults.len(), faults.join("\n\n"));
}

/// Says in which places two values differ, each on a line.
fn compare(at: &str, expected: &Value, got: &Value, differences: &mut Vec<String>) {
    match (expected, got) {
        (Value::Object(left), Value::Object(right)) => {
            let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            for key in keys {
                compare_entry(&format!("{at}.{key}"), left.get(key), right.get(key), differences);
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            for index in 0..left.len().max(right.len()) {
                compare_entry(&format!("{at}[{index}]"), left.get(index), right.get(index), differences);
            }
        }
        _ if expected == got => {}
        _ => differences.push(format!("{at}: expected {expected}, got {got}")),
    }
}

/// What is absent is not the same as null: a form leaves the one out, and another service may not.
fn compare_entry(at: &str, expected: Option<&Value>, got: Option<&Value>, differences: &mut Vec<String>) {
    match (expected, got) {
        (Some(expected), Some(got)) => compare(at, expected, got, differences),
        (Some(expected), None) => differences.push(format!("{at}: expected {expected}, and it is not there")),
        (None, Some(got)) => differences.push(format!("{at}: not expected, got {got}")),
        (None, None) => {}
    }
}

#[test]
fn null_and_absent_are_two_things() {
    let differences = |expected: Value, got: Value| {
        let mut differences = Vec::new();
        compare("", &expected, &got, &mut differences);
        differences
    };
    let (null, absent) = (serde_json::json!({"a": null}), serde_json::json!({}));
    assert_eq!(differences(null.clone(), absent.clone()), [".a: expected null, and it is not there"]);
    assert_eq!(differences(absent, null.clone()), [".a: not expected, got null"]);
    assert_eq!(differences(serde_json::json!([1]), serde_json::json!([1, null])).len(), 1);
    assert!(differences(null.clone(), null).is_empty());
}

#[test]
fn nothing_in_the_folder_goes_unread() {
    let mut faults = Vec::new();
    for path in files() {
        let (stem, extension) = (path.file_stem().unwrap(), path.extension().unwrap_or_default());
        if path.file_name().unwrap() == "README.md" {
            continue;
        }
        if extension != "json" {
            faults.push(format!("{}: not a case, and nobody reads it", path.display()));
            continue;
        }
        let case: Case = serde_json::from_str(&std::fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if stem != case.name.as_str() {
            faults.push(format!("{}: is called {}", path.display(), case.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(cases().len(), CASES);
}

/// A misspelt field would be read as absent, and the case would prove nothing.
#[test]
fn every_field_of_a_snapshot_is_known() {
    let mut unknown = Vec::new();
    for case in cases() {
        let snapshot: OrderSnapshot = serde_json::from_value(case.snapshot.clone()).unwrap();
        find_unknown(&case.name, &case.snapshot, &serde_json::to_value(snapshot).unwrap(), &mut unknown);
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}

fn find_unknown(at: &str, given: &Value, known: &Value, unknown: &mut Vec<String>) {
    match (given, known) {
        (Value::Object(given), Value::Object(known)) => {
            for (key, value) in given {
                match known.get(key) {
                    Some(known) => find_unknown(&format!("{at}.{key}"), value, known, unknown),
                    None => unknown.push(format!("{at}.{key}")),
                }
            }
        }
        (Value::Array(given), Value::Array(known)) => {
            for (index, (value, known)) in given.iter().zip(known).enumerate() {
                find_unknown(&format!("{at}[{index}]"), value, known, unknown);
            }
        }
        _ => {}
    }
}

/// "Done when" of the mapping: with prices that hold their tax, or without tax, nothing may be off by a rupiah.
#[test]
fn untaxed_and_tax_inclusive_orders_are_exact() {
    let mut exact = 0;
    for case in cases() {
        let Mapped::Document(document) = map(&case) else { continue };
        let is_inclusive = case.snapshot["prices_include_tax"] == true;
        let is_untaxed = case.snapshot["totals"]["total_tax"] == "0";
        // Whether an order adds up is for its file to say; that the rest is exact is not.
        if (is_inclusive || is_untaxed) && !is_odd(&case) {
            assert_eq!(document.reconciliation.difference.to_string(), "0", "{}", case.name);
            exact += 1;
        }
    }
    assert_eq!(exact, 96, "files that prove something");
}

fn is_odd(case: &Case) -> bool {
    let odd = ["order_does_not_add_up", "negative_total"];
    let causes = &case.expected["document"]["reconciliation"]["causes"];
    causes.as_array().unwrap().iter().any(|cause| odd.contains(&cause.as_str().unwrap()))
}

/// The mapping of `plain`, with more lines than a form of PHP takes.
fn with_lines(count: u64) -> Mapped {
    let plain = cases().into_iter().find(|case| case.name == "plain").unwrap();
    let mut snapshot: OrderSnapshot = serde_json::from_value(plain.snapshot).unwrap();
    let line = snapshot.lines[0].clone();
    let numbered =
        |number: u64| Line { id: number, product_id: number, sku: format!("SKU-{number}"), ..line.clone() };
    snapshot.lines = (1..=count).map(numbered).collect();
    // Each line is 100,000 and the shipping 15,000.
    snapshot.totals.total = (100_000 * i64::try_from(count).unwrap() + 15_000).into();
    Kledo.map(&plain.kind, snapshot.order_id, &snapshot, &Settings::new()).unwrap()
}

#[test]
fn five_hundred_lines_are_exact_and_said_to_be_many() {
    let Mapped::Document(document) = with_lines(500) else { panic!("no document") };
    assert_eq!(document.payload["items"].as_array().unwrap().len(), 500);
    assert_eq!(document.reconciliation.document_total.to_string(), "50015000");
    assert!(document.reconciliation.difference.is_zero());
    let causes = serde_json::to_value(&document.reconciliation.causes).unwrap();
    assert_eq!(causes, serde_json::json!(["too_many_fields"]));
}

#[test]
fn what_only_decorates_goes_before_a_form_becomes_too_long() {
    for (lines, has_category) in [(100, true), (190, false)] {
        let Mapped::Document(document) = with_lines(lines) else { panic!("no document") };
        assert!(document.reconciliation.causes.is_empty());
        assert_eq!(document.payload["items"][0].get("category_name").is_some(), has_category);
        let form = kledo::form::encode(&document.payload);
        assert!(form.split('&').count() <= 1000);
    }
}
