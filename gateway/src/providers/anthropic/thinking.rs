//! How much a model thinks before it answers.
use super::{
    models::{Drawing, Thinking},
    request::Draft,
};
use crate::canonical::chat::{Effort, Reasoning};
use serde_json::{Value, json};

/// The smallest budget that is taken.
const SMALLEST: u64 = 1024;

/// Says how much to think, and takes out of the request what thinking forbids.
pub(super) fn write(draft: &mut Draft, most: Option<u64>) {
    if let Some(own) = draft.request.extra.get("thinking") {
        draft.set("thinking", own.clone());
    } else if let Some(reasoning) = draft.request.reasoning {
        ask(draft, reasoning, most);
    }
    if thinks(draft) && is_forced(draft) {
        draft.drop("tool_choice");
        draft.set("tool_choice", json!({ "type": "auto" }));
    }
}

fn ask(draft: &mut Draft, reasoning: Reasoning, most: Option<u64>) {
    match (draft.model.thinking, reasoning) {
        (_, Reasoning::Off) => {}
        (Thinking::None, _) => draft.drop("reasoning_effort"),
        (Thinking::Adaptive, reasoning) => {
            let mut thinking = json!({ "type": "adaptive" });
            if draft.model.drawing == Drawing::Fixed {
                thinking["display"] = json!("summarized");
            }
            draft.set("thinking", thinking);
            if let Some(effort) = effort(reasoning) {
                let config = draft.body.entry("output_config");
                let config = config.or_insert_with(|| json!({}));
                config["effort"] = json!(effort);
            }
        }
        (Thinking::Budget, reasoning) => {
            let limit = draft.body.get("max_tokens").and_then(Value::as_u64);
            let Some((budget, raised)) = budget(tokens(reasoning), limit, most) else {
                return draft.drop("reasoning_effort");
            };
            draft.set("max_tokens", json!(raised));
            let thinking = json!({ "type": "enabled", "budget_tokens": budget });
            draft.set("thinking", thinking);
        }
    }
}

/// A budget of tokens and the limit of the answer, which has to leave room for it; none where there is no room.
pub(in crate::providers) fn budget(
    wanted: u64,
    limit: Option<u64>,
    most: Option<u64>,
) -> Option<(u64, u64)> {
    let limit = limit.unwrap_or(SMALLEST);
    let room = most.unwrap_or(u64::MAX);
    let raised = if limit > wanted {
        limit
    } else {
        wanted.saturating_add(limit).min(room)
    };
    let budget = wanted.min(raised.saturating_sub(1));
    (budget >= SMALLEST).then_some((budget, raised))
}

/// How many tokens an effort is worth, as agentgateway has it too.
pub(in crate::providers) const fn tokens(reasoning: Reasoning) -> u64 {
    match reasoning {
        Reasoning::Off => 0,
        Reasoning::Effort(Effort::Minimal | Effort::Low) => 1024,
        Reasoning::Effort(Effort::Medium) | Reasoning::Adaptive => 2048,
        Reasoning::Effort(Effort::High) => 4096,
        Reasoning::Effort(Effort::Xhigh) => 8192,
        Reasoning::Effort(Effort::Max) => 16_384,
        Reasoning::Budget(tokens) => {
            if tokens < SMALLEST {
                SMALLEST
            } else {
                tokens
            }
        }
    }
}

/// The effort that a wish for thought comes to; none where the model is to choose.
pub(in crate::providers) const fn effort(reasoning: Reasoning) -> Option<&'static str> {
    let effort = match reasoning {
        Reasoning::Off | Reasoning::Adaptive => return None,
        Reasoning::Effort(Effort::Minimal) | Reasoning::Budget(..=2048) => Effort::Low,
        Reasoning::Effort(effort) => effort,
        Reasoning::Budget(..=8192) => Effort::Medium,
        Reasoning::Budget(_) => Effort::High,
    };
    Some(effort.as_str())
}

/// Whether the model is asked to think.
pub(super) fn thinks(draft: &Draft) -> bool {
    let asked = draft.body.get("thinking");
    asked.is_some_and(|thinking| thinking["type"] != "disabled")
}

/// Whether some tool has to be called, which a model that thinks cannot be made to.
fn is_forced(draft: &Draft) -> bool {
    let choice = draft.body.get("tool_choice");
    choice.is_some_and(|choice| choice["type"] == "any" || choice["type"] == "tool")
}
