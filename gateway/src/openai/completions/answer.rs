//! The canonical answer as a text completion, whole or chunk by chunk.
use crate::{
    canonical::chat::{Answer, Delta, Encoder, Event, Finish},
    format::Envelope,
    openai::{answer::StandIn, error::ApiError, usage::UsageObject},
};
use domain::request::Usage;
use serde_json::{Value, json};

/// What every answer and every chunk is.
pub(super) const OBJECT: &str = "text_completion";

/// The body of a whole answer.
#[must_use]
pub fn answer(answer: &Answer, envelope: &Envelope) -> Vec<u8> {
    let choices = answer.choices.iter().enumerate().map(|(index, choice)| {
        let finish = choice.finish.as_ref().unwrap_or(&Finish::Stop);
        said(index, &choice.text(), Some(finish_reason(finish)))
    });
    let choices: Vec<Value> = choices.collect();
    let mut body = object(&envelope.stand_in, envelope.model, &choices);
    if let Some(usage) = &answer.usage {
        body["usage"] = json!(UsageObject::from(usage));
    }
    body.to_string().into_bytes()
}

fn object(head: &StandIn, model: &str, choices: &[Value]) -> Value {
    json!({
        "id": head.id,
        "object": OBJECT,
        "created": head.created,
        "model": model,
        "choices": choices,
    })
}

fn said(index: usize, text: &str, finish_reason: Option<&str>) -> Value {
    json!({ "index": index, "text": text, "logprobs": null, "finish_reason": finish_reason })
}

const fn finish_reason(finish: &Finish) -> &'static str {
    match finish {
        Finish::Stop | Finish::StopSequence(_) | Finish::ToolCalls => "stop",
        Finish::Length => "length",
        Finish::ContentFilter => "content_filter",
    }
}

/// Writes chunks of text; thoughts are no part of a completion.
#[derive(Debug)]
pub struct TextEncoder {
    model: String,
    head: StandIn,
    shows_usage: bool,
}

impl TextEncoder {
    /// A stream of which nothing was sent.
    #[must_use]
    pub fn new(envelope: &Envelope) -> Self {
        Self {
            model: envelope.model.to_owned(),
            head: envelope.stand_in.clone(),
            shows_usage: envelope.include_usage,
        }
    }

    fn send(&self, choices: &[Value], usage: Value, out: &mut Vec<u8>) {
        let mut chunk = object(&self.head, &self.model, choices);
        if self.shows_usage {
            chunk["usage"] = usage;
        }
        out.extend_from_slice(format!("data: {chunk}\n\n").as_bytes());
    }
}

impl Encoder for TextEncoder {
    fn event(&mut self, event: Event, out: &mut Vec<u8>) {
        let choice = match event {
            Event::Delta {
                choice,
                delta: Delta::Text(text),
            } if !text.is_empty() => said(choice as usize, &text, None),
            Event::Finish { choice, finish } => {
                said(choice as usize, "", Some(finish_reason(&finish)))
            }
            Event::Delta { .. } | Event::Usage(_) => return,
        };
        self.send(&[choice], Value::Null, out);
    }

    fn close(&mut self, usage: Option<&Usage>, out: &mut Vec<u8>) {
        if let (true, Some(usage)) = (self.shows_usage, usage) {
            self.send(&[], json!(UsageObject::from(usage)), out);
        }
        out.extend_from_slice(b"data: [DONE]\n\n");
    }

    fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        out.extend_from_slice(&error.frame());
    }
}
