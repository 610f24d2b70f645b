//! The gateway: the HTTP API, and the line that a call takes through the hub.
//!
//! | module | holds |
//! | --- | --- |
//! | [`app`] | the start, the workers, the end |
//! | [`proxy`] | the line that a call takes, from top to bottom |
//! | [`admin`] | the management API below `/api` |
//! | [`aigne`] | the format of AIGNE's own clients |
//! | `activity` | sign-ins, exports and readings of the log, recorded |
//! | [`analytics`] | reads of usage and calls in ClickHouse, and calls as they end |
//! | `audit` | the audit trail, searched and followed |
//! | [`auth`] | who calls, and what they may do |
//! | `console` | the console's files, and the headers of every page |
//! | [`directory`] | reads of the directory in Postgres |
//! | [`health`] | whether the gateway is alive and able to serve, and its metrics |
//! | `ending` | the orderly end |
//! | `origin` | how the hub is reached from outside |
//! | [`live`] | the control plane folded in memory |
//! | [`metrics`] | counting calls |
//! | [`openai`] | the client's wire format |
//! | [`openapi`] | the description of every route |
//! | [`problem`] | every error answer of `/api` |
//! | [`providers`] | the providers' dialects, pure |
//! | [`routing`] | what live calls say of providers |
//! | [`upstream`] | the network to providers |
mod activity;
pub mod admin;
pub mod aigne;
pub mod analytics;
pub mod anthropic;
pub mod app;
mod audit;
pub mod auth;
pub mod bootstrap;
pub mod call;
pub mod canonical;
mod console;
pub mod directory;
mod ending;
pub mod format;
pub mod gemini;
pub mod health;
pub mod live;
pub mod metrics;
pub mod openai;
pub mod openapi;
mod origin;
mod place;
pub mod problem;
pub mod providers;
pub mod proxy;
pub mod request_id;
pub mod responses;
pub mod routing;
pub mod settings;
pub mod upstream;
