//! A response as far as it repeats its request.
use crate::{canonical::chat::Finish, format::Envelope, openai::error::ApiError};
use domain::request::Usage;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What every form of one response has in common.
#[derive(Clone, Debug)]
pub(super) struct Echo {
    fields: Map<String, Value>,
    custom_tools: BTreeSet<String>,
}

/// How far a response has come.
#[derive(Debug)]
pub(super) enum State<'a> {
    /// It is being made.
    InProgress,
    /// It was made, until this.
    Ended(Option<&'a Finish>),
    /// It was not.
    Failed(&'a ApiError),
}

/// What a response has of its request, and what stands there where the request has nothing.
fn repeated() -> [(&'static str, Value); 21] {
    [
        ("background", json!(false)),
        ("instructions", Value::Null),
        ("max_output_tokens", Value::Null),
        ("max_tool_calls", Value::Null),
        ("metadata", json!({})),
        ("parallel_tool_calls", json!(true)),
        ("previous_response_id", Value::Null),
        ("prompt_cache_key", Value::Null),
        ("reasoning", json!({ "effort": null, "summary": null })),
        ("safety_identifier", Value::Null),
        ("service_tier", json!("default")),
        ("store", json!(false)),
        ("temperature", json!(1.0)),
        ("text", json!({ "format": { "type": "text" } })),
        ("tool_choice", json!("auto")),
        ("tools", json!([])),
        ("top_logprobs", json!(0)),
        ("top_p", json!(1.0)),
        ("truncation", json!("disabled")),
        ("user", Value::Null),
        ("completed_at", Value::Null),
    ]
}

/// Fields that may not be null.
const NEVER_NULL: [&str; 3] = ["prompt_cache_key", "safety_identifier", "user"];

impl Echo {
    pub(super) fn of(envelope: &Envelope) -> Self {
        let request: Map<String, Value> = serde_json::from_slice(envelope.body).unwrap_or_default();
        let mut fields = Map::new();
        fields.insert("id".into(), json!(envelope.stand_in.id));
        fields.insert("object".into(), json!("response"));
        fields.insert("created_at".into(), json!(envelope.stand_in.created));
        fields.insert("model".into(), json!(envelope.model));
        for (name, otherwise) in repeated() {
            let asked = request.get(name).filter(|asked| !asked.is_null());
            let value = asked.cloned().unwrap_or(otherwise);
            if !(value.is_null() && NEVER_NULL.contains(&name)) {
                fields.insert(name.into(), value);
            }
        }
        fields.insert("store".into(), json!(false));
        Self {
            custom_tools: custom_tools(&request),
            fields,
        }
    }

    /// Whether a tool takes free text.
    pub(super) fn is_custom(&self, tool: &str) -> bool {
        self.custom_tools.contains(tool)
    }

    /// What a part of the response is known by.
    pub(super) fn part_id(&self, kind: &str, index: usize) -> String {
        let id = self.fields["id"].as_str().unwrap_or_default();
        format!("{kind}_{}{index}", id.trim_start_matches("resp_"))
    }

    /// The response with what it holds so far.
    pub(super) fn response(&self, state: &State, output: &[Value], usage: Option<&Usage>) -> Value {
        let (status, incomplete, error) = match state {
            State::InProgress => ("in_progress", None, Value::Null),
            State::Ended(Some(Finish::Length)) => {
                ("incomplete", Some("max_output_tokens"), Value::Null)
            }
            State::Ended(Some(Finish::ContentFilter)) => {
                ("incomplete", Some("content_filter"), Value::Null)
            }
            State::Ended(_) => ("completed", None, Value::Null),
            State::Failed(error) => (
                "failed",
                None,
                json!({ "code": "server_error", "message": error.message }),
            ),
        };
        let mut response = self.fields.clone();
        response.insert("status".into(), json!(status));
        let incomplete = incomplete.map(|reason| json!({ "reason": reason }));
        response.insert("incomplete_details".into(), json!(incomplete));
        response.insert("error".into(), error);
        response.insert("output".into(), json!(output));
        if let Some(usage) = usage {
            response.insert("usage".into(), usage_of(usage));
        }
        Value::Object(response)
    }
}

fn custom_tools(request: &Map<String, Value>) -> BTreeSet<String> {
    let tools = request.get("tools").and_then(Value::as_array);
    let custom = tools
        .into_iter()
        .flatten()
        .filter(|tool| tool["type"] == "custom");
    let names = custom.filter_map(|tool| tool["name"].as_str());
    names.map(str::to_owned).collect()
}

fn usage_of(usage: &Usage) -> Value {
    let (input, output) = (usage.input_tokens(), usage.output_tokens());
    let written = usage.cache_write_5m.saturating_add(usage.cache_write_1h);
    json!({
        "input_tokens": input,
        "input_tokens_details": { "cached_tokens": usage.cache_read, "cache_write_tokens": written },
        "output_tokens": output,
        "output_tokens_details": { "reasoning_tokens": usage.output_reasoning },
        "total_tokens": input.saturating_add(output),
    })
}
