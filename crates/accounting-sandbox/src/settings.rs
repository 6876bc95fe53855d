//! Settings in general: what chance does, and the partial merge of the control API.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::faults::Fault;

/// The settings of one service. As JSON they are an object whose unknown names are refused.
pub trait ServiceSettings: Clone + Default + Serialize + DeserializeOwned + Send + 'static {
    /// What chance does to requests.
    fn chance(&self) -> Chance;

    /// These settings with those of `changes` put over them. Objects merge, everything else is replaced.
    ///
    /// # Errors
    /// When a name is unknown or a value does not fit; the settings stay as they were.
    fn merged(&self, changes: &Value) -> Result<Self, SettingsError> {
        if !changes.is_object() {
            return Err(SettingsError(serde::de::Error::custom("expected a JSON object")));
        }
        let mut all = serde_json::to_value(self)?;
        merge(&mut all, changes);
        Ok(serde_json::from_value(all)?)
    }
}

/// What chance does to requests.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chance {
    /// Where it starts: the same seed gives the same faults, latencies and keys.
    pub seed: u64,
    /// How long every answer of the API takes.
    pub latency_ms: u64,
    /// Above `latency_ms`: the time is drawn evenly from between the two.
    pub latency_ms_max: u64,
    /// How many of a hundred requests that no rule took meet one of `random_faults`.
    pub fault_percent: u8,
    /// The faults to choose from.
    pub random_faults: Vec<Fault>,
}

/// Settings that cannot be.
#[derive(Debug, thiserror::Error)]
#[error("settings: {0}")]
pub struct SettingsError(#[from] serde_json::Error);

fn merge(into: &mut Value, changes: &Value) {
    match (into, changes) {
        (Value::Object(into), Value::Object(changes)) => {
            for (name, change) in changes {
                merge(into.entry(name.clone()).or_insert(Value::Null), change);
            }
        }
        (into, changes) => *into = changes.clone(),
    }
}
