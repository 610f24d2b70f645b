//! JSON bodies of calls: the few fields that we act on, by their places.
use super::{error::ApiError, splice};
use crate::{
    call::{Call, CallBody},
    format::Format,
};
use bytes::Bytes;
use domain::request::Operation;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use splice::{Edits, json_string, place_of};
use std::{borrow::Cow, cell::OnceCell, ops::Range};

/// A JSON body, and where its model is named.
#[derive(Debug)]
pub struct JsonBody {
    bytes: Bytes,
    model: Place,
    edits: Edits,
    wants_schema: bool,
    spoken: u64,
}

/// Where a body's model is, or would be.
#[derive(Debug)]
enum Place {
    /// Its name is here.
    Named(Range<usize>),
    /// There is none; it goes before the first field, which is here.
    Before(usize),
}

impl JsonBody {
    /// The body as it came.
    pub(crate) const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Whether the answer is to be JSON of a schema.
    pub(crate) const fn wants_schema(&self) -> bool {
        self.wants_schema
    }

    /// How many characters of a text are to be spoken.
    pub(crate) const fn spoken(&self) -> u64 {
        self.spoken
    }

    /// The body with the provider's name of the model in it, and usage asked for in streams.
    pub(crate) fn for_model(&self, model: &str) -> Bytes {
        let mut edits = self.edits.clone();
        match &self.model {
            Place::Named(place) => edits.replace(place.clone(), json_string(model)),
            Place::Before(at) => {
                let field = [b"\"model\":".as_slice(), &json_string(model), b","].concat();
                edits.replace(*at..*at, field);
            }
        }
        let mut body = Vec::new();
        edits.apply(&self.bytes, &mut body);
        body.into()
    }
}

#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    model: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    messages: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    input: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    prompt: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    query: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    documents: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    stream_format: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    stream: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    stream_options: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    encoding_format: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    response_format: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct ResponseFormat<'a> {
    #[serde(borrow)]
    r#type: Cow<'a, str>,
}

#[derive(Deserialize)]
struct StreamOptions<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    include_usage: Option<&'a RawValue>,
}

/// Keeps `null` apart from a field that is not there.
fn present<'de, D: Deserializer<'de>>(value: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(value).map(Some)
}

/// Reads the JSON body of a call of `operation`, as far as it is acted on.
///
/// # Errors
/// When the body is no JSON object, or a field that we act on is missing or of the wrong type.
pub fn decode(format: Format, operation: Operation, bytes: Bytes) -> Result<Call, ApiError> {
    if bytes
        .trim_ascii_start()
        .first()
        .is_some_and(|first| *first != b'{')
    {
        return Err(ApiError::invalid(
            None,
            "The request body must be a JSON object.",
        ));
    }
    let fields: Fields = serde_json::from_slice(&bytes).map_err(|error| malformed(&error))?;
    let (requested_model, model) = model_of(operation, &fields, &bytes)?;
    require_content(format, operation, &fields)?;
    let stream = is_streamed(operation, &fields)?;
    let mut edits = Edits::default();
    let can_tell_usage = matches!(format, Format::OpenAi | Format::Completions);
    let include_usage = operation == Operation::Chat
        && can_tell_usage
        && stream
        && ask_for_usage(&fields, &bytes, &mut edits)?;
    let wants_schema = wants_schema(&fields);
    let spoken = if operation == Operation::Speech {
        characters(&fields)
    } else {
        0
    };
    let encoding: Option<String> = optional(fields.encoding_format, "encoding_format", "a string")?;
    Ok(Call {
        format,
        operation,
        requested_model,
        stream,
        include_usage,
        base64_vectors: encoding.as_deref() == Some("base64"),
        body: CallBody::Json(JsonBody {
            bytes,
            model,
            edits,
            wants_schema,
            spoken,
        }),
        passed: Vec::new(),
        chat: OnceCell::new(),
    })
}

/// What `OpenAI` judges texts by where a call names no model.
const JUDGE: &str = "omni-moderation-latest";

/// The model that a body names, and where.
fn model_of(
    operation: Operation,
    fields: &Fields,
    bytes: &[u8],
) -> Result<(String, Place), ApiError> {
    if fields.model.is_none() && operation == Operation::Moderation {
        return Ok((JUDGE.to_owned(), Place::Before(first_field(bytes))));
    }
    let model = required(fields.model, "model")?;
    let requested = typed(model, "model", "a string")?;
    Ok((requested, Place::Named(place_of(model, bytes))))
}

/// Where the fields of an object begin.
fn first_field(bytes: &[u8]) -> usize {
    let brace = bytes.iter().position(|byte| *byte == b'{');
    brace.map_or(0, |at| at + 1)
}

/// Whether the answer is to be JSON of a schema; what else it is to be is for its provider to judge.
fn wants_schema(fields: &Fields) -> bool {
    let format = fields.response_format.map(RawValue::get);
    let format = format.and_then(|text| serde_json::from_str::<ResponseFormat>(text).ok());
    format.is_some_and(|format| format.r#type == "json_schema")
}

/// How many characters the text has that is put in.
fn characters(fields: &Fields) -> u64 {
    let text = fields.input.map(RawValue::get);
    let text = text.and_then(|text| serde_json::from_str::<Cow<str>>(text).ok());
    text.map_or(0, |text| text.chars().count() as u64)
}

/// Whether the answer comes in events.
///
/// # Errors
/// When the client wants it so and it never does.
fn is_streamed(operation: Operation, fields: &Fields) -> Result<bool, ApiError> {
    if operation == Operation::Speech {
        let form: Option<String> = optional(fields.stream_format, "stream_format", "a string")?;
        return Ok(form.as_deref() == Some("sse"));
    }
    let stream = optional(fields.stream, "stream", "a boolean")?.unwrap_or(false);
    match operation {
        Operation::Chat | Operation::Speech | Operation::Transcription => Ok(stream),
        Operation::Embeddings
        | Operation::ImageGeneration
        | Operation::ImageEdit
        | Operation::Moderation
        | Operation::Rerank => {
            let refused = stream.then(stream_unsupported);
            refused.map_or(Ok(false), Err)
        }
    }
}

/// What is not answered piece by piece.
pub(super) fn stream_unsupported() -> ApiError {
    let message = "`stream` is not supported for this. Leave it out or set it to false.";
    ApiError::invalid(Some("stream"), message)
}

fn require_content(format: Format, operation: Operation, fields: &Fields) -> Result<(), ApiError> {
    if format == Format::Responses {
        return required(fields.input, "input").map(|_| ());
    }
    if format == Format::Completions {
        return required(fields.prompt, "prompt").map(|_| ());
    }
    match operation {
        Operation::Chat => {
            let messages = required(fields.messages, "messages")?;
            typed::<Vec<&RawValue>>(messages, "messages", "an array").and_then(|messages| {
                if messages.is_empty() {
                    let message = "`messages` must hold at least one message.";
                    return Err(ApiError::invalid(Some("messages"), message));
                }
                Ok(())
            })
        }
        Operation::Embeddings | Operation::Moderation | Operation::Speech => {
            required(fields.input, "input").map(|_| ())
        }
        Operation::ImageGeneration | Operation::ImageEdit => {
            required(fields.prompt, "prompt").map(|_| ())
        }
        Operation::Rerank => {
            required(fields.query, "query")?;
            required(fields.documents, "documents").map(|_| ())
        }
        // Its body is a form.
        Operation::Transcription => Ok(()),
    }
}

/// Makes the stream end with its usage, and tells whether the client asked for that itself.
fn ask_for_usage(fields: &Fields, bytes: &[u8], edits: &mut Edits) -> Result<bool, ApiError> {
    const ASKED: &str = r#"{"include_usage":true}"#;
    let Some(options) = fields.stream_options else {
        let start = first_field(bytes);
        edits.replace(start..start, format!(r#""stream_options":{ASKED},"#));
        return Ok(false);
    };
    let place = place_of(options, bytes);
    let parsed: Option<StreamOptions> = typed(options, "stream_options", "an object")?;
    let Some(parsed) = parsed else {
        edits.replace(place, ASKED);
        return Ok(false);
    };
    let Some(include) = parsed.include_usage else {
        let empty = options.get()[1..].trim_start().starts_with('}');
        let comma = if empty { "" } else { "," };
        let start = place.start + 1;
        edits.replace(start..start, format!(r#""include_usage":true{comma}"#));
        return Ok(false);
    };
    let asked = typed::<Option<bool>>(include, "stream_options.include_usage", "a boolean")?;
    let asked = asked.unwrap_or(false);
    if !asked {
        edits.replace(place_of(include, bytes), "true");
    }
    Ok(asked)
}

fn required<'a>(
    value: Option<&'a RawValue>,
    param: &'static str,
) -> Result<&'a RawValue, ApiError> {
    value.ok_or_else(|| {
        ApiError::invalid(
            Some(param),
            format!("Missing required parameter: '{param}'."),
        )
    })
}

fn optional<'a, T: Deserialize<'a>>(
    value: Option<&'a RawValue>,
    param: &'static str,
    expected: &str,
) -> Result<Option<T>, ApiError> {
    value.map_or(Ok(None), |value| typed(value, param, expected))
}

fn typed<'a, T: Deserialize<'a>>(
    value: &'a RawValue,
    param: &'static str,
    expected: &str,
) -> Result<T, ApiError> {
    serde_json::from_str(value.get()).map_err(|_| {
        let message = format!("Invalid type for '{param}': expected {expected}.");
        ApiError::invalid(Some(param), message)
    })
}

/// Says where the JSON breaks, never what it holds.
fn malformed(error: &serde_json::Error) -> ApiError {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        serde_json::error::Category::Data => "it must be one object without repeated fields",
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
            "it is not valid JSON"
        }
    };
    let (line, column) = (error.line(), error.column());
    let message =
        format!("The request body could not be read: {what} (line {line}, column {column}).");
    ApiError::invalid(None, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn chat(body: &'static str) -> Result<Call, ApiError> {
        decode(
            Format::OpenAi,
            Operation::Chat,
            Bytes::from_static(body.as_bytes()),
        )
    }

    fn sent(body: &'static str) -> String {
        let call = chat(body).unwrap();
        String::from_utf8(call.body.for_model("gpt").to_vec()).unwrap()
    }

    #[test]
    fn every_byte_but_the_model_is_kept() {
        assert_eq!(
            sent(
                r#"{ "x_unknown": [1, 2.50],  "model" : "openai/gpt", "messages":[{}], "seed":1e3 }"#
            ),
            r#"{ "x_unknown": [1, 2.50],  "model" : "gpt", "messages":[{}], "seed":1e3 }"#
        );
    }

    #[test]
    fn usage_is_asked_for_in_every_stream_and_noted_where_the_client_asked() {
        for (body, upstream, asked) in [
            (
                r#"{"model":"m","messages":[1],"stream":true}"#,
                r#"{"stream_options":{"include_usage":true},"model":"gpt","messages":[1],"stream":true}"#,
                false,
            ),
            (
                r#"{"model":"m","messages":[1],"stream":true,"stream_options":null}"#,
                r#"{"model":"gpt","messages":[1],"stream":true,"stream_options":{"include_usage":true}}"#,
                false,
            ),
            (
                r#"{"model":"m","messages":[1],"stream":true,"stream_options":{ }}"#,
                r#"{"model":"gpt","messages":[1],"stream":true,"stream_options":{"include_usage":true }}"#,
                false,
            ),
            (
                r#"{"model":"m","messages":[1],"stream":true,"stream_options":{"x":1}}"#,
                r#"{"model":"gpt","messages":[1],"stream":true,"stream_options":{"include_usage":true,"x":1}}"#,
                false,
            ),
            (
                r#"{"model":"m","messages":[1],"stream":true,"stream_options":{"include_usage":false}}"#,
                r#"{"model":"gpt","messages":[1],"stream":true,"stream_options":{"include_usage":true}}"#,
                false,
            ),
            (
                r#"{"stream_options":{"include_usage":true},"stream":true,"messages":[1],"model":"m"}"#,
                r#"{"stream_options":{"include_usage":true},"stream":true,"messages":[1],"model":"gpt"}"#,
                true,
            ),
        ] {
            assert_eq!(sent(body), upstream);
            assert_eq!(chat(body).unwrap().include_usage, asked, "{body}");
        }
    }

    #[test]
    fn a_bad_body_is_refused_with_the_parameter_at_fault() {
        for (body, param) in [
            ("", None),
            ("[]", None),
            ("{", None),
            (r#"{"model":"m","model":"m","messages":[1]}"#, None),
            (r#"{"messages":[1]}"#, Some("model")),
            (r#"{"model":null,"messages":[1]}"#, Some("model")),
            (r#"{"model":7,"messages":[1]}"#, Some("model")),
            (r#"{"model":"m"}"#, Some("messages")),
            (r#"{"model":"m","messages":"hi"}"#, Some("messages")),
            (r#"{"model":"m","messages":[]}"#, Some("messages")),
            (
                r#"{"model":"m","messages":[1],"stream":"yes"}"#,
                Some("stream"),
            ),
            (
                r#"{"model":"m","messages":[1],"stream":true,"stream_options":1}"#,
                Some("stream_options"),
            ),
        ] {
            let error = chat(body).unwrap_err();
            assert_eq!(error.status, 400, "{body}");
            assert_eq!(error.param.as_deref(), param, "{body}");
        }
    }

    #[test]
    fn streams_of_anything_but_chat_are_refused() {
        let body = Bytes::from_static(br#"{"model":"m","input":"a","stream":true}"#);
        let error = decode(Format::OpenAi, Operation::Embeddings, body).unwrap_err();
        assert_eq!(error.param.as_deref(), Some("stream"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(Format::OpenAi, Operation::Chat, bytes.into());
        }

        #[test]
        fn what_goes_upstream_differs_in_the_model_alone(model in "\\PC{0,20}", extra in "\\PC{0,20}") {
            let mut body = json!({"model": model, "messages": [{"content": extra}], "extra": extra});
            let call = decode(Format::OpenAi, Operation::Chat, serde_json::to_vec(&body).unwrap().into()).unwrap();
            let upstream: Value = serde_json::from_slice(&call.body.for_model("new \"name\"")).unwrap();
            body["model"] = json!("new \"name\"");
            prop_assert_eq!(upstream, body);
        }
    }
}
