//! The routes of Kledo.

use std::sync::Arc;

use accounting_sandbox::{Answer, Fate, Head, Outcome, Request, Service};
use chrono::{DateTime, Duration, FixedOffset, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::form;
use crate::kledo::{BASE, Kledo};
use crate::lists::paginate;
use crate::settings::{Booleans, Duplicates, ListStyle, Numbers, Settings, TaxMode};
use crate::store::Document;
use crate::submission::{Kind, Submission};
use crate::wording;

/// Jakarta is seven hours ahead.
const JAKARTA_SECONDS: i32 = 7 * 3600;

/// What a path and a method mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route<'a> {
    Submit(Kind),
    Transactions(&'a str),
    Connection,
    Accounts,
    Warehouses,
    Tags,
    Documents(Kind),
    Document(Kind, &'a str),
    LockDate,
    Contacts,
}

/// Handles a request the way Kledo does when nothing goes wrong: route, limit, key, User-Agent, and then the
/// thing itself.
pub(crate) fn handle(kledo: &mut Kledo, request: &Request<'_>, fate: &Fate, now: DateTime<Utc>) -> Outcome {
    let mut outcome = match admit(kledo, request.head, now) {
        Ok(route) => dispatch(kledo, request, route, fate, now),
        Err(answer) => answer.into(),
    };
    if let Some(value) = outcome.answer.json_mut() {
        dress(value, &kledo.settings);
    }
    outcome
}

fn admit<'a>(kledo: &mut Kledo, head: &'a Head, now: DateTime<Utc>) -> Result<Route<'a>, Answer> {
    let path = head.below(BASE).ok_or_else(wording::not_found)?;
    let route = route(path, &kledo.settings).ok_or_else(wording::not_found)?;
    let method = if matches!(route, Route::Submit(_)) { "POST" } else { "GET" };
    if head.method != method {
        let message = format!("The {} method is not supported for this route.", head.method);
        return Err(wording::refusal(405, &message).with("Allow", method));
    }
    if let Some(wait) = kledo.over_the_limit(now) {
        let seconds = wait.num_milliseconds().unsigned_abs().div_ceil(1000).to_string();
        let answer = wording::too_many();
        let tells = kledo.settings.rate_limit_retry_after;
        return Err(if tells { answer.with("Retry-After", &seconds) } else { answer });
    }
    if !kledo.is_authorized(head) {
        return Err(wording::unauthenticated());
    }
    if kledo.settings.wrong_company {
        return Err(wording::wrong_company());
    }
    if path.starts_with("woocommerce/") && !is_plugin(head.header("user-agent").unwrap_or_default()) {
        return Err(wording::refusal(400, "User-Agent tidak dikenali."));
    }
    Ok(route)
}

fn route<'a>(path: &'a str, settings: &Settings) -> Option<Route<'a>> {
    Some(match path {
        "woocommerce/order" => Route::Submit(Kind::Order),
        "woocommerce/invoice" => Route::Submit(Kind::Invoice),
        "woocommerce/connection" if settings.has_connection_path => Route::Connection,
        "finance/accounts/suggestionPerPage" => Route::Accounts,
        "finance/warehouses" => Route::Warehouses,
        "finance/tags" => Route::Tags,
        "finance/invoices" => Route::Documents(Kind::Invoice),
        "finance/orders" => Route::Documents(Kind::Order),
        "finance/contacts" => Route::Contacts,
        "options/lock_date" => Route::LockDate,
        path if path.starts_with("finance/invoices/") => numbered(path, "finance/invoices/", Kind::Invoice)?,
        path if path.starts_with("finance/orders/") => numbered(path, "finance/orders/", Kind::Order)?,
        path if settings.has_transactions_path => {
            let id = path.strip_prefix("woocommerce/transactions/")?;
            let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
            is_id.then_some(Route::Transactions(id))?
        }
        _ => return None,
    })
}

fn numbered<'a>(path: &'a str, list: &str, kind: Kind) -> Option<Route<'a>> {
    let id = path.strip_prefix(list)?;
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then_some(Route::Document(kind, id))
}

/// `^Kledo/\S+ \(WooCommerce/[^;]+; WordPress/[^)]+\)$`
fn is_plugin(user_agent: &str) -> bool {
    let parts = user_agent
        .strip_prefix("Kledo/")
        .and_then(|rest| rest.split_once(" (WooCommerce/"))
        .and_then(|(version, rest)| Some((version, rest.split_once("; WordPress/")?)));
    let Some((version, (woocommerce, rest))) = parts else {
        return false;
    };
    let wordpress = rest.strip_suffix(')').unwrap_or_default();
    let is_version = !version.is_empty() && !version.contains(char::is_whitespace);
    let are_given = !woocommerce.is_empty() && !wordpress.is_empty();
    is_version && are_given && !woocommerce.contains(';') && !wordpress.contains(')')
}

fn dispatch(
    kledo: &mut Kledo,
    request: &Request<'_>,
    route: Route<'_>,
    fate: &Fate,
    now: DateTime<Utc>,
) -> Outcome {
    match route {
        Route::Submit(kind) => submit(kledo, request, kind, fate, now),
        Route::Transactions(id) => success(transactions(kledo, id, now)).into(),
        Route::Connection => success(connection(&kledo.settings, now)).into(),
        Route::Accounts => success(accounts(kledo, request)).into(),
        Route::Warehouses => success(warehouses(kledo, request)).into(),
        Route::Tags => {
            let tag = |tag: &_| json!(tag);
            success(paginate(request.head, &kledo.settings.tags, tag)).into()
        }
        Route::Documents(_) | Route::Document(..) | Route::LockDate if !kledo.settings.may_read_documents => {
            wording::refusal(403, "Tidak ada akses.").into()
        }
        Route::Documents(kind) => success(documents(kledo, request, kind)).into(),
        Route::Document(kind, id) => {
            whole_document(kledo, kind, id).map_or_else(wording::not_found, success).into()
        }
        Route::LockDate => success(json!({"lock_date": kledo.settings.lock_date})).into(),
        Route::Contacts => success(contacts(kledo, request)).into(),
    }
}

fn success(data: Value) -> Answer {
    envelope(data, "Data berhasil diambil.")
}

fn envelope(data: Value, message: &str) -> Answer {
    let mut body = json!({"success": true, "message": message, "time": 0});
    body["data"] = data;
    Answer::json(200, body)
}

fn submit(kledo: &mut Kledo, request: &Request<'_>, kind: Kind, fate: &Fate, now: DateTime<Utc>) -> Outcome {
    let Some(fields) = request.fields.clone() else {
        return wording::refusal(400, "Content-Type harus application/x-www-form-urlencoded.").into();
    };
    let submission = match Submission::read(kind, fields, &kledo.settings) {
        Ok(submission) => submission,
        Err(complaint) => return wording::refusal(400, &complaint).into(),
    };
    let (message, refusal) = match kind {
        Kind::Order => ("Pesanan penjualan sedang diproses.", "Nomor pesanan sudah digunakan."),
        Kind::Invoice => ("Tagihan sedang diproses.", "Nomor tagihan sudah digunakan."),
    };
    let is_duplicate = kledo.store.has_number(kind, &submission.number);
    let document = match kledo.settings.duplicates {
        Duplicates::Reject if is_duplicate => return wording::refusal(400, refusal).into(),
        Duplicates::Ignore if is_duplicate => None,
        _ => {
            let Settings { queue_delay_ms, link_at, .. } = kledo.settings;
            kledo.store.accept(submission, fate, now, queue_delay_ms, link_at)
        }
    };
    Outcome { answer: envelope(Value::Null, message), document }
}

fn transactions(kledo: &Kledo, id: &str, now: DateTime<Utc>) -> Value {
    let found = kledo.store.transactions(id, now);
    let shown = |document: Option<&Document>| {
        document.map(|document| {
            let number = kledo.settings.transactions_have_numbers.then_some(&document.ref_number);
            let status_id = document.status_id();
            json!({"id": document.id, "ref_number": number, "status_id": status_id, "is_closed": document.closed})
        })
    };
    let mut data = json!({
        "wc_order_id": id,
        "order": shown(found.order),
        "invoice": shown(found.invoice),
        "linked": found.invoice.is_some_and(|invoice| invoice.linked),
    });
    for (name, failure) in
        [("order_failure", found.order_failure), ("invoice_failure", found.invoice_failure)]
    {
        if let Some(text) = failure {
            data[name] = json!(text);
        }
    }
    data
}

fn connection(settings: &Settings, now: DateTime<Utc>) -> Value {
    let days = settings.key_days_remaining;
    let expires_at = days.and_then(Duration::try_days).and_then(|days| now.checked_add_signed(days));
    let tail: String = settings.key.chars().skip(settings.key.chars().count().saturating_sub(4)).collect();
    json!({
        "expires_at": expires_at.map(jakarta),
        "days_remaining": days,
        "auto_renews": settings.rotate_every > 0,
        "timezone": "Asia/Jakarta",
        "name": "WooCommerce",
        "app_code": settings.company,
        "short_token_masked": format!("kledo_pat_****{tail}"),
        "last_used_at": jakarta(now),
        "is_expired": days.is_some_and(|days| days < 0),
    })
}

/// Kledo's `Y-m-d H:i:s`, in Jakarta.
fn jakarta(time: DateTime<Utc>) -> String {
    match FixedOffset::east_opt(JAKARTA_SECONDS) {
        Some(zone) => time.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string(),
        None => time.format("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

fn accounts(kledo: &Kledo, request: &Request<'_>) -> Value {
    let query = form::query(request.head);
    let text = |name: &str| query.get(name).and_then(Value::as_str).unwrap_or_default();
    let categories: Vec<&str> =
        text("finance_account_category_ids").split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    let search = text("search").to_lowercase();
    let wanted: Vec<_> = kledo
        .settings
        .accounts
        .iter()
        .enumerate()
        .filter(|(_, it)| categories.is_empty() || categories.contains(&it.category.to_string().as_str()))
        .filter(|(_, it)| {
            it.name.to_lowercase().contains(&search) || it.ref_code.to_lowercase().contains(&search)
        })
        .collect();
    paginate(request.head, &wanted, |(at, account)| {
        json!({
            "id": at + 1,
            "name": account.name,
            "ref_code": account.ref_code,
            "finance_account_category_id": account.category,
        })
    })
}

fn warehouses(kledo: &Kledo, request: &Request<'_>) -> Value {
    match kledo.settings.warehouse_list {
        ListStyle::Plain => json!(kledo.settings.warehouses),
        ListStyle::Paginated => {
            paginate(request.head, &kledo.settings.warehouses, |warehouse| json!(warehouse))
        }
    }
}

/// The newest first, or by their days where that is asked for; the search finds its text anywhere in a number.
fn documents(kledo: &Kledo, request: &Request<'_>, kind: Kind) -> Value {
    let query = form::query(request.head);
    let text = |name: &str| query.get(name).and_then(Value::as_str).unwrap_or_default();
    let (search, from, to) = (text("search").to_lowercase(), text("date_from"), text("date_to"));
    let is_in_time = |date: &str| (from.is_empty() || date >= from) && (to.is_empty() || date <= to);
    let mut found: Vec<&Arc<Document>> = kledo
        .store
        .documents()
        .iter()
        .rev()
        .filter(|it| it.visible && it.kind == kind && it.ref_number.to_lowercase().contains(&search))
        .filter(|it| is_in_time(&it.trans_date))
        .collect();
    match (text("sort_by"), text("order_by")) {
        ("trans_date", "asc") => found.sort_by_key(|it| (&it.trans_date, it.id)),
        ("trans_date", _) => found.sort_by_key(|it| std::cmp::Reverse((&it.trans_date, it.id))),
        _ => {}
    }
    paginate(request.head, &found, |document| {
        json!({
            "id": document.id,
            "ref_number": document.ref_number,
            "trans_date": document.trans_date,
            "due_date": document.due_date,
            "status_id": document.status_id(),
            "is_closed": document.closed,
            "amount": amount(document.totals.total, &kledo.settings),
            "amount_after_tax": amount(document.totals.total, &kledo.settings),
            "contact": {"name": document.contact},
        })
    })
}

/// All of a document, with its totals.
fn whole_document(kledo: &Kledo, kind: Kind, id: &str) -> Option<Value> {
    let document =
        kledo.store.documents().iter().find(|it| it.visible && it.kind == kind && it.id.to_string() == id)?;
    let settings = &kledo.settings;
    let totals = &document.totals;
    let is_inclusive = settings.tax.mode == TaxMode::Inclusive;
    let before_tax = totals.total.checked_sub(totals.tax)?;
    let items: Vec<Value> = document
        .lines
        .iter()
        .map(|line| {
            json!({"name": line.name, "qty": amount(line.qty, settings), "price": amount(line.price, settings),
                "subtotal": amount(line.amount, settings)})
        })
        .collect();
    Some(json!({
        "id": document.id,
        "ref_number": document.ref_number,
        "trans_date": document.trans_date,
        "due_date": document.due_date,
        "status_id": document.status_id(),
        "include_tax": is_inclusive,
        "subtotal": amount(totals.subtotal, settings),
        "total_tax": amount(totals.tax, settings),
        "amount": amount(before_tax, settings),
        "amount_after_tax": amount(totals.total, settings),
        "due": amount(if document.paid { Decimal::ZERO } else { totals.total }, settings),
        "items": items,
        "contact": {"name": document.contact},
    }))
}

fn contacts(kledo: &Kledo, request: &Request<'_>) -> Value {
    let mut names: Vec<&str> =
        kledo.store.documents().iter().filter(|it| it.visible).map(|it| it.contact.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let contacts: Vec<_> = names.iter().enumerate().collect();
    paginate(request.head, &contacts, |(at, name)| json!({"id": at + 1, "name": name}))
}

/// An amount as a number or as a decimal string.
fn amount(amount: Decimal, settings: &Settings) -> Value {
    let text = amount.to_string();
    match settings.numbers {
        Numbers::String => Value::String(text),
        Numbers::Number => serde_json::from_str(&text).unwrap_or(Value::String(text)),
    }
}

/// Numbers and booleans in the form that is set.
fn dress(value: &mut Value, settings: &Settings) {
    match value {
        Value::Number(number) if settings.numbers == Numbers::String => {
            *value = Value::String(number.to_string());
        }
        Value::Bool(yes) if settings.booleans == Booleans::Int => {
            let number = u8::from(*yes);
            *value = json!(number);
        }
        Value::Array(list) => list.iter_mut().for_each(|value| dress(value, settings)),
        Value::Object(map) => map.values_mut().for_each(|value| dress(value, settings)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_must_be_that_of_the_plugin() {
        for good in
            ["Kledo/2.0.0 (WooCommerce/10.2.4; WordPress/6.9)", "Kledo/x (WooCommerce/a b; WordPress/c d; e)"]
        {
            assert!(is_plugin(good), "{good}");
        }
        for bad in [
            "",
            "curl/8.0",
            "kledo/2.0.0 (WooCommerce/10.2.4; WordPress/6.9)",
            "Kledo/ (WooCommerce/10.2.4; WordPress/6.9)",
            "Kledo/2 0 (WooCommerce/10.2.4; WordPress/6.9)",
            "Kledo/2.0.0 (WooCommerce/; WordPress/6.9)",
            "Kledo/2.0.0 (WooCommerce/10.2.4;WordPress/6.9)",
            "Kledo/2.0.0 (WooCommerce/10;2; WordPress/6.9)",
            "Kledo/2.0.0 (WooCommerce/10.2.4; WordPress/)",
            "Kledo/2.0.0 (WooCommerce/10.2.4; WordPress/6.9) ",
            "Kledo/2.0.0 (WooCommerce/10.2.4; WordPress/6.9) x)",
        ] {
            assert!(!is_plugin(bad), "{bad}");
        }
    }

    #[test]
    fn numbers_and_booleans_can_look_otherwise() {
        let settings = Settings { numbers: Numbers::String, booleans: Booleans::Int, ..Settings::default() };
        let mut value = json!({"a": [1, true], "b": {"c": false}, "d": null});
        dress(&mut value, &settings);
        assert_eq!(value, json!({"a": ["1", 1], "b": {"c": 0}, "d": null}));
    }

    #[test]
    fn times_are_those_of_jakarta() {
        let time = DateTime::<Utc>::from_timestamp(1_767_225_600, 0).unwrap();
        assert_eq!(jakarta(time), "2026-01-01 07:00:00");
    }

    #[test]
    fn a_path_means_something_only_as_a_whole() {
        let settings = Settings::default();
        assert_eq!(route("woocommerce/transactions/123", &settings), Some(Route::Transactions("123")));
        for path in
            ["woocommerce/order/", "woocommerce/transactions/", "woocommerce/transactions/x", "finance", ""]
        {
            assert_eq!(route(path, &settings), None, "{path}");
        }
    }
}
