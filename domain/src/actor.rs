//! Who did it.
use crate::id::{ApiKeyId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What kind of party acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// The platform's operator, by the admin token.
    Operator,
    /// A person.
    User,
    /// A program, by its API key.
    ApiKey,
    /// The hub itself.
    System,
}

impl ActorKind {
    /// The kind's name in records and read models.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::User => "user",
            Self::ApiKey => "api_key",
            Self::System => "system",
        }
    }
}

/// Who did it, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// What kind of party.
    pub kind: ActorKind,
    /// Which one; nil for the operator and the hub itself.
    pub id: Uuid,
    /// The person for whom a program acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<UserId>,
}

impl Actor {
    /// The platform's operator.
    pub const OPERATOR: Self = Self {
        kind: ActorKind::Operator,
        id: Uuid::nil(),
        on_behalf_of: None,
    };

    /// The hub itself.
    pub const SYSTEM: Self = Self {
        kind: ActorKind::System,
        id: Uuid::nil(),
        on_behalf_of: None,
    };

    /// A program that holds `api_key`, for its owner where it has one.
    #[must_use]
    pub const fn api_key(api_key: ApiKeyId, owner: Option<UserId>) -> Self {
        Self {
            kind: ActorKind::ApiKey,
            id: api_key.0,
            on_behalf_of: owner,
        }
    }
}
