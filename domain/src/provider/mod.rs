//! A provider: where it is, the credentials to call it with, the models that it offers.
//!
//! Invariant: names are unique among an organisation's providers (the id is derived from the name) and
//! among one provider's credentials; a credential's secret is here only in sealed form.
mod decide;
mod drift;
mod evolve;
mod kind;
mod name;
#[cfg(test)]
mod tests;

pub use drift::Fact;
pub use kind::{
    Dialect, Need, Offer, ProviderKind, Quirks, Schemas, SecretForm, StreamUsage, ToolIds,
};
pub use name::{InvalidName, ModelName, ProviderName};

use crate::{
    decider::Aggregate,
    id::{CommandId, CredentialId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// The consistency boundary of one provider with its credentials and models.
#[derive(Debug)]
pub enum Provider {}

/// What can be changed of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProviderSettings {
    /// For people.
    pub display_name: Option<String>,
    /// Where its API lies, with the version, such as `https://api.openai.com/v1`; the kind's own where absent.
    pub base_url: Option<String>,
    /// The provider's region, where its kind has regions.
    pub region: Option<String>,
    /// The version of the provider's API, where its kind asks for one.
    pub api_version: Option<String>,
    /// Whether calls may go to it.
    pub enabled: bool,
}

/// What can be changed of a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CredentialSettings {
    /// Unique among the provider's credentials.
    pub name: String,
    /// Its share of the calls, relative to the provider's other credentials.
    pub weight: u32,
    /// Whether calls may use it.
    pub enabled: bool,
}

/// Why the hub does not use a credential that its admins left enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisabledReason {
    /// The provider does not know it, or not any more.
    Unauthorized,
    /// The provider knows it and refuses it everything.
    Forbidden,
}

impl DisabledReason {
    /// The reason's name in records and read models.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
        }
    }
}

/// A secret that only the holder of the master key can read: AES-256-GCM-SIV, a data key a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SealedSecret {
    /// Which version of the master key wraps the data key.
    pub master_key: u32,
    /// The wrapped data key: nonce and ciphertext, base64.
    pub data_key: String,
    /// The secret under the data key: nonce and ciphertext, base64.
    pub ciphertext: String,
    /// The secret's last characters, at most four, for people to tell secrets apart.
    pub hint: String,
}

/// What a model is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModelType {
    /// Conversations.
    Chat,
    /// Vectors of texts.
    Embedding,
    /// Pictures.
    Image,
}

impl ModelType {
    /// The type's name in records and read models.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Embedding => "embedding",
            Self::Image => "image",
        }
    }
}

/// What can be changed of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ModelSettings {
    /// What it is for.
    pub r#type: ModelType,
    /// The most tokens of prompt and answer together.
    pub context_window: Option<u64>,
    /// The most tokens of an answer.
    pub max_output_tokens: Option<u64>,
    /// What it can do beyond its type, such as `tools` or `vision`.
    pub capabilities: Vec<String>,
    /// Whether calls may go to it.
    pub enabled: bool,
}

/// What can be asked of a provider.
#[derive(Clone, Debug)]
pub enum Command {
    /// Add the provider.
    Add {
        /// Repeats of one command change nothing.
        command: CommandId,
        /// Unique in the organisation.
        name: ProviderName,
        /// Its dialect.
        kind: ProviderKind,
        /// The rest.
        settings: ProviderSettings,
    },
    /// Replace what can be changed.
    Change {
        /// The revision that the change was made to, where the caller insists on it.
        expected: Option<Revision>,
        /// All of it.
        settings: ProviderSettings,
    },
    /// Remove the provider with its credentials and models.
    Remove {
        /// The revision to remove, where the caller insists on it.
        expected: Option<Revision>,
    },
    /// Add a credential.
    AddCredential {
        /// Repeats of one command change nothing; the credential's id derives from it.
        command: CommandId,
        /// Its name, weight and state.
        settings: CredentialSettings,
        /// Its secret.
        sealed: SealedSecret,
    },
    /// Change a credential; a new secret replaces the old.
    ChangeCredential {
        /// The revision that the change was made to, where the caller insists on it.
        expected: Option<Revision>,
        /// Which.
        credential: CredentialId,
        /// All of it.
        settings: CredentialSettings,
        /// The new secret, where it changes.
        sealed: Option<SealedSecret>,
    },
    /// Stop using a credential, since its provider refuses it.
    DisableCredential {
        /// The revision whose secret was refused; a newer one may be good.
        refused: Revision,
        /// Which.
        credential: CredentialId,
        /// Why.
        reason: DisabledReason,
    },
    /// Use a credential again, since its provider takes it.
    EnableCredential {
        /// Which.
        credential: CredentialId,
    },
    /// Remove a credential.
    RemoveCredential {
        /// The revision to remove, where the caller insists on it.
        expected: Option<Revision>,
        /// Which.
        credential: CredentialId,
    },
    /// Add models; those that are there already stay as they are when the command is a repeat.
    AddModels {
        /// Repeats of one command change nothing.
        command: CommandId,
        /// Each with its settings.
        models: Vec<(ModelName, ModelSettings)>,
    },
    /// Change a model.
    ChangeModel {
        /// The revision that the change was made to, where the caller insists on it.
        expected: Option<Revision>,
        /// Which.
        model: ModelName,
        /// All of it.
        settings: ModelSettings,
    },
    /// Remove a model.
    RemoveModel {
        /// The revision to remove, where the caller insists on it.
        expected: Option<Revision>,
        /// Which.
        model: ModelName,
    },
}

/// What happened to a provider. The tags are stored for ever: a new shape gets a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// It was added.
    #[serde(rename = "provider.added.v1")]
    Added {
        /// By which command.
        command: CommandId,
        /// Unique in the organisation.
        name: ProviderName,
        /// Its dialect.
        kind: ProviderKind,
        /// The rest.
        settings: ProviderSettings,
    },
    /// It was changed.
    #[serde(rename = "provider.changed.v1")]
    Changed {
        /// As it is from now on.
        settings: ProviderSettings,
    },
    /// It was removed, with its credentials and models.
    #[serde(rename = "provider.removed.v1")]
    Removed {},
    /// A credential was added.
    #[serde(rename = "credential.added.v1")]
    CredentialAdded {
        /// By which command.
        command: CommandId,
        /// Which.
        credential: CredentialId,
        /// Its name, weight and state.
        settings: CredentialSettings,
        /// Its secret.
        sealed: SealedSecret,
    },
    /// A credential was changed, but not its secret.
    #[serde(rename = "credential.changed.v1")]
    CredentialChanged {
        /// Which.
        credential: CredentialId,
        /// As it is from now on.
        settings: CredentialSettings,
    },
    /// A credential's secret was replaced.
    #[serde(rename = "credential.rotated.v1")]
    CredentialRotated {
        /// Which.
        credential: CredentialId,
        /// The new secret.
        sealed: SealedSecret,
    },
    /// A credential is not used any more, since its provider refuses it.
    #[serde(rename = "credential.disabled.v1")]
    CredentialDisabled {
        /// Which.
        credential: CredentialId,
        /// Why.
        reason: DisabledReason,
    },
    /// A credential is used again, since its provider takes it. A new secret has the same effect by itself.
    #[serde(rename = "credential.enabled.v1")]
    CredentialEnabled {
        /// Which.
        credential: CredentialId,
    },
    /// A credential was removed.
    #[serde(rename = "credential.removed.v1")]
    CredentialRemoved {
        /// Which.
        credential: CredentialId,
    },
    /// A model was added.
    #[serde(rename = "model.added.v1")]
    ModelAdded {
        /// By which command.
        command: CommandId,
        /// Which.
        model: ModelName,
        /// What it is.
        settings: ModelSettings,
    },
    /// A model was changed.
    #[serde(rename = "model.changed.v1")]
    ModelChanged {
        /// Which.
        model: ModelName,
        /// As it is from now on.
        settings: ModelSettings,
    },
    /// A model was removed.
    #[serde(rename = "model.removed.v1")]
    ModelRemoved {
        /// Which.
        model: ModelName,
    },
}

/// How often something was written, counted from 1; what an `ETag` holds.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Revision(pub u64);

impl Revision {
    /// Of what was just added.
    pub const FIRST: Self = Self(1);

    /// After one more write.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Something with the command that added it and how often it was written since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned<T> {
    /// What it is now.
    pub value: T,
    /// The command that added it.
    pub added_by: CommandId,
    /// How often it was written.
    pub revision: Revision,
}

/// A provider that was added and not removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// The provider itself.
    pub provider: Versioned<ProviderSettings>,
    /// Its dialect.
    pub kind: ProviderKind,
    /// Its credentials.
    pub credentials: BTreeMap<CredentialId, Versioned<CredentialSettings>>,
    /// Those of them that the provider refuses.
    pub disabled: BTreeMap<CredentialId, DisabledReason>,
    /// Its models.
    pub models: BTreeMap<ModelName, Versioned<ModelSettings>>,
}

/// What the rules need to know of a provider; `None` before it was added and after it was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State(pub Option<Present>);

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// There is such a provider, added by another command.
    #[error("there is a provider of this name")]
    ProviderExists,
    /// There is no such provider.
    #[error("there is no such provider")]
    UnknownProvider,
    /// The kind has no base URL of its own.
    #[error("base_url is needed for this kind of provider")]
    BaseUrlRequired,
    /// The kind is in another place in each region.
    #[error("region is needed for this kind of provider")]
    RegionRequired,
    /// The kind has several versions of its API.
    #[error("api_version is needed for this kind of provider")]
    ApiVersionRequired,
    /// There is a credential of this name.
    #[error("there is a credential of this name")]
    CredentialExists,
    /// There is no such credential.
    #[error("there is no such credential")]
    UnknownCredential,
    /// There is such a model, added by another command.
    #[error("there is a model {0} already")]
    ModelExists(ModelName),
    /// There is no such model.
    #[error("there is no such model")]
    UnknownModel,
    /// Somebody wrote in between.
    #[error("changed in the meantime: it is at revision {}", .actual.0)]
    RevisionMismatch {
        /// The revision that it is at.
        actual: Revision,
    },
}

impl Aggregate for Provider {
    const NOUN: &'static str = "provider";
}
