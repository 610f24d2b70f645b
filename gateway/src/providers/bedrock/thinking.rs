//! How much a model thinks before it answers, in the words of its maker.
//!
//! <https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html>,
//! <https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html>
use super::{model::Thinking, request::Draft};
use crate::{
    canonical::chat::{Effort, Reasoning},
    providers::anthropic::{self, Drawing, budget, effort, tokens},
};
use serde_json::json;

/// Says how much to think.
pub(super) fn write(draft: &mut Draft, most: Option<u64>) {
    if let Some(own) = draft.request.extra.get("thinking") {
        return draft.add("thinking", own.clone());
    }
    let Some(reasoning) = draft.request.reasoning else {
        return;
    };
    match (draft.model.thinking, reasoning) {
        (_, Reasoning::Off) => {}
        (Thinking::None | Thinking::Claude(anthropic::Thinking::None), _) => {
            draft.drop("reasoning_effort");
        }
        (Thinking::Claude(anthropic::Thinking::Adaptive), reasoning) => {
            let mut thinking = json!({ "type": "adaptive" });
            if draft.model.drawing == Drawing::Fixed {
                thinking["display"] = json!("summarized");
            }
            draft.add("thinking", thinking);
            if let Some(effort) = effort(reasoning) {
                draft.add("output_config", json!({ "effort": effort }));
            }
        }
        (Thinking::Claude(anthropic::Thinking::Budget), reasoning) => {
            claude(draft, tokens(reasoning), most);
        }
        (Thinking::Effort, reasoning) => {
            draft.add("reasoning_effort", json!(three(reasoning)));
        }
        (Thinking::Nova, reasoning) => nova(draft, three(reasoning)),
    }
}

/// A budget, for which the limit of the answer has to leave room where there is one.
fn claude(draft: &mut Draft, wanted: u64, most: Option<u64>) {
    let limit = draft.request.max_tokens;
    let Some((budget, raised)) = budget(wanted, limit, most) else {
        return draft.drop("reasoning_effort");
    };
    if limit.is_some() {
        draft.infer("maxTokens", json!(raised));
    }
    let thinking = json!({ "type": "enabled", "budget_tokens": budget });
    draft.add("thinking", thinking);
}

/// At its highest, Nova takes no limits beside.
fn nova(draft: &mut Draft, effort: &str) {
    let config = json!({ "type": "enabled", "maxReasoningEffort": effort });
    draft.add("reasoningConfig", config);
    if effort == "high" && draft.request.max_tokens.is_some() {
        draft.without_limit();
        draft.drop("max_tokens");
    }
}

/// The three efforts that everybody knows.
const fn three(reasoning: Reasoning) -> &'static str {
    match reasoning {
        Reasoning::Effort(Effort::Minimal | Effort::Low) | Reasoning::Budget(..=2048) => "low",
        Reasoning::Off
        | Reasoning::Adaptive
        | Reasoning::Effort(Effort::Medium)
        | Reasoning::Budget(..=8192) => "medium",
        Reasoning::Effort(Effort::High | Effort::Xhigh | Effort::Max) | Reasoning::Budget(_) => {
            "high"
        }
    }
}
