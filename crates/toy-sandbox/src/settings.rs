//! What these books are like: every setting and its default.

use accounting_sandbox::{Chance, ServiceSettings};
use serde::{Deserialize, Serialize};

/// Everything that can be set, at the start or while running.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Id of the company whose books these are.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// The last day that is closed in its books: told, and nothing else heeds it.
    pub locked_until: Option<String>,
    /// What the shop's program proves itself with when it asks for tokens.
    pub client_secret: String,
    /// Seconds an access token lasts.
    pub token_life: i64,
    /// What every answer says is left of the minute; nothing without it.
    pub left_in_minute: Option<u32>,
    /// What every answer says is left of the day; nothing without it.
    pub left_in_day: Option<u32>,
    /// Latency, and faults by chance.
    pub chance: Chance,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            organisation: "teak".to_owned(),
            organisation_name: "Teak & Sons".to_owned(),
            locked_until: None,
            client_secret: "client-sandboxsecret-1".to_owned(),
            token_life: 1_800,
            left_in_minute: None,
            left_in_day: None,
            chance: Chance::default(),
        }
    }
}

impl ServiceSettings for Settings {
    fn chance(&self) -> Chance {
        self.chance.clone()
    }
}
