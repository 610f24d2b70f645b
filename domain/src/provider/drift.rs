//! Where what an organisation says of a model is otherwise than the catalogue has it.
//!
//! What is not configured follows the catalogue, and what the catalogue does not know cannot differ from it.
use super::ModelSettings;
use crate::price::CatalogueModel;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// A fact of a model, which the catalogue may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// What it is for.
    Type,
    /// The most tokens of prompt and answer together.
    ContextWindow,
    /// The most tokens of an answer.
    MaxOutputTokens,
    /// What it can do beyond its type.
    Capabilities,
}

impl Fact {
    /// Every one.
    pub const ALL: [Self; 4] = [
        Self::Type,
        Self::ContextWindow,
        Self::MaxOutputTokens,
        Self::Capabilities,
    ];
}

impl ModelSettings {
    /// The facts that are configured otherwise than the catalogue has them.
    #[must_use]
    pub fn drift(&self, known: &CatalogueModel) -> Vec<Fact> {
        let drifts = |fact: &Fact| match fact {
            Fact::Type => known.r#type.is_some_and(|known| known != self.r#type),
            Fact::ContextWindow => {
                differ(self.context_window.as_ref(), known.context_window.as_ref())
            }
            Fact::MaxOutputTokens => differ(
                self.max_output_tokens.as_ref(),
                known.max_output_tokens.as_ref(),
            ),
            Fact::Capabilities => differ(
                words(&self.capabilities).as_ref(),
                words(&known.capabilities).as_ref(),
            ),
        };
        Fact::ALL.into_iter().filter(drifts).collect()
    }

    /// The same with these facts left to the catalogue.
    #[must_use]
    pub fn left_to(&self, known: &CatalogueModel, facts: &[Fact]) -> Self {
        let mut settings = self.clone();
        for fact in facts {
            match fact {
                Fact::Type => settings.r#type = known.r#type.unwrap_or(settings.r#type),
                Fact::ContextWindow => settings.context_window = None,
                Fact::MaxOutputTokens => settings.max_output_tokens = None,
                Fact::Capabilities => settings.capabilities.clear(),
            }
        }
        settings
    }
}

fn differ<T: PartialEq>(configured: Option<&T>, known: Option<&T>) -> bool {
    configured.is_some() && known.is_some() && configured != known
}

/// As a set; `None` where there are none, which says nothing.
fn words(words: &[String]) -> Option<BTreeSet<&str>> {
    let set: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    (!set.is_empty()).then_some(set)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::ModelType;
    use proptest::prelude::*;

    fn known() -> CatalogueModel {
        CatalogueModel {
            id: "m".to_owned(),
            r#type: Some(ModelType::Chat),
            context_window: Some(128_000),
            max_output_tokens: None,
            capabilities: vec!["tools".to_owned(), "vision".to_owned()],
            price: None,
            source: None,
        }
    }

    fn settings(context_window: Option<u64>, capabilities: &[&str]) -> ModelSettings {
        ModelSettings {
            r#type: ModelType::Chat,
            context_window,
            max_output_tokens: Some(4_096),
            capabilities: capabilities.iter().map(ToString::to_string).collect(),
            enabled: true,
        }
    }

    #[test]
    fn what_is_not_configured_or_not_known_does_not_drift() {
        assert_eq!(settings(None, &[]).drift(&known()), []);
    }

    #[test]
    fn what_is_configured_otherwise_drifts_whatever_its_order() {
        let same = settings(Some(128_000), &["vision", "tools"]);
        assert_eq!(same.drift(&known()), []);
        let other = settings(Some(8_192), &["tools"]);
        assert_eq!(
            other.drift(&known()),
            [Fact::ContextWindow, Fact::Capabilities]
        );
        let embeds = ModelSettings {
            r#type: ModelType::Embedding,
            ..same
        };
        assert_eq!(embeds.drift(&known()), [Fact::Type]);
    }

    proptest! {
        #[test]
        fn what_was_left_to_the_catalogue_drifts_no_longer(
            context_window in proptest::option::of(1_u64..10),
            known_window in proptest::option::of(1_u64..10),
            capabilities in proptest::collection::vec("tools|vision|pdf", 0..3),
            embeds in any::<bool>(),
        ) {
            let known = CatalogueModel { context_window: known_window, ..known() };
            let r#type = if embeds { ModelType::Embedding } else { ModelType::Chat };
            let before = ModelSettings { r#type, context_window, capabilities, ..settings(None, &[]) };
            let after = before.left_to(&known, &before.drift(&known));
            prop_assert_eq!(after.drift(&known), []);
            prop_assert_eq!(after.enabled, before.enabled);
            prop_assert_eq!(after.max_output_tokens, before.max_output_tokens);
        }
    }
}
