//! Bodies for providers that speak OpenAI's format in their own way.
use domain::provider::{Quirks, Schemas, StreamUsage, ToolIds};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// How many letters and digits an id has where a provider insists on their number.
const SHORT_ID: usize = 9;

/// Bends a chat completion's body to a provider's ways, and tells which of the client's parameters were left out;
/// `extra` are those that are not OpenAI's.
pub(super) fn apply(
    quirks: &Quirks,
    body: &mut Value,
    extra: &Map<String, Value>,
) -> Vec<Cow<'static, str>> {
    let mut dropped: Vec<Cow<'static, str>> = Vec::new();
    let Some(fields) = body.as_object_mut() else {
        return dropped;
    };
    for name in quirks.refused {
        if fields.remove(*name).is_some() {
            dropped.push((*name).into());
        }
    }
    for (name, value) in extra {
        if quirks.own.contains(&name.as_str()) {
            fields.insert(name.clone(), value.clone());
        } else {
            dropped.push(name.clone().into());
        }
    }
    if quirks.seed != "seed"
        && let Some(seed) = fields.remove("seed")
    {
        fields.insert(quirks.seed.to_owned(), seed);
    }
    match quirks.stream_usage {
        StreamUsage::Asked => {}
        StreamUsage::Unasked => drop(fields.remove("stream_options")),
    }
    match quirks.tool_ids {
        ToolIds::Any => {}
        ToolIds::NineAlphanumerics => shorten_ids(fields),
    }
    match quirks.schemas {
        Schemas::Taken => {}
        Schemas::Told => dropped.extend(tell_schema(fields)),
    }
    dropped
}

/// Puts the schema of an answer among the instructions and asks for any JSON object; what is lost by that, where something is:
/// nobody holds the model to it.
fn tell_schema(fields: &mut Map<String, Value>) -> Option<Cow<'static, str>> {
    let format = fields.get_mut("response_format")?;
    if format["type"] != "json_schema" {
        return None;
    }
    let asked = std::mem::replace(format, json!({ "type": "json_object" }));
    let asked = &asked["json_schema"];
    let mut told =
        "Answer with one JSON object and nothing else, neither before nor after it.".to_owned();
    if let Some(what) = asked["description"].as_str() {
        told.push_str(" It is: ");
        told.push_str(what);
    }
    if let Some(schema) = asked.get("schema") {
        told.push_str("\nIt must be valid by this JSON Schema:\n");
        told.push_str(&schema.to_string());
    }
    instruct(fields, &told);
    let is_strict = asked["strict"] == true;
    is_strict.then_some("response_format.json_schema.strict".into())
}

/// Adds to what the model is told first; in one message, since not everybody takes several.
fn instruct(fields: &mut Map<String, Value>, told: &str) {
    let Some(messages) = fields.get_mut("messages").and_then(Value::as_array_mut) else {
        return;
    };
    let first = messages.first_mut().filter(|one| one["role"] == "system");
    match first.map(|first| &mut first["content"]) {
        Some(Value::String(text)) => {
            text.push_str("\n\n");
            text.push_str(told);
        }
        Some(Value::Array(parts)) => parts.push(json!({ "type": "text", "text": told })),
        Some(_) | None => messages.insert(0, json!({ "role": "system", "content": told })),
    }
}

/// Takes the marks of what to cache out of a body, for who does not know them.
pub(super) fn unmark(body: &mut Value) {
    let unmark = |thing: &mut Value| {
        if let Some(fields) = thing.as_object_mut() {
            fields.remove("cache_control");
        }
    };
    let tools = body.get_mut("tools").and_then(Value::as_array_mut);
    tools.into_iter().flatten().for_each(unmark);
    let messages = body.get_mut("messages").and_then(Value::as_array_mut);
    for message in messages.into_iter().flatten() {
        let parts = message.get_mut("content").and_then(Value::as_array_mut);
        parts.into_iter().flatten().for_each(unmark);
    }
}

/// Says as text what a model refused to say.
pub(super) fn say_refusals(body: &mut Value) {
    let messages = body.get_mut("messages").and_then(Value::as_array_mut);
    let messages = messages.into_iter().flatten();
    for message in messages.filter_map(Value::as_object_mut) {
        if let Some(refusal) = message.remove("refusal") {
            let content = message.entry("content").or_insert(Value::Null);
            if content.is_null() {
                *content = refusal;
            }
        }
    }
}

fn shorten_ids(fields: &mut Map<String, Value>) {
    let messages = fields.get_mut("messages").and_then(Value::as_array_mut);
    for message in messages.into_iter().flatten() {
        message.get_mut("tool_call_id").map(shorten);
        let calls = message.get_mut("tool_calls").and_then(Value::as_array_mut);
        for call in calls.into_iter().flatten() {
            call.get_mut("id").map(shorten);
        }
    }
}

/// Replaces an id by a short one, always the same for the same id, so that call and result still meet.
fn shorten(id: &mut Value) {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let Value::String(id) = id else { return };
    if id.len() == SHORT_ID && id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return;
    }
    let digest = Sha256::digest(id.as_bytes());
    let letters = digest.iter().take(SHORT_ID);
    *id = letters
        .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
        .collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::provider::ProviderKind;
    use serde_json::json;

    fn bent(kind: &str, body: &Value) -> (Value, Vec<Cow<'static, str>>) {
        let mut body = body.clone();
        let extra = json!({ "safe_prompt": true, "metadata": {} });
        let kind = ProviderKind::named(kind).unwrap();
        let extra = extra.as_object().unwrap();
        let dropped = apply(kind.quirks(), &mut body, extra);
        (body, dropped)
    }

    #[test]
    fn mistral_gets_its_own_names_and_short_ids_and_nothing_that_it_refuses() {
        let (body, dropped) = bent(
            "mistral",
            &json!({
                "seed": 7, "user": "ann", "top_k": 3, "stream_options": { "include_usage": true },
                "messages": [
                    { "role": "assistant", "tool_calls": [{ "id": "toolu_01abcdefghij" }, { "id": "abc123XYZ" }] },
                    { "role": "tool", "tool_call_id": "toolu_01abcdefghij" },
                ],
            }),
        );
        assert_eq!(dropped, ["top_k", "user", "metadata"]);
        assert_eq!(body["random_seed"], 7);
        assert_eq!(body["safe_prompt"], true);
        assert_eq!(body.get("stream_options"), None);
        let short = body["messages"][1]["tool_call_id"].as_str().unwrap();
        assert_eq!(short.len(), SHORT_ID);
        assert_eq!(body["messages"][0]["tool_calls"][0]["id"], short);
        assert_eq!(body["messages"][0]["tool_calls"][1]["id"], "abc123XYZ");
    }

    #[test]
    fn a_schema_is_told_where_it_is_not_taken() {
        let asked = |messages: Value, strict: bool| {
            json!({
                "messages": messages,
                "response_format": { "type": "json_schema", "json_schema": {
                    "name": "city", "description": "A city.", "schema": { "type": "object" }, "strict": strict,
                } },
            })
        };
        let user = json!({ "role": "user", "content": "hi" });
        let (body, dropped) = bent("deepseek", &asked(json!([user]), true));
        assert_eq!(body["response_format"], json!({ "type": "json_object" }));
        assert_eq!(body["messages"][0]["role"], "system");
        assert_eq!(body["messages"][1], user);
        let told = body["messages"][0]["content"].as_str().unwrap();
        assert!(
            told.contains(
                r#"JSON Schema:
{"type":"object"}"#
            ) && told.contains("A city."),
            "{told}"
        );
        assert!(dropped.contains(&"response_format.json_schema.strict".into()));

        for content in [
            json!("Be brief."),
            json!([{ "type": "text", "text": "Be brief." }]),
        ] {
            let system = json!({ "role": "system", "content": content });
            let (body, dropped) = bent("zhipu", &asked(json!([system, user]), false));
            assert_eq!(body["messages"].as_array().unwrap().len(), 2);
            let said = body["messages"][0]["content"].to_string();
            assert!(
                said.contains("Be brief.") && said.contains("JSON Schema"),
                "{said}"
            );
            assert_eq!(dropped, ["safe_prompt", "metadata"]);
        }

        for format in [json!({ "type": "json_object" }), json!({ "type": "text" })] {
            let body = json!({ "messages": [user], "response_format": format });
            assert_eq!(bent("siliconflow", &body).0, body);
        }
        let taken = asked(json!([user]), true);
        assert_eq!(bent("xai", &taken).0, taken);
    }

    #[test]
    fn who_has_no_quirks_gets_the_body_as_it_is() {
        let body = json!({ "seed": 7, "user": "ann", "messages": [] });
        let (bent, dropped) = bent("vllm", &body);
        assert_eq!(
            (bent, dropped),
            (body, vec!["safe_prompt".into(), "metadata".into()])
        );
    }
}
