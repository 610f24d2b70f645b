//! Names that are addresses: `provider/model`.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A provider's name, the prefix in `name/model`: 1 to 64 of `a-z 0-9 . _ -`, the first a letter or digit.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct ProviderName(#[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,63}$"))] String);

/// A model's name as its provider knows it: 1 to 256 characters without white space or control characters.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct ModelName(#[schemars(length(min = 1, max = 256))] String);

/// The text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Of a provider.
    #[error("a provider's name has 1 to 64 of a-z 0-9 . _ - and starts with a letter or digit")]
    Provider,
    /// Of a model.
    #[error(
        "a model's name has 1 to 256 characters, none of them white space or control characters"
    )]
    Model,
}

impl TryFrom<String> for ProviderName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
        let first = text.bytes().next().is_some_and(plain);
        let rest = text.bytes().all(|c| plain(c) || b"._-".contains(&c));
        if first && rest && text.len() <= 64 {
            Ok(Self(text))
        } else {
            Err(InvalidName::Provider)
        }
    }
}

impl TryFrom<String> for ModelName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        let odd = |c: char| c.is_whitespace() || c.is_control();
        if text.is_empty() || text.chars().count() > 256 || text.chars().any(odd) {
            Err(InvalidName::Model)
        } else {
            Ok(Self(text))
        }
    }
}

macro_rules! text {
    ($($name:ident)+) => {$(
        impl $name {
            /// The name.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

text! { ProviderName ModelName }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_providers_name_can_stand_before_a_slash() {
        for name in ["openai", "0-x", "a.b_c-d"] {
            assert!(ProviderName::try_from(name.to_owned()).is_ok(), "{name}");
        }
        for name in ["", "-a", "A", "a/b", "a b", "é", &"a".repeat(65)] {
            assert_eq!(
                ProviderName::try_from(name.to_owned()),
                Err(InvalidName::Provider),
                "{name}"
            );
        }
    }

    #[test]
    fn a_models_name_may_hold_slashes_and_colons() {
        for name in ["gpt-4o", "meta-llama/Llama-3:free", "模型"] {
            assert!(ModelName::try_from(name.to_owned()).is_ok(), "{name}");
        }
        for name in ["", "a b", "a\n", &"a".repeat(257)] {
            assert_eq!(
                ModelName::try_from(name.to_owned()),
                Err(InvalidName::Model),
                "{name}"
            );
        }
    }
}
