//! A call of the API: what it names, and how it wants to be answered.

use accounting_sandbox::{Answer, Request};
use chrono::{DateTime, Utc};

use crate::answers;
use crate::dates;
use crate::json::Json;

/// A call.
#[derive(Debug)]
pub struct Call {
    /// The method.
    pub method: String,
    /// The parts of its path below `/api.xro/2.0/`.
    pub path: Vec<String>,
    query: Vec<(String, String)>,
    /// Its body, of a write.
    pub body: Json,
    /// Nothing older is wanted.
    pub since: Option<DateTime<Utc>>,
}

/// Where the API of the books begins.
pub const API: &str = "/api.xro/2.0/";
/// The longest body.
const LONGEST: usize = 3_500_000;

impl Call {
    /// Reads a request; none of it is done yet.
    pub fn read(request: &Request<'_>) -> Result<Self, Answer> {
        let head = request.head;
        let is_write = matches!(head.method.as_str(), "PUT" | "POST");
        if request.body.len() > LONGEST {
            return Err(answers::text(413, "Request Entity Too Large"));
        }
        if is_write && head.media_type() != "application/json" {
            return Err(answers::text(415, "Unsupported Media Type"));
        }
        let body = if is_write { Json::parse(request.body) } else { Some(Json::Null) };
        let body = body.ok_or_else(|| answers::bad_body("JSON could not be deserialized"))?;
        let since = head.header("if-modified-since").map(dates::moment);
        if since == Some(None) {
            return Err(answers::bad_query("If-Modified-Since is not a valid date"));
        }
        Ok(Self {
            method: head.method.clone(),
            path: path(&head.path),
            query: form_urlencoded::parse(head.query.as_bytes()).into_owned().collect(),
            body,
            since: since.flatten(),
        })
    }

    /// A call that came by no request, e.g. `PUT`, `Contacts?summarizeErrors=false`.
    pub fn of(method: &str, address: &str, body: Json) -> Self {
        let (below, query) = address.split_once('?').unwrap_or((address, ""));
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let path = path(&format!("{API}{}", below.trim_start_matches('/')));
        Self { method: method.to_owned(), path, query, body, since: None }
    }

    /// A value of the query.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The values of a query that are separated by commas; none when it is not there.
    pub fn listed(&self, name: &str) -> Option<Vec<&str>> {
        self.query(name).map(|values| values.split(',').collect())
    }

    /// Whether one wrong element refuses all.
    pub fn summarizes_errors(&self) -> bool {
        self.query("summarizeErrors") != Some("false")
    }

    /// How many decimals a `UnitAmount` has.
    pub fn unit_decimals(&self) -> u32 {
        if self.query("unitdp") == Some("4") { 4 } else { 2 }
    }

    /// The elements of the body: those of a collection, or the body itself where it is just one.
    pub fn elements(&self, collection: &str) -> Result<Vec<Json>, Answer> {
        let elements = match self.body.get(collection) {
            Json::List(elements) => elements.clone(),
            Json::Null if matches!(self.body, Json::Object(_)) => vec![self.body.clone()],
            _ => return Err(answers::bad_body(&format!("{collection} must be a list"))),
        };
        if elements.is_empty() || elements.iter().any(|element| !matches!(element, Json::Object(_))) {
            return Err(answers::bad_body(&format!("{collection} must have elements")));
        }
        Ok(elements)
    }
}

/// The parts of a path below that of the API; none for another path.
pub fn path(path: &str) -> Vec<String> {
    let below = path.strip_prefix(API).unwrap_or_default();
    let decode = |part: &str| {
        // A path knows no plus sign, a query does.
        let pair = format!("x={}", part.replace('+', "%2B"));
        form_urlencoded::parse(pair.as_bytes()).next().map(|(_, part)| part.into_owned()).unwrap_or_default()
    };
    below.split('/').filter(|part| !part.is_empty()).map(decode).collect()
}
