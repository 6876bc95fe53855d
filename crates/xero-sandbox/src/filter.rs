//! `where=`: the operators that the contract names, and a refusal of everything else.

use crate::dates;

/// What a field of a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    /// A text, compared with `"text"`.
    Text,
    /// An id, compared with `Guid("…")`.
    Guid,
    /// A day, compared with `DateTime(2026,11,21)`.
    Date,
}

/// Names of fields that can be asked for.
pub type Fields = [(&'static str, Is)];

/// A condition: one of the groups holds, of which every term does. `AND` binds more than `OR`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(Vec<Vec<Term>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    field: String,
    operator: Operator,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Is,
    IsNot,
    Less,
    More,
}

impl Filter {
    /// Reads a condition on these fields.
    ///
    /// # Errors
    /// What of it is not understood.
    pub fn parse(text: &str, fields: &Fields) -> Result<Self, String> {
        let mut rest = text.trim();
        let mut groups = vec![Vec::new()];
        loop {
            let (term, behind) = term(rest, fields)?;
            if let Some(group) = groups.last_mut() {
                group.push(term);
            }
            let behind_trimmed = behind.trim_start();
            if behind_trimmed.is_empty() {
                return Ok(Self(groups));
            }
            let is_apart = behind_trimmed.len() < behind.len();
            rest = match behind_trimmed.split_once(' ') {
                Some(("AND", rest)) if is_apart => rest,
                Some(("OR", rest)) if is_apart => {
                    groups.push(Vec::new());
                    rest
                }
                _ => return Err(format!("expected AND or OR at '{behind_trimmed}'")),
            }
            .trim_start();
        }
    }

    /// Whether it holds for a record, whose fields `get` tells; days as `2026-11-21`.
    pub fn holds(&self, get: impl Fn(&str) -> Option<String>) -> bool {
        let term_holds = |term: &Term| {
            let value = get(&term.field).unwrap_or_default();
            match term.operator {
                Operator::Is => value == term.value,
                Operator::IsNot => value != term.value,
                Operator::Less => !value.is_empty() && value < term.value,
                Operator::More => value > term.value,
            }
        };
        self.0.iter().any(|group| group.iter().all(term_holds))
    }
}

fn term<'a>(text: &'a str, fields: &Fields) -> Result<(Term, &'a str), String> {
    let end =
        text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.').unwrap_or(text.len());
    let (field, rest) = text.split_at(end);
    let kind = fields.iter().find(|(name, _)| *name == field);
    let (_, kind) = kind.ok_or_else(|| format!("no property or field '{field}' exists"))?;
    let rest = rest.trim_start();
    let operators =
        [("==", Operator::Is), ("!=", Operator::IsNot), ("<", Operator::Less), (">", Operator::More)];
    let (operator, rest) = operators
        .into_iter()
        .find_map(|(sign, operator)| Some((operator, rest.strip_prefix(sign)?)))
        .ok_or_else(|| format!("expected an operator at '{rest}'"))?;
    if matches!(operator, Operator::Less | Operator::More) && *kind != Is::Date {
        return Err(format!("'{field}' cannot be compared that way"));
    }
    let (value, rest) = value(rest.trim_start(), *kind)?;
    Ok((Term { field: field.to_owned(), operator, value }, rest))
}

fn value(text: &str, kind: Is) -> Result<(String, &str), String> {
    let wrong = || format!("'{text}' is no {kind:?}");
    let within = |start: &str, end: &str| {
        let (value, rest) = text.strip_prefix(start)?.split_once(end)?;
        Some((value.trim().to_owned(), rest))
    };
    match kind {
        Is::Text => {
            let (value, rest) =
                text.strip_prefix('"').and_then(|text| text.split_once('"')).ok_or_else(wrong)?;
            Ok((value.to_owned(), rest))
        }
        Is::Guid => {
            let (value, rest) = within("Guid(\"", "\")").ok_or_else(wrong)?;
            let is_guid =
                value.len() == 36 && value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
            is_guid.then(|| (value.to_ascii_lowercase(), rest)).ok_or_else(wrong)
        }
        Is::Date => {
            let (value, rest) = within("DateTime(", ")").ok_or_else(wrong)?;
            let numbers: Option<Vec<u32>> = value.split(',').map(|part| part.trim().parse().ok()).collect();
            match numbers.as_deref() {
                Some([year, month, day]) => {
                    let written = format!("{year:04}-{month:02}-{day:02}");
                    dates::day(&written).map(|_| (written, rest)).ok_or_else(wrong)
                }
                _ => Err(wrong()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &Fields =
        &[("Status", Is::Text), ("Reference", Is::Text), ("Contact.ContactID", Is::Guid), ("Date", Is::Date)];
    const ID: &str = "0c000000-0000-4000-8000-00000000000A";

    fn holds(text: &str) -> Result<bool, String> {
        Filter::parse(text, FIELDS).map(|filter| {
            filter.holds(|field| {
                Some(match field {
                    "Status" => "PAID".to_owned(),
                    "Contact.ContactID" => ID.to_ascii_lowercase(),
                    "Date" => "2026-11-21".to_owned(),
                    _ => return None,
                })
            })
        })
    }

    #[test]
    fn what_the_contract_names_is_understood() {
        for (text, expected) in [
            (r#"Status=="PAID""#, true),
            (r#"Status == "PAID" AND Date < DateTime(2026, 11, 22)"#, true),
            (r#"Status!="PAID""#, false),
            ("Date>DateTime(2026,11,21)", false),
            ("Date>DateTime(2026,11,20)", true),
            (r#"Reference=="""#, true),
            (r#"Reference!="a AND b""#, true),
            (r#"Status=="DRAFT" AND Status=="PAID" OR Date==DateTime(2026,11,21)"#, true),
            (r#"Date==DateTime(2026,11,21) OR Status=="PAID" AND Status=="DRAFT""#, true),
        ] {
            assert_eq!(holds(text), Ok(expected), "{text}");
        }
        assert_eq!(holds(&format!("Contact.ContactID==Guid(\"{ID}\")")), Ok(true));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "Status",
            r#"Status="PAID""#,
            r#"Status=="PAID"#,
            r#"Status=="a"b""#,
            r#"Status=="PAID"AND Status=="PAID""#,
            r#"Status=="PAID" && Status=="PAID""#,
            r#"Status=="PAID" AND"#,
            r#"(Status=="PAID")"#,
            r#"Status>"A""#,
            r#"Status<="A""#,
            "Date>=DateTime(2026,11,21)",
            "Date==DateTime(2026,13,1)",
            r#"Date=="2026-11-21""#,
            r#"Contact.ContactID=="x""#,
            r#"Contact.ContactID==Guid("x")"#,
            "Status==null",
            r#"Total=="1""#,
            r#"Status.Contains("A")"#,
        ] {
            assert!(holds(text).is_err(), "{text}");
        }
    }
}
