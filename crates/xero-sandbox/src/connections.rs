//! Which organisations the program is connected with.

use accounting_sandbox::Answer;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::answers;
use crate::ids::Ids;
use crate::json::{Json, object};
use crate::tokens::Access;

/// A connection of the program with an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Connection {
    /// Its id, which is not that of the organisation.
    pub id: String,
    /// The consent it was last given by.
    pub auth_event_id: String,
    /// The organisation.
    pub tenant_id: String,
    /// Its name.
    pub tenant_name: String,
    #[serde(serialize_with = "accounting_sandbox::clock::as_iso")]
    created_at: DateTime<Utc>,
}

/// All connections.
#[derive(Debug, Default)]
pub struct Connections(Vec<Connection>);

impl Connections {
    /// Connects with an organisation; a connection that is there is kept, under the newer consent.
    pub fn connect(&mut self, tenant: (&str, &str), event: &str, ids: &mut Ids, now: DateTime<Utc>) {
        let (tenant_id, tenant_name) = (tenant.0.to_owned(), tenant.1.to_owned());
        if let Some(known) = self.0.iter_mut().find(|known| known.tenant_id == tenant_id) {
            event.clone_into(&mut known.auth_event_id);
            return;
        }
        let auth_event_id = event.to_owned();
        self.0.push(Connection { id: ids.guid(), auth_event_id, tenant_id, tenant_name, created_at: now });
    }

    /// Whether there is one with this organisation.
    pub fn reach(&self, tenant_id: &str) -> bool {
        self.0.iter().any(|known| known.tenant_id == tenant_id)
    }

    /// The one with this organisation ends.
    pub fn cut(&mut self, tenant_id: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|known| known.tenant_id != tenant_id);
        self.0.len() < before
    }

    /// All end.
    pub fn cut_all(&mut self) {
        self.0.clear();
    }

    /// All of them.
    pub fn all(&self) -> &[Connection] {
        &self.0
    }

    /// Answers `GET /connections`.
    pub fn list(&self, access: &Access, event: Option<&str>) -> Answer {
        let is_meant = |known: &&Connection| {
            let is_of_token = access.tenant.as_ref().is_none_or(|only| *only == known.tenant_id);
            is_of_token && event.is_none_or(|event| event == known.auth_event_id)
        };
        answers::json(200, &Json::List(self.0.iter().filter(is_meant).map(out).collect()))
    }

    /// Answers `DELETE /connections/{id}`.
    pub fn delete(&mut self, id: &str) -> Answer {
        let before = self.0.len();
        self.0.retain(|known| known.id != id);
        if self.0.len() < before { answers::nothing() } else { answers::not_found() }
    }
}

fn out(connection: &Connection) -> Json {
    let created = accounting_sandbox::clock::iso(connection.created_at);
    object([
        ("id", connection.id.as_str().into()),
        ("authEventId", connection.auth_event_id.as_str().into()),
        ("tenantId", connection.tenant_id.as_str().into()),
        ("tenantType", "ORGANISATION".into()),
        ("tenantName", connection.tenant_name.as_str().into()),
        ("createdDateUtc", created.as_str().into()),
        ("updatedDateUtc", created.as_str().into()),
    ])
}
