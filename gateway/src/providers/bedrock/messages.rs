//! The conversation as `messages` and `system`.
use super::{content::Blocks, request::Draft};
use crate::canonical::{
    Unsupported,
    chat::{Role, Turn},
};
use serde_json::{Value, json};

/// What a conversation that does not begin with the user is begun with, since one has to be.
const BEGINNING: &str = ".";

/// Writes what was said so far.
pub(super) fn write(draft: &mut Draft) -> Result<(), Unsupported> {
    let turns = draft.request.turns();
    let mut blocks = Blocks::of(draft.model);
    let mut messages = Vec::new();
    let first = turns.turns.first();
    if first.is_none_or(|turn| turn.role != Role::User) {
        messages.push(json!({ "role": "user", "content": [{ "text": BEGINNING }] }));
    }
    for turn in &turns.turns {
        let content = blocks.turn(turn)?;
        if !content.is_empty() {
            add(&mut messages, role(turn), content);
        }
    }
    without_trailing_space(messages.last_mut());
    draft.set("messages", json!(messages));
    let mut system: Vec<Value> = Vec::new();
    for part in &turns.system {
        system.extend(blocks.system(part));
    }
    if !system.is_empty() {
        draft.set("system", json!(system));
    }
    if blocks.keeps_less {
        draft.drop("cache_control");
    }
    Ok(())
}

/// Adds what a side said, to what it said before where nothing is left of what was said in between: sides must alternate.
fn add(messages: &mut Vec<Value>, role: &str, content: Vec<Value>) {
    let last = messages.last_mut().filter(|last| last["role"] == role);
    match last.and_then(|last| last["content"].as_array_mut()) {
        Some(said) => said.extend(content),
        None => messages.push(json!({ "role": role, "content": content })),
    }
}

fn role(turn: &Turn) -> &'static str {
    match turn.role {
        Role::User | Role::System => "user",
        Role::Assistant => "assistant",
    }
}

/// What the model is to go on from must not end in space.
fn without_trailing_space(last: Option<&mut Value>) {
    let begun = last.filter(|message| message["role"] == "assistant");
    let blocks = begun.and_then(|message| message["content"].as_array_mut());
    let block = blocks.and_then(|blocks| blocks.last_mut());
    if let Some(Value::String(text)) = block.and_then(|block| block.get_mut("text")) {
        text.truncate(text.trim_end().len());
    }
}
