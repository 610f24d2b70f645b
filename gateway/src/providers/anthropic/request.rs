//! The canonical conversation as the body of a message request.
use super::{
    ANSWER,
    blocks::{self, cache_control},
    models::{Drawing, MAX_TOKENS, Model},
    schema, thinking, tools,
};
use crate::{
    anthropic::headers,
    canonical::{
        Unsupported,
        chat::{Content, OutputFormat, Part, Request, Role, Sampling, Turn},
    },
    providers::{Encoded, Recipient, UpstreamRequest},
};
use actix_web::http::header::{HeaderName, HeaderValue};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// What a conversation that does not begin with the user is begun with, since one has to be.
const BEGINNING: &str = ".";

/// A request that is being written, and the parameters that had to be left out.
pub(super) struct Draft<'a> {
    pub(super) request: &'a Request,
    pub(super) model: Model,
    pub(super) body: Map<String, Value>,
    pub(super) dropped: Vec<Cow<'static, str>>,
}

impl Draft<'_> {
    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.body.insert(name.to_owned(), value);
    }

    pub(super) fn drop(&mut self, name: &'static str) {
        self.dropped.push(name.into());
    }
}

/// The request for the conversation's next message.
pub(super) fn encode(request: &Request, to: &Recipient) -> Result<Encoded, Unsupported> {
    let mut draft = Draft {
        request,
        model: Model::named(to.model.as_str()),
        body: Map::new(),
        dropped: Vec::new(),
    };
    let most = to.max_output_tokens.unwrap_or(MAX_TOKENS);
    draft.set("model", json!(to.model.as_str()));
    draft.set("max_tokens", json!(request.max_tokens.unwrap_or(most)));
    conversation(&mut draft)?;
    tools::write(&mut draft);
    output(&mut draft);
    thinking::write(&mut draft, to.max_output_tokens);
    drawing(&mut draft);
    rest(&mut draft);
    Ok(Encoded {
        first: UpstreamRequest {
            headers: headers_of(request),
            ..UpstreamRequest::json("/v1/messages", &Value::Object(draft.body))
        },
        more: Vec::new(),
        dropped: draft.dropped,
    })
}

/// The version of the API that every request names.
pub(super) fn version() -> Vec<(HeaderName, HeaderValue)> {
    vec![(headers::VERSION, headers::DEFAULT_VERSION)]
}

fn headers_of(request: &Request) -> Vec<(HeaderName, HeaderValue)> {
    let mut all = version();
    if blocks::keeps_for_an_hour(request) {
        let beta = HeaderValue::from_static("extended-cache-ttl-2025-04-11");
        headers::add_beta(&mut all, &beta);
    }
    all
}

fn conversation(draft: &mut Draft) -> Result<(), Unsupported> {
    let turns = draft.request.turns();
    let mut messages = Vec::new();
    if turns
        .turns
        .first()
        .is_none_or(|turn| turn.role != Role::User)
    {
        messages.push(json!({ "role": "user", "content": BEGINNING }));
    }
    for (place, turn) in turns.turns.iter().enumerate() {
        let content = blocks::of_turn(turn)?;
        let content = if place + 1 == turns.turns.len() {
            without_trailing_space(turn, content)
        } else {
            content
        };
        if !content.is_empty() {
            messages.push(json!({ "role": role(turn), "content": content }));
        }
    }
    draft.set("messages", json!(messages));
    let system: Vec<Value> = turns
        .system
        .iter()
        .filter_map(|part| system(part))
        .collect();
    if !system.is_empty() {
        draft.set("system", json!(system));
    }
    Ok(())
}

fn role(turn: &Turn) -> &'static str {
    match turn.role {
        Role::User | Role::System => "user",
        Role::Assistant => "assistant",
    }
}

fn system(part: &Part) -> Option<Value> {
    let Content::Text(text) = &part.content else {
        return None;
    };
    let mut block = json!({ "type": "text", "text": text });
    cache_control(&mut block, part.cache);
    Some(block)
}

/// What the model is to go on from must not end in space.
fn without_trailing_space(turn: &Turn, mut content: Vec<Value>) -> Vec<Value> {
    if turn.role == Role::Assistant
        && let Some(text) = content.last_mut().and_then(|last| last.get_mut("text"))
    {
        *text = json!(text.as_str().unwrap_or_default().trim_end());
    }
    content
}

/// An answer by a schema: the model's own, or the arguments of a tool that it has to call.
fn output(draft: &mut Draft) {
    let (schema, name) = match &draft.request.output {
        OutputFormat::Text => return,
        OutputFormat::Schema(wanted) if draft.model.has_structured_output => {
            let schema = schema::strict(&wanted.schema);
            let format = json!({ "type": "json_schema", "schema": schema });
            draft.set("output_config", json!({ "format": format }));
            return;
        }
        OutputFormat::Schema(wanted) => (wanted.schema.clone(), Some(&wanted.name)),
        OutputFormat::Json => (
            json!({ "type": "object", "additionalProperties": true }),
            None,
        ),
    };
    if !draft.request.tools.is_empty() {
        draft.drop("response_format");
        return;
    }
    let about = name.map_or_else(
        || "Answer with this.".to_owned(),
        |name| format!("Answer with this: {name}."),
    );
    let tool = json!({ "name": ANSWER, "description": about, "input_schema": schema });
    draft.set("tools", json!([tool]));
    draft.set("tool_choice", json!({ "type": "tool", "name": ANSWER }));
}

fn drawing(draft: &mut Draft) {
    let how = if thinking::thinks(draft) {
        Drawing::Fixed
    } else {
        draft.model.drawing
    };
    let (drawn, dropped) = drawn(&draft.request.sampling, how);
    for (name, value) in drawn {
        draft.set(name, value);
    }
    for name in dropped {
        draft.drop(name);
    }
}

/// How tokens are drawn, as far as a model lets that be said, and the parameters that had to be changed or left out.
/// Thinking models draw in their own way.
pub(in crate::providers) fn drawn(
    sampling: &Sampling,
    how: Drawing,
) -> (Vec<(&'static str, Value)>, Vec<&'static str>) {
    let fixed = how == Drawing::Fixed;
    let (mut drawn, mut dropped) = (Vec::new(), Vec::new());
    for (name, value, most) in [
        ("temperature", &sampling.temperature, 1.0),
        ("top_p", &sampling.top_p, 1.0),
    ] {
        let Some(value) = value else { continue };
        if fixed || !drawn.is_empty() && how == Drawing::One {
            dropped.push(name);
        } else if value.as_f64().is_some_and(|value| value > most) {
            dropped.push(name);
            drawn.push((name, json!(most)));
        } else {
            drawn.push((name, json!(value)));
        }
    }
    match sampling.top_k {
        Some(_) if fixed => dropped.push("top_k"),
        Some(top_k) => drawn.push(("top_k", json!(top_k))),
        None => {}
    }
    (drawn, dropped)
}

fn rest(draft: &mut Draft) {
    let request = draft.request;
    let stop: Vec<&String> = request
        .stop
        .iter()
        .filter(|stop| !stop.trim().is_empty())
        .collect();
    if !stop.is_empty() {
        draft.set("stop_sequences", json!(stop));
    }
    if request.stream {
        draft.set("stream", json!(true));
    }
    if let Some(user) = &request.user {
        draft.set("metadata", json!({ "user_id": user }));
    }
    match request.service_tier.as_deref() {
        Some("auto" | "priority") => draft.set("service_tier", json!("auto")),
        Some("default" | "standard_only") => draft.set("service_tier", json!("standard_only")),
        Some(_) => draft.drop("service_tier"),
        None => {}
    }
    for name in request.openais() {
        draft.drop(name);
    }
    let others = request.extra.keys().filter(|name| *name != "thinking");
    draft.dropped.extend(others.cloned().map(Cow::Owned));
}
