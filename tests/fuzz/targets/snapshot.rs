//! Whatever the shop gives for an order is mapped or refused, without a panic, and the same twice.
#![no_main]

use accounting_core::connector::{Connector, Settings};
use accounting_core::snapshot::OrderSnapshot;
use kledo::{INVOICE, Kledo, ORDER};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(snapshot) = serde_json::from_slice::<OrderSnapshot>(input) else { return };
    for kind in [ORDER, INVOICE] {
        let first = Kledo.map(&kind, snapshot.order_id, &snapshot, &Settings::new());
        let second = Kledo.map(&kind, snapshot.order_id, &snapshot, &Settings::new());
        match (first, second) {
            (Ok(first), Ok(second)) => assert_eq!(first, second),
            (Err(_), Err(_)) => {}
            _ => panic!("not the same twice"),
        }
    }
});
