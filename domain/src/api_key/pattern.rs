//! Which models a key may call: `*`, `openai/*`, `openai/gpt-4o*`.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A pattern over `provider/model`, in which `*` stands for any run of characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct ModelPattern(#[schemars(length(min = 1, max = 256))] String);

/// The text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a model pattern has 1 to 256 characters, such as `*` or `openai/gpt-4o*`, without white space, quotes or backslashes"
)]
pub struct InvalidPattern;

impl ModelPattern {
    /// Every model.
    #[must_use]
    pub fn any() -> Self {
        Self("*".to_owned())
    }

    /// The pattern.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `model`, written `provider/model`, is meant. Takes time linear in both for one `*`.
    #[must_use]
    pub fn matches(&self, model: &str) -> bool {
        let Some((first, rest)) = self.0.split_once('*') else {
            return self.0 == model;
        };
        let Some(mut left) = model.strip_prefix(first) else {
            return false;
        };
        let Some((middle, last)) = rest.rsplit_once('*') else {
            return left.len() >= rest.len() && left.ends_with(rest);
        };
        for part in middle.split('*') {
            match left.find(part) {
                Some(at) => left = &left[at + part.len()..],
                None => return false,
            }
        }
        left.ends_with(last)
    }
}

impl TryFrom<String> for ModelPattern {
    type Error = InvalidPattern;

    fn try_from(text: String) -> Result<Self, InvalidPattern> {
        let odd = |c: char| c.is_whitespace() || c.is_control() || c == '"' || c == '\\';
        if text.is_empty() || text.chars().count() > 256 || text.chars().any(odd) {
            return Err(InvalidPattern);
        }
        Ok(Self(text))
    }
}

impl From<ModelPattern> for String {
    fn from(pattern: ModelPattern) -> Self {
        pattern.0
    }
}

impl fmt::Display for ModelPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, model: &str) -> bool {
        ModelPattern(pattern.to_owned()).matches(model)
    }

    #[test]
    fn a_star_stands_for_any_run_of_characters() {
        for (pattern, model) in [
            ("*", "openai/gpt-4o"),
            ("openai/*", "openai/gpt-4o"),
            ("*/gpt-4o", "azure/gpt-4o"),
            ("openai/gpt-*-mini", "openai/gpt-4o-mini"),
            ("*a*b*", "xaybz"),
            ("a*b*c", "abbc"),
        ] {
            assert!(matches(pattern, model), "{pattern} {model}");
        }
        for (pattern, model) in [
            ("openai/*", "azure/gpt-4o"),
            ("openai/gpt-4o", "openai/gpt-4o-mini"),
            ("ab*ba", "aba"),
            ("a*b*c", "acb"),
        ] {
            assert!(!matches(pattern, model), "{pattern} {model}");
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_a_plain_backtracking_matcher(pattern in "[ab*]{1,8}", model in "[ab]{0,10}") {
            fn plain(pattern: &[u8], text: &[u8]) -> bool {
                match pattern.split_first() {
                    None => text.is_empty(),
                    Some((b'*', rest)) => (0..=text.len()).any(|at| plain(rest, &text[at..])),
                    Some((c, rest)) => text.first() == Some(c) && plain(rest, &text[1..]),
                }
            }
            prop_assert_eq!(matches(&pattern, &model), plain(pattern.as_bytes(), model.as_bytes()));
        }
    }
}
