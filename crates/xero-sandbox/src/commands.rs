//! The control commands of this sandbox: what happens at Xero without the program.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::api;
use crate::call::Call;
use crate::json::Json;
use crate::proof::Proof;
use crate::scopes;
use crate::service::Xero;
use crate::tokens::Consent;

/// What `connect` is told; all of it may be left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wish {
    /// The scopes; all without it.
    pub scope: Option<String>,
    /// The organisation; the main one without it.
    pub organisation: Option<String>,
    /// Whether the program has no secret (PKCE).
    pub public: bool,
}

/// A connected program: what it would have stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Connected {
    /// Good for half an hour.
    pub access_token: String,
    /// Good for one use; empty without `offline_access`.
    pub refresh_token: String,
    /// Seconds until the access token ends.
    pub expires_in: i64,
    /// What was agreed to.
    pub scope: String,
    /// The organisation.
    pub tenant_id: String,
    /// Its name.
    pub tenant_name: String,
    /// What is deleted to disconnect.
    pub connection_id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    organisation: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    method: String,
    path: String,
    #[serde(default)]
    body: Option<Box<serde_json::value::RawValue>>,
    organisation: Option<String>,
}

/// Runs a command; none when there is none of this name.
pub fn run(xero: &mut Xero, name: &str, body: &[u8]) -> Option<Result<Value, String>> {
    let body = if body.is_empty() { b"{}" } else { body };
    Some(match name {
        "connect" => read(body).and_then(|wish| xero.connect_as(wish)).map(|it| json!(it)),
        "disconnect" => read(body).map(|Which { organisation }| {
            let tenant = organisation.unwrap_or_else(|| xero.settings.organisation.id.clone());
            json!({"ok": xero.connections.cut(&tenant)})
        }),
        "expire" => {
            xero.expire();
            Ok(json!({"ok": true}))
        }
        "revoke" => {
            xero.revoke();
            Ok(json!({"ok": true}))
        }
        "act" => read(body).and_then(|act| perform(xero, &act)),
        _ => return None,
    })
}

impl Xero {
    /// Tokens, as if a person had come, agreed, and been sent back.
    ///
    /// # Errors
    /// When there is no such scope or organisation.
    pub fn connect_as(&mut self, wish: Wish) -> Result<Connected, String> {
        let scope = wish.scope.unwrap_or_else(|| scopes::KNOWN.join(" "));
        let scopes = scopes::parse(&scope).ok_or("unknown scope")?;
        let tenant = wish.organisation.unwrap_or_else(|| self.settings.organisation.id.clone());
        let known = self.organisations().into_iter().find(|(id, _)| *id == tenant);
        let (_, tenant_name) = known.ok_or("unknown organisation")?;
        let event = self.ids.guid();
        let proof = if wish.public { Proof::Name } else { Proof::Secret };
        let given = self.connect(&Consent { scopes, tenant: tenant.clone(), event }, proof, self.now);
        let connection = self.connections.all().iter().find(|it| it.tenant_id == tenant);
        Ok(Connected {
            access_token: given.access_token,
            refresh_token: given.refresh_token.unwrap_or_default(),
            expires_in: given.expires_in,
            scope: given.scopes.join(" "),
            connection_id: connection.map(|it| it.id.clone()).unwrap_or_default(),
            tenant_id: tenant,
            tenant_name,
        })
    }

    /// All access tokens end now.
    pub fn expire(&mut self) {
        self.tokens.expire(self.now);
    }

    /// No refresh token is good any more, and no access token.
    pub fn revoke(&mut self) {
        self.tokens.revoke_all();
        self.expire();
    }
}

/// Does what a person could do in Xero: a call of the API without token, limits and keys.
fn perform(xero: &mut Xero, act: &Act) -> Result<Value, String> {
    let organisation = act.organisation.clone();
    let tenant = organisation.unwrap_or_else(|| xero.settings.organisation.id.clone());
    let body = match &act.body {
        Some(body) => Json::parse(body.get().as_bytes()).ok_or("the body is no JSON")?,
        None => Json::Null,
    };
    let call = Call::of(&act.method, &act.path, body);
    let answer = api::route(xero, &call, &tenant, xero.now);
    let status = answer.status;
    let said = String::from_utf8_lossy(&answer.bytes()).into_owned();
    let said = serde_json::from_str(&said).unwrap_or(Value::String(said));
    Ok(json!({"status": status, "answer": said}))
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}
