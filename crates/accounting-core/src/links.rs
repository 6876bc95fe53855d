//! What conversations with a service learned and may keep, so that the next order asks less: this customer is that contact,
//! this SKU is that item.
//!
//! A link is a memory, not a fact. Whoever uses one takes the service's answer over it: a link that leads nowhere any more is
//! forgotten, and the service is searched as if there had been none. Two workers may learn the same thing at the same moment;
//! it is the service that refuses a second contact or item of the same name, no lock of ours.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::DocumentKind;
use crate::mark::mark;

/// Characters of a key, or of the service's id, that a shop can store.
pub const LENGTH_MAX: usize = 191;

/// Characters that a long key keeps of itself; a dash and a mark of the whole follow.
const BEGINNING: usize = LENGTH_MAX - 33;

/// What a link is found by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LinkName {
    /// What is linked, e.g. `contact`: a name that the connector owns, of at most 32 plain letters.
    pub kind: String,
    /// What the shop calls it, e.g. an e-mail address or a SKU, shortened if it is long. Of a person it is the e-mail address, or
    /// begins with it and a space: by that the shop finds what it must show him, or erase.
    pub key: String,
}

impl LinkName {
    /// The name of a link; `None` when the shop has no name for the thing, or guests without an address were all one contact.
    pub fn new(kind: &str, key: &str) -> Option<Self> {
        (!key.trim().is_empty()).then(|| Self { kind: kind.to_owned(), key: fitting(key) })
    }
}

/// A thing of the shop, and what the service calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it is found by.
    #[serde(flatten)]
    pub name: LinkName,
    /// The service's own id of it.
    pub remote_id: String,
}

impl Link {
    /// A link; `None` when the shop has no name for the thing, or when what the service called it cannot be an id.
    pub fn new(kind: &str, key: &str, remote_id: &str) -> Option<Self> {
        let name = LinkName::new(kind, key)?;
        is_id(remote_id).then(|| Self { name, remote_id: remote_id.to_owned() })
    }
}

/// Links that the shop has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Vec<Link>")]
pub struct Links(BTreeMap<LinkName, String>);

impl Links {
    /// What the service calls the thing, as far as was learned; `key` in its full length.
    pub fn get(&self, kind: &str, key: &str) -> Option<&str> {
        self.0.get(&LinkName::new(kind, key)?).map(String::as_str)
    }
}

impl FromIterator<Link> for Links {
    fn from_iter<I: IntoIterator<Item = Link>>(links: I) -> Self {
        let usable = links.into_iter().filter(|link| is_id(&link.remote_id));
        Self(usable.map(|link| (link.name, link.remote_id)).collect())
    }
}

impl From<Vec<Link>> for Links {
    fn from(links: Vec<Link>) -> Self {
        links.into_iter().collect()
    }
}

/// A document in the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remote {
    /// The service's own id of it.
    pub id: String,
    /// Its number there, where the service tells.
    #[serde(default)]
    pub number: Option<String>,
}

/// What the shop knows when a document leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Known {
    /// Of the links that the document asks for, those that there are.
    #[serde(default)]
    pub links: Links,
    /// The document that this one waits for, once it is in the service, e.g. the invoice of a payment.
    #[serde(default)]
    pub belongs_to: Option<Remote>,
    /// All that it waited for and that are in the service, by kind; the one that it belongs to is among them.
    #[serde(default)]
    pub awaited: BTreeMap<String, Remote>,
    /// What no other sending of any document of this shop has, e.g. the lease under which it leaves: a request that arrives twice is
    /// known by that, where a service looks at it. `None` when the shop does not say.
    #[serde(default)]
    pub sending: Option<String>,
}

impl Known {
    /// See [`Links::get`].
    pub fn link(&self, kind: &str, key: &str) -> Option<&str> {
        self.links.get(kind, key)
    }

    /// The document of that kind that this one waited for.
    pub fn awaited(&self, kind: &DocumentKind) -> Option<&Remote> {
        self.awaited.get(kind.name())
    }
}

/// What a conversation did with links.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Learned {
    /// Those that are new, or lead elsewhere now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub learned: Vec<Link>,
    /// Those that were found wrong, as they were known: what another worker learned meanwhile is not forgotten with them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forgotten: Vec<Link>,
}

impl Learned {
    /// That this leads there. What cannot be a link is not kept: the next order asks again.
    pub fn learn(&mut self, kind: &str, key: &str, remote_id: &str) {
        self.learned.extend(Link::new(kind, key, remote_id));
    }

    /// That what was known of this is wrong.
    pub fn forget(&mut self, known: &Known, kind: &str, key: &str) {
        let wrong = known.link(kind, key).and_then(|remote_id| Link::new(kind, key, remote_id));
        self.forgotten.extend(wrong);
    }
}

/// An id is stored whole or not at all: one that was cut would be another's.
fn is_id(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains(char::is_control) && text.chars().count() <= LENGTH_MAX
}

/// A long key ends in a mark of the whole, so that two with the same beginning stay two. The mark is of the whole key, so the
/// same key always gives the same name; what is short enough already is left alone.
fn fitting(key: &str) -> String {
    if key.chars().count() <= LENGTH_MAX {
        return key.to_owned();
    }
    let beginning: String = key.chars().take(BEGINNING).collect();
    format!("{beginning}-{}", mark(key))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn known(links: &[(&str, &str, &str)]) -> Known {
        let links = links.iter().filter_map(|(kind, key, id)| Link::new(kind, key, id)).collect();
        Known { links, ..Known::default() }
    }

    #[test]
    fn a_link_is_found_by_its_kind_and_its_key_letter_for_letter() {
        let known = known(&[("contact", "ayu@example.test", "c1"), ("item", "KOPI", "i1")]);
        assert_eq!(known.link("contact", "ayu@example.test"), Some("c1"));
        assert_eq!(known.link("item", "KOPI"), Some("i1"));
        for (kind, key) in [("item", "ayu@example.test"), ("item", "kopi"), ("item", "KOPI "), ("item", "")] {
            assert_eq!(known.link(kind, key), None, "{kind} {key}");
        }
    }

    #[test]
    fn what_has_no_name_in_the_shop_is_linked_with_nothing() {
        assert_eq!(LinkName::new("contact", ""), None);
        assert_eq!(LinkName::new("contact", " \u{a0}"), None);
        let mut learned = Learned::default();
        learned.learn("contact", "", "c1");
        assert_eq!(learned, Learned::default());
    }

    #[test]
    fn long_keys_are_shortened_and_stay_as_many_as_they_were() {
        let key = |end: &str| format!("{}{end}", "☕".repeat(LENGTH_MAX));
        let one = LinkName::new("item", &key("1")).unwrap().key;
        assert_eq!((one.chars().count(), one.starts_with(&"☕".repeat(BEGINNING))), (LENGTH_MAX, true));
        assert_eq!(one, LinkName::new("item", &key("1")).unwrap().key);
        assert_ne!(one, LinkName::new("item", &key("2")).unwrap().key);
        // What comes back from the shop is a name already.
        assert_eq!(LinkName::new("item", &one).unwrap().key, one);
        assert_eq!(known(&[("item", &key("1"), "i1")]).link("item", &key("1")), Some("i1"));
        let just_fits = "x".repeat(LENGTH_MAX);
        assert_eq!(LinkName::new("item", &just_fits).unwrap().key, just_fits);
    }

    #[test]
    fn an_id_that_the_shop_could_not_store_whole_is_not_kept() {
        let too_long = "1".repeat(LENGTH_MAX + 1);
        for id in ["", " ", "a\nb", "a\0", &too_long] {
            assert_eq!(Link::new("contact", "ayu@example.test", id), None, "{id:?}");
        }
        let stored = json!([{"kind": "contact", "key": "ayu@example.test", "remote_id": ""}]);
        let links: Links = serde_json::from_value(stored).unwrap();
        assert_eq!(links.get("contact", "ayu@example.test"), None);
    }

    #[test]
    fn what_is_forgotten_is_what_was_known_and_nothing_else() {
        let known = known(&[("contact", "ayu@example.test", "c1")]);
        let mut learned = Learned::default();
        learned.forget(&known, "contact", "ayu@example.test");
        learned.forget(&known, "contact", "budi@example.test");
        learned.learn("contact", "ayu@example.test", "c2");
        let written = serde_json::to_value(&learned).unwrap();
        let link = |id: &str| json!({"kind": "contact", "key": "ayu@example.test", "remote_id": id});
        assert_eq!(written, json!({"learned": [link("c2")], "forgotten": [link("c1")]}));
        assert_eq!(serde_json::to_value(Learned::default()).unwrap(), json!({}));
    }
}
