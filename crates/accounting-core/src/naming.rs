//! What the lines of a document are called.

use crate::snapshot::Line;
use crate::text::{self, plain};

/// Characters of an attribute's label and of its value.
const LABEL_MAX: usize = 50;
const VALUE_MAX: usize = 100;

/// A line's name of at most `max` characters, with those attributes of its variation that the shop has not put into the name.
pub fn of_line(line: &Line, max: usize) -> String {
    let name = named(&line.name, "Product", max);
    let attributes = line
        .attributes
        .iter()
        .map(|attribute| (plain(&attribute.name, LABEL_MAX), plain(&attribute.value, VALUE_MAX)))
        .filter(|(_, value)| !value.is_empty() && !says(&name, value))
        .map(|(label, value)| if label.is_empty() { value } else { format!("{label}: {value}") });
    let missing: Vec<String> = attributes.collect();
    if missing.is_empty() {
        return name;
    }
    // The attributes tell it from its sisters: a long name gives way to them.
    let ending = text::line(&format!(" - {}", missing.join(", ")), max / 2);
    let kept = text::line(&name, max - ending.chars().count() - 1);
    format!("{kept} {ending}")
}

/// `name` as plain text of at most `max` characters, or what stands for a missing one.
pub fn named(name: &str, otherwise: &str, max: usize) -> String {
    let name = plain(name, max);
    if name.is_empty() { otherwise.to_owned() } else { name }
}

/// Whether the shop put the value into the variation's name already: `Kaos - Merah, L` says `L`, `Label` does not.
fn says(name: &str, value: &str) -> bool {
    let Some((_, attributes)) = name.split_once(" - ") else {
        return false;
    };
    attributes.match_indices(value).any(|(at, _)| {
        let before = attributes[..at].chars().next_back();
        let after = attributes[at + value.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_is_in_the_name_only_as_a_word_behind_the_dash() {
        assert!(says("Kaos - Merah, L", "L"));
        assert!(says("Kaos - Merah, L", "Merah"));
        assert!(!says("Kaos - Label", "L"));
        assert!(!says("Sepatu S", "S"));
    }
}
