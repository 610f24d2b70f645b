//! The canonical conversation as the body of a Converse call.
use super::{
    messages,
    model::{Family, Model, Thinking, TopK},
    path, thinking, tools,
};
use crate::{
    canonical::{Unsupported, chat::Request},
    providers::{
        Encoded, Recipient, UpstreamRequest,
        anthropic::{Drawing, drawn},
    },
};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// Fields of Converse that no other format has; a client may name them beside its own.
const OWN: [&str; 4] = [
    "guardrailConfig",
    "requestMetadata",
    "performanceConfig",
    "promptVariables",
];

/// What a client may say to the model itself.
const ADDITIONAL: &str = "additionalModelRequestFields";

/// Fields of Anthropic's that a Claude takes here too.
const CLAUDES: [&str; 2] = ["anthropic_beta", "context_management"];

/// A request that is being written, and the parameters that had to be left out.
pub(super) struct Draft<'a> {
    pub(super) request: &'a Request,
    pub(super) model: Model,
    body: Map<String, Value>,
    inference: Map<String, Value>,
    additional: Map<String, Value>,
    dropped: Vec<Cow<'static, str>>,
}

impl Draft<'_> {
    /// Sets a field of Converse.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.body.insert(name.to_owned(), value);
    }

    /// Sets a parameter that all models share.
    pub(super) fn infer(&mut self, name: &str, value: Value) {
        self.inference.insert(name.to_owned(), value);
    }

    /// Sets a parameter of the model's own.
    pub(super) fn add(&mut self, name: &str, value: Value) {
        self.additional.insert(name.to_owned(), value);
    }

    /// Notes that a parameter was left out.
    pub(super) fn drop(&mut self, name: impl Into<Cow<'static, str>>) {
        let name = name.into();
        if !self.dropped.contains(&name) {
            self.dropped.push(name);
        }
    }

    /// Leaves the length of the answer to the model.
    pub(super) fn without_limit(&mut self) {
        self.inference.remove("maxTokens");
    }

    /// Whether the model was asked to think, which for some forbids other things.
    pub(super) fn thinks(&self) -> bool {
        let asked = self.additional.get("thinking");
        asked.is_some_and(|thinking| thinking["type"] != "disabled")
    }
}

/// The request for the conversation's next message.
pub(super) fn encode(request: &Request, to: &Recipient) -> Result<Encoded, Unsupported> {
    let mut draft = Draft {
        request,
        model: Model::named(to.model.as_str()),
        body: Map::new(),
        inference: Map::new(),
        additional: Map::new(),
        dropped: Vec::new(),
    };
    messages::write(&mut draft)?;
    if let Some(most) = request.max_tokens {
        draft.infer("maxTokens", json!(most.max(1)));
    }
    thinking::write(&mut draft, to.max_output_tokens);
    tools::write(&mut draft);
    drawing(&mut draft);
    stop(&mut draft);
    tier(&mut draft);
    extra(&mut draft);
    unknown(&mut draft);
    let operation = if request.stream {
        "converse-stream"
    } else {
        "converse"
    };
    Ok(sealed(draft, path(to.model.as_str(), operation)))
}

fn sealed(mut draft: Draft, path: String) -> Encoded {
    for (name, fields) in [
        ("inferenceConfig", std::mem::take(&mut draft.inference)),
        (ADDITIONAL, std::mem::take(&mut draft.additional)),
    ] {
        if !fields.is_empty() {
            draft.set(name, Value::Object(fields));
        }
    }
    Encoded {
        first: UpstreamRequest::json(path, &Value::Object(draft.body)),
        more: Vec::new(),
        dropped: draft.dropped,
    }
}

/// How tokens are drawn; a model that thinks draws in its own way.
fn drawing(draft: &mut Draft) {
    let own_way = match draft.model.thinking {
        Thinking::Claude(_) => draft.thinks(),
        Thinking::Nova => draft.additional.contains_key("reasoningConfig"),
        Thinking::None | Thinking::Effort => false,
    };
    let how = if own_way {
        Drawing::Fixed
    } else {
        draft.model.drawing
    };
    let (drawn, dropped) = drawn(&draft.request.sampling, how);
    for (name, value) in drawn {
        match (name, draft.model.top_k) {
            ("temperature", _) => draft.infer("temperature", value),
            ("top_p", _) => draft.infer("topP", value),
            (_, TopK::Field(name)) => draft.add(name, value),
            (_, TopK::Nova) => draft.add("inferenceConfig", json!({ "topK": value })),
            (name, TopK::None) => draft.drop(name),
        }
    }
    for name in dropped {
        draft.drop(name);
    }
}

/// Texts at which the answer ends. A Claude says at which it did, when it is asked.
fn stop(draft: &mut Draft) {
    let request = draft.request;
    let stop = request.stop.iter().filter(|stop| !stop.trim().is_empty());
    let stop: Vec<&String> = stop.collect();
    if stop.is_empty() {
        return;
    }
    draft.infer("stopSequences", json!(stop));
    if draft.model.family == Family::Claude {
        let asked = json!(["/stop_sequence"]);
        draft.set("additionalModelResponseFieldPaths", asked);
    }
}

fn tier(draft: &mut Draft) {
    let tier = match draft.request.service_tier.as_deref() {
        None | Some("auto") => return,
        Some("default" | "standard_only") => "default",
        Some("flex") => "flex",
        Some("priority") => "priority",
        Some(_) => return draft.drop("service_tier"),
    };
    draft.set("serviceTier", json!({ "type": tier }));
}

/// Converse's own fields pass, and so does what the client says to the model itself.
fn extra(draft: &mut Draft) {
    for (name, value) in &draft.request.extra {
        if OWN.contains(&name.as_str()) {
            draft.set(name, value.clone());
        } else if name == ADDITIONAL && value.is_object() {
            draft
                .additional
                .extend(value.as_object().cloned().unwrap_or_default());
        } else if CLAUDES.contains(&name.as_str()) && draft.model.family == Family::Claude {
            draft.add(name, value.clone());
        } else if name != "thinking" {
            draft.drop(name.clone());
        }
    }
}

/// What Converse has no equivalent of.
fn unknown(draft: &mut Draft) {
    for name in draft.request.openais() {
        draft.drop(name);
    }
    if draft.request.user.is_some() {
        draft.drop("user");
    }
}
