//! The screen: what arrived, for a person to see. A service says what is in it; everything it says is escaped here.

use std::fmt::Display;
use std::sync::Arc;

use html_escape::encode_text;

use crate::log::RequestRecord;
use crate::service::Service;
use crate::state::State;

/// How many requests are shown.
const REQUESTS: usize = 50;
const STYLE: &str = include_str!("page.css");

/// What a service shows on its page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Numbers that sum it up, with their names.
    pub figures: Vec<(&'static str, usize)>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// More CSS.
    pub style: &'static str,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its id, for CSS and links.
    pub id: &'static str,
    /// What it shows.
    pub caption: String,
    /// The names of its columns.
    pub columns: &'static [&'static str],
    /// Its rows, with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// What the row is called.
    Name(String),
    /// Some text.
    Text(String),
    /// Some text as a machine writes it.
    Code(String),
    /// A number, to the right.
    Amount(String),
    /// A number that matters more.
    Total(String),
    /// Some texts, one below the other.
    List(Vec<String>),
    /// Some text in a colour.
    Marked(Mood, String),
}

/// A colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// As it should be.
    Good,
    /// Not yet, or not quite.
    Poor,
    /// As it should not be.
    Bad,
}

impl Cell {
    /// Some text.
    pub fn text(text: impl Display) -> Self {
        Self::Text(text.to_string())
    }

    fn html(&self) -> String {
        match self {
            Self::Name(text) => format!("<th scope=\"row\">{}</th>", encode_text(text)),
            Self::Text(text) => format!("<td>{}</td>", encode_text(text)),
            Self::Code(text) => format!("<td><code>{}</code></td>", encode_text(text)),
            Self::Amount(text) => format!("<td class=\"amount\">{}</td>", encode_text(text)),
            Self::Total(text) => format!("<td class=\"amount\"><strong>{}</strong></td>", encode_text(text)),
            Self::List(texts) => {
                let items: Vec<String> =
                    texts.iter().map(|text| format!("<li>{}</li>", encode_text(text))).collect();
                format!("<td><ul>{}</ul></td>", items.concat())
            }
            Self::Marked(mood, text) => {
                format!("<td><span class=\"{}\">{}</span></td>", mood.class(), encode_text(text))
            }
        }
    }
}

impl Mood {
    fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Poor => "poor",
            Self::Bad => "bad",
        }
    }
}

impl Table {
    fn html(&self) -> String {
        let Self { id, caption, columns, rows } = self;
        let caption = encode_text(caption);
        let head: Vec<String> = columns.iter().map(|name| format!("<th scope=\"col\">{name}</th>")).collect();
        let row =
            |cells: &Vec<Cell>| format!("<tr>{}</tr>\n", cells.iter().map(Cell::html).collect::<String>());
        let body = if rows.is_empty() {
            format!("<tr><td class=\"nothing\" colspan=\"{}\">Nothing yet.</td></tr>", columns.len())
        } else {
            rows.iter().map(row).collect()
        };
        format!(
            "<section id=\"{id}\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\">\n<table>\
             <caption>{caption}</caption>\n<thead><tr>{}</tr></thead>\n<tbody>{body}</tbody></table>\n</section>\n",
            head.concat(),
        )
    }
}

/// What the screen shows, taken from the state so that its lock need not be held.
#[derive(Debug)]
pub(crate) struct Screen {
    page: Page,
    requests: Vec<Arc<RequestRecord>>,
    requests_total: usize,
    rules: usize,
}

impl Screen {
    /// The newest of everything.
    pub fn of<S: Service>(state: &State<S>) -> Self {
        let total = state.log.total();
        let first_shown = total.saturating_sub(REQUESTS) as u64;
        Self {
            page: state.service.page(),
            requests: state.log.since(first_shown).iter().rev().cloned().collect(),
            requests_total: total,
            rules: state.script.rules().iter().filter(|rule| rule.times != Some(0)).count(),
        }
    }

    /// The whole page.
    pub fn render(&self, name: &str) -> String {
        let tables: String = self.page.tables.iter().map(Table::html).collect();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"refresh\" content=\"5\">\n<title>{name} sandbox</title>\n\
             <style>{STYLE}{}</style>\n</head>\n<body>\n<header><h1>{name} sandbox</h1>\
             <p>Not the real thing: what a shop sends here stays here. This page renews itself every 5 seconds.</p>\
             </header>\n<main>\n{}{tables}{}</main>\n</body>\n</html>\n",
            self.page.style,
            self.summary(),
            self.requests().html(),
        )
    }

    fn summary(&self) -> String {
        let common = [("Requests", self.requests_total), ("Fault rules in force", self.rules)];
        let figures: Vec<String> = self
            .page
            .figures
            .iter()
            .chain(&common)
            .map(|(name, number)| format!("<div><dt>{name}</dt><dd>{number}</dd></div>"))
            .collect();
        format!("<dl class=\"figures\">{}</dl>\n", figures.concat())
    }

    fn requests(&self) -> Table {
        Table {
            id: "requests",
            caption: format!("The last {REQUESTS} requests, the newest first"),
            columns: &["No.", "Time (UTC)", "Request", "Key", "Fault", "Status", "Document"],
            rows: self.requests.iter().map(|record| request_row(record)).collect(),
        }
    }
}

fn request_row(record: &RequestRecord) -> Vec<Cell> {
    let query = if record.query.is_empty() { String::new() } else { format!("?{}", record.query) };
    let mood = match record.status {
        Some(200..=299) => Mood::Good,
        Some(300..=499) => Mood::Poor,
        _ => Mood::Bad,
    };
    vec![
        Cell::Name(record.seq.to_string()),
        Cell::text(record.at.get(11..19).unwrap_or_default()),
        Cell::Code(format!("{} {}{query}", record.method, record.path)),
        Cell::text(if record.authorized { "right" } else { "wrong" }),
        Cell::text(record.fault.as_deref().unwrap_or("–")),
        Cell::Marked(mood, record.status.map_or("none".to_owned(), |status| status.to_string())),
        Cell::Text(record.document.map_or("–".to_owned(), |id| id.to_string())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_shown_is_escaped() {
        let hostile = || "<script>&".to_owned();
        let cells =
            [Cell::Name, Cell::Text, Cell::Code, Cell::Amount, Cell::Total].map(|cell| cell(hostile()));
        let more = [Cell::List(vec![hostile()]), Cell::Marked(Mood::Bad, hostile())];
        let rows = vec![cells.into_iter().chain(more).collect()];
        let html = Table { id: "a", caption: hostile(), columns: &["b"], rows }.html();
        assert!(!html.contains("<script") && html.matches("&lt;script&gt;&amp;").count() == 9, "{html}");
    }

    #[test]
    fn a_request_is_shown_as_it_came() {
        let record = RequestRecord {
            method: "GET".to_owned(),
            path: "/a".to_owned(),
            query: "<i>=1".to_owned(),
            ..RequestRecord::default()
        };
        let row = request_row(&record);
        assert_eq!(row[2].html(), "<td><code>GET /a?&lt;i&gt;=1</code></td>");
        assert_eq!(row[5], Cell::Marked(Mood::Bad, "none".to_owned()));
    }
}
