//! How much a model thinks first, in the terms of its generation.
//!
//! Gemini 2.5 counts tokens and later models know levels; the large ones cannot do without:
//! <https://ai.google.dev/gemini-api/docs/thinking>.
use super::model::Model;
use crate::{
    canonical::chat::{Effort, Reasoning},
    gemini::wire::ThinkingConfig,
};

/// The least that Gemini 2.5 Pro thinks, in tokens.
const LEAST_OF_PRO: i64 = 128;
/// The most that every model of 2.5 can think, in tokens.
const MOST: i64 = 24_576;
/// That the model thinks as much as it sees fit.
const AS_IT_LIKES: i64 = -1;

/// The thinking that was asked for; nothing where the model does not think.
pub(super) fn config(reasoning: Reasoning, model: Model) -> Option<ThinkingConfig> {
    let generation = model.generation();
    if generation < (2, 5) {
        return None;
    }
    let by_level = generation >= (3, 0);
    let (thinking_budget, thinking_level) = match reasoning {
        Reasoning::Off if by_level && model.is_pro() => (None, Some("LOW")),
        Reasoning::Off if by_level => (None, Some("MINIMAL")),
        Reasoning::Off if model.is_pro() => (Some(LEAST_OF_PRO), None),
        Reasoning::Off => (Some(0), None),
        Reasoning::Adaptive if by_level => (None, None),
        Reasoning::Adaptive => (Some(AS_IT_LIKES), None),
        Reasoning::Budget(tokens) => (Some(i64::try_from(tokens).unwrap_or(MOST)), None),
        Reasoning::Effort(effort) if by_level => (None, Some(level(effort, model))),
        Reasoning::Effort(effort) => (Some(budget(effort)), None),
    };
    Some(ThinkingConfig {
        include_thoughts: (reasoning != Reasoning::Off).then_some(true),
        thinking_budget,
        thinking_level: thinking_level.map(str::to_owned),
    })
}

fn level(effort: Effort, model: Model) -> &'static str {
    match effort {
        Effort::Minimal if model.is_pro() => "LOW",
        Effort::Minimal => "MINIMAL",
        Effort::Low => "LOW",
        Effort::Medium => "MEDIUM",
        Effort::High | Effort::Xhigh | Effort::Max => "HIGH",
    }
}

const fn budget(effort: Effort) -> i64 {
    match effort {
        Effort::Minimal | Effort::Low => 1_024,
        Effort::Medium => 8_192,
        Effort::High | Effort::Xhigh | Effort::Max => MOST,
    }
}
