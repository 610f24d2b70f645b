//! The canonical answer's pieces as the events of a streamed response.
use super::{
    echo::{Echo, State},
    item::{self, COMPLETED, IN_PROGRESS},
};
use crate::{
    canonical::chat::{Delta, Encoder, Event, Finish, ToolCall},
    format::Envelope,
    openai::error::ApiError,
};
use domain::request::Usage;
use serde_json::{Value, json};

/// Writes a response's events: items open, grow and close; every event is numbered.
#[derive(Debug)]
pub struct EventEncoder {
    echo: Echo,
    sequence: u64,
    /// The items that are whole, and the places of those that are not.
    output: Vec<Option<Value>>,
    open: Option<Open>,
    calls: Vec<OpenCall>,
    finish: Option<Finish>,
}

/// The message or thoughts that are being said.
#[derive(Debug)]
struct Open {
    place: usize,
    id: String,
    kind: Kind,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Refusal,
    Reasoning,
}

/// A call whose arguments are being said.
#[derive(Debug)]
struct OpenCall {
    place: usize,
    item: String,
    call: ToolCall,
}

impl EventEncoder {
    /// A stream of which nothing was sent.
    #[must_use]
    pub fn new(envelope: &Envelope) -> Self {
        Self {
            echo: Echo::of(envelope),
            sequence: 0,
            output: Vec::new(),
            open: None,
            calls: Vec::new(),
            finish: None,
        }
    }

    fn send(&mut self, name: &str, mut event: Value, out: &mut Vec<u8>) {
        event["type"] = json!(name);
        event["sequence_number"] = json!(self.sequence);
        self.sequence += 1;
        out.extend_from_slice(format!("event: {name}\ndata: {event}\n\n").as_bytes());
    }

    fn begin(&mut self, out: &mut Vec<u8>) {
        if self.sequence == 0 {
            for name in ["response.created", "response.in_progress"] {
                let response = self.echo.response(&State::InProgress, &[], None);
                self.send(name, json!({ "response": response }), out);
            }
        }
    }

    /// Makes place for an item and says that it begins.
    fn add(&mut self, item: &Value, out: &mut Vec<u8>) -> usize {
        let place = self.output.len();
        self.output.push(None);
        let event = json!({ "output_index": place, "item": item });
        self.send("response.output_item.added", event, out);
        place
    }

    /// Says that an item is whole.
    fn done(&mut self, place: usize, item: Value, out: &mut Vec<u8>) {
        let event = json!({ "output_index": place, "item": item });
        self.send("response.output_item.done", event, out);
        self.output[place] = Some(item);
    }

    /// More of a message or of thoughts.
    fn say(&mut self, kind: Kind, more: &str, out: &mut Vec<u8>) {
        if self.open.as_ref().is_none_or(|open| open.kind != kind) {
            self.close_open(None, out);
            self.open_item(kind, out);
        }
        let Some(open) = &mut self.open else { return };
        open.text.push_str(more);
        let (name, event) = kind.delta(open, more);
        self.send(name, event, out);
    }

    fn open_item(&mut self, kind: Kind, out: &mut Vec<u8>) {
        let id = self.echo.part_id(kind.prefix(), self.output.len());
        let item = match kind {
            Kind::Text | Kind::Refusal => item::message(&id, IN_PROGRESS, &[]),
            Kind::Reasoning => item::reasoning(&id, &[], None),
        };
        let place = self.add(&item, out);
        let open = Open {
            place,
            id,
            kind,
            text: String::new(),
        };
        let (name, event) = (kind.part_added(), kind.part(&open));
        self.open = Some(open);
        self.send(name, event, out);
    }

    fn close_open(&mut self, signature: Option<&str>, out: &mut Vec<u8>) {
        let Some(open) = self.open.take() else { return };
        let (name, event) = open.kind.text_done(&open);
        self.send(name, event, out);
        self.send(open.kind.part_done(), open.kind.part(&open), out);
        let whole = match open.kind {
            Kind::Text | Kind::Refusal => {
                item::message(&open.id, COMPLETED, &[open.kind.content(&open.text)])
            }
            Kind::Reasoning => {
                let summary = [item::summary_text(&open.text)];
                item::reasoning(&open.id, &summary, signature)
            }
        };
        self.done(open.place, whole, out);
    }

    /// Thoughts that are known by what cannot be read.
    fn sign(&mut self, signature: &str, out: &mut Vec<u8>) {
        let thinking = |open: &Open| open.kind == Kind::Reasoning;
        if self.open.as_ref().is_some_and(thinking) {
            return self.close_open(Some(signature), out);
        }
        let id = self.echo.part_id("rs", self.output.len());
        self.whole(item::reasoning(&id, &[], Some(signature)), out);
    }

    fn whole(&mut self, item: Value, out: &mut Vec<u8>) {
        self.close_open(None, out);
        let place = self.add(&item, out);
        self.done(place, item, out);
    }

    fn call(&mut self, call: ToolCall, out: &mut Vec<u8>) {
        self.close_open(None, out);
        let id = self.echo.part_id("fc", self.output.len());
        let added = item::tool_call(&self.echo, &id, IN_PROGRESS, &call);
        let place = self.add(&added, out);
        self.calls.push(OpenCall {
            place,
            item: id,
            call,
        });
    }

    fn arguments(&mut self, index: u32, json: &str, out: &mut Vec<u8>) {
        let Some(open) = self.calls.get_mut(index as usize) else {
            return;
        };
        open.call.arguments.push_str(json);
        if !self.echo.is_custom(&open.call.name) {
            let event = json!({ "item_id": open.item, "output_index": open.place, "delta": json });
            self.send("response.function_call_arguments.delta", event, out);
        }
    }

    fn close_calls(&mut self, out: &mut Vec<u8>) {
        for open in std::mem::take(&mut self.calls) {
            self.close_call(open, out);
        }
    }

    fn close_call(&mut self, open: OpenCall, out: &mut Vec<u8>) {
        let OpenCall {
            place,
            item: id,
            mut call,
        } = open;
        call.arguments = item::arguments(&call.arguments);
        let mut event = json!({ "item_id": id, "output_index": place });
        if self.echo.is_custom(&call.name) {
            let input = item::free_text(&call.arguments);
            event["delta"] = json!(input);
            self.send("response.custom_tool_call_input.delta", event, out);
            let event = json!({ "item_id": id, "output_index": place, "input": input });
            self.send("response.custom_tool_call_input.done", event, out);
        } else {
            event["name"] = json!(call.name);
            event["arguments"] = json!(call.arguments);
            self.send("response.function_call_arguments.done", event, out);
        }
        let whole = item::tool_call(&self.echo, &id, COMPLETED, &call);
        self.done(place, whole, out);
    }

    fn delta(&mut self, delta: Delta, out: &mut Vec<u8>) {
        match delta {
            Delta::Text(text) if text.is_empty() => {}
            Delta::Text(text) => self.say(Kind::Text, &text, out),
            Delta::Refusal(text) => self.say(Kind::Refusal, &text, out),
            Delta::Reasoning(text) => self.say(Kind::Reasoning, &text, out),
            Delta::Signature(signature) => self.sign(&signature, out),
            Delta::RedactedReasoning(data) => {
                let id = self.echo.part_id("rs", self.output.len());
                self.whole(item::redacted(&id, &data), out);
            }
            Delta::ToolCall { id, name, .. } => {
                let call = ToolCall {
                    id,
                    name,
                    arguments: String::new(),
                    signature: None,
                };
                self.call(call, out);
            }
            Delta::Arguments { index, json } => self.arguments(index, &json, out),
            Delta::Image(media) => {
                let id = self.echo.part_id("ig", self.output.len());
                if let Some(item) = item::image(&id, &media) {
                    self.whole(item, out);
                }
            }
            Delta::Logprobs(_) => {}
        }
    }

    fn items(&self) -> Vec<Value> {
        self.output.iter().flatten().cloned().collect()
    }
}

impl Encoder for EventEncoder {
    fn event(&mut self, event: Event, out: &mut Vec<u8>) {
        self.begin(out);
        match event {
            Event::Delta { choice: 0, delta } => self.delta(delta, out),
            Event::Finish { choice: 0, finish } => {
                self.close_open(None, out);
                self.close_calls(out);
                self.finish = Some(finish);
            }
            Event::Delta { .. } | Event::Finish { .. } | Event::Usage(_) => {}
        }
    }

    fn close(&mut self, usage: Option<&Usage>, out: &mut Vec<u8>) {
        self.begin(out);
        self.close_open(None, out);
        self.close_calls(out);
        let name = match &self.finish {
            Some(Finish::Length | Finish::ContentFilter) => "response.incomplete",
            Some(Finish::Stop | Finish::StopSequence(_) | Finish::ToolCalls) | None => {
                "response.completed"
            }
        };
        let state = State::Ended(self.finish.as_ref());
        let response = self.echo.response(&state, &self.items(), usage);
        self.send(name, json!({ "response": response }), out);
    }

    fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        let (message, code, param) = (&error.message, &error.code, &error.param);
        let event = json!({ "message": message, "code": code, "param": param });
        self.send("error", event, out);
        let state = State::Failed(error);
        let response = self.echo.response(&state, &self.items(), None);
        self.send("response.failed", json!({ "response": response }), out);
    }
}

impl Kind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Text | Self::Refusal => "msg",
            Self::Reasoning => "rs",
        }
    }

    /// The part of the item that grows.
    fn content(self, text: &str) -> Value {
        match self {
            Self::Text => item::output_text(text),
            Self::Refusal => item::refusal(text),
            Self::Reasoning => item::summary_text(text),
        }
    }

    const fn part_added(self) -> &'static str {
        match self {
            Self::Text | Self::Refusal => "response.content_part.added",
            Self::Reasoning => "response.reasoning_summary_part.added",
        }
    }

    const fn part_done(self) -> &'static str {
        match self {
            Self::Text | Self::Refusal => "response.content_part.done",
            Self::Reasoning => "response.reasoning_summary_part.done",
        }
    }

    /// Where the growing part is.
    fn at(self, open: &Open) -> Value {
        let index = match self {
            Self::Text | Self::Refusal => "content_index",
            Self::Reasoning => "summary_index",
        };
        json!({ "item_id": open.id, "output_index": open.place, index: 0 })
    }

    fn part(self, open: &Open) -> Value {
        let mut event = self.at(open);
        event["part"] = self.content(&open.text);
        event
    }

    fn delta(self, open: &Open, more: &str) -> (&'static str, Value) {
        let mut event = self.at(open);
        event["delta"] = json!(more);
        let name = match self {
            Self::Text => {
                event["logprobs"] = json!([]);
                "response.output_text.delta"
            }
            Self::Refusal => "response.refusal.delta",
            Self::Reasoning => "response.reasoning_summary_text.delta",
        };
        (name, event)
    }

    fn text_done(self, open: &Open) -> (&'static str, Value) {
        let mut event = self.at(open);
        let (name, field) = match self {
            Self::Text => {
                event["logprobs"] = json!([]);
                ("response.output_text.done", "text")
            }
            Self::Refusal => ("response.refusal.done", "refusal"),
            Self::Reasoning => ("response.reasoning_summary_text.done", "text"),
        };
        event[field] = json!(open.text);
        (name, event)
    }
}
