//! A client's request, read into a conversation of one message.
use crate::{
    canonical::chat::{Message, Part, Request, Role, Sampling},
    openai::{chat::wire::OneOrMany, error::ApiError},
};
use serde::Deserialize;
use serde_json::{Map, Number, Value};

#[derive(Deserialize)]
struct Body {
    prompt: Value,
    max_tokens: Option<u64>,
    temperature: Option<Number>,
    top_p: Option<Number>,
    top_k: Option<u64>,
    frequency_penalty: Option<Number>,
    presence_penalty: Option<Number>,
    seed: Option<Number>,
    logit_bias: Option<Map<String, Value>>,
    n: Option<u64>,
    stop: Option<OneOrMany>,
    user: Option<String>,
    stream: Option<bool>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// Fields that are not about the answer, or say what is so anyway.
const WITHOUT_EFFECT: [&str; 2] = ["model", "stream_options"];

/// Reads the body of a request.
///
/// # Errors
/// When it is not of the documented form, or its prompt is no single text.
pub fn read(body: &[u8]) -> Result<Request, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let body: Body = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| ApiError::invalid_at(error.path().to_string()))?;
    let said = Message {
        role: Role::User,
        parts: vec![Part::text(text(body.prompt)?)],
    };
    let stop = match body.stop {
        None => Vec::new(),
        Some(OneOrMany::One(stop)) => vec![stop],
        Some(OneOrMany::Many(stops)) => stops,
    };
    Ok(Request {
        messages: vec![said],
        max_tokens: body.max_tokens,
        sampling: Sampling {
            temperature: body.temperature,
            top_p: body.top_p,
            top_k: body.top_k,
            frequency_penalty: body.frequency_penalty,
            presence_penalty: body.presence_penalty,
            seed: body.seed,
            logit_bias: body.logit_bias,
        },
        stop,
        n: body.n,
        user: body.user,
        stream: body.stream.unwrap_or(false),
        extra: extra(body.rest),
        ..Request::default()
    })
}

fn text(prompt: Value) -> Result<String, ApiError> {
    let mut texts = match prompt {
        Value::String(text) => return Ok(text),
        Value::Array(texts) => texts,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    };
    let last = texts.pop();
    let message = match last {
        Some(Value::String(text)) if texts.is_empty() => return Ok(text),
        Some(Value::String(_)) => {
            "This model's provider completes one prompt a call. Send a call for each."
        }
        Some(Value::Number(_) | Value::Array(_)) => {
            "This model's provider takes no tokens. Send the prompt as text."
        }
        Some(Value::Null | Value::Bool(_) | Value::Object(_)) | None => {
            "`prompt` must be a string."
        }
    };
    Err(ApiError::invalid(Some("prompt"), message))
}

/// What a conversation has no equivalent of: `suffix`, `best_of`, `logprobs` of another form, and what nobody knows.
fn extra(mut rest: Map<String, Value>) -> Map<String, Value> {
    rest.retain(|name, value| {
        let has_effect = match value {
            Value::Null | Value::Bool(false) => false,
            Value::Number(number) => name != "best_of" || number.as_u64() != Some(1),
            Value::Bool(true) | Value::String(_) | Value::Array(_) | Value::Object(_) => true,
        };
        has_effect && !WITHOUT_EFFECT.contains(&name.as_str())
    });
    rest
}
