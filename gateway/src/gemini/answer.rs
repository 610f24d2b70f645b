//! The canonical answer in Google's form, whole or frame by frame.
use super::{
    error,
    usage::UsageMetadata,
    wire::{Blob, Candidate, Content as Said, FunctionCall, GenerateAnswer, Part},
};
use crate::{
    canonical::{
        chat::{Answer, Choice, Content, Delta, Encoder, Event, Finish, ToolCall},
        media::{Media, Source},
    },
    format::Envelope,
    openai::error::ApiError,
    providers::gemini::GOOGLES,
};
use domain::request::Usage;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The body of a whole answer.
#[must_use]
pub fn answer(answer: &Answer, envelope: &Envelope) -> Vec<u8> {
    let candidates = (0..).zip(&answer.choices).map(|(index, choice)| {
        let finish = choice.finish.as_ref().unwrap_or(&Finish::Stop);
        Candidate {
            finish_reason: Some(finish_reason(finish).to_owned()),
            ..candidate(index, parts(choice))
        }
    });
    let body = GenerateAnswer {
        candidates: candidates.collect(),
        prompt_feedback: None,
        usage_metadata: answer.usage.as_ref().map(UsageMetadata::from),
        model_version: Some(envelope.model.to_owned()),
        response_id: Some(envelope.stand_in.id.clone()),
    };
    serde_json::to_vec(&body).unwrap_or_default()
}

fn candidate(index: u32, parts: Vec<Part>) -> Candidate {
    Candidate {
        content: Some(Said {
            role: Some("model".to_owned()),
            parts,
        }),
        index: Some(index),
        ..Candidate::default()
    }
}

const fn finish_reason(finish: &Finish) -> &'static str {
    match finish {
        Finish::Stop | Finish::StopSequence(_) | Finish::ToolCalls => "STOP",
        Finish::Length => "MAX_TOKENS",
        Finish::ContentFilter => "SAFETY",
    }
}

fn parts(choice: &Choice) -> Vec<Part> {
    let parts = choice.content.iter().filter_map(|content| match content {
        Content::Text(text) | Content::Refusal(text) => Some(Part::text(text)),
        Content::Reasoning { text, signature } => Some(thoughts(text, signature.as_deref())),
        Content::ToolCall(call) => Some(called(call)),
        Content::Image(media) => picture(media),
        Content::Document(_)
        | Content::Audio(_)
        | Content::RedactedReasoning(_)
        | Content::ToolResult(_) => None,
    });
    parts.collect()
}

fn thoughts(text: &str, signature: Option<&str>) -> Part {
    let signature = signature.and_then(|signature| signature.strip_prefix(GOOGLES));
    Part {
        thought: (!text.is_empty()).then_some(true),
        thought_signature: signature.map(str::to_owned),
        ..Part::text(text)
    }
}

/// A call; arguments that are no object are given as the one text that they are.
fn called(call: &ToolCall) -> Part {
    let args = if call.arguments.trim().is_empty() {
        Map::new()
    } else {
        serde_json::from_str(&call.arguments).unwrap_or_else(|_| {
            Map::from_iter([("arguments".to_owned(), Value::from(&*call.arguments))])
        })
    };
    Part {
        function_call: Some(FunctionCall {
            id: Some(call.id.clone()),
            name: call.name.clone(),
            args,
        }),
        thought_signature: call.signature.clone(),
        ..Part::default()
    }
}

fn picture(media: &Media) -> Option<Part> {
    match &media.source {
        Source::Base64(data) => Some(Part {
            inline_data: Some(Blob {
                mime_type: media.media_type.clone(),
                data: data.clone(),
            }),
            ..Part::default()
        }),
        Source::Url(url) => Some(Part::text(url)),
        Source::Text(_) | Source::File(_) => None,
    }
}

/// Writes frames; calls are held back until they are whole, and the end until usage is known.
#[derive(Debug)]
pub struct FrameEncoder {
    model: String,
    id: String,
    calls: BTreeMap<u32, Vec<ToolCall>>,
    finishes: BTreeMap<u32, Finish>,
}

impl FrameEncoder {
    /// A stream of which nothing was sent.
    #[must_use]
    pub fn new(envelope: &Envelope) -> Self {
        Self {
            model: envelope.model.to_owned(),
            id: envelope.stand_in.id.clone(),
            calls: BTreeMap::new(),
            finishes: BTreeMap::new(),
        }
    }

    fn send(&self, candidates: Vec<Candidate>, usage: Option<&Usage>, out: &mut Vec<u8>) {
        let frame = GenerateAnswer {
            candidates,
            prompt_feedback: None,
            usage_metadata: usage.map(UsageMetadata::from),
            model_version: Some(self.model.clone()),
            response_id: Some(self.id.clone()),
        };
        out.extend_from_slice(b"data: ");
        out.extend(serde_json::to_vec(&frame).unwrap_or_default());
        out.extend_from_slice(b"\r\n\r\n");
    }

    fn say(&self, choice: u32, part: Part, out: &mut Vec<u8>) {
        self.send(vec![candidate(choice, vec![part])], None, out);
    }

    fn delta(&mut self, choice: u32, delta: Delta, out: &mut Vec<u8>) {
        let part = match delta {
            Delta::Text(text) | Delta::Refusal(text) if !text.is_empty() => Part::text(text),
            Delta::Reasoning(text) if !text.is_empty() => thoughts(&text, None),
            Delta::Signature(signature) if signature.starts_with(GOOGLES) => {
                thoughts("", Some(&signature))
            }
            Delta::Image(media) => match picture(&media) {
                Some(part) => part,
                None => return,
            },
            Delta::ToolCall {
                id,
                name,
                signature,
                ..
            } => {
                let call = ToolCall {
                    id,
                    name,
                    arguments: String::new(),
                    signature,
                };
                return self.calls.entry(choice).or_default().push(call);
            }
            Delta::Arguments { index, json } => {
                let calls = self.calls.entry(choice).or_default();
                if let Some(call) = calls.get_mut(index as usize) {
                    call.arguments.push_str(&json);
                }
                return;
            }
            Delta::Text(_)
            | Delta::Refusal(_)
            | Delta::Reasoning(_)
            | Delta::Signature(_)
            | Delta::RedactedReasoning(_)
            | Delta::Logprobs(_) => return,
        };
        self.say(choice, part, out);
    }
}

impl Encoder for FrameEncoder {
    fn event(&mut self, event: Event, out: &mut Vec<u8>) {
        match event {
            Event::Delta { choice, delta } => self.delta(choice, delta, out),
            Event::Finish { choice, finish } => {
                for call in self.calls.remove(&choice).unwrap_or_default() {
                    self.say(choice, called(&call), out);
                }
                self.finishes.insert(choice, finish);
            }
            Event::Usage(_) => {}
        }
    }

    fn close(&mut self, usage: Option<&Usage>, out: &mut Vec<u8>) {
        let finishes = std::mem::take(&mut self.finishes).into_iter();
        let candidates = finishes.map(|(choice, finish)| Candidate {
            finish_reason: Some(finish_reason(&finish).to_owned()),
            ..candidate(choice, vec![Part::text("")])
        });
        self.send(candidates.collect(), usage, out);
    }

    fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        out.extend(error::frame(error));
    }
}
