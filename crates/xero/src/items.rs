//! Items that a document names by their codes. Those that no link knows are made, all in one request; one that is there already is
//! found by that, since codes must be there once. Where the owner wants none made, they are searched, and a line whose item is not
//! there goes without. Items that exist are never changed.

use accounting_core::document::Document;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::links::{Known, Learned};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};
use serde_json::{Map, Value};

use crate::answers::{self, field};
use crate::requests::{LETTERS, encoded, put_at, quoted, with_exact_prices};

/// Links from a code to an item.
pub const ITEM: &str = "item";

/// Times that items are made or searched: one tells which are there already, one makes the others, one is for what another worker
/// made in between. What is missing after that is not made by asking again. A search is of as many as an address takes: those that
/// are left over go without, and fewer are with the next document, since what was found is remembered.
pub const LONGEST: usize = 3;

/// Between conditions.
const OR: &str = " OR ";

/// List of items.
const ITEMS: &str = "Items";
/// Its ids.
const ITEM_ID: &str = "ItemID";
/// List of what was refused in an answer that says no.
const REFUSED: &str = "Elements";

/// Items that a document needs.
#[derive(Debug, Default)]
pub struct Items {
    /// Those that are not known to be there.
    missing: Vec<Value>,
    /// The owner wants none made.
    are_only_searched: bool,
    /// Codes that lines go without.
    absent: Vec<String>,
    /// Times that they were asked for.
    asked: usize,
}

impl Items {
    /// Those of a document that no link knows.
    pub fn unknown(document: &Document, known: &Known) -> Self {
        let is_unknown = |item: &Value| code(item).is_some_and(|code| known.link(ITEM, &code).is_none());
        Self::of(document, all(document).filter(|item| is_unknown(item)).cloned().collect())
    }

    fn of(document: &Document, missing: Vec<Value>) -> Self {
        let are_only_searched = document.payload.get("make_items") == Some(&Value::Bool(false));
        let mut items = Self { missing, are_only_searched, absent: Vec::new(), asked: 0 };
        if are_only_searched && items.filter().is_none() {
            items.go_without_the_rest();
        }
        items
    }

    /// All of a document: what links said of them was wrong.
    pub fn all(document: &Document) -> Self {
        Self::of(document, all(document).cloned().collect())
    }

    /// Whether the document can leave.
    pub fn are_there(&self) -> bool {
        self.missing.is_empty()
    }

    /// Makes or searches those that are missing.
    pub fn request(&self) -> Request {
        if let Some(filter) = self.filter().filter(|_| self.are_only_searched) {
            return Request::read(ITEMS, &[("where", &filter)]);
        }
        with_exact_prices(put_at(ITEMS, ITEMS, self.missing.clone(), false))
    }

    /// Any of the codes that are searched for next.
    fn filter(&self) -> Option<String> {
        let filters: Vec<String> = self.next().into_iter().map(|(_, filter)| filter).collect();
        (!filters.is_empty()).then(|| filters.join(OR))
    }

    /// The codes that are searched for next, as many as an address takes, and how.
    fn next(&self) -> Vec<(String, String)> {
        let mut letters = 0;
        let all = self.missing.iter().filter_map(|item| {
            let code = code(item)?;
            let filter = format!("Code=={}", quoted(&code)?);
            Some((code, filter))
        });
        let fits = |(_, filter): &(String, String)| {
            letters += encoded(filter) + encoded(OR);
            letters <= LETTERS
        };
        all.take_while(fits).collect()
    }

    fn go_without_the_rest(&mut self) {
        self.go_without(|_| true);
    }

    fn go_without(&mut self, is_absent: impl Fn(&String) -> bool) {
        let is_absent = |item: &Value| code(item).is_none_or(|code| is_absent(&code));
        let (absent, missing) = std::mem::take(&mut self.missing).into_iter().partition(is_absent);
        let absent: Vec<Value> = absent;
        self.missing = missing;
        self.absent.extend(absent.iter().filter_map(code));
    }

    /// Lines as they leave: without the codes of items that are not there.
    pub fn without_absent(&self, element: &mut Map<String, Value>) {
        let lines = element.get_mut("LineItems").and_then(Value::as_array_mut).into_iter().flatten();
        for line in lines.filter_map(Value::as_object_mut) {
            let is_absent =
                line.get("ItemCode").and_then(answers::text).is_some_and(|code| self.absent.contains(&code));
            if is_absent {
                line.remove("ItemCode");
            }
        }
    }

    /// What came of that; those that are missing still are asked for once more.
    ///
    /// # Errors
    /// Why they cannot be made. The document has certainly not left.
    pub fn hear(&mut self, exchange: &Exchange, learned: &mut Learned) -> Result<(), Outcome> {
        if self.are_only_searched { self.found(exchange, learned) } else { self.made(exchange, learned) }
    }

    fn found(&mut self, exchange: &Exchange, learned: &mut Learned) -> Result<(), Outcome> {
        self.asked += 1;
        let elements = match answers::elements(exchange, ITEMS) {
            Ok((elements, _)) => elements,
            // A question that is refused says nothing against the document.
            Err(outcome) if outcome.class == OutcomeClass::Rejected => Vec::new(),
            Err(outcome) => return Err(outcome),
        };
        let asked: Vec<String> = self.next().into_iter().map(|(code, _)| code).collect();
        for element in &elements {
            let Some((code_there, id)) = field(element, "Code").zip(answers::id(element, ITEM_ID)) else {
                continue;
            };
            if self.missing.iter().any(|item| code(item).as_ref() == Some(&code_there)) {
                learned.learn(ITEM, &code_there, &id);
                self.missing.retain(|item| code(item).as_ref() != Some(&code_there));
            }
        }
        self.go_without(|code| asked.contains(code));
        if self.asked == LONGEST || self.next().is_empty() {
            self.go_without_the_rest();
        }
        Ok(())
    }

    fn made(&mut self, exchange: &Exchange, learned: &mut Learned) -> Result<(), Outcome> {
        self.asked += 1;
        let (told, refusal) = told(exchange)?;
        let before = self.missing.len();
        let mut missing = Vec::new();
        for (index, item) in std::mem::take(&mut self.missing).into_iter().enumerate() {
            let code = code(&item).unwrap_or_default();
            let is_it = |element: &&Value| field(element, "Code").as_ref() == Some(&code);
            let unnamed = told.get(index).filter(|element| field(element, "Code").is_none());
            match told.iter().find(is_it).or(unnamed).map(become_of) {
                Some(Ok(Some(id))) => learned.learn(ITEM, &code, &id),
                Some(Ok(None)) => learned.learn(ITEM, &code, &code),
                Some(Err(Some(said))) => return Err(rejected(&code, &said)),
                Some(Err(None)) | None => missing.push(item),
            }
        }
        self.missing = missing;
        let is_over = self.missing.len() == before || self.asked == LONGEST;
        if is_over && !self.missing.is_empty() {
            return Err(refusal.unwrap_or_else(|| answers::unreadable(200)));
        }
        Ok(())
    }
}

/// Forgets what links said of a document's items. Says whether they said anything.
pub fn forget(document: &Document, known: &Known, learned: &mut Learned) -> bool {
    let before = learned.forgotten.len();
    for code in all(document).filter_map(code) {
        learned.forget(known, ITEM, &code);
    }
    learned.forgotten.len() > before
}

/// Whether a document was refused for an item that is not there.
pub fn says_unknown_item(said: &str) -> bool {
    said.contains("item")
        && ["not found", "not valid", "not a valid", "does not exist"].iter().any(|no| said.contains(no))
}

fn all(document: &Document) -> impl Iterator<Item = &Value> {
    document.payload.get("items").and_then(Value::as_array).into_iter().flatten()
}

fn code(item: &Value) -> Option<String> {
    field(item, "Code")
}

/// What an answer tells of each item, and why it says no if it does.
fn told(exchange: &Exchange) -> Result<(Vec<Value>, Option<Outcome>), Outcome> {
    let refusal = match answers::elements(exchange, ITEMS) {
        Ok((elements, _)) => return Ok((elements, None)),
        Err(refusal) => refusal,
    };
    let elements = exchange.as_ref().ok().filter(|answer| answer.status == 400).and_then(|answer| {
        let body: Value = serde_json::from_slice(&answer.body).ok()?;
        body.get(REFUSED)?.as_array().cloned()
    });
    match elements {
        Some(elements) => Ok((elements, Some(as_rejected(refusal)))),
        None => Err(as_rejected(refusal)),
    }
}

/// The item's id if it was made, none if it was there; or why it was refused, where Xero says so.
fn become_of(element: &Value) -> Result<Option<String>, Option<String>> {
    match answers::refused(element) {
        Some(said) if answers::says_taken(&said.to_lowercase()) => Ok(None),
        Some(said) => Err(Some(said)),
        None => answers::id(element, ITEM_ID).map(Some).ok_or(None),
    }
}

fn rejected(code: &str, said: &str) -> Outcome {
    let said = if said.contains(code) { said.to_owned() } else { format!("{code}: {said}") };
    Outcome::new(OutcomeClass::Rejected, Reason::new(Code::Rejected, &said), None)
}

/// That an item is there already does not mean that its document is.
fn as_rejected(mut outcome: Outcome) -> Outcome {
    if let Some(reason) = outcome.reason.as_mut().filter(|reason| reason.code == Code::AlreadyExists) {
        reason.code = Code::Rejected;
    }
    outcome
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::{Answer, Fault};
    use accounting_core::links::Link;
    use serde_json::json;

    use super::*;
    use crate::tests::{ID, invoice};

    fn document() -> Document {
        let mut document = invoice();
        document.payload.insert(
            "items".to_owned(),
            json!([{"Code": "CUP", "Name": "Cup"}, {"Code": "POT", "Name": "Pot"}]),
        );
        document
    }

    fn codes(items: &Items) -> Vec<String> {
        items.missing.iter().filter_map(code).collect()
    }

    /// What is missing afterwards, and what was learned.
    type Heard = (Vec<String>, Vec<(String, String)>);

    /// What is missing afterwards and what was learned, or why it went wrong.
    fn after(status: u16, body: &Value) -> Result<Heard, (OutcomeClass, Code, String)> {
        let mut items = Items::all(&document());
        let mut learned = Learned::default();
        match items.hear(&Ok(Answer::new(status, body.to_string())), &mut learned) {
            Ok(()) => {
                let links = learned.learned.into_iter().map(|link| (link.name.key, link.remote_id));
                Ok((codes(&items), links.collect()))
            }
            Err(outcome) => {
                let reason = outcome.reason.unwrap();
                Err((outcome.class, reason.code, reason.detail))
            }
        }
    }

    fn pair(code: &str, id: &str) -> (String, String) {
        (code.to_owned(), id.to_owned())
    }

    fn error(code: &str, message: &str) -> Value {
        json!({"Code": code, "StatusAttributeString": "ERROR", "ValidationErrors": [{"Message": message}]})
    }

    /// 11: a service that makes one of them each time is not asked for ever.
    #[test]
    fn items_are_asked_for_a_few_times_and_no_more() {
        let codes_there = ["A", "B", "C", "D", "E"];
        let mut document = invoice();
        let wanted: Vec<Value> = codes_there.iter().map(|code| json!({"Code": code})).collect();
        document.payload.insert("items".to_owned(), json!(wanted));
        let mut items = Items::all(&document);
        let mut hear = |codes: &[&str]| {
            let made: Vec<Value> = codes.iter().map(|code| json!({"Code": code, "ItemID": ID})).collect();
            items.hear(&Ok(Answer::new(200, json!({"Items": made}).to_string())), &mut Learned::default())
        };
        assert!(hear(&["A"]).is_ok() && hear(&["B"]).is_ok());
        assert_eq!(hear(&["C"]).unwrap_err().reason.unwrap().code, Code::UnreadableAnswer);
        assert!(hear(&["D", "E"]).is_ok(), "what is there is there");
    }

    #[test]
    fn items_that_are_linked_are_not_made_and_the_others_take_one_request() {
        let linked = |codes: &[&str]| {
            let links = codes.iter().filter_map(|code| Link::new(ITEM, code, ID)).collect();
            Items::unknown(&document(), &Known { links, ..Known::default() })
        };
        assert_eq!(codes(&linked(&["CUP"])), ["POT"]);
        assert!(linked(&["CUP", "POT"]).are_there());
        assert!(Items::all(&invoice()).are_there());
        let request = linked(&[]).request();
        assert_eq!((request.path.as_str(), request.method.as_str()), ("Items", "PUT"));
        assert!(request.query.contains(&("summarizeErrors".to_owned(), "false".to_owned())));
        assert_eq!(
            request.body.text(),
            r#"{"Items":[{"Code":"CUP","Name":"Cup"},{"Code":"POT","Name":"Pot"}]}"#
        );
    }

    #[test]
    fn where_none_are_made_they_are_searched_and_lines_go_without_those_that_are_not_there() {
        let mut document = document();
        document.payload.insert("make_items".to_owned(), json!(false));
        let mut items = Items::all(&document);
        let request = items.request();
        let filter = "Code==\"CUP\" OR Code==\"POT\"".to_owned();
        assert_eq!((request.method.as_str(), &request.query[0].1), ("GET", &filter));
        let told = json!({"Items": [{"Code": "CUP", "ItemID": ID}, {"Code": "POTS", "ItemID": ID}]});
        let mut learned = Learned::default();
        items.hear(&Ok(Answer::new(200, told.to_string())), &mut learned).unwrap();
        assert!(items.are_there());
        assert_eq!(learned.learned.len(), 1);
        let mut element =
            Map::from_iter([("LineItems".to_owned(), json!([{"ItemCode": "CUP"}, {"ItemCode": "POT"}, {}]))]);
        items.without_absent(&mut element);
        assert_eq!(element["LineItems"], json!([{"ItemCode": "CUP"}, {}, {}]));
        let lost = items.hear(&Err(Fault::NotSent(Code::TimedOut.into())), &mut learned);
        assert_eq!(lost.unwrap_err().class, OutcomeClass::NotSent);
        document.payload.insert("items".to_owned(), json!([{"Code": "A\"B"}]));
        assert!(Items::all(&document).are_there(), "it cannot be searched for");
        document.payload.insert("items".to_owned(), json!([{"Name": "Cup"}]));
        assert!(Items::all(&document).are_there(), "nor can one without a code");
    }

    /// 120 codes are 4 KB as one question: no address is that long.
    #[test]
    fn many_items_are_searched_in_pieces_and_what_is_left_over_goes_without() {
        let mut document = document();
        document.payload.insert("make_items".to_owned(), json!(false));
        let wanted: Vec<Value> = (1..=120).map(|id| json!({"Code": format!("SHIRT-BLUE-{id:03}")})).collect();
        document.payload.insert("items".to_owned(), json!(wanted));
        let mut items = Items::all(&document);
        let mut learned = Learned::default();
        let mut questions = 0;
        while !items.are_there() {
            let request = items.request();
            let filter = &request.query[0].1;
            assert!(encoded(filter) <= LETTERS, "{filter}");
            // Each third of those that are asked for is there.
            let asked = filter.split(OR).filter_map(|one| one.strip_prefix("Code==\"")?.strip_suffix('"'));
            let there: Vec<Value> =
                asked.step_by(3).map(|code| json!({"Code": code, "ItemID": ID})).collect();
            items.hear(&Ok(Answer::new(200, json!({"Items": there}).to_string())), &mut learned).unwrap();
            questions += 1;
        }
        assert_eq!(questions, LONGEST);
        // A code takes 34 letters of 1,700: 50, 50 and 20 at once, of which 17, 17 and 7 are there.
        assert_eq!((learned.learned.len(), items.absent.len()), (41, 79));
    }

    #[test]
    fn a_search_that_is_refused_is_nothing_against_the_document() {
        let mut document = document();
        document.payload.insert("make_items".to_owned(), json!(false));
        let mut items = Items::all(&document);
        items.hear(&Ok(Answer::new(414, "")), &mut Learned::default()).unwrap();
        assert!(items.are_there());
        assert_eq!(items.absent, ["CUP", "POT"]);
        let down = Items::all(&document).hear(&Ok(Answer::new(503, "")), &mut Learned::default());
        assert!(down.is_err(), "it may be there");
    }

    #[test]
    fn an_item_that_exists_is_found_by_that() {
        let taken = "Price List Item with Code 'POT' already exists";
        let made = json!({"Code": "CUP", "ItemID": ID});
        let both = Ok((vec![], vec![pair("CUP", ID), pair("POT", "POT")]));
        assert_eq!(after(200, &json!({"Items": [made, error("POT", taken)]})), both);
        assert_eq!(after(200, &json!({"Items": [error("POT", taken), made]})), both, "in any order");
        // A service that says no for all of them may have made the others or not: they are asked for again.
        let refused = after(400, &json!({"Elements": [error("POT", taken)]}));
        assert_eq!(refused, Ok((vec!["CUP".to_owned()], vec![pair("POT", "POT")])));
    }

    #[test]
    fn an_item_that_is_refused_keeps_the_document_here_and_is_no_document_that_exists() {
        let said = "Account code 'X' is not valid";
        let expected = Err((OutcomeClass::Rejected, Code::Rejected, format!("POT: {said}")));
        let made = json!({"Code": "CUP", "ItemID": ID});
        assert_eq!(after(200, &json!({"Items": [made, error("POT", said)]})), expected);
        let unnamed = json!({"Message": "Price List Item already exists"});
        assert_eq!(after(400, &unnamed).unwrap_err().1, Code::Rejected);
        assert_eq!(after(200, &json!({"Items": []})).unwrap_err().0, OutcomeClass::Unconfirmed);
        assert_eq!(after(500, &json!({})).unwrap_err().0, OutcomeClass::Unconfirmed);
        let mut items = Items::all(&document());
        let lost = Err(Fault::MaybeSent(Code::ConnectionLost.into()));
        assert_eq!(items.hear(&lost, &mut Learned::default()).unwrap_err().class, OutcomeClass::Unconfirmed);
    }
}
