//! The page of a document that is for the customer, e.g. an invoice that he can look at and pay.

use serde::{Deserialize, Serialize};

use crate::document::DocumentKind;
use crate::outcome::{LookUp, LookUpClass, Outcome, Unfinished};
use crate::reason::Reason;

/// Letters of an address that is taken.
const LONGEST: usize = 500;

/// A document whose page for the customer somebody wants to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageQuery {
    /// Which kind of document.
    pub kind: DocumentKind,
    /// The service's own id of it.
    pub remote_id: String,
}

/// What asking for it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CustomerPage {
    /// `Found`, or `Absent` where there is none; else what kept the service from telling.
    pub class: LookUpClass,
    /// Its address, when it was found.
    pub url: Option<String>,
    /// Why there is none, or why nobody knows.
    pub reason: Option<Reason>,
    /// HTTP status, if there was an answer.
    pub http_status: Option<u16>,
    /// Seconds the service asks to wait.
    pub retry_after: Option<u32>,
}

impl CustomerPage {
    /// The service told its address; `None` for one that nobody should be led to.
    pub fn at(url: &str, http_status: u16) -> Option<Self> {
        is_safe(url).then(|| Self {
            class: LookUpClass::Found,
            url: Some(url.to_owned()),
            http_status: Some(http_status),
            ..Self::none(None, None)
        })
    }

    /// There is none.
    pub fn none(reason: Option<Reason>, http_status: Option<u16>) -> Self {
        Self { class: LookUpClass::Absent, url: None, reason, http_status, retry_after: None }
    }

    /// What kept the service from telling.
    pub fn from_outcome(outcome: &Outcome) -> Self {
        LookUp::from_outcome(outcome).into()
    }
}

/// An https address with a host and nothing that could end the attribute or the line that it stands in. One with an `@` might
/// show another host than the one it leads to.
fn is_safe(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain = |letter: char| {
        letter.is_ascii_graphic() && !matches!(letter, '"' | '\'' | '<' | '>' | '`' | '\\' | '@')
    };
    url.len() <= LONGEST
        && host.starts_with(|first: char| first.is_ascii_alphanumeric())
        && rest.chars().all(is_plain)
}

impl From<LookUp> for CustomerPage {
    fn from(LookUp { class, reason, http_status, retry_after, .. }: LookUp) -> Self {
        Self { class, url: None, reason, http_status, retry_after }
    }
}

impl Unfinished for CustomerPage {
    fn unfinished(reason: Reason, wrote: bool) -> Self {
        LookUp::unfinished(reason, wrote).into()
    }

    fn locked_out(reason: Reason, wrote: bool) -> Self {
        LookUp::locked_out(reason, wrote).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 12.4: whatever a service answers, nobody is led to anything but a page of the web.
    #[test]
    fn only_a_plain_https_address_is_taken() {
        let told = |url: &str| CustomerPage::at(url, 200).and_then(|page| page.url);
        for good in ["https://in.example.com/a7Fq?x=1&y=%20#z", "https://in.example.com"] {
            assert_eq!(told(good).as_deref(), Some(good));
        }
        let long = format!("https://in.example.com/{}", "x".repeat(10_000));
        for bad in [
            "javascript:alert(1)",
            "data:text/html,<script>",
            "http://in.example.com/a",
            "//in.example.com/a",
            "HTTPS://in.example.com",
            "https://",
            "https:///a",
            "https://?a",
            "https://in.example.com/\" onmouseover=\"x",
            "https://in.example.com/'",
            "https://in.example.com/<b>",
            "https://in.example.com/a b",
            "https://in.example.com/a\n",
            "https://in.example.com/\u{202e}moc",
            "https://in.example.com@evil.example/",
            " https://in.example.com/",
            &long,
            "",
        ] {
            assert_eq!(told(bad), None, "{bad}");
        }
    }
}
