//! Whatever a service answers is read without a panic, and never taken for a document of another order.
#![no_main]

use accounting_core::connector::{Catalogue, Connector, LookUpQuery, Turn};
use accounting_core::document::DocumentKind;
use accounting_core::exchange::{Answer, Exchange};
use accounting_core::outcome::LookUpClass;
use accounting_core::reference::may_belong_to;
use kledo::Kledo;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, Option<u32>, Vec<u8>)| {
    let (status, retry_after, body) = input;
    let answer = Answer { status, retry_after, body };
    let _ = Kledo.rotated_key(&answer);
    let missing = Answer { status: 404, retry_after: None, body: Vec::new() };
    let conversations: [Vec<Exchange>; 2] = [vec![Ok(answer.clone())], vec![Ok(missing), Ok(answer)]];
    let query = LookUpQuery { kind: DocumentKind::Order, order_id: 123, reference: "WC/SO/123".to_owned() };
    for so_far in &conversations {
        let _ = Kledo.test_connection(so_far);
        for catalogue in [Catalogue::Accounts, Catalogue::Warehouses, Catalogue::Tags] {
            let _ = Kledo.list(catalogue, "", 1, so_far);
        }
        if let Turn::Done(result) = Kledo.look_up(&query, so_far)
            && result.class == LookUpClass::Found
            && let Some(number) = result.remote_number
        {
            assert!(may_belong_to(&number, 123));
        }
    }
});
