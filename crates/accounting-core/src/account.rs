//! Which company the books are of. A service keeps those of many, and a shop may be connected with another one some day:
//! what was on its way to the one must never be looked for in, or sent to, the other.

use serde::{Deserialize, Serialize};

/// Longest name of an account, bytes: as the shop's column.
const NAME_MAX: usize = 64;

/// What tells one company from another, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// The tenant that the key carries.
    #[serde(default)]
    pub key: Option<String>,
    /// What the service says of itself when it is asked.
    #[serde(default)]
    pub told: Option<String>,
    /// The tenant that the address of the endpoint carries.
    #[serde(default)]
    pub host: Option<String>,
}

/// A company that this shop is or was connected with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// As in rows; never changes.
    pub account: String,
    /// What is known of it.
    pub marks: Marks,
}

/// What came of looking at the marks of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recognized {
    /// Which company it is; `None` when only the service can tell.
    pub account: Option<String>,
    /// Whether it was never seen before.
    pub is_new: bool,
    /// All that are known now.
    pub known: Vec<Known>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Same {
    Yes,
    No,
    Unknown,
}

impl Marks {
    /// A tenant in a key counts more than what the service calls itself, which may be the name of an application. That
    /// addresses differ says nothing: a service is reached by more than one.
    fn same(&self, other: &Self) -> Same {
        let pairs = [(&self.key, &other.key), (&self.told, &other.told)];
        let decisive = pairs.into_iter().find_map(|(one, two)| one.as_ref().zip(two.as_ref()));
        match decisive {
            Some((one, two)) if one.eq_ignore_ascii_case(two) => Same::Yes,
            Some(_) => Same::No,
            None if self.host.is_some() && self.host == other.host => Same::Yes,
            None => Same::Unknown,
        }
    }

    /// What was not known yet.
    fn learn(&mut self, seen: &Self) {
        for (mark, news) in
            [(&mut self.key, &seen.key), (&mut self.told, &seen.told), (&mut self.host, &seen.host)]
        {
            if mark.is_none() {
                mark.clone_from(news);
            }
        }
    }

    fn name(&self, known: &[Known]) -> String {
        let mark = [&self.key, &self.told, &self.host].into_iter().flatten().find_map(|mark| plain(mark));
        let name = mark.unwrap_or_else(|| "company".to_owned());
        let is_free = |name: &String| known.iter().all(|company| company.account != *name);
        let others = (2..).map(|number: u32| format!("{name}-{number}"));
        std::iter::once(name.clone()).chain(others).find(is_free).unwrap_or(name)
    }
}

/// Letters, digits and a few signs of a mark, short enough for the column.
fn plain(mark: &str) -> Option<String> {
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || "-_.".contains(*letter);
    let name: String = mark.chars().filter(is_plain).take(NAME_MAX - 8).collect();
    (!name.is_empty()).then(|| name.to_ascii_lowercase())
}

/// Which company a connection belongs to.
///
/// `current` is the one that was connected last. Key and endpoint by themselves only tell that it is still the same: a key that
/// was mistyped must not make another company of it. `asked` says that the service has taken the key and was asked who it is;
/// where not even that tells, it counts as the same company as before, since nothing says otherwise.
pub fn recognize(mut known: Vec<Known>, current: &str, seen: &Marks, asked: bool) -> Recognized {
    let same = |company: &Known| company.marks.same(seen);
    let now = known.iter().position(|company| company.account == current);
    let of_now = now.and_then(|at| known.get(at)).map(same);
    let found = match of_now {
        Some(Same::Yes) => now,
        _ if !asked && !known.is_empty() => return Recognized { account: None, is_new: false, known },
        of_now => {
            let again = known.iter().position(|company| same(company) == Same::Yes);
            again.or(if of_now == Some(Same::Unknown) { now } else { None })
        }
    };
    if let Some(company) = found.and_then(|at| known.get_mut(at)) {
        company.marks.learn(seen);
        return Recognized { account: Some(company.account.clone()), is_new: false, known };
    }
    let account = seen.name(&known);
    known.push(Known { account: account.clone(), marks: seen.clone() });
    Recognized { account: Some(account), is_new: true, known }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(key: &str, told: &str, host: &str) -> Marks {
        let mark = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Marks { key: mark(key), told: mark(told), host: mark(host) }
    }

    fn first(seen: &Marks) -> Vec<Known> {
        recognize(Vec::new(), "", seen, false).known
    }

    /// 11.0
    #[test]
    fn the_first_company_is_known_without_asking() {
        for (seen, name) in [
            (marks("AbC123", "toko", "tokoku"), "abc123"),
            (marks("", "Toko Kita!", ""), "tokokita"),
            (marks("", "", "tokoku"), "tokoku"),
            (marks("", "", ""), "company"),
            (marks("Ω", "", ""), "company"),
        ] {
            let recognized = recognize(Vec::new(), "", &seen, false);
            assert_eq!((recognized.account.as_deref(), recognized.is_new), (Some(name), true));
        }
    }

    /// 11.0: a changed address or key of the same company is no other company.
    #[test]
    fn the_same_company_is_known_again() {
        for (was, is, asked) in [
            (marks("abc123", "", ""), marks("ABC123", "", "elsewhere"), false),
            (marks("abc123", "woo", ""), marks("abc123", "other", ""), true),
            (marks("", "toko", "tokoku"), marks("", "toko", ""), true),
            (marks("", "", "tokoku"), marks("abc123", "", "tokoku"), false),
            (marks("", "", "tokoku"), marks("abc123", "", "tokoku"), true),
            // A rotated key carries no tenant, and the service does not say either.
            (marks("abc123", "", ""), marks("", "", ""), true),
            (marks("", "", ""), marks("", "toko", ""), true),
        ] {
            let known = first(&was);
            let account = known[0].account.clone();
            let recognized = recognize(known, &account, &is, asked);
            assert_eq!(recognized.account, Some(account), "{was:?} {is:?}");
            assert!(!recognized.is_new && recognized.known.len() == 1);
        }
    }

    /// 11.0
    #[test]
    fn another_company_is_another_account() {
        for (was, is) in [
            (marks("abc123", "woocommerce", ""), marks("def456", "woocommerce", "")),
            (marks("", "toko", ""), marks("", "warung", "")),
        ] {
            let known = first(&was);
            let account = known[0].account.clone();
            let recognized = recognize(known, &account, &is, true);
            assert!(recognized.is_new && recognized.known.len() == 2, "{was:?} {is:?}");
            assert_ne!(recognized.account, Some(account));
            // And back again.
            let back = recognize(recognized.known, &recognized.account.unwrap(), &was, true);
            assert_eq!(back.account.as_deref(), Some(back.known[0].account.as_str()));
            assert!(!back.is_new);
        }
    }

    /// 11.0
    #[test]
    fn nothing_but_the_service_makes_another_company_of_it() {
        for (was, is) in [
            // A mistyped key, perhaps.
            (marks("abc123", "toko", ""), marks("abd123", "", "")),
            (marks("abc123", "", ""), marks("", "", "")),
            (marks("abc123", "", ""), marks("", "", "tokoku")),
            (marks("", "toko", ""), marks("def456", "", "")),
            (marks("", "", "tokoku"), marks("", "", "warungku")),
        ] {
            let known = first(&was);
            let account = known[0].account.clone();
            assert_eq!(recognize(known, &account, &is, false).account, None, "{was:?} {is:?}");
        }
    }

    #[test]
    fn what_is_learned_later_counts_from_then_on() {
        let known = first(&marks("", "toko", ""));
        let known = recognize(known, "toko", &marks("abc123", "toko", ""), true).known;
        assert_eq!(known[0].marks, marks("abc123", "toko", ""));
        let rotated = recognize(known, "toko", &marks("def456", "toko", ""), true);
        assert!(rotated.is_new, "the tenant of the key is another");
    }

    #[test]
    fn two_companies_never_share_a_name() {
        let known = first(&marks("", "Toko!", ""));
        let second = recognize(known, "toko", &marks("toko", "warung", ""), true);
        assert_eq!(second.account.as_deref(), Some("toko-2"));
    }

    /// A company that was left is found again by what the service says, whatever the shop is connected with now.
    #[test]
    fn a_company_of_old_is_found_beside_the_present_one() {
        let known = first(&marks("abc123", "toko", ""));
        let known = recognize(known, "abc123", &marks("def456", "warung", ""), true).known;
        let back = recognize(known, "def456", &marks("", "toko", ""), true);
        assert_eq!((back.account.as_deref(), back.is_new), (Some("abc123"), false));
    }
}
