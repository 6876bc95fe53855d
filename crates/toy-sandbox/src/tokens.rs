//! The tokens that let a shop in.

use accounting_sandbox::Answer;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::settings::Settings;

/// The tokens that count now. A refresh token is good for one use; the one before the newest gives the newest tokens once more,
/// for the case that the answer with them was lost.
#[derive(Debug)]
pub struct Tokens {
    /// Number of the newest.
    newest: u32,
    ends_at: DateTime<Utc>,
    is_revoked: bool,
}

impl Tokens {
    /// The first ones.
    pub fn first(now: DateTime<Utc>, settings: &Settings) -> Self {
        Self { newest: 1, ends_at: end(now, settings), is_revoked: false }
    }

    pub fn access(&self) -> String {
        format!("access-sandboxtoken-{}", self.newest)
    }

    fn refresh(number: u32) -> String {
        format!("refresh-sandboxtoken-{number}")
    }

    /// Whether an access token is good.
    pub fn let_in(&self, access: &str, now: DateTime<Utc>) -> bool {
        !self.is_revoked && access == self.access() && now < self.ends_at
    }

    /// New tokens for a refresh token.
    pub fn renew(&mut self, refresh: &str, now: DateTime<Utc>, settings: &Settings) -> Answer {
        let is_newest = refresh == Self::refresh(self.newest);
        let is_the_one_before = refresh == Self::refresh(self.newest - 1);
        if self.is_revoked || !(is_newest || is_the_one_before) {
            return Answer::json(400, json!({"error": "invalid_grant"}));
        }
        if is_newest {
            self.give_new(now, settings);
        }
        Answer::json(
            200,
            json!({
                "access_token": self.access(),
                "refresh_token": Self::refresh(self.newest),
                "expires_in": (self.ends_at - now).num_seconds(),
                "token_type": "Bearer",
            }),
        )
    }

    /// A person has connected again.
    pub fn give_new(&mut self, now: DateTime<Utc>, settings: &Settings) {
        *self = Self { newest: self.newest + 1, ..Self::first(now, settings) };
    }

    /// The access token ends before its time.
    pub fn expire(&mut self, now: DateTime<Utc>) {
        self.ends_at = now;
    }

    /// Nothing is let in or renewed until a person connects again.
    pub fn revoke(&mut self) {
        self.is_revoked = true;
    }

    /// What a shop has stored after its owner connected it.
    pub fn credentials(&self, settings: &Settings) -> String {
        let stored: Value = json!({
            "secrets": {
                "client_secret": settings.client_secret,
                "access_token": self.access(),
                "refresh_token": Self::refresh(self.newest),
            },
            "fields": {"organisation": settings.organisation},
            "ends_at": self.ends_at.timestamp(),
        });
        stored.to_string()
    }
}

fn end(now: DateTime<Utc>, settings: &Settings) -> DateTime<Utc> {
    let life = TimeDelta::try_seconds(settings.token_life).unwrap_or_default();
    now.checked_add_signed(life).unwrap_or(now)
}
