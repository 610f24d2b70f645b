//! What differs among the models that Bedrock offers, by whose they are.
//!
//! <https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html>
use crate::providers::anthropic::{self, Drawing};

/// What is known of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Model {
    pub(super) thinking: Thinking,
    pub(super) drawing: Drawing,
    pub(super) top_k: TopK,
    pub(super) forced: Forced,
    pub(super) caching: Caching,
    /// Whether it answers by a schema by itself, and keeps to the schemas of its tools.
    pub(super) has_structured_output: bool,
    /// Whose it is, where that matters beyond the above.
    pub(super) family: Family,
}

/// Makers whose models have forms of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Anthropic's.
    Claude,
    /// Amazon's newer ones.
    Nova,
    /// Any other, or behind a name that does not say.
    Other,
}

/// How a model is asked to think.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thinking {
    /// It cannot be asked to.
    None,
    /// As at Anthropic.
    Claude(anthropic::Thinking),
    /// As at OpenAI.
    Effort,
    /// As Nova.
    Nova,
}

/// What a model calls the number of likeliest tokens to draw from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TopK {
    /// It draws from all.
    None,
    /// This.
    Field(&'static str),
    /// `topK` among Nova's own parameters.
    Nova,
}

/// Which calls of tools a model can be made to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Forced {
    /// None.
    None,
    /// One of any tool.
    Any,
    /// One of a certain tool, too.
    Tool,
}

/// What a model's provider keeps of its prompts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caching {
    /// Nothing when asked.
    None,
    /// Messages and system messages.
    Messages,
    /// Tools too.
    All,
    /// All of it, for an hour where that is asked.
    ForAnHour,
}

/// What is assumed of a model of which nothing is known: most can do it.
const USUAL: Model = Model {
    thinking: Thinking::None,
    drawing: Drawing::Free,
    top_k: TopK::None,
    forced: Forced::Tool,
    caching: Caching::None,
    has_structured_output: true,
    family: Family::Other,
};

/// Models that answer by no schema, though their makers' newer ones do.
const UNSTRUCTURED: [&str; 6] = [
    "r1",
    "mistral-7b",
    "mixtral-",
    "mistral-large-24",
    "mistral-small-24",
    "pixtral-",
];

impl Model {
    /// The model of this id: its own, an inference profile's, or an ARN.
    pub(super) fn named(id: &str) -> Self {
        let id = id.rsplit('/').next().unwrap_or(id);
        let mut parts = id.splitn(3, '.');
        let known = |maker: Option<&str>, name: Option<&str>| Self::of(maker?, name?);
        let (first, second, third) = (parts.next(), parts.next(), parts.next());
        // `us.anthropic.claude…` names where it may run first; in `deepseek.v3.2` a version has a point.
        let placed = known(second, third);
        let own = || known(first, id.split_once('.').map(|(_, name)| name));
        placed.or_else(own).unwrap_or(Self {
            caching: Caching::All,
            ..USUAL
        })
    }

    fn of(maker: &str, name: &str) -> Option<Self> {
        let is_structured = !UNSTRUCTURED.iter().any(|old| name.starts_with(old));
        let usual = Self {
            has_structured_output: is_structured,
            ..USUAL
        };
        let plain = Self {
            forced: Forced::None,
            has_structured_output: false,
            ..USUAL
        };
        Some(match maker {
            "anthropic" => claude(name),
            "amazon" if name.starts_with("nova") => nova(name),
            "amazon" | "meta" | "ai21" | "writer" => plain,
            "cohere" => Self {
                top_k: TopK::Field("k"),
                ..plain
            },
            "mistral" => Self {
                top_k: TopK::Field("top_k"),
                forced: if is_structured {
                    Forced::Tool
                } else {
                    Forced::Any
                },
                ..usual
            },
            "openai" => Self {
                thinking: Thinking::Effort,
                ..usual
            },
            "deepseek" | "qwen" | "google" | "moonshot" | "moonshotai" | "zai" | "nvidia"
            | "minimax" => usual,
            _ => return None,
        })
    }
}

fn claude(name: &str) -> Model {
    let claude = anthropic::Model::named(name);
    Model {
        thinking: Thinking::Claude(claude.thinking),
        drawing: claude.drawing,
        top_k: TopK::Field("top_k"),
        forced: Forced::Tool,
        // Both came with the same models.
        caching: if claude.has_structured_output {
            Caching::ForAnHour
        } else {
            Caching::All
        },
        has_structured_output: claude.has_structured_output,
        family: Family::Claude,
    }
}

fn nova(name: &str) -> Model {
    Model {
        thinking: if name.starts_with("nova-2") {
            Thinking::Nova
        } else {
            Thinking::None
        },
        top_k: TopK::Nova,
        caching: Caching::Messages,
        has_structured_output: false,
        family: Family::Nova,
        ..USUAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_known_by_its_maker_wherever_its_id_names_it() {
        for id in [
            "anthropic.claude-haiku-4-5-20251001-v1:0",
            "us.anthropic.claude-haiku-4-5-20251001-v1:0",
            "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0",
        ] {
            let model = Model::named(id);
            let thinking = Thinking::Claude(anthropic::Thinking::Budget);
            assert_eq!((model.family, model.thinking), (Family::Claude, thinking));
        }
        let nova = Model::named("global.amazon.nova-2-lite-v1:0");
        assert_eq!((nova.family, nova.thinking), (Family::Nova, Thinking::Nova));
        assert!(Model::named("deepseek.v3.2").has_structured_output);
        assert!(!Model::named("us.deepseek.r1-v1:0").has_structured_output);
        assert_eq!(
            Model::named("us.meta.llama4-scout-17b-instruct-v1:0").forced,
            Forced::None
        );
    }

    #[test]
    fn a_name_that_does_not_say_whose_the_model_is_is_taken_for_a_usual_one() {
        let profile =
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/1a2b3c4d5e";
        let model = Model::named(profile);
        assert_eq!((model.family, model.forced), (Family::Other, Forced::Tool));
    }
}
