//! The canonical answer's pieces as this format's deltas.
use super::{
    answer::{Form, called, end, value},
    error,
    part::file,
};
use crate::{
    canonical::chat::{Delta, Encoder, Event, ToolCall},
    format::Envelope,
    openai::error::ApiError,
};
use domain::request::Usage;
use serde_json::{Value, json};

/// Writes deltas: text as it comes; calls, files and JSON when they are whole; usage and the model at the end.
#[derive(Debug)]
pub struct DeltaEncoder {
    model: String,
    form: Form,
    /// JSON of which the rest is awaited.
    json: String,
    calls: Vec<ToolCall>,
    files: Vec<Value>,
}

impl DeltaEncoder {
    /// A stream of which nothing was sent.
    #[must_use]
    pub fn new(envelope: &Envelope) -> Self {
        Self {
            model: envelope.model.to_owned(),
            form: Form::of(envelope.body),
            json: String::new(),
            calls: Vec::new(),
            files: Vec::new(),
        }
    }

    fn delta(&mut self, delta: Delta, out: &mut Vec<u8>) {
        match delta {
            Delta::Text(text) if self.form.is_json => self.json.push_str(&text),
            Delta::Text(text) | Delta::Refusal(text) => say("text", &text, out),
            Delta::Reasoning(text) => say("thoughts", &text, out),
            Delta::ToolCall {
                id,
                name,
                signature,
                ..
            } => self.calls.push(ToolCall {
                id,
                name,
                arguments: String::new(),
                signature,
            }),
            Delta::Arguments { index, json } => {
                if let Some(call) = self.calls.get_mut(index as usize) {
                    call.arguments.push_str(&json);
                }
            }
            Delta::Image(media) => self.files.extend(file(&media, self.form.files)),
            Delta::Signature(_) | Delta::RedactedReasoning(_) | Delta::Logprobs(_) => {}
        }
    }

    /// Sends what was held back until it is whole.
    fn finish(&mut self, out: &mut Vec<u8>) {
        let text = std::mem::take(&mut self.json);
        match value(&text) {
            Some(json) => send(&json!({ "json": { "json": json } }), out),
            None => say("text", &text, out),
        }
        let calls: Vec<Value> = self.calls.drain(..).map(|call| called(&call)).collect();
        if !calls.is_empty() {
            send(&json!({ "json": { "toolCalls": calls } }), out);
        }
        let files = std::mem::take(&mut self.files);
        if !files.is_empty() {
            send(&json!({ "json": { "files": files } }), out);
        }
    }
}

impl Encoder for DeltaEncoder {
    fn event(&mut self, event: Event, out: &mut Vec<u8>) {
        match event {
            Event::Delta { choice: 0, delta } => self.delta(delta, out),
            Event::Finish { choice: 0, .. } => self.finish(out),
            Event::Delta { .. } | Event::Finish { .. } | Event::Usage(_) => {}
        }
    }

    fn close(&mut self, usage: Option<&Usage>, out: &mut Vec<u8>) {
        self.finish(out);
        send(&json!({ "json": end(&self.model, usage) }), out);
    }

    fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        out.extend(error::frame(error));
    }
}

fn say(field: &str, text: &str, out: &mut Vec<u8>) {
    if !text.is_empty() {
        send(&json!({ "text": { field: text } }), out);
    }
}

fn send(delta: &Value, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("data: {}\n\n", json!({ "delta": delta })).as_bytes());
}
