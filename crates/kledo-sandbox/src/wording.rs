//! Kledo's words for what it refuses.

use accounting_sandbox::{Answer, Phrase};
use serde_json::{Value, json};

/// Why a document fails in the queue, when nothing else is known.
pub(crate) const FAILED_IN_QUEUE: &str = "Produk tidak dapat dibuat: kode produk sudah digunakan.";

/// What a script makes Kledo say.
pub(crate) fn of(phrase: Phrase<'_>) -> Answer {
    match phrase {
        Phrase::Status(status) => of_status(status),
        Phrase::WebPage(status) => web_page(status),
        Phrase::OtherCompany => wrong_company(),
        Phrase::Refusal(status, "") => refusal(status, "Permintaan tidak dapat diproses."),
        Phrase::Refusal(status, message) => refusal(status, message),
    }
}

/// `{"success":false,"message":…}`
pub(crate) fn refusal(status: u16, message: &str) -> Answer {
    Answer::json(status, json!({"success": false, "message": message}))
}

/// The key is wrong.
pub(crate) fn unauthenticated() -> Answer {
    refusal(401, "Unauthenticated.")
}

/// The key is right, but not for this company.
pub(crate) fn wrong_company() -> Answer {
    refusal(401, "Anda tidak memiliki akses in this website.")
}

/// The wrong path, or an id that is none.
pub(crate) fn not_found() -> Answer {
    refusal(404, "Data tidak ditemukan.")
}

/// Too much.
pub(crate) fn too_many() -> Answer {
    refusal(429, "Too Many Attempts.")
}

/// What an answer with this status looks like when nothing else is known.
fn of_status(status: u16) -> Answer {
    match status {
        200..=299 => {
            Answer::json(status, json!({"success": true, "data": Value::Null, "message": "OK", "time": 0}))
        }
        400 => refusal(status, "Data yang dikirim tidak valid."),
        401 => unauthenticated(),
        403 => refusal(status, "Anda tidak memiliki izin untuk melakukan tindakan ini."),
        404 => not_found(),
        408 => refusal(status, "Request Timeout."),
        409 => refusal(status, "Data sedang diproses."),
        422 => unprocessable(),
        429 => too_many(),
        500 => Answer::json(status, json!({"message": "Server Error"})),
        501.. => web_page(status),
        _ => refusal(status, "Permintaan ditolak."),
    }
}

fn unprocessable() -> Answer {
    let errors =
        json!({"contact_name": ["Kolom contact name wajib diisi."], "items": ["Kolom items wajib diisi."]});
    let body = json!({"success": false, "message": "The given data was invalid.", "errors": errors});
    Answer::json(422, body)
}

/// The page of a web server in front of Kledo.
fn web_page(status: u16) -> Answer {
    let text = match status {
        502 => "502 Bad Gateway",
        503 => "503 Service Temporarily Unavailable",
        504 => "504 Gateway Time-out",
        200 => "Kledo sedang dalam perbaikan",
        _ => "500 Internal Server Error",
    };
    let page = format!(
        "<html>\r\n<head><title>{text}</title></head>\r\n<body>\r\n<center><h1>{text}</h1></center>\r\n\
         <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    Answer::html(status, page)
}
