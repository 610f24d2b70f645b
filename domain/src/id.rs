//! Ids: one type a thing, so that none is passed for another.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The namespace of ids derived from natural keys. Never changes: it would rename every aggregate.
const NATURAL_KEYS: Uuid = Uuid::from_u128(0x6c1f_6e0e_71a4_5b0b_9d0c_2f6e_5a1d_7e11);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

ids! {
    /// An organisation: the boundary of data, money and access.
    OrganizationId;
    /// A configured provider.
    ProviderId;
    /// A credential of a provider.
    CredentialId;
    /// A route.
    RouteId;
    /// An API key.
    ApiKeyId;
    /// A person.
    UserId;
    /// One call through the gateway.
    RequestId;
    /// One accepted command in the log.
    CommitId;
    /// A command; repeating one changes nothing.
    CommandId;
    /// A browser's session.
    SessionId;
}

impl OrganizationId {
    /// The organisation of this name, the same on every gateway.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self(derived(&["organization", name]))
    }
}

impl ProviderId {
    /// The provider of this name: the name is unique because it is the id.
    #[must_use]
    pub fn named(organization: OrganizationId, name: &str) -> Self {
        Self(derived(&["provider", &organization.to_string(), name]))
    }
}

impl RouteId {
    /// The route of this name: the name is unique because it is the id.
    #[must_use]
    pub fn named(organization: OrganizationId, name: &str) -> Self {
        Self(derived(&["route", &organization.to_string(), name]))
    }
}

impl CommandId {
    /// The command that an `Idempotency-Key` stands for, within an organisation and a route.
    #[must_use]
    pub fn of_idempotency_key(organization: OrganizationId, route: &str, key: &str) -> Self {
        Self(derived(&["command", &organization.to_string(), route, key]))
    }
}

impl ApiKeyId {
    /// The key that a command creates: a repeated command finds the same aggregate.
    #[must_use]
    pub fn created_by(command: CommandId) -> Self {
        Self(derived(&["api_key", &command.to_string()]))
    }
}

impl SessionId {
    /// The session whose secret has this digest, of which the id tells nothing.
    #[must_use]
    pub const fn of_digest(digest: [u8; 16]) -> Self {
        Self(uuid::Builder::from_custom_bytes(digest).into_uuid())
    }
}

impl CredentialId {
    /// The credential that a command adds.
    #[must_use]
    pub fn created_by(command: CommandId) -> Self {
        Self(derived(&["credential", &command.to_string()]))
    }
}

fn derived(parts: &[&str]) -> Uuid {
    Uuid::new_v5(&NATURAL_KEYS, parts.join("\u{1f}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_in_two_organisations_is_two_providers() {
        let (one, two) = (OrganizationId::named("one"), OrganizationId::named("two"));
        assert_ne!(
            ProviderId::named(one, "openai"),
            ProviderId::named(two, "openai")
        );
        assert_eq!(
            ProviderId::named(one, "openai"),
            ProviderId::named(one, "openai")
        );
    }

    #[test]
    fn derived_ids_never_change() {
        assert_eq!(
            OrganizationId::named("default").to_string(),
            "5644fe2a-d00e-5063-a5b7-bc4637cc1ab1"
        );
    }
}
