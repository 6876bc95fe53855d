//! Whatever a service answers is read without a panic; a document counts as taken only when the answer says so, and none of
//! another order is taken for ours.
#![no_main]

use accounting_core::auth::Credentials;
use accounting_core::connector::{Connector, LookUpQuery, Turn};
use accounting_core::document::{Document, Reconciliation};
use accounting_core::exchange::{Answer, Exchange};
use accounting_core::links::Known;
use accounting_core::money::Amount;
use accounting_core::outcome::{LookUpClass, Outcome, OutcomeClass};
use kledo::{Kledo, ORDER};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

fn document() -> Document {
    Document {
        kind: ORDER,
        order_id: 123,
        subject_id: 123,
        reference: "WC/SO/123".to_owned(),
        payload: Map::new(),
        asks_for: Vec::new(),
        held: false,
        reconciliation: Reconciliation {
            currency: "IDR".to_owned(),
            order_total: Amount::ZERO,
            document_total: Amount::ZERO,
            difference: Amount::ZERO,
            causes: Vec::new(),
            unmapped_taxes: Vec::new(),
        },
    }
}

fn answered(turn: Turn<Outcome>) -> Outcome {
    match turn {
        Turn::Done(outcome) => outcome,
        Turn::Ask(request) => panic!("asks {request:?} after an answer"),
    }
}

/// Whether the answer is an object that says yes or no, in one of the ways that Kledo was seen to.
fn success(body: &[u8]) -> Option<bool> {
    let body: Value = serde_json::from_slice(body).ok()?;
    match body.as_object()?.get("success")? {
        Value::Bool(yes) => Some(*yes),
        Value::Number(number) => Some(*number == 1.into()),
        Value::String(text) => Some(["1", "true", "yes"].contains(&text.as_str())),
        _ => None,
    }
}

fuzz_target!(|input: (u16, Option<u32>, Vec<u8>)| {
    let (status, retry_after, body) = input;
    let answer = Answer { retry_after, ..Answer::new(status, body.clone()) };
    let _ = Kledo.auth().replaced(&Credentials::default(), &answer);
    let missing = Answer::new(404, Vec::new());
    let conversations: [Vec<Exchange>; 2] = [vec![Ok(answer.clone())], vec![Ok(missing), Ok(answer)]];
    let query = LookUpQuery { kind: ORDER, order_id: 123, subject_id: 123, reference: "WC/SO/123".to_owned(), sent_as: None };
    let sent = answered(Kledo.send(&document(), &Known::default(), &conversations[0]));
    let says_yes = (200..300).contains(&status) && success(&body) == Some(true);
    assert_eq!(sent.class == OutcomeClass::Accepted, says_yes, "{sent:?}");
    // Only an answer that refuses may be taken for a no: after anything else the document may be there.
    let refuses = matches!(status, 400..=499) || ((200..300).contains(&status) && success(&body) == Some(false));
    let may_be_there = matches!(sent.class, OutcomeClass::Accepted | OutcomeClass::Unconfirmed);
    assert!(may_be_there || refuses, "{status}: {sent:?}");
    if let Some(reason) = &sent.reason {
        assert!(!reason.detail.contains(char::is_control) && reason.detail.chars().count() <= 500);
    }
    for so_far in &conversations {
        let _ = Kledo.test_connection(so_far);
        for catalogue in ["accounts", "warehouses", "tags"] {
            let _ = Kledo.list(catalogue, "", 1, so_far);
        }
        if let Turn::Done(result) = Kledo.look_up(&query, so_far)
            && result.class == LookUpClass::Found
            && let Some(number) = result.remote_number
        {
            assert_eq!(number, "WC/SO/123");
        }
    }
});
