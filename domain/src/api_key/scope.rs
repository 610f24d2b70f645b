//! What a key may be used for.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One kind of use.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Chat completions.
    Chat,
    /// Embeddings.
    Embeddings,
    /// Generating and editing images.
    Images,
    /// Listing models.
    Models,
    /// Managing the organisation under `/api`.
    Manage,
}

impl Scope {
    /// What a key gets where its creator names no scopes: all but management.
    pub const CALLS: [Self; 4] = [Self::Chat, Self::Embeddings, Self::Images, Self::Models];

    /// The scope's name in a token and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Embeddings => "embeddings",
            Self::Images => "images",
            Self::Models => "models",
            Self::Manage => "manage",
        }
    }

    /// The scope of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [
            Self::Chat,
            Self::Embeddings,
            Self::Images,
            Self::Models,
            Self::Manage,
        ]
        .into_iter()
        .find(|scope| scope.as_str() == name)
    }
}
