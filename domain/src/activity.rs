//! What people and programs did beside calling models and changing configuration, and how providers fared: recorded as
//! it was, and never decided upon.
//!
//! Invariant: nothing here is a secret or holds one; of somebody who failed to sign in only the place is kept.
use crate::{
    id::{ApiKeyId, CredentialId, ProviderId, SessionId},
    provider::ModelName,
    routing::CoolingReason,
    time::Timestamp,
};
use core::net::IpAddr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is taken out of the hub as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exported {
    /// Usage, added up.
    Usage,
    /// Calls, one by one.
    Requests,
    /// The log's events.
    Audit,
}

/// A stream of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum AuditedStream {
    /// Configuration.
    Control,
    /// Credits.
    Ledger,
    /// Calls.
    Traffic,
    /// What is recorded here.
    Activity,
}

/// What was done. The tags are stored for ever: a new shape gets a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// Somebody signed in: the actor of the commit.
    #[serde(rename = "sign_in.succeeded.v1")]
    SignedIn {
        /// The session that began.
        session: SessionId,
        /// When it ends by itself.
        ends_at: Timestamp,
        /// From where, as far as that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<String>")]
        source_ip: Option<IpAddr>,
    },
    /// Sign-ins failed, added up over a while, since whoever guesses does so often.
    #[serde(rename = "sign_in.failed.v1")]
    SignInFailed {
        /// From where, of IPv6 the network; absent where they came from more places than are told apart.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<String>")]
        source_ip: Option<IpAddr>,
        /// By which key, where it was one of this hub's that has ended or may not manage.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        api_key: Option<ApiKeyId>,
        /// How many were tried with what is no token of this hub, or may not sign in.
        failed: u64,
        /// How many more were turned away without a look, for there had been too many.
        turned_away: u64,
        /// When the first of them came.
        since: Timestamp,
    },
    /// Somebody took a file out of the hub.
    #[serde(rename = "export.taken.v1")]
    ExportTaken {
        /// What it has.
        what: Exported,
        /// The first instant of which it tells; absent where nothing bounds it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Timestamp>,
        /// The instant after the last; absent where nothing bounds it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Timestamp>,
    },
    /// Somebody searched or followed the log; said once in a while of each stream.
    #[serde(rename = "audit.read.v1")]
    AuditRead {
        /// Which stream.
        stream: AuditedStream,
    },
    /// A gateway leaves a credential alone for a while. As with all that is said of health, of what changes back and
    /// forth within ten seconds the last is said.
    #[serde(rename = "health.credential_cooled.v1")]
    CredentialCooled {
        /// Whose credential.
        provider: ProviderId,
        /// For which of its models.
        model: ModelName,
        /// Which credential.
        credential: CredentialId,
        /// Why.
        reason: CoolingReason,
        /// Until when, unless it is answered before.
        until: Timestamp,
    },
    /// A credential that was left alone was answered again.
    #[serde(rename = "health.credential_recovered.v1")]
    CredentialRecovered {
        /// Whose credential.
        provider: ProviderId,
        /// For which of its models.
        model: ModelName,
        /// Which credential.
        credential: CredentialId,
    },
    /// A provider's model failed too often: a gateway sends calls elsewhere where it can.
    #[serde(rename = "health.model_ejected.v1")]
    ModelEjected {
        /// Whose model.
        provider: ProviderId,
        /// Which model.
        model: ModelName,
        /// Until when, unless it answers before.
        until: Timestamp,
    },
    /// A model that calls were sent around answers again.
    #[serde(rename = "health.model_recovered.v1")]
    ModelRecovered {
        /// Whose model.
        provider: ProviderId,
        /// Which model.
        model: ModelName,
    },
}

impl Event {
    /// What it is about, as its place in the log names it.
    #[must_use]
    pub const fn noun(&self) -> &'static str {
        match self {
            Self::SignedIn { .. } | Self::SignInFailed { .. } => "sign_in",
            Self::ExportTaken { .. } => "export",
            Self::AuditRead { .. } => "audit",
            Self::CredentialCooled { .. }
            | Self::CredentialRecovered { .. }
            | Self::ModelEjected { .. }
            | Self::ModelRecovered { .. } => "health",
        }
    }
}
