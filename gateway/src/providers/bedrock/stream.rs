//! A streamed answer as canonical events.
//!
//! <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html>
use super::{
    answer::{Asked, Ended, TheirUsage, ToolUse},
    error, files,
};
use crate::{
    canonical::chat::{Decoder, Delta, Event, Frame, Progress, StreamFailure},
    providers::failure::in_stream,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// Reads an answer's events.
#[derive(Debug)]
pub(super) struct EventDecoder {
    asked: Asked,
    open: BTreeMap<u64, Open>,
    calls: u32,
    stopped: bool,
}

/// A block that has begun. Text and thoughts begin without a word.
#[derive(Debug)]
enum Open {
    /// A call, by its place among the calls.
    Call(u32),
    /// The call that stands for the answer itself.
    Answer,
    /// What comes in pieces and is of use only whole.
    Pieces(Whole, Vec<u8>),
    /// What the provider's own tools do.
    Other,
}

/// What only whole is of use.
#[derive(Debug)]
enum Whole {
    /// Thoughts that only the provider can read.
    Redacted,
    /// A picture of this format.
    Picture(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Started {
    content_block_index: u64,
    #[serde(default)]
    start: Start,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Start {
    tool_use: Option<ToolUse>,
    image: Option<PictureStart>,
}

#[derive(Deserialize)]
struct PictureStart {
    format: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct More {
    content_block_index: u64,
    delta: TheirDelta,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct TheirDelta {
    text: Option<String>,
    tool_use: Option<Input>,
    reasoning_content: Option<Thoughts>,
    image: Option<PictureDelta>,
}

#[derive(Deserialize)]
struct Input {
    #[serde(default)]
    input: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Thoughts {
    text: Option<String>,
    signature: Option<String>,
    redacted_content: Option<String>,
}

#[derive(Deserialize)]
struct PictureDelta {
    source: Option<PictureBytes>,
}

#[derive(Deserialize)]
struct PictureBytes {
    bytes: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stopped {
    content_block_index: u64,
}

#[derive(Deserialize)]
struct Metadata {
    usage: Option<TheirUsage>,
}

impl Decoder for EventDecoder {
    fn frame(&mut self, frame: &Frame, events: &mut Vec<Event>) -> Result<Progress, StreamFailure> {
        match frame.event.as_deref() {
            Some("contentBlockStart") => self.start(read(frame)?, events),
            Some("contentBlockDelta") => self.delta(read(frame)?, events),
            Some("contentBlockStop") => self.stop(&read(frame)?, events),
            Some("messageStop") => {
                let ended: Ended = read(frame)?;
                self.stopped = true;
                let finish = self.asked.finish(ended);
                events.push(Event::finish(finish));
            }
            Some("metadata") => {
                let metadata: Metadata = read(frame)?;
                events.extend(metadata.usage.map(|usage| Event::Usage(usage.into())));
                if self.stopped {
                    return Ok(Progress::Done);
                }
            }
            Some(name) if error::is(name) => {
                return Err(in_stream(error::told(Some(name), &frame.data)));
            }
            // `messageStart`, and what is not known yet.
            Some(_) | None => {}
        }
        Ok(Progress::Chunk)
    }

    /// What an answer took comes last, and the answer is complete without.
    fn end(&mut self, _events: &mut Vec<Event>) -> Result<(), StreamFailure> {
        if self.stopped {
            Ok(())
        } else {
            Err(StreamFailure::Cut)
        }
    }
}

fn read<T: DeserializeOwned>(frame: &Frame) -> Result<T, StreamFailure> {
    serde_json::from_slice(&frame.data).map_err(|_| StreamFailure::Malformed)
}

impl EventDecoder {
    /// A decoder for the answer to what was asked.
    pub(super) const fn new(asked: Asked) -> Self {
        Self {
            asked,
            open: BTreeMap::new(),
            calls: 0,
            stopped: false,
        }
    }

    fn start(&mut self, started: Started, events: &mut Vec<Event>) {
        let open = match (started.start.tool_use, started.start.image) {
            (Some(call), _) if self.asked.is_answer(&call.name) => Open::Answer,
            (Some(call), _) if call.is_servers() => Open::Other,
            (Some(call), _) => {
                let index = self.calls;
                self.calls += 1;
                events.push(self.asked.call(index, call.tool_use_id, call.name));
                Open::Call(index)
            }
            (None, Some(image)) => Open::Pieces(Whole::Picture(image.format), Vec::new()),
            (None, None) => return,
        };
        self.open.insert(started.content_block_index, open);
    }

    fn delta(&mut self, more: More, events: &mut Vec<Event>) {
        let (index, delta) = (more.content_block_index, more.delta);
        push(delta.text, Delta::Text, events);
        if let Some(thoughts) = delta.reasoning_content {
            push(thoughts.text, Delta::Reasoning, events);
            push(thoughts.signature, Delta::Signature, events);
            if let Some(data) = thoughts.redacted_content {
                self.piece(index, &data, || Whole::Redacted);
            }
        }
        let picture = delta.image.and_then(|image| image.source?.bytes);
        if let Some(data) = picture {
            self.piece(index, &data, || Whole::Picture("png".to_owned()));
        }
        let input = delta.tool_use.map(|more| more.input);
        match self.open.get(&index) {
            Some(Open::Call(index)) => {
                let index = *index;
                push(input, |json| Delta::Arguments { index, json }, events);
            }
            Some(Open::Answer) => push(input, Delta::Text, events),
            Some(Open::Pieces(..) | Open::Other) | None => {}
        }
    }

    /// Keeps a piece, which is base64 of its own.
    fn piece(&mut self, index: u64, data: &str, whole: impl FnOnce() -> Whole) {
        let open = self.open.entry(index);
        let open = open.or_insert_with(|| Open::Pieces(whole(), Vec::new()));
        if let Open::Pieces(_, bytes) = open {
            bytes.extend(STANDARD.decode(data).unwrap_or_default());
        }
    }

    fn stop(&mut self, stopped: &Stopped, events: &mut Vec<Event>) {
        let Some(Open::Pieces(whole, bytes)) = self.open.remove(&stopped.content_block_index)
        else {
            return;
        };
        let data = STANDARD.encode(bytes);
        events.push(Event::delta(match whole {
            Whole::Redacted => Delta::RedactedReasoning(data),
            Whole::Picture(format) => Delta::Image(files::drawn(&format, data)),
        }));
    }
}

fn push(text: Option<String>, delta: impl FnOnce(String) -> Delta, events: &mut Vec<Event>) {
    let text = text.filter(|text| !text.is_empty());
    events.extend(text.map(delta).map(Event::delta));
}
