//! A client of Anthropic's API before a provider that speaks it: everything stays but the model's name.
use crate::{
    call::Call,
    canonical::{
        Malformed,
        chat::{Frame, Metering, Progress, StreamFailure},
    },
    openai::splice::{Edits, json_string, place_of},
    providers::{Decoded, UpstreamRequest, anthropic::usage_of},
};
use bytes::Bytes;
use domain::provider::ModelName;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The call as it came, but for the model's name.
#[must_use]
pub fn request(call: &Call, model: &ModelName) -> UpstreamRequest {
    sent(call, model, "/v1/messages")
}

/// What asks the provider how many tokens the call has.
#[must_use]
pub fn count(call: &Call, model: &ModelName) -> UpstreamRequest {
    sent(call, model, "/v1/messages/count_tokens")
}

/// The provider's number of tokens.
///
/// # Errors
/// When the answer is not of the documented form.
pub fn counted(body: &[u8]) -> Result<u64, Malformed> {
    #[derive(Deserialize)]
    struct Count {
        input_tokens: u64,
    }
    let count: Count = serde_json::from_slice(body)?;
    Ok(count.input_tokens)
}

fn sent(call: &Call, model: &ModelName, path: &'static str) -> UpstreamRequest {
    UpstreamRequest {
        path: path.into(),
        headers: call.passed.clone(),
        content_type: call.body.content_type(),
        body: call.body.for_model(model.as_str()),
    }
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    model: Option<&'a RawValue>,
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
}

/// The whole answer as it came, but for the model's name.
///
/// # Errors
/// When it is not of the documented form.
pub fn answer(call: &Call, body: &Bytes) -> Result<Decoded, Malformed> {
    let message: Message = serde_json::from_slice(body)?;
    Ok(Decoded {
        usage: message.usage.and_then(usage_of),
        body: renamed(body, message.model, &call.requested_model).into(),
    })
}

fn renamed(source: &[u8], model: Option<&RawValue>, requested: &str) -> Vec<u8> {
    let mut edits = Edits::default();
    if let Some(model) = model {
        edits.replace(place_of(model, source), json_string(requested));
    }
    let mut target = Vec::new();
    edits.apply(source, &mut target);
    target
}

/// A streamed message on its way through.
#[derive(Debug)]
pub struct EventStream {
    model: String,
    metering: Metering,
}

#[derive(Deserialize)]
struct Event<'a> {
    r#type: &'a str,
    #[serde(borrow)]
    message: Option<Message<'a>>,
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
}

impl EventStream {
    /// The answer to `call`, of which nothing has come yet.
    #[must_use]
    pub fn new(call: &Call) -> Self {
        Self {
            model: call.requested_model.clone(),
            metering: Metering::default(),
        }
    }

    /// What was measured of it so far.
    #[must_use]
    pub const fn metering(&self) -> Metering {
        self.metering
    }

    /// Appends what the client gets for one frame to `out`.
    ///
    /// # Errors
    /// When the frame tells of an error or is malformed.
    pub fn push(&mut self, frame: &Frame, out: &mut Vec<u8>) -> Result<Progress, StreamFailure> {
        let data = &frame.data;
        let event: Event = serde_json::from_slice(data).map_err(|_| StreamFailure::Malformed)?;
        if event.r#type == "error" {
            return Err(crate::providers::anthropic::error_in_stream(data));
        }
        let inner = event.message.as_ref();
        let usage = event.usage.or_else(|| inner?.usage).and_then(usage_of);
        if let Some(more) = usage {
            self.metering.add(more);
        }
        self.metering.has_token |= event.r#type == "content_block_delta";
        let model = inner.and_then(|message| message.model);
        out.extend_from_slice(format!("event: {}\ndata: ", event.r#type).as_bytes());
        out.extend_from_slice(&renamed(data, model, &self.model));
        out.extend_from_slice(b"\n\n");
        Ok(if event.r#type == "message_stop" {
            Progress::Done
        } else {
            Progress::Chunk
        })
    }
}
