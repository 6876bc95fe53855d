#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod access;
mod batch;
mod client;
mod conversation;
pub mod endpoint;
mod heard;
mod host;
mod renewal;
mod transport;
mod under_way;

pub use client::{BatchError, CONCURRENCY_MAX, Client, Limits};
pub use endpoint::{Config, ConfigError, ProxyConfig};
pub use heard::{Heard, Phase};
pub use host::{Effort, Host, Renewal};
