//! The page that asks a person whether a program may have what it wants.

use std::fmt::Write as _;

use html_escape::{encode_double_quoted_attribute, encode_text};

/// The question: what was asked for rides along in hidden fields, so that its answer needs no memory.
pub fn ask(
    query: &[(String, String)],
    scopes: &[String],
    organisations: &[(String, String)],
    redirect_uri: &str,
) -> String {
    let mut hidden = String::new();
    for (name, value) in
        query.iter().filter(|(name, _)| !matches!(name.as_str(), "organisation" | "decision"))
    {
        let (name, value) = (encode_double_quoted_attribute(name), encode_double_quoted_attribute(value));
        // Writing to a String cannot fail.
        let _ = writeln!(hidden, "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
    }
    let scopes: Vec<String> = scopes.iter().map(|scope| format!("<li>{}</li>", encode_text(scope))).collect();
    let scopes = scopes.concat();
    let choices: Vec<String> = organisations
        .iter()
        .map(|(id, name)| {
            format!("<option value=\"{}\">{}</option>", encode_double_quoted_attribute(id), encode_text(name))
        })
        .collect();
    let choices = choices.concat();
    page(&format!(
        "<p>A program wants access to your organisation. It will send you back to <code>{}</code>.</p>\n\
         <ul>{scopes}</ul>\n<form method=\"post\" action=\"/identity/connect/authorize\">\n{hidden}\
         <p><label for=\"organisation\">Organisation</label>\n\
         <select id=\"organisation\" name=\"organisation\">{choices}</select></p>\n\
         <p><button name=\"decision\" value=\"allow\">Allow access</button>\n\
         <button name=\"decision\" value=\"cancel\">Cancel</button></p>\n</form>",
        encode_text(redirect_uri),
    ))
}

/// Why nothing is asked.
pub fn refuse(why: &str) -> String {
    page(&format!(
        "<p role=\"alert\">Sorry, something went wrong.</p>\n<p><code>{}</code></p>",
        encode_text(why)
    ))
}

fn page(content: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Xero sandbox: allow access</title>\n<style>body {{ font: 16px/1.5 system-ui, sans-serif; \
         max-width: 36rem; margin: 3rem auto; padding: 0 1rem }} button {{ font: inherit; padding: .5rem 1rem }}\
         </style>\n</head>\n<body>\n<main>\n<h1>Xero sandbox</h1>\n{content}\n</main>\n</body>\n</html>\n"
    )
}
