//! What the model may call.
use super::{blocks::cache_control, models::Model, request::Draft};
use crate::canonical::chat::{Content, Request, Tool, ToolChoice};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Writes the tools, and whether they are to be called.
pub(super) fn write(draft: &mut Draft) {
    let mut tools: Vec<Value> = draft
        .request
        .tools
        .iter()
        .map(|each| tool(each, draft.model))
        .collect();
    if tools.is_empty() {
        let names = remembered(draft.request).into_iter();
        let tool = |name| json!({ "name": name, "input_schema": { "type": "object" } });
        tools = names.map(tool).collect();
    }
    if tools.is_empty() {
        return;
    }
    draft.set("tools", json!(tools));
    let single = draft.request.parallel_tool_calls == Some(false);
    let mut choice = match &draft.request.tool_choice {
        None if single => json!({ "type": "auto" }),
        None => return,
        Some(ToolChoice::Auto) => json!({ "type": "auto" }),
        Some(ToolChoice::Required) => json!({ "type": "any" }),
        Some(ToolChoice::Tool(name)) => json!({ "type": "tool", "name": name }),
        Some(ToolChoice::None) => return draft.set("tool_choice", json!({ "type": "none" })),
    };
    if single {
        choice["disable_parallel_tool_use"] = json!(true);
    }
    draft.set("tool_choice", choice);
}

fn tool(tool: &Tool, model: Model) -> Value {
    let mut value = json!({ "name": tool.name, "input_schema": object(tool.parameters.as_ref()) });
    if let Some(description) = &tool.description {
        value["description"] = json!(description);
    }
    if tool.strict == Some(true) && model.has_structured_output {
        value["strict"] = json!(true);
    }
    cache_control(&mut value, tool.cache);
    value
}

/// A schema as it is, but for the type that one of arguments needs.
pub(in crate::providers) fn object(schema: Option<&Value>) -> Value {
    let mut schema = schema
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_else(Map::new);
    schema.entry("type").or_insert_with(|| json!("object"));
    Value::Object(schema)
}

/// The tools that the conversation has called: they must be there even when no more may be.
pub(in crate::providers) fn remembered(request: &Request) -> BTreeSet<&str> {
    let parts = request.messages.iter().flat_map(|message| &message.parts);
    let mut names = BTreeSet::new();
    for part in parts {
        if let Content::ToolCall(call) = &part.content {
            names.insert(call.name.as_str());
        }
    }
    names
}
