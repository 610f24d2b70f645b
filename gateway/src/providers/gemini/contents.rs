//! The conversation as `contents` and `systemInstruction`.
use super::{Gemini, media, model::Model, tool_id};
use crate::{
    canonical::{
        Unsupported,
        chat::{Content, Part, Request, Role, ToolCall, ToolResult, Turn},
    },
    gemini::wire,
};
use serde_json::{Map, Value, json};

/// What a signature begins with that came from Google, so that another provider's is never sent to it.
pub const GOOGLES: &str = "google:";

/// What stands for the signature of a call that another model made, as Google documents it:
/// <https://ai.google.dev/gemini-api/docs/thought-signatures>.
const UNSIGNED: &str = "skip_thought_signature_validator";

/// The conversation in Google's form.
pub(super) struct Said {
    pub(super) system: Option<wire::Content>,
    pub(super) contents: Vec<wire::Content>,
}

/// What `request` says so far.
pub(super) fn said(request: &Request, at: Gemini, model: Model) -> Result<Said, Unsupported> {
    let turns = request.turns();
    let mut writer = Writer {
        at,
        model,
        contents: Vec::new(),
        calls: Vec::new(),
    };
    for turn in &turns.turns {
        writer.turn(turn)?;
    }
    let mut contents = writer.contents;
    if contents.first().is_none_or(|first| !is_user(first)) {
        // Google wants a user to speak first.
        contents.insert(0, of("user", vec![wire::Part::text(" ")]));
    }
    let system = turns.system.iter().filter_map(|part| text_of(part));
    let system: Vec<wire::Part> = system.map(wire::Part::text).collect();
    let system = (!system.is_empty()).then_some(wire::Content {
        role: None,
        parts: system,
    });
    Ok(Said { system, contents })
}

struct Writer<'a> {
    at: Gemini,
    model: Model<'a>,
    contents: Vec<wire::Content>,
    /// The id and the name of every call so far, in order.
    calls: Vec<(String, String)>,
}

impl Writer<'_> {
    fn turn(&mut self, turn: &Turn) -> Result<(), Unsupported> {
        match turn.role {
            Role::Assistant => self.model_turn(&turn.parts),
            Role::User | Role::System => self.user_turn(&turn.parts),
        }
    }

    fn push(&mut self, role: &str, parts: Vec<wire::Part>) {
        if !parts.is_empty() {
            self.contents.push(of(role, parts));
        }
    }

    fn model_turn(&mut self, parts: &[&Part]) -> Result<(), Unsupported> {
        let mut written = Vec::new();
        let mut stand_in = self.model.wants_signatures().then_some(UNSIGNED);
        for part in parts {
            match &part.content {
                Content::Text(text) | Content::Refusal(text) => {
                    written.push(wire::Part::text(text));
                }
                Content::Reasoning { text, signature } => {
                    written.extend(thoughts(text, signature.as_deref()));
                }
                Content::ToolCall(call) => {
                    written.push(self.call(call, stand_in.take())?);
                }
                Content::Image(media) | Content::Document(media) | Content::Audio(media) => {
                    written.push(media::part(media, self.at)?);
                }
                Content::RedactedReasoning(_) | Content::ToolResult(_) => {}
            }
        }
        self.push("model", written);
        Ok(())
    }

    /// A call; of several at once only the first has to be signed, by `stand_in` where it is not.
    fn call(&mut self, call: &ToolCall, stand_in: Option<&str>) -> Result<wire::Part, Unsupported> {
        self.calls.push((call.id.clone(), call.name.clone()));
        let carried = || tool_id::signature_in(&call.id);
        let signature = call.signature.clone().or_else(carried);
        Ok(wire::Part {
            function_call: Some(wire::FunctionCall {
                id: None,
                name: call.name.clone(),
                args: arguments(call)?,
            }),
            thought_signature: signature.or_else(|| stand_in.map(str::to_owned)),
            ..wire::Part::default()
        })
    }

    /// What the user says; results of tools come in a content of their own and in the order of their calls, by which
    /// Google matches them.
    fn user_turn(&mut self, parts: &[&Part]) -> Result<(), Unsupported> {
        let (mut results, mut others) = (Vec::new(), Vec::new());
        for part in parts {
            match &part.content {
                Content::ToolResult(result) => {
                    let (place, written, beside) = self.result(result)?;
                    results.push((place, written));
                    others.extend(beside);
                }
                Content::Text(text) => others.push(wire::Part::text(text)),
                Content::Image(media) | Content::Document(media) | Content::Audio(media) => {
                    others.push(media::part(media, self.at)?);
                }
                Content::Refusal(_)
                | Content::Reasoning { .. }
                | Content::RedactedReasoning(_)
                | Content::ToolCall(_) => {}
            }
        }
        results.sort_by_key(|(place, _)| *place);
        self.push("user", results.into_iter().map(|(_, part)| part).collect());
        self.push("user", others);
        Ok(())
    }

    /// A result, the place of its call, and the files in it that older models take only beside it.
    fn result(
        &self,
        result: &ToolResult,
    ) -> Result<(usize, wire::Part, Vec<wire::Part>), Unsupported> {
        let called = self.calls.iter().rposition(|(id, _)| *id == result.call);
        let place = called.ok_or_else(|| {
            let message = format!(
                "A tool's result names the call `{}`, which no earlier message made.",
                result.call
            );
            Unsupported::new("messages", message)
        })?;
        let mut files = Vec::new();
        for part in &result.parts {
            if let Content::Image(media) | Content::Document(media) | Content::Audio(media) =
                &part.content
            {
                files.push(media::part(media, self.at)?);
            }
        }
        let takes_files = self.model.wants_signatures();
        let (within, beside) = if takes_files {
            (files, Vec::new())
        } else {
            (Vec::new(), files)
        };
        let response = wire::FunctionResponse {
            id: None,
            name: self.calls[place].1.clone(),
            response: response(result),
            parts: within,
        };
        let written = wire::Part {
            function_response: Some(response),
            ..wire::Part::default()
        };
        Ok((place, written, beside))
    }
}

fn of(role: &str, parts: Vec<wire::Part>) -> wire::Content {
    wire::Content {
        role: Some(role.to_owned()),
        parts,
    }
}

fn is_user(content: &wire::Content) -> bool {
    content.role.as_deref() == Some("user")
}

fn text_of(part: &Part) -> Option<&str> {
    if let Content::Text(text) = &part.content {
        Some(text)
    } else {
        None
    }
}

/// Thoughts that Google signed; it has no use for others.
fn thoughts(text: &str, signature: Option<&str>) -> Option<wire::Part> {
    let signature = signature?.strip_prefix(GOOGLES)?;
    Some(wire::Part {
        thought: (!text.is_empty()).then_some(true),
        thought_signature: Some(signature.to_owned()),
        ..wire::Part::text(text)
    })
}

/// A call's arguments, which Google takes as an object.
fn arguments(call: &ToolCall) -> Result<Map<String, Value>, Unsupported> {
    if call.arguments.trim().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_str(&call.arguments).map_err(|_| {
        let message = format!(
            "The arguments of the call `{}` are not a JSON object, which this model's provider demands.",
            call.name
        );
        Unsupported::new("messages", message)
    })
}

/// A result, which Google takes as an object.
fn response(result: &ToolResult) -> Map<String, Value> {
    let texts: Vec<&str> = result.parts.iter().filter_map(text_of).collect();
    let text = texts.join("\n");
    let value = serde_json::from_str(&text).unwrap_or_else(|_| json!(text));
    match value {
        Value::Object(object) if !result.is_error => object,
        other @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_)) => {
            let name = if result.is_error { "error" } else { "result" };
            Map::from_iter([(name.to_owned(), other)])
        }
    }
}
