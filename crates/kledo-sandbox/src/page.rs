//! The screen: what arrived, for a person to see.

use std::fmt::Display;
use std::sync::Arc;

use html_escape::encode_text;

use crate::log::RequestRecord;
use crate::state::State;
use crate::store::{Document, Failure};
use crate::submission::Kind;

/// How many documents and requests are shown.
const DOCUMENTS: usize = 200;
const REQUESTS: usize = 50;
const STYLE: &str = include_str!("page.css");

/// What the screen shows, taken from the state so that its lock need not be held.
#[derive(Debug)]
pub(crate) struct View {
    documents: Vec<Arc<Document>>,
    failures: Vec<Failure>,
    requests: Vec<Arc<RequestRecord>>,
    rules: usize,
    orders: usize,
    invoices: usize,
    queued: usize,
    requests_total: usize,
}

impl View {
    /// The newest of everything.
    pub fn of(state: &State) -> Self {
        let documents = state.store.documents();
        let orders = documents.iter().filter(|it| it.visible && it.kind == Kind::Order).count();
        let invoices = documents.iter().filter(|it| it.visible && it.kind == Kind::Invoice).count();
        let total = state.log.total();
        let first_shown = total.saturating_sub(REQUESTS) as u64;
        Self {
            documents: documents.iter().rev().take(DOCUMENTS).cloned().collect(),
            failures: state.store.failures().iter().rev().take(DOCUMENTS).cloned().collect(),
            requests: state.log.since(first_shown).iter().rev().cloned().collect(),
            rules: state.script.rules().iter().filter(|rule| rule.times != Some(0)).count(),
            orders,
            invoices,
            queued: state.store.queued(),
            requests_total: total,
        }
    }

    /// The whole page.
    pub fn render(&self) -> String {
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"refresh\" content=\"5\">\n<title>Kledo sandbox</title>\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<header><h1>Kledo sandbox</h1>\
             <p>Not the real thing: what a shop sends here stays here. This page renews itself every 5 seconds.</p>\
             </header>\n<main>\n{}{}{}{}</main>\n</body>\n</html>\n",
            self.summary(),
            self.documents(),
            self.failures(),
            self.requests(),
        )
    }

    fn summary(&self) -> String {
        let figures = [
            ("Sales orders", self.orders),
            ("Invoices", self.invoices),
            ("In the queue", self.queued),
            ("Failed in the queue", self.failures.len()),
            ("Requests", self.requests_total),
            ("Fault rules in force", self.rules),
        ];
        let figures: Vec<String> = figures
            .iter()
            .map(|(name, number)| format!("<div><dt>{name}</dt><dd>{number}</dd></div>"))
            .collect();
        format!("<dl class=\"figures\">{}</dl>\n", figures.concat())
    }

    fn documents(&self) -> String {
        let columns = [
            "Number", "Kind", "Order", "Customer", "Lines", "Subtotal", "Discount", "Shipping", "Tax",
            "Total", "Linked", "Closed", "State",
        ];
        let rows: Vec<String> = self.documents.iter().map(|document| document_row(document)).collect();
        section("documents", &format!("Documents, the newest first (at most {DOCUMENTS})"), &columns, &rows)
    }

    fn failures(&self) -> String {
        if self.failures.is_empty() {
            return String::new();
        }
        let rows: Vec<String> = self.failures.iter().map(failure_row).collect();
        section(
            "failures",
            "Accepted, then failed in the queue",
            &["Number", "Kind", "Order", "Reason", "At"],
            &rows,
        )
    }

    fn requests(&self) -> String {
        let columns = ["No.", "Time (UTC)", "Request", "Key", "Fault", "Status", "Document"];
        let rows: Vec<String> = self.requests.iter().map(|record| request_row(record)).collect();
        section("requests", &format!("The last {REQUESTS} requests, the newest first"), &columns, &rows)
    }
}

fn section(id: &str, caption: &str, columns: &[&str], rows: &[String]) -> String {
    let head: Vec<String> = columns.iter().map(|name| format!("<th scope=\"col\">{name}</th>")).collect();
    let body = if rows.is_empty() {
        format!("<tr><td class=\"nothing\" colspan=\"{}\">Nothing yet.</td></tr>", columns.len())
    } else {
        rows.concat()
    };
    format!(
        "<section id=\"{id}\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\">\n<table>\
         <caption>{caption}</caption>\n<thead><tr>{}</tr></thead>\n<tbody>{body}</tbody></table>\n</section>\n",
        head.concat(),
    )
}

fn document_row(document: &Document) -> String {
    let lines: Vec<String> = document
        .lines
        .iter()
        .map(|line| format!("<li>{}</li>", escaped(format!("{} × {} @ {}", line.qty, line.name, line.price))))
        .collect();
    let totals = &document.totals;
    let amounts: Vec<String> = [totals.subtotal, totals.discount, totals.shipping, totals.tax]
        .iter()
        .map(|amount| format!("<td class=\"amount\">{amount}</td>"))
        .collect();
    let closed = if document.kind == Kind::Order { yes_no(document.closed) } else { "–" };
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td><ul>{}</ul></td>{}\
         <td class=\"amount\"><strong>{}</strong></td><td>{}</td><td>{closed}</td><td>{}</td></tr>\n",
        escaped(&document.ref_number),
        kind(document.kind),
        escaped(&document.order_id),
        escaped(&document.contact),
        lines.concat(),
        amounts.concat(),
        totals.total,
        yes_no(document.linked),
        standing(document),
    )
}

fn failure_row(failure: &Failure) -> String {
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        escaped(&failure.ref_number),
        kind(failure.kind),
        escaped(&failure.order_id),
        escaped(&failure.message),
        failure.fails_at.format("%H:%M:%S"),
    )
}

fn request_row(record: &RequestRecord) -> String {
    let query = if record.query.is_empty() { String::new() } else { format!("?{}", record.query) };
    let time = record.at.get(11..19).unwrap_or_default();
    let status = record.status.map_or("none".to_owned(), |status| status.to_string());
    let mood = match record.status {
        Some(200..=299) => "good",
        Some(300..=499) => "poor",
        _ => "bad",
    };
    format!(
        "<tr><th scope=\"row\">{}</th><td>{time}</td><td><code>{}</code></td><td>{}</td><td>{}</td>\
         <td><span class=\"{mood}\">{status}</span></td><td>{}</td></tr>\n",
        record.seq,
        escaped(format!("{} {}{query}", record.method, record.path)),
        if record.authorized { "right" } else { "wrong" },
        escaped(record.fault.as_deref().unwrap_or("–")),
        record.document.map_or("–".to_owned(), |id| id.to_string()),
    )
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Order => "Sales order",
        Kind::Invoice => "Invoice",
    }
}

fn standing(document: &Document) -> &'static str {
    match (document.visible, document.status_id()) {
        (false, _) => "<span class=\"poor\">in the queue</span>",
        (_, 7) => "closed",
        (_, 6) => "invoiced, open",
        (_, 5) => "open",
        (_, 3) => "paid",
        _ => "unpaid",
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn escaped(text: impl Display) -> String {
    encode_text(&text.to_string()).into_owned()
}
