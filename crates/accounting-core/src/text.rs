//! Texts from outside: from customers and shops on their way to a service, and from services on their way to a person.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde_json::Value;

/// Digits of a number of 16 that are hidden.
const HIDDEN_DIGITS: usize = 12;

/// Plain text of at most `max` characters: markup gone, entities decoded, control characters out, white space folded.
///
/// Emoji and every script stay. A cut happens between characters, never inside one.
pub fn plain(markup: &str, max: usize) -> String {
    let stripped = if markup.contains('<') { Cow::Owned(strip_tags(markup)) } else { Cow::Borrowed(markup) };
    let decoded = html_escape::decode_html_entities(&stripped);
    line(&decoded, max)
}

/// What a service said, safe to keep: at most `max` characters of one line, without control and direction marks.
///
/// It is still hostile text: whoever shows it escapes it.
pub fn hostile(text: &str, max: usize) -> String {
    line(text, max)
}

/// `text` with all but the last four digits of each number of 16 digits hidden: it may be the one that the state, or a bank, knows
/// a person by, and what a service says of a document may repeat it.
pub fn without_long_numbers(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let is_digit = |character: char| character.is_ascii_digit();
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        let (before, from) = rest.split_at(start);
        let (digits, after) =
            from.split_at(from.find(|character| !is_digit(character)).unwrap_or(from.len()));
        shown.push_str(before);
        match digits.split_at_checked(HIDDEN_DIGITS) {
            Some((_, end)) if end.len() == 4 => shown.extend(["••••", end]),
            _ => shown.push_str(digits),
        }
        rest = after;
    }
    shown + rest
}

/// A text or number of an answer as a text; `None` for anything else, and for nothing.
pub fn of_json(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The day that a text begins with, `2026-11-21` or `2026-11-21 10:30:00`.
pub fn day(text: &str) -> Option<NaiveDate> {
    let (day, rest) = text.trim().split_at_checked(10)?;
    let ends = !rest.starts_with(|next: char| next.is_ascii_digit());
    NaiveDate::parse_from_str(day, "%Y-%m-%d").ok().filter(|_| ends)
}

/// Text that holds no markup, or holds none any more, on one line of at most `max` characters.
pub fn line(text: &str, max: usize) -> String {
    let mut folded = fold(text, max);
    // A cut through a joined emoji leaves the joiner behind, and perhaps a space in front of it.
    while folded.ends_with(['\u{200D}', ' ']) {
        folded.pop();
    }
    folded
}

fn fold(text: &str, max: usize) -> String {
    let mut folded = String::with_capacity(text.len().min(max.saturating_mul(4)));
    let mut length = 0;
    let mut space_due = false;
    for character in text.chars() {
        // Nearly all of them; the questions below are for the rest.
        if !character.is_ascii_graphic() {
            if character.is_whitespace() || is_line_separator(character) {
                space_due = !folded.is_empty();
                continue;
            }
            if is_unprintable(character) {
                continue;
            }
        }
        let wanted = if space_due { 2 } else { 1 };
        if length + wanted > max {
            break;
        }
        if space_due {
            folded.push(' ');
            space_due = false;
        }
        folded.push(character);
        length += wanted;
    }
    folded
}

fn is_unprintable(character: char) -> bool {
    character.is_control() || is_direction_mark(character) || matches!(character, '\u{FFFE}' | '\u{FEFF}')
}

fn is_line_separator(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}' | '\u{85}')
}

/// Marks that turn the reading direction: they can make a text read as another one.
fn is_direction_mark(character: char) -> bool {
    matches!(character, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Takes tags and comments out; the content of `script` and `style` goes with them. A `<` that opens no tag stays
/// ("2 < 3"), and so does one whose tag never ends.
fn strip_tags(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let tail = &rest[start + 1..];
        let opens_tag =
            tail.starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
        if !opens_tag {
            text.push('<');
            rest = tail;
            continue;
        }
        let Some(end) = end_of_tag(tail) else {
            // No tag ends from here on: looking again at every other `<` would take for ever.
            text.push_str(&rest[start..]);
            return text;
        };
        text.push(' ');
        rest = after_hidden_content(&tail[..end], &tail[end + 1..]);
    }
    text.push_str(rest);
    text
}

/// Where the `>` is that ends a tag or a comment.
fn end_of_tag(tail: &str) -> Option<usize> {
    let Some(comment) = tail.strip_prefix("!--") else {
        return tail.find('>');
    };
    comment.find("-->").map(|end| end + "!---->".len() - 1).or_else(|| tail.find('>'))
}

fn after_hidden_content<'a>(tag: &str, rest: &'a str) -> &'a str {
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let Some(close) = ["</script", "</style"].into_iter().find(|close| close[2..].eq_ignore_ascii_case(name))
    else {
        return rest;
    };
    let Some(start) = find_ignoring_case(rest, close) else {
        return "";
    };
    match rest[start..].find('>') {
        Some(end) => &rest[start + end + 1..],
        None => "",
    }
}

/// Where `needle`, which starts with `<`, is in `text`.
fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    text.match_indices('<').map(|(at, _)| at).find(|at| {
        let here = text.as_bytes().get(*at..*at + needle.len());
        here.is_some_and(|here| here.eq_ignore_ascii_case(needle.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_begin_with_a_day() {
        let read = |text: &str| day(text).map(|day| day.to_string());
        for text in ["2026-11-21", " 2026-11-21 ", "2026-11-21 10:30:00", "2026-11-21T00:00:00.000000Z"] {
            assert_eq!(read(text).as_deref(), Some("2026-11-21"), "{text}");
        }
        for none in [
            "",
            "2026-11",
            "2026-11-211",
            "2026-13-01",
            "0000-00-00",
            "21-11-2026",
            "2026-1-2",
            "soon, äöü",
            "ääääää",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn markup_goes_and_entities_become_characters() {
        assert_eq!(plain("<p>Kopi &amp; teh</p><script>alert(1)</script><br>pagi", 100), "Kopi & teh pagi");
        assert_eq!(plain("2 < 3 &gt; 1", 100), "2 < 3 > 1");
        assert_eq!(plain("a<!-- b > c -->d<STYLE>x</Style >e", 100), "a d e");
        assert_eq!(plain("<script>never closed", 100), "");
        assert_eq!(plain("a <b c", 100), "a <b c");
    }

    #[test]
    fn a_long_hostile_text_is_read_in_one_go() {
        assert!(plain(&"<a".repeat(200_000), 50).starts_with("<a<a"));
        assert_eq!(plain(&"<script></script>".repeat(50_000), 50), "");
        assert_eq!(plain(&"<!--".repeat(100_000), 4), "<!--");
    }

    #[test]
    fn a_cut_falls_between_characters() {
        assert_eq!(plain("🍚🍚🍚", 2), "🍚🍚");
        assert_eq!(plain("ab cd", 3), "ab");
        assert_eq!(plain("👩\u{200D}🚀", 2), "👩");
        assert_eq!(plain("a \u{200D} \u{200D}", 9), "a");
    }

    /// 13.5
    #[test]
    fn a_number_of_sixteen_digits_is_hidden_but_for_its_end() {
        assert_eq!(
            without_long_numbers("memo: NPWP: 0012345678901000, NIK 3273014507900001."),
            "memo: NPWP: ••••1000, NIK ••••0001."
        );
        for whole in ["", "WC/INV/123456789012345", "12345678901234567 x", "é 4"] {
            assert_eq!(without_long_numbers(whole), whole);
        }
    }

    #[test]
    fn control_and_direction_marks_do_not_survive() {
        assert_eq!(hostile("one\r\ntwo\u{202E}three\u{0}\u{1b}[31m", 100), "one twothree[31m");
    }
}
