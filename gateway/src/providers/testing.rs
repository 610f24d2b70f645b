//! What tests of dialects share.
use super::{Encoded, Recipient, UpstreamRequest, dialect};
use crate::{
    canonical::{
        Unsupported,
        chat::{Decoder, Event, Progress, Request, StreamFailure},
    },
    openai::chat::read,
    upstream::{Frames, Framing},
};
use domain::provider::{ModelName, ProviderKind, ProviderName, ProviderSettings};
use serde_json::{Value, json};

/// What `ask` makes of a provider of this kind with this model.
pub(super) fn recipient<T>(kind: &str, model: &str, ask: impl Fn(&Recipient) -> T) -> T {
    ask(&Recipient {
        kind: ProviderKind::named(kind).unwrap(),
        provider: &ProviderName::try_from("p".to_owned()).unwrap(),
        settings: &settings(),
        model: &ModelName::try_from(model.to_owned()).unwrap(),
        max_output_tokens: None,
        lacks_completions: false,
    })
}

/// A conversation as OpenAI's clients send it; of a word where `body` says nothing.
pub(super) fn conversation(body: &Value) -> Request {
    let mut body = body.clone();
    body["model"] = json!("m");
    let messages = json!([{ "role": "user", "content": "hi" }]);
    let fields = body.as_object_mut().unwrap();
    fields.entry("messages").or_insert(messages);
    read(body.to_string().as_bytes()).unwrap()
}

/// What a provider of this kind gets for a conversation.
pub(super) fn asked(kind: &str, model: &str, body: &Value) -> Result<Encoded, Unsupported> {
    recipient(kind, model, |to| {
        dialect(to.kind).chat(&conversation(body), to)
    })
}

/// The JSON that goes upstream.
pub(super) fn body_of(request: &UpstreamRequest) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// The parameters that were left out.
pub(super) fn dropped_of(encoded: &Encoded) -> Vec<String> {
    encoded.dropped.iter().map(ToString::to_string).collect()
}

/// The settings of a provider that needs none.
pub(super) const fn settings() -> ProviderSettings {
    ProviderSettings {
        display_name: None,
        base_url: None,
        region: None,
        api_version: None,
        enabled: true,
    }
}

/// The events of a stream of server-sent events that comes in these pieces, and how it ended.
pub(super) fn streamed(
    decoder: &mut dyn Decoder,
    pieces: &[&[u8]],
) -> (Vec<Event>, Result<Progress, StreamFailure>) {
    streamed_as(Framing::ServerSentEvents, decoder, pieces)
}

/// The same for any framing.
pub(super) fn streamed_as(
    framing: Framing,
    decoder: &mut dyn Decoder,
    pieces: &[&[u8]],
) -> (Vec<Event>, Result<Progress, StreamFailure>) {
    let mut events = Vec::new();
    let ended = relay(framing, decoder, pieces, &mut events);
    (events, ended)
}

fn relay(
    framing: Framing,
    decoder: &mut dyn Decoder,
    pieces: &[&[u8]],
    events: &mut Vec<Event>,
) -> Result<Progress, StreamFailure> {
    let mut frames = Frames::new(framing);
    for piece in pieces {
        frames.push(piece)?;
        while let Some(frame) = frames.next_frame()? {
            if decoder.frame(&frame, events)? == Progress::Done {
                return Ok(Progress::Done);
            }
        }
    }
    if let Some(frame) = frames.finish()?
        && decoder.frame(&frame, events)? == Progress::Done
    {
        return Ok(Progress::Done);
    }
    decoder.end(events).map(|()| Progress::Chunk)
}
