//! Every order of `golden` becomes the document that is written beside it.
//!
//! A file holds `about` (what is special, and how its figures come about), `kind`, `refund`, `settings` and `taxes` (key of a set
//! of rates → `TaxType` and percent) as far as they differ from those below, `order` (what differs from [`order_of`]) or `contract`
//! (a file of `tests/contract`, whose snapshot is taken), and `expected`. `golden/work_out.py` works out the figures of every file
//! anew; `by_hand` marks those that it leaves to their author.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod books;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use accounting_core::connector::Settings;
use accounting_core::document::{Document, DocumentKind, Mapped};
use accounting_core::snapshot::OrderSnapshot;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};
use xero::{mapping, wire};

/// Files of the folder. Whoever adds one counts it here; fewer, and some were lost.
const CASES: usize = 180;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(skip)]
    name: String,
    about: String,
    kind: DocumentKind,
    #[serde(default)]
    refund: Option<u64>,
    #[serde(default)]
    settings: Settings,
    #[serde(default)]
    taxes: BTreeMap<String, Option<(String, Option<Decimal>)>>,
    #[serde(default, rename = "by_hand")]
    _by_hand: bool,
    #[serde(default)]
    contract: Option<String>,
    #[serde(default)]
    order: Value,
    expected: Expected,
}

/// What comes of it; what a file does not mention is not compared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// `LineAmountTypes`, but for the capitals of quotes.
    amounts: Option<String>,
    /// Description, quantity, price, account, tax type, and the tax where Xero is told.
    lines: Option<Vec<Vec<String>>>,
    total: Option<Decimal>,
    tax: Option<Decimal>,
    #[serde(default)]
    causes: Vec<String>,
    /// Code of the reason why there is no document, and its detail.
    skipped: Option<String>,
    detail: Option<String>,
    reference: Option<String>,
    /// Fields of the payload; of objects, those that are named.
    payload: Option<Value>,
    /// Fields that the document has not.
    absent: Option<Vec<String>>,
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn cases() -> Vec<Case> {
    let entries = std::fs::read_dir(folder("tests/golden")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut case: Case =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        case.name = path.file_stem().unwrap().to_string_lossy().into_owned();
        case
    };
    files.into_iter().map(read).collect()
}

impl Case {
    fn snapshot(&self) -> OrderSnapshot {
        let snapshot = match &self.contract {
            Some(name) => {
                let text =
                    std::fs::read_to_string(folder(&format!("../../tests/contract/{name}.json"))).unwrap();
                serde_json::from_str::<Value>(&text).unwrap()["snapshot"].take()
            }
            None => order_of(&self.order),
        };
        serde_json::from_value(snapshot).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    fn taxes(&self) -> BTreeMap<String, (String, Option<Decimal>)> {
        let usual = [("", "NONE", 0), ("1", "OUTPUT2", 20)];
        let usual = usual
            .map(|(key, name, rate)| (key.to_owned(), Some((name.to_owned(), Some(Decimal::from(rate))))));
        let all: BTreeMap<_, _> = usual.into_iter().chain(self.taxes.clone()).collect();
        all.into_iter().filter_map(|(key, tax)| Some((key, tax?))).collect()
    }

    /// `TaxType` → percent, as Xero knows them.
    fn rates(&self) -> BTreeMap<String, Decimal> {
        let known = self.taxes().into_values().filter_map(|(name, rate)| Some((name, rate?)));
        known.chain([("NONE".to_owned(), Decimal::ZERO)]).collect()
    }

    fn settings(&self) -> Settings {
        let table: BTreeMap<String, String> =
            self.taxes().into_iter().map(|(key, (name, _))| (key, name)).collect();
        let rates: BTreeMap<String, String> =
            self.rates().into_iter().map(|(name, rate)| (name, rate.to_string())).collect();
        let usual = [
            ("sales_account", "200|Sales".to_owned()),
            ("shipping_account", "210|Freight".to_owned()),
            ("fee_account", "220|Other".to_owned()),
            ("rounding_account", "860|Rounding".to_owned()),
            ("tax_rates", json!(table).to_string()),
            ("fact_tax_rates", json!(rates).to_string()),
        ];
        let usual = usual.map(|(name, value)| (name.to_owned(), value));
        usual.into_iter().chain(self.settings.clone()).collect()
    }

    fn map(&self) -> Mapped {
        let snapshot = self.snapshot();
        let subject = self.refund.unwrap_or(snapshot.order_id);
        mapping::map(&self.kind, subject, &snapshot, &self.settings()).unwrap()
    }
}

/// An order of a shop in London, with what the file says of it.
fn order_of(differences: &Value) -> Value {
    let mut order = json!({
        "version": 2, "order_id": 1042, "shop": "shop.test", "number": "1042", "status": "processing", "currency": "GBP",
        "currency_decimals": 2, "base_currency": "GBP", "prices_include_tax": false, "created_at": "2026-11-21T23:30:00+00:00",
        "customer_id": 7, "billing": {"first_name": "Ayu", "last_name": "Sari", "email": "ayu@example.test"}, "lines": [],
    });
    order.as_object_mut().unwrap().extend(differences.as_object().unwrap().clone());
    order
}

#[test]
fn every_order_becomes_its_document() {
    let faults: Vec<String> = cases().iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "{} differ\n\n{}\n", faults.len(), faults.join("\n\n"));
    assert_eq!(cases().len(), CASES);
}

fn fault(case: &Case) -> Option<String> {
    let mut differences = Vec::new();
    let expected = &case.expected;
    match case.map() {
        Mapped::Skipped(reason) => {
            let code = json!(reason.code).as_str().map(str::to_owned);
            differ("skipped", &expected.skipped, &code, &mut differences);
            differ("detail", &expected.detail.clone().unwrap_or_default(), &reason.detail, &mut differences);
        }
        Mapped::Document(document) => {
            differ("skipped", &expected.skipped, &None, &mut differences);
            compare(case, &document, &mut differences);
        }
    }
    (!differences.is_empty())
        .then(|| format!("{}: {}\n    {}", case.name, case.about, differences.join("\n    ")))
}

fn differ<T: PartialEq + std::fmt::Debug>(name: &str, expected: &T, got: &T, differences: &mut Vec<String>) {
    if expected != got {
        differences.push(format!("{name}: expected {expected:?}\n        got {got:?}"));
    }
}

fn compare(case: &Case, document: &Document, differences: &mut Vec<String>) {
    let (expected, told) = (&case.expected, &document.reconciliation);
    let causes: Vec<String> =
        told.causes.iter().map(|cause| json!(cause).as_str().unwrap().to_owned()).collect();
    differ("causes", &expected.causes, &causes, differences);
    differ("held", &!causes.is_empty(), &document.held, differences);
    if let Some(lines) = &expected.lines {
        differ("lines", lines, &lines_of(document), differences);
    }
    if let Some(reference) = &expected.reference {
        differ("reference", reference, &document.reference, differences);
    }
    if let Some(payload) = &expected.payload {
        contains("payload", payload, &Value::Object(document.payload.clone()), differences);
    }
    for field in expected.absent.iter().flatten() {
        differ(field, &None, &document.payload["document"].get(field.as_str()), differences);
    }
    if document.payload.get("document").is_some_and(|element| element.get("LineItems").is_some()) {
        compare_totals(case, document, differences);
    }
}

/// Total and tax by Xero's arithmetic from what is sent, and by what the document says of itself.
fn compare_totals(case: &Case, document: &Document, differences: &mut Vec<String>) {
    let (expected, kept) = (&case.expected, books::keep(document, &case.rates()));
    let amounts = document.payload["document"]["LineAmountTypes"].as_str().map(str::to_lowercase);
    differ(
        "amounts",
        &expected.amounts.as_ref().map(|amounts| amounts.to_lowercase()),
        &amounts,
        differences,
    );
    differ(
        "total announced",
        &expected.total,
        &Some(document.reconciliation.document_total.decimal()),
        differences,
    );
    // What Xero would make of what is held for want of a rate, nobody knows.
    if case.expected.causes.iter().any(|cause| cause == "tax_not_mapped" || cause == "tax_rate_unknown") {
        return;
    }
    differ("total", &expected.total, &Some(kept.total), differences);
    differ("tax", &expected.tax, &Some(kept.tax), differences);
    if !document.held {
        differ("refusals", &Vec::new(), &kept.refusals, differences);
    }
}

fn lines_of(document: &Document) -> Vec<Vec<String>> {
    let fields = ["Description", "Quantity", "UnitAmount", "AccountCode", "TaxType", "TaxAmount"];
    let row = |line: &Value| {
        let told = line.get("TaxAmount").is_some();
        let fields = fields.iter().take(if told { 6 } else { 5 });
        fields.map(|field| line[*field].as_str().unwrap_or_default().to_owned()).collect()
    };
    document.payload["document"]["LineItems"].as_array().unwrap().iter().map(row).collect()
}

/// Of objects those fields that are named, of anything else all of it.
fn contains(at: &str, expected: &Value, got: &Value, differences: &mut Vec<String>) {
    match (expected, got) {
        (Value::Object(expected), Value::Object(fields)) => {
            for (name, value) in expected {
                contains(
                    &format!("{at}.{name}"),
                    value,
                    fields.get(name).unwrap_or(&Value::Null),
                    differences,
                );
            }
        }
        _ => differ(at, expected, got, differences),
    }
}

/// What leaves is JSON with numbers, and reading it gives every digit back.
#[test]
fn every_document_leaves_with_exact_numbers() {
    for case in cases() {
        let Mapped::Document(document) = case.map() else { continue };
        let body = wire::body(&document.payload);
        assert_eq!(wire::parse(&body), Some(Value::Object(document.payload)), "{}", case.name);
        for field in ["Quantity", "UnitAmount", "TaxAmount", "UnitPrice"] {
            assert!(!body.contains(&format!("\"{field}\":\"")), "{}: {body}", case.name);
        }
        // Never a discount, never a line's own amount, never an e-mail to the customer.
        for field in ["Discount", "LineAmount\"", "SentToContact"] {
            assert!(!body.contains(field), "{}: {body}", case.name);
        }
    }
}

#[test]
fn five_hundred_lines_are_exact() {
    let line = |id: u64| {
        json!({"id": id, "name": format!("Bead {id}"), "quantity": "3", "subtotal": "0.833333", "total": "0.833333",
            "total_tax": "0.17", "taxes": {"1": {"subtotal": "0.166667", "total": "0.166667"}}})
    };
    let lines: Vec<Value> = (1..=500).map(line).collect();
    let totals = json!({"total": "500.00", "total_tax": "83.33"});
    let snapshot = serde_json::from_value(order_of(&json!({"lines": lines, "totals": totals}))).unwrap();
    let case = cases().into_iter().find(|case| case.name == "plain").unwrap();
    let mapped = mapping::map(&case.kind, 1042, &snapshot, &case.settings()).unwrap();
    let Mapped::Document(document) = mapped else { panic!("no document") };
    let kept = books::keep(&document, &case.rates());
    assert_eq!((kept.total, kept.tax), (Decimal::from(500), Decimal::new(8333, 2)));
    assert!(!document.held && kept.refusals.is_empty(), "{:?}", document.reconciliation);
    assert_eq!(document.payload["document"]["LineItems"].as_array().unwrap().len(), 500);
}

#[test]
fn a_snapshot_of_another_version_and_a_refund_that_is_not_there_are_refused() {
    let case = cases().into_iter().find(|case| case.name == "plain").unwrap();
    let (snapshot, settings) = (case.snapshot(), case.settings());
    let refusal = |kind: &'static str, snapshot: &OrderSnapshot| {
        mapping::map(&DocumentKind::named(kind), 8, snapshot, &settings).unwrap_err().to_string()
    };
    for kind in ["credit_note", "allocation", "refund_payment"] {
        assert_eq!(refusal(kind, &snapshot), "order 1042 has no refund 8");
    }
    assert_eq!(refusal("order", &snapshot), "there is no document called \"order\"");
    let old = OrderSnapshot { version: 1, ..snapshot };
    assert!(refusal("invoice", &old).starts_with("snapshot version 1"));
}

/// No approval sends what lacks an account or a tax type, or what Xero is bound to refuse.
#[test]
fn what_must_be_mended_is_not_complete() {
    let complete = |name: &str| {
        let case = cases().into_iter().find(|case| case.name == name).unwrap();
        let Mapped::Document(document) = case.map() else { panic!("no document") };
        assert!(document.held || case.expected.causes.is_empty());
        mapping::is_complete(&document)
    };
    for held in [
        "set-not-mapped",
        "rate-not-known",
        "sales-account-missing",
        "currency-not-kept",
        "closed-day",
        "below-nothing",
        "refund-that-cannot-be-traced",
    ] {
        assert!(!complete(held), "{held}");
    }
    assert!(complete("plain") && complete("eleven-cents-less") && complete("wrong-tax-type"));
}
