//! How fast old orders are brought over: as fast as the service bears it, and never so that the orders of today have to wait.

use serde::{Deserialize, Serialize};

use crate::queue::Queue;
use crate::schedule::{MINUTE, Policy};

/// Documents of the first minute: what is known to be borne.
pub const START: u32 = 10;

/// Documents a minute that nothing goes beyond, whatever a shop asks for.
pub const MOST: u32 = 1_000;

/// Of the requests of a day a twentieth is kept for the orders of today.
const KEPT: u32 = 20;

/// How fast it goes just now. A new one has not begun.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tempo {
    /// Documents of a minute.
    #[serde(default)]
    pub per_minute: u32,
    /// When the minute began that is counted now, UNIX seconds.
    #[serde(default)]
    pub began: i64,
    /// Documents of this minute.
    #[serde(default)]
    pub fed: u32,
}

/// What happened since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TempoEvent {
    /// Somebody wants to know how many more.
    Asked,
    /// So many were queued.
    Fed {
        /// How many.
        documents: u32,
    },
    /// The service said that it is too much.
    Slowed,
}

/// How many may follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Feed {
    /// To be stored.
    pub tempo: Tempo,
    /// Documents that may be queued now.
    pub at_most: u32,
    /// When more may be, UNIX seconds; `None` while some may.
    pub next_at: Option<i64>,
}

/// The tempo after `event`. `most` is what the shop allows, documents a minute.
///
/// It doubles after each minute that was used up without a complaint, and halves with each complaint.
pub fn feed(
    mut tempo: Tempo,
    event: TempoEvent,
    queue: &Queue,
    now: i64,
    most: u32,
    policy: &Policy,
) -> Feed {
    let most = most.clamp(1, MOST);
    if tempo.per_minute == 0 {
        tempo = Tempo { per_minute: START, began: now, fed: 0 };
    }
    match event {
        TempoEvent::Asked => {}
        TempoEvent::Fed { documents } => tempo.fed = tempo.fed.saturating_add(documents),
        TempoEvent::Slowed => tempo = Tempo { per_minute: (tempo.per_minute / 2).max(1), began: now, fed: 0 },
    }
    let is_over = now.saturating_sub(tempo.began) >= MINUTE;
    if is_over {
        if tempo.fed >= tempo.per_minute.min(most) {
            tempo.per_minute = tempo.per_minute.saturating_mul(2);
        }
        tempo.began = now;
        tempo.fed = 0;
    }
    tempo.per_minute = tempo.per_minute.min(most);
    let of_minute = tempo.per_minute.saturating_sub(tempo.fed);
    let day = of_day(queue, now, policy);
    let next_at = match (day.documents, of_minute) {
        (Some(0), _) => day.next_at,
        (_, 0) => Some(tempo.began + MINUTE),
        _ => None,
    };
    Feed { tempo, at_most: day.documents.unwrap_or(of_minute).min(of_minute), next_at }
}

/// What is left of a day.
struct OfDay {
    /// Documents; `None` where a day has no limit.
    documents: Option<u32>,
    /// When more will be.
    next_at: Option<i64>,
}

/// Requests of a day that old orders may take.
fn usable(limit: u32) -> u32 {
    limit - limit / KEPT
}

fn of_day(queue: &Queue, now: i64, policy: &Policy) -> OfDay {
    let Some((limit, spent)) = queue.spent.day(now, policy.allowance) else {
        return OfDay { documents: None, next_at: None };
    };
    let room = usable(limit).saturating_sub(spent);
    let documents = room / policy.requests_each.max(1);
    let next_at = (documents == 0).then(|| queue.spent.day_has_room_at(now)).flatten();
    OfDay { documents: Some(documents), next_at }
}

/// How long it will take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// Minutes in which something is sent.
    pub minutes: u64,
    /// Days over which these are spread, by the requests that a day bears; 1 when it is one.
    pub days: u64,
}

/// How long so many documents take if all goes well.
pub fn estimate(documents: u64, queue: &Queue, now: i64, most: u32, policy: &Policy) -> Estimate {
    let each = u64::from(policy.requests_each.max(1));
    let by_requests =
        policy.allowance.per_minute.map_or(u64::MAX, |limit| (u64::from(limit) * 2 / 3 / each).max(1));
    let most = u64::from(most.clamp(1, MOST)).min(by_requests);
    let (mut left, mut pace, mut minutes) = (documents, u64::from(START).min(most), 0);
    while left > 0 && pace < most {
        left = left.saturating_sub(pace);
        pace = (pace * 2).min(most);
        minutes += 1;
    }
    let days = queue.spent.day(now, policy.allowance).map_or(1, |(limit, _)| {
        let a_day = u64::from(usable(limit)) / each;
        documents.div_ceil(a_day.max(1)).max(1)
    });
    Estimate { minutes: minutes + left.div_ceil(most), days }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allowance::{Allowance, Left};

    fn no_limits() -> Policy {
        Policy::default()
    }

    fn limited() -> Policy {
        Policy {
            allowance: Allowance { per_minute: Some(60), per_day: Some(1_000) },
            requests_each: 3,
            ..Policy::default()
        }
    }

    fn spent(requests: u32, left: Option<u32>) -> Queue {
        let mut queue = Queue::default();
        queue.spent.add(requests, Left { minute: None, day: left }, 0, limited().allowance);
        queue
    }

    /// What a run brings over that always takes all it may; documents by minute.
    fn minutes(number: u32, most: u32, slowed_in: Option<u32>) -> Vec<u32> {
        let (queue, policy) = (Queue::default(), no_limits());
        let mut tempo = Tempo::default();
        let mut taken = Vec::new();
        for minute in 0..number {
            let mut of_minute = 0;
            for second in 0..60 {
                let now = 1_000 + i64::from(minute * 60 + second);
                if slowed_in == Some(minute) && second == 1 {
                    tempo = feed(tempo, TempoEvent::Slowed, &queue, now, most, &policy).tempo;
                }
                let asked = feed(tempo, TempoEvent::Asked, &queue, now, most, &policy);
                of_minute += asked.at_most;
                let fed = TempoEvent::Fed { documents: asked.at_most };
                tempo = feed(asked.tempo, fed, &queue, now, most, &policy).tempo;
            }
            taken.push(of_minute);
        }
        taken
    }

    #[test]
    fn it_begins_with_ten_and_doubles_up_to_what_the_shop_allows() {
        assert_eq!(minutes(7, 300, None), [10, 20, 40, 80, 160, 300, 300]);
        assert_eq!(minutes(3, 5, None), [5, 5, 5]);
    }

    /// 13: at least twenty times ten a minute, over five thousand documents.
    #[test]
    fn five_thousand_documents_take_less_than_twenty_five_minutes() {
        assert!(minutes(25, 300, None).iter().sum::<u32>() >= 5_000);
        assert_eq!(
            estimate(5_000, &Queue::default(), 0, 300, &no_limits()),
            Estimate { minutes: 21, days: 1 }
        );
    }

    #[test]
    fn a_complaint_halves_it_and_it_grows_again() {
        // Of the third minute 40 had left when the complaint came; 20 more were borne in the minute that began then.
        assert_eq!(minutes(5, 300, Some(2)), [10, 20, 40 + 20, 40, 80]);
    }

    #[test]
    fn a_minute_that_was_not_used_up_proves_nothing() {
        let (queue, policy) = (Queue::default(), no_limits());
        let tempo = Tempo { per_minute: 40, began: 0, fed: 39 };
        assert_eq!(feed(tempo, TempoEvent::Asked, &queue, 60, 300, &policy).tempo.per_minute, 40);
        let tempo = Tempo { fed: 40, ..tempo };
        let rests = feed(tempo, TempoEvent::Asked, &queue, 59, 300, &policy);
        assert_eq!((rests.at_most, rests.next_at), (0, Some(60)));
        assert_eq!(feed(tempo, TempoEvent::Asked, &queue, 60, 300, &policy).tempo.per_minute, 80);
    }

    #[test]
    fn of_a_day_a_twentieth_is_kept_for_the_orders_of_today() {
        let policy = limited();
        let tempo = Tempo { per_minute: 300, began: 0, fed: 0 };
        let asked = |queue: &Queue| feed(tempo, TempoEvent::Asked, queue, 10, 300, &policy);
        assert_eq!(asked(&spent(938, None)).at_most, 4, "12 requests of 950 are left, 3 a document");
        let over = asked(&spent(948, None));
        assert_eq!(over.at_most, 0);
        assert!(over.next_at.is_some_and(|next| next > 10));
        assert_eq!(
            asked(&spent(948, Some(4_052))).at_most,
            300,
            "the service says that a day has more: 5,000 of which 4,750 may be used"
        );
    }

    #[test]
    fn the_days_are_named_that_a_limit_makes_of_it() {
        let fresh = Queue::default();
        // 950 requests a day are 316 documents; ten in the first minute, then 13 in each by its 40 requests.
        assert_eq!(estimate(1_000, &fresh, 0, 300, &limited()), Estimate { minutes: 78, days: 4 });
        assert_eq!(estimate(0, &fresh, 0, 300, &limited()), Estimate { minutes: 0, days: 1 });
        assert_eq!(estimate(15_000, &spent(1, Some(4_999)), 0, 300, &limited()).days, 10);
    }
}
