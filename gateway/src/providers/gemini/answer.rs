//! Google's answer as canonical events, whole or in pieces.
use super::{contents::GOOGLES, tool_id};
use crate::{
    canonical::{
        Malformed,
        chat::{Delta, Event, Finish},
        media::Media,
    },
    gemini::wire::{
        Blob, Candidate, FunctionCall, GenerateAnswer, LogprobsResult, Part, TokenLogprob,
    },
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The pieces of a whole answer.
pub(super) fn decode(body: &[u8]) -> Result<Vec<Event>, Malformed> {
    let answer: GenerateAnswer = serde_json::from_slice(body)?;
    let (mut pieces, mut events) = (Pieces::default(), Vec::new());
    if answer.candidates.is_empty() && answer.prompt_feedback.is_none() {
        return Err(Malformed::Lacks("candidates"));
    }
    pieces.read(answer, &mut events);
    pieces.end(&mut events);
    Ok(events)
}

/// What came of an answer so far.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    choices: BTreeMap<u32, State>,
    answer: Option<String>,
}

/// What came of one choice so far.
#[derive(Debug, Default)]
struct State {
    calls: u32,
    finished: bool,
}

impl Pieces {
    /// Whether every choice that began is complete, and any did.
    pub(super) fn is_complete(&self) -> bool {
        !self.choices.is_empty() && self.choices.values().all(|state| state.finished)
    }

    /// Appends what one body holds.
    pub(super) fn read(&mut self, answer: GenerateAnswer, events: &mut Vec<Event>) {
        let usage = answer.usage();
        self.answer = answer.response_id.or_else(|| self.answer.take());
        let blocked = answer
            .prompt_feedback
            .and_then(|feedback| feedback.block_reason);
        for (place, candidate) in (0..).zip(answer.candidates) {
            let choice = candidate.index.unwrap_or(place);
            self.candidate(choice, candidate, events);
        }
        if blocked.is_some() {
            self.finish(0, Finish::ContentFilter, events);
        }
        events.extend(usage.map(Event::Usage));
    }

    /// Completes a whole answer whose provider did not say why it ended.
    pub(super) fn end(&mut self, events: &mut Vec<Event>) {
        let open: Vec<u32> = self
            .choices
            .iter()
            .filter(|(_, state)| !state.finished)
            .map(|(choice, _)| *choice)
            .collect();
        for choice in open {
            self.finish(choice, Finish::Stop, events);
        }
    }

    fn candidate(&mut self, choice: u32, candidate: Candidate, events: &mut Vec<Event>) {
        self.choices.entry(choice).or_default();
        let content = candidate.content.unwrap_or_default();
        for part in content.parts {
            for delta in self.part(choice, part) {
                events.push(Event::Delta { choice, delta });
            }
        }
        events.extend(candidate.logprobs_result.map(|logprobs| Event::Delta {
            choice,
            delta: Delta::Logprobs(logprobs_of(&logprobs)),
        }));
        if let Some(finish) = candidate.finish_reason.as_deref().and_then(finish_of) {
            self.finish(choice, finish, events);
        }
    }

    /// Says once why a choice ended; one that called tools waits for them, whatever Google says.
    fn finish(&mut self, choice: u32, finish: Finish, events: &mut Vec<Event>) {
        let state = self.choices.entry(choice).or_default();
        if std::mem::replace(&mut state.finished, true) {
            return;
        }
        let finish = match finish {
            Finish::Stop if state.calls > 0 => Finish::ToolCalls,
            other @ (Finish::Stop
            | Finish::StopSequence(_)
            | Finish::Length
            | Finish::ToolCalls
            | Finish::ContentFilter) => other,
        };
        events.push(Event::Finish { choice, finish });
    }

    fn part(&mut self, choice: u32, part: Part) -> Vec<Delta> {
        let mut deltas = Vec::new();
        if let Some(call) = part.function_call {
            return self.call(choice, call, part.thought_signature);
        }
        let is_thought = part.thought == Some(true);
        if let Some(text) = part.text.filter(|text| !text.is_empty()) {
            deltas.push(if is_thought {
                Delta::Reasoning(text)
            } else {
                Delta::Text(text)
            });
        }
        if let Some(blob) = part.inline_data.filter(|_| !is_thought) {
            deltas.extend(picture(blob));
        }
        if let Some(program) = part.executable_code {
            let language = program.language.to_ascii_lowercase();
            let code = program.code;
            deltas.push(Delta::Text(format!("```{language}\n{code}\n```\n")));
        }
        if let Some(result) = part.code_execution_result {
            deltas.push(Delta::Text(format!("```\n{}\n```\n", result.output)));
        }
        let signature = part.thought_signature;
        deltas.extend(signature.map(|signature| Delta::Signature([GOOGLES, &signature].concat())));
        deltas
    }

    /// A call, which comes whole.
    fn call(&mut self, choice: u32, call: FunctionCall, signature: Option<String>) -> Vec<Delta> {
        let state = self.choices.entry(choice).or_default();
        let index = state.calls;
        state.calls += 1;
        let place = choice.saturating_mul(1000).saturating_add(index);
        let made = || tool_id::made(self.answer.as_deref(), place);
        let id = call.id.filter(|id| !id.is_empty()).unwrap_or_else(made);
        let id = tool_id::with_signature(&id, signature.as_deref());
        let json = Value::Object(call.args).to_string();
        vec![
            Delta::ToolCall {
                index,
                id,
                name: call.name,
                signature,
            },
            Delta::Arguments { index, json },
        ]
    }
}

fn picture(blob: Blob) -> Option<Delta> {
    let media_type = blob.mime_type.as_deref();
    let is_picture = media_type.is_some_and(|name| name.starts_with("image/"));
    is_picture.then(|| Delta::Image(Media::base64(media_type, blob.data)))
}

/// Why a choice ended; nothing where it has not.
fn finish_of(reason: &str) -> Option<Finish> {
    Some(match reason {
        "" | "FINISH_REASON_UNSPECIFIED" => return None,
        "MAX_TOKENS" => Finish::Length,
        "SAFETY"
        | "RECITATION"
        | "BLOCKLIST"
        | "PROHIBITED_CONTENT"
        | "SPII"
        | "LANGUAGE"
        | "MODEL_ARMOR"
        | "IMAGE_SAFETY"
        | "IMAGE_PROHIBITED_CONTENT"
        | "IMAGE_RECITATION"
        | "IMAGE_OTHER" => Finish::ContentFilter,
        "FUNCTION_CALL" => Finish::ToolCalls,
        _ => Finish::Stop,
    })
}

/// Log probabilities in OpenAI's form.
fn logprobs_of(result: &LogprobsResult) -> Value {
    let tokens = result.chosen_candidates.iter().enumerate();
    let content: Vec<Value> = tokens
        .map(|(place, chosen)| {
            let others = result.top_candidates.get(place);
            let others = others.map(|top| top.candidates.as_slice());
            let mut token = token_of(chosen);
            token["top_logprobs"] = others.unwrap_or_default().iter().map(token_of).collect();
            token
        })
        .collect();
    json!({ "content": content, "refusal": null })
}

fn token_of(token: &TokenLogprob) -> Value {
    json!({
        "token": token.token,
        "logprob": token.log_probability,
        "bytes": token.token.as_bytes(),
    })
}
