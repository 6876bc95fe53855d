//! Texts from outside: from customers and shops on their way to a service, and from services on their way to a person.

/// Plain text of at most `max` characters: markup gone, entities decoded, control characters out, white space folded.
///
/// Emoji and every script stay. A cut happens between characters, never inside one.
pub fn plain(markup: &str, max: usize) -> String {
    let stripped = strip_tags(markup);
    let decoded = html_escape::decode_html_entities(&stripped);
    fold(&decoded, max)
}

/// What a service said, safe to keep: at most `max` characters of one line, without control and direction marks.
///
/// It is still hostile text: whoever shows it escapes it.
pub fn hostile(text: &str, max: usize) -> String {
    fold(text, max)
}

fn fold(text: &str, max: usize) -> String {
    let mut folded = String::new();
    let mut length = 0;
    let mut space_due = false;
    for character in text.chars() {
        if character.is_whitespace() || is_line_separator(character) {
            space_due = !folded.is_empty();
            continue;
        }
        if character.is_control()
            || is_direction_mark(character)
            || character == '\u{FFFE}'
            || character == '\u{FEFF}'
        {
            continue;
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

fn is_line_separator(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}' | '\u{85}')
}

/// Marks that turn the reading direction: they can make a text read as another one.
fn is_direction_mark(character: char) -> bool {
    matches!(character, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Takes tags out; the content of `script` and `style` goes with them. A `<` that opens no tag stays ("2 < 3").
fn strip_tags(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let tail = &rest[start..];
        let opens_tag =
            tail[1..].starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
        match tail.find('>') {
            Some(end) if opens_tag => {
                text.push(' ');
                rest = after_hidden_content(&tail[1..end], &tail[end + 1..]);
            }
            _ => {
                text.push('<');
                rest = &tail[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

fn after_hidden_content<'a>(tag: &str, rest: &'a str) -> &'a str {
    let name =
        tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
    if name != "script" && name != "style" {
        return rest;
    }
    let lower = rest.to_ascii_lowercase();
    let Some(close) = lower.find(&format!("</{name}")) else {
        return "";
    };
    match rest[close..].find('>') {
        Some(end) => &rest[close + end + 1..],
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_entities_become_characters() {
        assert_eq!(plain("<p>Kopi &amp; teh</p><script>alert(1)</script><br>pagi", 100), "Kopi & teh pagi");
        assert_eq!(plain("2 < 3 &gt; 1", 100), "2 < 3 > 1");
    }

    #[test]
    fn a_cut_falls_between_characters() {
        assert_eq!(plain("🍚🍚🍚", 2), "🍚🍚");
        assert_eq!(plain("ab cd", 3), "ab");
    }

    #[test]
    fn control_and_direction_marks_do_not_survive() {
        assert_eq!(hostile("one\r\ntwo\u{202E}three\u{0}\u{1b}[31m", 100), "one twothree[31m");
    }
}
