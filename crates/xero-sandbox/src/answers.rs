//! Answers, in Xero's words.

use accounting_sandbox::{Answer, Phrase};

use crate::json::{Json, object};
use crate::settings::FailureWords;

/// JSON whose amounts are exact.
pub fn json(status: u16, body: &Json) -> Answer {
    Answer::claimed_json(status, body.written())
}

/// Some text.
pub fn text(status: u16, text: &str) -> Answer {
    Answer::typed(status, "text/plain; charset=utf-8", text)
}

/// Done, and nothing to say.
pub fn nothing() -> Answer {
    text(204, "")
}

/// There is no such thing.
pub fn not_found() -> Answer {
    text(404, "The resource you're looking for cannot be found")
}

/// The token, or what it reaches, is not good.
pub fn problem(status: u16, title: &str, detail: &str) -> Answer {
    let status_out = status.into();
    let body = object([
        ("Type", Json::Null),
        ("Title", title.into()),
        ("Status", status_out),
        ("Detail", detail.into()),
        ("Instance", "5a4d0000-0000-4000-8000-000000000001".into()),
    ]);
    json(status, &body)
}

/// What is asked for makes no sense.
pub fn exception(number: u16, kind: &str, message: &str) -> Answer {
    let number = number.into();
    json(400, &object([("ErrorNumber", number), ("Type", kind.into()), ("Message", message.into())]))
}

/// A query that cannot be read.
pub fn bad_query(message: &str) -> Answer {
    exception(16, "QueryParseException", message)
}

/// A body that cannot be read.
pub fn bad_body(message: &str) -> Answer {
    exception(14, "PostDataInvalidException", message)
}

/// Elements that cannot be taken; each has its errors in it already.
pub fn invalid(elements: Vec<Json>) -> Answer {
    let body = object([
        ("ErrorNumber", 10_u16.into()),
        ("Type", "ValidationException".into()),
        ("Message", "A validation exception occurred".into()),
        ("Elements", elements.into()),
    ]);
    json(400, &body)
}

/// One thing that cannot be done, for this reason.
pub fn refused(why: &str) -> Answer {
    invalid(vec![with_errors(object([]), &[why.to_owned()])])
}

/// An element with what is wrong with it.
pub fn with_errors(element: Json, errors: &[String]) -> Json {
    let errors: Vec<Json> = errors.iter().map(|error| object([("Message", error.as_str().into())])).collect();
    element.with("ValidationErrors", errors)
}

/// The same as XML, for those who did not ask for JSON: it says little more than what became of it.
pub fn as_xml(answer: &Answer) -> Answer {
    let xml = match answer.status {
        200..=299 => "<Response><Status>OK</Status></Response>",
        _ => {
            "<ApiException><ErrorNumber>10</ErrorNumber><Message>See the answer as JSON</Message></ApiException>"
        }
    };
    Answer::typed(answer.status, "text/xml; charset=utf-8", xml)
}

/// What a script makes Xero say.
pub fn say(phrase: Phrase<'_>, words: FailureWords) -> Answer {
    match phrase {
        Phrase::Status(status @ 200..=299) => json(status, &object([])),
        Phrase::Status(401) => problem(401, "Unauthorized", "TokenExpired: token expired"),
        Phrase::Status(status) => failure(status, words),
        Phrase::WebPage(status) => {
            Answer::html(status, "<html><body>Xero is offline for maintenance</body></html>")
        }
        Phrase::OtherCompany => not_connected(403),
        Phrase::Refusal(status, why) => {
            let why = if why.is_empty() { "refused" } else { why };
            let mut answer = refused(why);
            answer.status = status;
            answer
        }
    }
}

/// The organisation is not connected with the program.
pub fn not_connected(status: u16) -> Answer {
    let title = if status == 401 { "Unauthorized" } else { "Forbidden" };
    problem(status, title, "AuthenticationUnsuccessful")
}

fn failure(status: u16, words: FailureWords) -> Answer {
    match words {
        FailureWords::Json => {
            problem(status, "An error occurred", "An error occurred in Xero. Check the API Status")
        }
        FailureWords::Text => text(status, "Xero is currently offline for maintenance"),
        FailureWords::Xml => Answer::typed(
            status,
            "text/xml; charset=utf-8",
            format!(
                "<ApiException><ErrorNumber>{status}</ErrorNumber><Message>Failed</Message></ApiException>"
            ),
        ),
    }
}
