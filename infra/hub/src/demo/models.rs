//! The simulated provider's models, and who calls them.

use domain::price::Rates;
use serde_json::json;

/// The provider's name, which every one of its models begins with.
pub(super) const PROVIDER: &str = "demo";

/// A model that does not exist.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Its share of the calls.
    pub(super) share: u32,
    /// Tokens of a usual prompt.
    pub(super) prompt: u64,
    /// Tokens of a usual answer.
    pub(super) answer: u64,
    /// Until the first of them.
    pub(super) first_millis: u64,
    /// Between two of them.
    pub(super) token_micros: u64,
    /// Of a thousand calls so many fail.
    pub(super) failing: u32,
    /// Made-up US dollars for a million tokens of prompts, and of answers.
    pub(super) dollars: (&'static str, &'static str),
}

/// What a model is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Chat,
    /// One that thinks before it answers.
    Reasoning,
    Embedding,
    Image,
}

impl Kind {
    /// The type that the hub is told.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Chat | Self::Reasoning => "chat",
            Self::Embedding => "embedding",
            Self::Image => "image",
        }
    }
}

impl Model {
    /// Its made-up rates.
    pub(super) fn rates(&self) -> anyhow::Result<Rates> {
        let (input, output) = self.dollars;
        let rates = json!({ "input_uncached": input, "output_text": output });
        Ok(serde_json::from_value(rates)?)
    }
}

/// All of them.
pub(super) const MODELS: [Model; 5] = [
    Model {
        name: "demo-large",
        kind: Kind::Chat,
        share: 30,
        prompt: 1800,
        answer: 350,
        first_millis: 620,
        token_micros: 14_000,
        failing: 12,
        dollars: ("2.5", "10"),
    },
    Model {
        name: "demo-small",
        kind: Kind::Chat,
        share: 45,
        prompt: 600,
        answer: 160,
        first_millis: 210,
        token_micros: 5_000,
        failing: 5,
        dollars: ("0.15", "0.6"),
    },
    Model {
        name: "demo-reasoning",
        kind: Kind::Reasoning,
        share: 8,
        prompt: 2400,
        answer: 900,
        first_millis: 2_800,
        token_micros: 11_000,
        failing: 25,
        dollars: ("1.1", "4.4"),
    },
    Model {
        name: "demo-embedding",
        kind: Kind::Embedding,
        share: 14,
        prompt: 420,
        answer: 0,
        first_millis: 45,
        token_micros: 0,
        failing: 2,
        dollars: ("0.02", "0"),
    },
    Model {
        name: "demo-image",
        kind: Kind::Image,
        share: 3,
        prompt: 60,
        answer: 1100,
        first_millis: 4_500,
        token_micros: 2_000,
        failing: 30,
        dollars: ("5", "40"),
    },
];

/// The names of the keys, and their shares of the calls.
pub(super) const KEYS: [(&str, u32); 6] = [
    ("Demo Support assistant", 34),
    ("Demo Search", 22),
    ("Demo Mobile app", 18),
    ("Demo Analysts", 12),
    ("Demo Nightly batch", 10),
    ("Demo Playground", 4),
];

/// The model of this name.
pub(super) fn named(name: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.name == name)
}
