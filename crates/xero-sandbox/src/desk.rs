//! Where one call does its work: the books of its organisation, and what it needs beside them.

use accounting_sandbox::Answer;
use chrono::{DateTime, NaiveDate, Utc};

use crate::answers;
use crate::books::Books;
use crate::call::Call;
use crate::dates::moment_out;
use crate::ids::{Ids, NO_GUID};
use crate::json::{Json, object};
use crate::organisation::Organisation;
use crate::settings::Settings;

/// Where a call does its work.
#[derive(Debug)]
pub struct Desk<'a> {
    /// What this Xero is like.
    pub settings: &'a Settings,
    /// The books.
    pub books: &'a mut Books,
    /// Where ids come from.
    pub ids: &'a mut Ids,
    /// Now.
    pub now: DateTime<Utc>,
}

/// What a write made, or all that is wrong with it.
pub type Written = Result<Json, Vec<String>>;

impl Desk<'_> {
    /// The organisation.
    pub fn organisation(&self) -> &Organisation {
        &self.settings.organisation
    }

    /// Today, in UTC.
    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// The place of one more record among all there ever were.
    pub fn next(&mut self) -> u64 {
        self.books.count += 1;
        self.books.count
    }

    /// Answers with some elements.
    pub fn answer(&mut self, collection: &str, elements: Vec<Json>) -> Answer {
        answers::json(200, &self.envelope(collection, elements))
    }

    /// The object that elements are answered in.
    pub fn envelope(&mut self, collection: &str, elements: Vec<Json>) -> Json {
        let at = moment_out(self.now);
        let head = object([
            ("Id", self.ids.guid().into()),
            ("Status", "OK".into()),
            ("ProviderName", "Sandbox".into()),
            ("DateTimeUTC", at),
        ]);
        head.with(collection, elements)
    }

    /// Writes each element of a body. With `summarizeErrors` one that is wrong refuses all; without, each is answered for itself.
    pub fn write_each(
        &mut self,
        call: &Call,
        collection: &str,
        id_name: &str,
        mut write: impl FnMut(&mut Self, &Json) -> Written,
    ) -> Result<Answer, Answer> {
        let elements = call.elements(collection)?;
        let summarizes = call.summarizes_errors();
        let before = (summarizes && elements.len() > 1).then(|| self.books.clone());
        let (mut done, mut wrong) = (Vec::new(), Vec::new());
        for element in elements {
            match write(self, &element) {
                Ok(made) if summarizes => done.push(made),
                Ok(made) => done.push(made.with("StatusAttributeString", "OK")),
                Err(problems) => {
                    let refused = answers::with_errors(element.with("HasErrors", true), &problems);
                    if summarizes {
                        wrong.push(refused);
                    } else {
                        done.push(refused.with(id_name, NO_GUID).with("StatusAttributeString", "ERROR"));
                    }
                }
            }
        }
        if wrong.is_empty() {
            return Ok(self.answer(collection, done));
        }
        if let Some(before) = before {
            *self.books = before;
        }
        Err(answers::invalid(wrong))
    }
}
