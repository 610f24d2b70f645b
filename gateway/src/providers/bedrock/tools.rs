//! What the model may call.
use super::{
    content::cache_point,
    model::{Caching, Family, Forced, Model},
    names::wire,
    request::Draft,
};
use crate::{
    canonical::chat::{Content, OutputFormat, Tool, ToolChoice},
    providers::anthropic::{ANSWER, object, remembered, strict},
};
use serde_json::{Value, json};

/// Writes the tools, whether they are to be called, and the form of the answer.
pub(super) fn write(draft: &mut Draft) {
    let mut tools = tools(draft);
    if tools.is_empty() {
        let known = |name| json!({ "toolSpec": { "name": wire(name), "inputSchema": { "json": { "type": "object" } } } });
        tools = remembered(draft.request).into_iter().map(known).collect();
    }
    let mut choice = if tools.is_empty() {
        None
    } else {
        choice(draft, tools.len())
    };
    if let Some((schema, about)) = output(draft) {
        if !tools.is_empty() || draft.model.forced == Forced::None {
            draft.drop("response_format");
        } else {
            let tool =
                json!({ "name": ANSWER, "description": about, "inputSchema": { "json": schema } });
            tools.push(json!({ "toolSpec": tool }));
            choice = Some(match draft.model.forced {
                Forced::Tool => json!({ "tool": { "name": ANSWER } }),
                Forced::Any | Forced::None => json!({ "any": {} }),
            });
        }
    }
    if tools.is_empty() {
        return;
    }
    let mut config = json!({ "tools": tools });
    if let Some(choice) = choice {
        config["toolChoice"] = choice;
    }
    draft.set("toolConfig", config);
}

/// The client's tools; none where none may be called, unless the conversation has called some already.
fn tools(draft: &mut Draft) -> Vec<Value> {
    let request = draft.request;
    if request.tool_choice == Some(ToolChoice::None) && !has_called(draft) {
        return Vec::new();
    }
    let mut written = Vec::new();
    for each in &request.tools {
        written.push(tool(each, draft.model));
        let Some(ttl) = each.cache else { continue };
        let caching = match draft.model.caching {
            // Messages alone are kept.
            Caching::Messages => Caching::None,
            other @ (Caching::None | Caching::All | Caching::ForAnHour) => other,
        };
        match cache_point(caching, ttl) {
            Some(mark) => written.push(mark),
            None => draft.drop("cache_control"),
        }
    }
    written
}

fn has_called(draft: &Draft) -> bool {
    let messages = draft.request.messages.iter();
    let mut parts = messages.flat_map(|message| &message.parts);
    parts.any(|part| matches!(part.content, Content::ToolCall(_) | Content::ToolResult(_)))
}

fn tool(tool: &Tool, model: Model) -> Value {
    let schema = object(tool.parameters.as_ref());
    let mut value = json!({ "name": wire(&tool.name), "inputSchema": { "json": schema } });
    if let Some(description) = tool.description.as_deref().filter(|text| !text.is_empty()) {
        value["description"] = json!(description);
    }
    if tool.strict == Some(true) && model.has_structured_output {
        value["strict"] = json!(true);
    }
    json!({ "toolSpec": value })
}

/// Which tools are to be called, as far as the model can be made to.
fn choice(draft: &mut Draft, tools: usize) -> Option<Value> {
    single(draft);
    let wanted = draft.request.tool_choice.as_ref()?;
    let forced = if draft.thinks() {
        Forced::None
    } else {
        draft.model.forced
    };
    match (wanted, forced) {
        (ToolChoice::Auto, Forced::None) => None,
        (ToolChoice::Auto, Forced::Any | Forced::Tool) => Some(json!({ "auto": {} })),
        (ToolChoice::Required, Forced::Any | Forced::Tool) => Some(json!({ "any": {} })),
        (ToolChoice::Tool(name), Forced::Tool) => Some(json!({ "tool": { "name": wire(name) } })),
        (ToolChoice::Tool(_), Forced::Any) if tools == 1 => Some(json!({ "any": {} })),
        (ToolChoice::Required | ToolChoice::Tool(_), Forced::None | Forced::Any)
        | (ToolChoice::None, _) => {
            draft.drop("tool_choice");
            None
        }
    }
}

/// One call at a time, which only Claude can be kept to, in Anthropic's words.
fn single(draft: &mut Draft) {
    if draft.request.parallel_tool_calls != Some(false) {
        return;
    }
    let can = draft.model.family == Family::Claude && draft.model.has_structured_output;
    let is_open = matches!(draft.request.tool_choice, None | Some(ToolChoice::Auto));
    if can && is_open {
        let choice = json!({ "type": "auto", "disable_parallel_tool_use": true });
        draft.add("tool_choice", choice);
    } else {
        draft.drop("parallel_tool_calls");
    }
}

/// Asks for an answer by a schema; returns the schema, and what it is for, where a tool has to stand for it.
fn output(draft: &mut Draft) -> Option<(Value, String)> {
    match &draft.request.output {
        OutputFormat::Text => None,
        OutputFormat::Json => {
            let anything = json!({ "type": "object", "additionalProperties": true });
            Some((anything, "Answer with this.".to_owned()))
        }
        OutputFormat::Schema(wanted) if draft.model.has_structured_output => {
            let schema = strict(&wanted.schema).to_string();
            let mut schema = json!({ "schema": schema, "name": wire(&wanted.name) });
            if let Some(description) = &wanted.description {
                schema["description"] = json!(description);
            }
            let form = json!({ "type": "json_schema", "structure": { "jsonSchema": schema } });
            draft.set("outputConfig", json!({ "textFormat": form }));
            None
        }
        OutputFormat::Schema(wanted) => {
            let about = format!("Answer with this: {}.", wanted.name);
            Some((object(Some(&wanted.schema)), about))
        }
    }
}
