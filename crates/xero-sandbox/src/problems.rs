//! Fields of an element, read with everything that is wrong with them, so that all of it is said at once.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::dates;
use crate::json::Json;

/// No amount is larger. What is computed of two such amounts still has its place in a decimal.
const LARGEST: i64 = 999_999_999_999;

/// An element, and what is wrong with it.
#[derive(Debug)]
pub struct Reader<'a> {
    element: &'a Json,
    /// What is wrong, in Xero's words where they are known.
    pub problems: Vec<String>,
}

impl<'a> Reader<'a> {
    /// One of this element.
    pub fn new(element: &'a Json) -> Self {
        Self { element, problems: Vec::new() }
    }

    /// Something is wrong.
    pub fn add(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }

    /// Whether a member is there, and not null.
    pub fn has(&self, name: &str) -> bool {
        !self.element.get(name).is_null()
    }

    /// A member as it is.
    pub fn get(&self, name: &str) -> &'a Json {
        self.element.get(name)
    }

    /// A text of at most so many letters.
    pub fn text(&mut self, name: &str, longest: usize) -> Option<String> {
        let text = match self.element.get(name) {
            Json::Null => return None,
            Json::Text(text) => text,
            _ => {
                self.add(format!("{name} must be a text"));
                return None;
            }
        };
        if text.chars().count() > longest {
            self.add(format!("The {name} field must be {longest} characters or less."));
        }
        Some(text.clone())
    }

    /// A number. A text is none: amounts go over the wire as JSON numbers.
    pub fn number(&mut self, name: &str) -> Option<Decimal> {
        match self.element.get(name) {
            Json::Null => None,
            Json::Number(number) if number.abs() <= LARGEST.into() => Some(*number),
            _ => {
                self.add(format!("{name} is not a valid number"));
                None
            }
        }
    }

    /// A day.
    pub fn day(&mut self, name: &str) -> Option<NaiveDate> {
        let text = self.text(name, 40)?;
        let day = dates::day(&text);
        if day.is_none() {
            self.add(format!("{name} is not a valid date"));
        }
        day
    }

    /// True or false; false when it is not there.
    pub fn flag(&mut self, name: &str) -> bool {
        match self.element.get(name) {
            Json::Bool(value) => *value,
            Json::Null => false,
            _ => {
                self.add(format!("{name} must be true or false"));
                false
            }
        }
    }
}
