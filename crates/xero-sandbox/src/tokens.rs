//! Codes and tokens: what is given out, and how long it is good.

use chrono::{DateTime, TimeDelta, Utc};

use crate::ids::Ids;
use crate::json::{Json, object};
use crate::proof::{self, Proof, base64url};

/// A code is good for this long.
const CODE_LIFE: TimeDelta = TimeDelta::minutes(5);
/// A refresh token that was replaced is good for this long, if the one that replaced it was never used.
const GRACE: TimeDelta = TimeDelta::minutes(30);
/// A refresh token that nobody uses is good for this long.
const UNUSED_LIFE: TimeDelta = TimeDelta::days(60);

/// What a person agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// What the program may do.
    pub scopes: Vec<String>,
    /// The organisation that was chosen.
    pub tenant: String,
    /// The id of this consent.
    pub event: String,
}

/// A code, to be exchanged for tokens once.
#[derive(Clone, Debug)]
pub struct Code {
    /// What it is for.
    pub consent: Consent,
    /// Where the person was sent back to.
    pub redirect_uri: String,
    /// The challenge that a verifier has to meet.
    pub challenge: Option<String>,
    /// When it was given out.
    pub given_at: DateTime<Utc>,
}

/// An access token.
#[derive(Clone, Debug)]
pub struct Access {
    token: String,
    /// What it allows.
    pub scopes: Vec<String>,
    /// The only organisation it is for, when it was given to a program without a person.
    pub tenant: Option<String>,
    ends_at: DateTime<Utc>,
}

/// A chain of refresh tokens that began with a consent.
#[derive(Clone, Debug)]
struct Grant {
    consent: Consent,
    proof: Proof,
    newest: String,
    newest_since: DateTime<Utc>,
    /// The one before, and when it was replaced.
    before: Option<(String, DateTime<Utc>)>,
}

/// All that was given out.
#[derive(Debug, Default)]
pub struct Tokens {
    codes: Vec<(String, Code)>,
    grants: Vec<Grant>,
    accesses: Vec<Access>,
}

/// What an answer with tokens carries.
#[derive(Clone, Debug)]
pub struct Given {
    /// A JWT.
    pub access_token: String,
    /// None where nobody asked for offline access.
    pub refresh_token: Option<String>,
    /// Seconds until the access token ends.
    pub expires_in: i64,
    /// What it allows.
    pub scopes: Vec<String>,
}

impl Tokens {
    /// A code for what a person agreed to.
    pub fn give_code(&mut self, code: Code, ids: &mut Ids) -> String {
        let name = ids.secret(43);
        self.codes.push((name.clone(), code));
        name
    }

    /// Takes a code back, which is then worth nothing any more; none when it is not good.
    pub fn redeem(&mut self, name: &str, now: DateTime<Utc>) -> Option<Code> {
        let place = self.codes.iter().position(|(known, _)| known == name)?;
        let (_, code) = self.codes.swap_remove(place);
        (now < code.given_at + CODE_LIFE).then_some(code)
    }

    /// The first tokens of a consent.
    pub fn begin(&mut self, consent: &Consent, proof: Proof, issue: &mut Issue<'_>) -> Given {
        let refresh =
            consent.scopes.iter().any(|scope| scope == "offline_access").then(|| issue.ids.secret(43));
        if let Some(newest) = refresh.clone() {
            let consent = consent.clone();
            self.grants.push(Grant { consent, proof, newest, newest_since: issue.now, before: None });
        }
        self.give(consent, None, refresh, issue)
    }

    /// Tokens for a program without a person.
    pub fn begin_custom(&mut self, consent: &Consent, issue: &mut Issue<'_>) -> Given {
        self.give(consent, Some(consent.tenant.clone()), None, issue)
    }

    /// New tokens for a refresh token; none when it is not good.
    pub fn renew(&mut self, refresh: &str, proof: Proof, issue: &mut Issue<'_>) -> Option<Given> {
        let now = issue.now;
        let grant = self.grants.iter_mut().find(|grant| grant.takes(refresh, now))?;
        if grant.proof == Proof::Secret && proof == Proof::Name {
            return None;
        }
        let newest = issue.ids.secret(43);
        if grant.newest == refresh {
            grant.before = Some((refresh.to_owned(), now));
        }
        (grant.newest, grant.newest_since) = (newest.clone(), now);
        let consent = grant.consent.clone();
        Some(self.give(&consent, None, Some(newest), issue))
    }

    /// The chain of this refresh token ends; whether there was one.
    pub fn revoke(&mut self, refresh: &str) -> bool {
        let known = self.grants.len();
        self.grants.retain(|grant| {
            grant.newest != refresh && grant.before.as_ref().is_none_or(|(token, _)| token != refresh)
        });
        self.grants.len() < known
    }

    /// All chains end.
    pub fn revoke_all(&mut self) {
        self.grants.clear();
    }

    /// All access tokens end.
    pub fn expire(&mut self, now: DateTime<Utc>) {
        self.accesses.iter_mut().for_each(|access| access.ends_at = now);
    }

    /// The access token of this text, while it is good.
    pub fn access(&self, token: &str, now: DateTime<Utc>) -> Option<&Access> {
        self.accesses.iter().find(|access| access.token == token && now < access.ends_at)
    }

    fn give(
        &mut self,
        consent: &Consent,
        tenant: Option<String>,
        refresh_token: Option<String>,
        issue: &mut Issue<'_>,
    ) -> Given {
        let ends_at = issue.now + TimeDelta::try_seconds(issue.life).unwrap_or_default();
        let token = jwt(consent, ends_at, issue);
        let scopes = consent.scopes.clone();
        self.accesses.push(Access { token: token.clone(), scopes: scopes.clone(), tenant, ends_at });
        Given { access_token: token, refresh_token, expires_in: issue.life, scopes }
    }
}

impl Grant {
    fn takes(&self, refresh: &str, now: DateTime<Utc>) -> bool {
        let is_alive = now < self.newest_since + UNUSED_LIFE;
        let was_lost = |(token, since): &(String, DateTime<Utc>)| token == refresh && now < *since + GRACE;
        is_alive && (self.newest == refresh || self.before.as_ref().is_some_and(was_lost))
    }
}

/// What is needed to make tokens.
#[derive(Debug)]
pub struct Issue<'a> {
    /// Where ids come from.
    pub ids: &'a mut Ids,
    /// The program they are for.
    pub client_id: &'a str,
    /// Seconds an access token lasts.
    pub life: i64,
    /// Now.
    pub now: DateTime<Utc>,
}

/// An access token as Xero's are: signed claims, of which the bridge reads one, and a signature that nobody can check here.
fn jwt(consent: &Consent, ends_at: DateTime<Utc>, issue: &mut Issue<'_>) -> String {
    let header = object([("alg", "RS256".into()), ("kid", "sandbox".into()), ("typ", "JWT".into())]);
    let seconds = |time: DateTime<Utc>| Json::Number(time.timestamp().into());
    let claims = object([
        ("nbf", seconds(issue.now)),
        ("exp", seconds(ends_at)),
        ("iss", "https://identity.xero.com".into()),
        ("aud", "https://identity.xero.com/resources".into()),
        ("client_id", issue.client_id.into()),
        ("xero_userid", "05e40000-0000-4000-8000-000000000001".into()),
        ("authentication_event_id", consent.event.as_str().into()),
        ("jti", issue.ids.guid().into()),
        ("scope", Json::List(consent.scopes.iter().map(|scope| scope.as_str().into()).collect())),
    ]);
    let part = |json: &Json| base64url(json.written().as_bytes());
    format!("{}.{}.{}", part(&header), part(&claims), proof::challenge(&issue.ids.secret(43)))
}
