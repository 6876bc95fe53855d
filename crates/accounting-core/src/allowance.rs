//! How many requests a service bears in a minute and in a day, and how many have left: one count for all processes of a shop.
//!
//! Both windows move along: what left in the last sixty seconds counts, not what left since the clock's minute began. They are
//! counted in slots, each as young as its last second, so that a window is never taken for emptier than it is.

use serde::{Deserialize, Serialize};

use crate::schedule::{CONCURRENCY_MAX, HOUR, MINUTE};

/// Requests that a service bears; `None` is no limit that is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Allowance {
    /// In any sixty seconds.
    pub per_minute: Option<u32>,
    /// In any twenty-four hours.
    pub per_day: Option<u32>,
}

/// What the service itself says is left, where it does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Of this minute.
    #[serde(default)]
    pub minute: Option<u32>,
    /// Of this day.
    #[serde(default)]
    pub day: Option<u32>,
}

/// What left lately.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    #[serde(default)]
    minute: Vec<Slot>,
    #[serde(default)]
    day: Vec<Slot>,
    /// Requests that a day bears, once the service has said that more are left than is taken for its limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit_of_day: Option<u32>,
}

/// Requests of a few seconds, or of an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Slot {
    /// When it began, UNIX seconds.
    at: i64,
    requests: u32,
}

/// Requests that a window bears, and what remains of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Room {
    /// That leave in one window.
    pub limit: u32,
    /// That may still leave now.
    pub remaining: u32,
}

/// What remains, for people who watch; `None` where there is no limit that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Remaining {
    /// Of any sixty seconds.
    pub minute: Option<Room>,
    /// Of any twenty-four hours.
    pub day: Option<Room>,
}

/// UNIX seconds until which nothing should leave, by what is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest {
    /// The minute; `None` while something is left of it.
    pub minute: Option<i64>,
    /// The day; likewise.
    pub day: Option<i64>,
}

impl Spent {
    /// Requests left, and the service says what remains. Whoever else may use up the allowance: the lower number counts.
    pub fn add(&mut self, requests: u32, left: Left, now: i64, allowance: Allowance) {
        if let Some(limit) = allowance.per_minute {
            MINUTES.add(&mut self.minute, requests, left.minute, now, limit);
        }
        if let Some(limit) = allowance.per_day {
            // So many can only be left of a larger plan.
            if let Some(left) = left.day.filter(|&left| left > limit) {
                self.limit_of_day =
                    Some(left.saturating_add(DAYS.spent(&self.day, now)).saturating_add(requests));
            }
            DAYS.add(&mut self.day, requests, left.day, now, self.limit_of_day.unwrap_or(limit));
        }
    }

    /// Requests that a day bears, and how many of them are spent; `None` where a day has no limit.
    pub fn day(&self, now: i64, allowance: Allowance) -> Option<(u32, u32)> {
        let known = allowance.per_day?;
        Some((self.limit_of_day.unwrap_or(known), DAYS.spent(&self.day, now)))
    }

    /// What remains of the minute and of the day.
    pub fn remaining(&self, now: i64, allowance: Allowance) -> Remaining {
        let room = |(limit, spent): (u32, u32)| Room { limit, remaining: limit.saturating_sub(spent) };
        Remaining {
            minute: allowance.per_minute.map(|limit| room((limit, MINUTES.spent(&self.minute, now)))),
            day: self.day(now, allowance).map(room),
        }
    }

    /// When the oldest requests of the day are a day old.
    pub fn day_has_room_at(&self, now: i64) -> Option<i64> {
        self.day.iter().map(|slot| DAYS.ends(slot)).filter(|&ends| ends > now).min()
    }

    /// When there is room again.
    pub fn rest(&self, now: i64, allowance: Allowance) -> Rest {
        Rest {
            minute: allowance.per_minute.and_then(|limit| MINUTES.full_until(&self.minute, now, limit)),
            day: self.day(now, allowance).and_then(|(limit, _)| DAYS.full_until(&self.day, now, limit)),
        }
    }
}

/// A window that moves along, and the slots it is counted in; seconds.
struct Window {
    length: i64,
    slot: i64,
}

const MINUTES: Window = Window { length: MINUTE, slot: 10 };
const DAYS: Window = Window { length: 24 * HOUR, slot: HOUR };

impl Window {
    fn add(&self, slots: &mut Vec<Slot>, requests: u32, left: Option<u32>, now: i64, limit: u32) {
        slots.retain(|slot| self.ends(slot) > now);
        let spent = self.spent(slots, now).saturating_add(requests);
        let unseen = left.map_or(0, |left| limit.saturating_sub(spent).saturating_sub(left));
        let requests = requests.saturating_add(unseen);
        if requests == 0 {
            return;
        }
        let at = now - now.rem_euclid(self.slot);
        match slots.iter_mut().find(|slot| slot.at == at) {
            Some(slot) => slot.requests = slot.requests.saturating_add(requests),
            None => slots.push(Slot { at, requests }),
        }
    }

    fn spent(&self, slots: &[Slot], now: i64) -> u32 {
        let lately = slots.iter().filter(|slot| self.ends(slot) > now);
        lately.map(|slot| slot.requests).fold(0, u32::saturating_add)
    }

    /// When the last request of a slot is out of the window for certain.
    fn ends(&self, slot: &Slot) -> i64 {
        slot.at + self.slot + self.length
    }

    /// When enough of it has passed; `None` when there is room now.
    fn full_until(&self, slots: &[Slot], now: i64, limit: u32) -> Option<i64> {
        let room = limit.saturating_sub(reserve(limit));
        let mut ahead: Vec<&Slot> = slots.iter().filter(|slot| self.ends(slot) > now).collect();
        ahead.sort_by_key(|slot| slot.at);
        let mut spent = ahead.iter().map(|slot| slot.requests).fold(0, u32::saturating_add);
        let mut until = None;
        for slot in ahead {
            if spent < room {
                break;
            }
            spent = spent.saturating_sub(slot.requests);
            until = Some(self.ends(slot));
        }
        until
    }
}

/// What is kept of an allowance for conversations that are under way, here and in other processes, when it is used up.
fn reserve(limit: u32) -> u32 {
    (limit / 4).min(CONCURRENCY_MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIXTY: Allowance = Allowance { per_minute: Some(60), per_day: Some(1_000) };

    fn spent(requests: &[(i64, u32)]) -> Spent {
        let mut spent = Spent::default();
        for &(now, requests) in requests {
            spent.add(requests, Left::default(), now, SIXTY);
        }
        spent
    }

    /// Issue 11: a quarter is kept for what is under way.
    #[test]
    fn a_minute_that_is_used_up_has_room_when_its_oldest_requests_are_a_minute_old() {
        assert_eq!(spent(&[(100, 44)]).rest(100, SIXTY).minute, None);
        let full = spent(&[(100, 40), (115, 5)]);
        assert_eq!(full.rest(119, SIXTY), Rest { minute: Some(170), day: None });
        assert_eq!(full.rest(170, SIXTY).minute, None);
        let late = spent(&[(100, 1), (115, 59)]);
        assert_eq!(late.rest(119, SIXTY).minute, Some(180), "one request less does not help");
    }

    #[test]
    fn a_day_that_is_used_up_has_room_when_its_first_hour_has_passed_out_of_it() {
        let full = spent(&[(0, 30), (5 * HOUR, 954)]);
        assert_eq!(full.rest(6 * HOUR, SIXTY).day, Some(25 * HOUR));
        assert_eq!(full.rest(25 * HOUR, SIXTY).day, None);
    }

    #[test]
    fn what_the_service_says_counts_where_it_is_less_than_we_think() {
        let mut spent = spent(&[(100, 10)]);
        spent.add(1, Left { minute: Some(49), day: Some(989) }, 101, SIXTY);
        assert_eq!(spent, self::spent(&[(100, 11)]), "it says what we think");
        spent.add(1, Left { minute: Some(0), day: Some(20) }, 102, SIXTY);
        assert_eq!(spent.rest(102, SIXTY), Rest { minute: Some(170), day: None });
        spent.add(1, Left { minute: None, day: Some(0) }, 103, SIXTY);
        assert_eq!(spent.rest(103, SIXTY).day, Some(25 * HOUR));
        spent.add(0, Left { minute: Some(60), day: Some(1_000) }, 104, SIXTY);
        assert_eq!(spent.rest(104, SIXTY).day, Some(25 * HOUR), "more than we think is not believed");
    }

    /// 13.2: a larger plan than the smallest.
    #[test]
    fn more_left_than_the_limit_that_is_known_is_a_larger_limit() {
        let mut spent = spent(&[(0, 900)]);
        spent.add(1, Left { minute: None, day: Some(4_099) }, 1, SIXTY);
        assert_eq!(spent.day(2, SIXTY), Some((5_000, 901)));
        spent.add(3_000, Left::default(), 2, SIXTY);
        assert_eq!(spent.rest(3, SIXTY).day, None);
        spent.add(0, Left { minute: None, day: Some(0) }, 3, SIXTY);
        assert_eq!(spent.rest(3, SIXTY).day, Some(25 * HOUR), "less than we think is believed");
    }

    #[test]
    fn what_remains_is_told_for_either_window_and_comes_back_as_they_move_along() {
        let lately = spent(&[(100, 44), (115, 6)]);
        let of = |limit, remaining| Some(Room { limit, remaining });
        assert_eq!(lately.remaining(119, SIXTY), Remaining { minute: of(60, 10), day: of(1_000, 950) });
        assert_eq!(lately.remaining(170, SIXTY), Remaining { minute: of(60, 54), day: of(1_000, 950) });
        assert_eq!(lately.remaining(100 + 26 * HOUR, SIXTY).day, of(1_000, 1_000));
        assert_eq!(
            spent(&[(0, 1_200)]).remaining(1, SIXTY),
            Remaining { minute: of(60, 0), day: of(1_000, 0) }
        );
        assert_eq!(lately.remaining(119, Allowance::default()), Remaining { minute: None, day: None });
    }

    #[test]
    fn a_service_without_known_limits_is_not_counted() {
        let mut spent = Spent::default();
        spent.add(10_000, Left { minute: Some(0), day: Some(0) }, 0, Allowance::default());
        assert_eq!(spent, Spent::default());
        assert_eq!(spent.rest(0, Allowance::default()), Rest { minute: None, day: None });
    }

    proptest! {
        /// Whoever asks one by one, and only while there is room, stays within the limit in any sixty seconds.
        #[test]
        fn no_sixty_seconds_hold_more_than_the_limit(limit in 1u32..80, waits in prop::collection::vec(0i64..4, 1..400)) {
            let allowance = Allowance { per_minute: Some(limit), per_day: None };
            let (mut spent, mut now, mut left_at) = (Spent::default(), 1_000_000, Vec::new());
            for wait in waits {
                now += wait;
                if let Some(until) = spent.rest(now, allowance).minute {
                    prop_assert!(until > now && until <= now + 70);
                    now = until;
                    prop_assert_eq!(spent.rest(now, allowance).minute, None);
                }
                spent.add(1, Left::default(), now, allowance);
                left_at.push(now);
                let lately = left_at.iter().filter(|&&at| at > now - 60).count();
                prop_assert!(lately <= limit as usize, "{lately} in a minute");
                prop_assert!(spent.minute.len() <= 8);
            }
        }
    }
}
