//! Whole answers: usage read, the model named as the client named it, required fields that are missing added.
//!
//! An answer that conforms passes byte for byte but for the model; any other is mended.
use super::{
    passed,
    splice::{Edits, json_string, place_of},
    tool_calls::{ToolCall, mend_whole},
    usage::{ImageUsage, TokenUsage},
    vectors,
};
use crate::{call::Call, canonical::Malformed, providers::Decoded};
use bytes::Bytes;
use domain::request::{Operation, Usage};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Map, Value, json, value::RawValue};

/// The client's form of a provider's whole answer; `id` and `created` stand in where it has none.
///
/// # Errors
/// When the answer does not have its documented form.
pub fn decode(call: &Call, body: &Bytes, stand_in: &StandIn) -> Result<Decoded, Malformed> {
    match call.operation {
        Operation::Chat => chat(call, body, stand_in),
        Operation::Embeddings => embeddings(call, body),
        Operation::ImageGeneration | Operation::ImageEdit => images(body, stand_in),
        Operation::Moderation
        | Operation::Rerank
        | Operation::Speech
        | Operation::Transcription => passed::decode(call, body),
    }
}

/// What an answer is given where its provider left it out.
#[derive(Clone, Debug)]
pub struct StandIn {
    /// The answer's id.
    pub id: String,
    /// Seconds since the epoch.
    pub created: i64,
}

#[derive(Deserialize)]
struct ChatAnswer<'a> {
    #[serde(borrow)]
    model: Option<&'a RawValue>,
    #[serde(borrow)]
    choices: Vec<Choice<'a>>,
    usage: Option<TokenUsage>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    object: Option<IgnoredAny>,
    #[serde(borrow)]
    created: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    index: Option<u64>,
    #[serde(default, deserialize_with = "is_there")]
    finish_reason: bool,
    #[serde(default, deserialize_with = "logprobs_conform")]
    logprobs: bool,
    #[serde(borrow)]
    message: Message<'a>,
}

#[derive(Deserialize)]
struct Message<'a> {
    role: Option<IgnoredAny>,
    #[serde(borrow)]
    tool_calls: Option<Vec<ToolCall<'a>>>,
    #[serde(default, deserialize_with = "is_there")]
    content: bool,
    #[serde(default, deserialize_with = "is_there")]
    refusal: bool,
}

/// Whether log probabilities are null or whole.
fn logprobs_conform<'de, D: serde::Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    let logprobs = Option::<Logprobs>::deserialize(value)?;
    Ok(logprobs.is_none_or(|known| known.is_whole()))
}

/// A choice's log probabilities, as far as they are required to be there.
#[derive(Deserialize)]
pub(super) struct Logprobs {
    #[serde(default, deserialize_with = "is_there")]
    content: bool,
    #[serde(default, deserialize_with = "is_there")]
    refusal: bool,
}

impl Logprobs {
    pub(super) const fn is_whole(&self) -> bool {
        self.content && self.refusal
    }
}

/// Whether a field is there, be it null.
pub(super) fn is_there<'de, D: serde::Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(value).map(|_| true)
}

impl ChatAnswer<'_> {
    fn conforms(&self) -> bool {
        let complete = |choice: &Choice| {
            let message = &choice.message;
            choice.index.is_some()
                && choice.finish_reason
                && choice.logprobs
                && message.role.is_some()
                && message.content
                && message.refusal
                && message.tool_calls.iter().flatten().all(ToolCall::is_whole)
        };
        let is_number = |created: &RawValue| created.get().parse::<u64>().is_ok();
        self.id.is_some_and(|id| id.get() != "\"\"")
            && self.object.is_some()
            && self.created.is_some_and(is_number)
            && self.choices.iter().all(complete)
    }
}

fn chat(call: &Call, body: &Bytes, stand_in: &StandIn) -> Result<Decoded, Malformed> {
    let answer: ChatAnswer = serde_json::from_slice(body)?;
    let usage = answer.usage.map(Usage::from);
    let body = match answer.model {
        Some(model) if answer.conforms() => with_model(body, model, &call.requested_model),
        _ => mended_chat(call, body, stand_in)?,
    };
    Ok(Decoded { body, usage })
}

/// The answer with the model as the client named it.
pub(super) fn with_model(body: &[u8], model: &RawValue, requested: &str) -> Bytes {
    let mut edits = Edits::default();
    edits.replace(place_of(model, body), json_string(requested));
    let mut mended = Vec::new();
    edits.apply(body, &mut mended);
    mended.into()
}

fn mended_chat(call: &Call, body: &[u8], stand_in: &StandIn) -> Result<Bytes, serde_json::Error> {
    let mut answer: Map<String, Value> = serde_json::from_slice(body)?;
    if answer
        .get("id")
        .and_then(Value::as_str)
        .is_none_or(str::is_empty)
    {
        answer.insert("id".into(), json!(stand_in.id));
    }
    answer.insert("object".into(), json!("chat.completion"));
    if answer.get("created").and_then(Value::as_u64).is_none() {
        answer.insert("created".into(), json!(stand_in.created));
    }
    answer.insert("model".into(), json!(call.requested_model));
    let choices = answer.get_mut("choices").and_then(Value::as_array_mut);
    for (index, choice) in choices.into_iter().flatten().enumerate() {
        mend_choice(index, choice, &stand_in.id);
    }
    Ok(serde_json::to_vec(&answer)?.into())
}

fn mend_choice(index: usize, choice: &mut Value, answer: &str) {
    let Some(choice) = choice.as_object_mut() else {
        return;
    };
    choice.entry("index").or_insert_with(|| json!(index));
    choice.entry("logprobs").or_insert(Value::Null);
    mend_logprobs(choice.get_mut("logprobs"));
    let called_tools = choice
        .get("message")
        .and_then(|message| message["tool_calls"].as_array())
        .is_some_and(|calls| !calls.is_empty());
    let finish = choice.entry("finish_reason").or_insert(Value::Null);
    if finish.as_str().is_none_or(str::is_empty) {
        *finish = json!(if called_tools { "tool_calls" } else { "stop" });
    }
    if let Some(message) = choice.get_mut("message").and_then(Value::as_object_mut) {
        message.entry("role").or_insert_with(|| json!("assistant"));
        message.entry("content").or_insert(Value::Null);
        message.entry("refusal").or_insert(Value::Null);
        if message.get("tool_calls").is_some_and(Value::is_null) {
            message.remove("tool_calls");
        }
        let calls = message.get_mut("tool_calls").and_then(Value::as_array_mut);
        for (index, call) in calls.into_iter().flatten().enumerate() {
            mend_whole(index, call, answer);
        }
    }
}

/// Adds to a choice's log probabilities what is required of them.
pub(super) fn mend_logprobs(logprobs: Option<&mut Value>) {
    if let Some(logprobs) = logprobs.and_then(Value::as_object_mut) {
        logprobs.entry("content").or_insert(Value::Null);
        logprobs.entry("refusal").or_insert(Value::Null);
    }
}

#[derive(Deserialize)]
struct EmbeddingsAnswer<'a> {
    #[serde(borrow)]
    model: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Vec<Vector<'a>>,
    object: Option<IgnoredAny>,
    usage: Option<TokenUsage>,
}

#[derive(Deserialize)]
struct Vector<'a> {
    index: Option<u64>,
    object: Option<IgnoredAny>,
    #[serde(borrow)]
    embedding: &'a RawValue,
}

fn embeddings(call: &Call, body: &Bytes) -> Result<Decoded, Malformed> {
    let answer: EmbeddingsAnswer = serde_json::from_slice(body)?;
    let usage = answer.usage.map(Usage::from);
    let in_form = |vector: &Vector| !call.base64_vectors || vector.embedding.get().starts_with('"');
    let conforms = answer.object.is_some()
        && answer.usage.is_some()
        && answer
            .data
            .iter()
            .all(|vector| vector.index.is_some() && vector.object.is_some() && in_form(vector));
    let body = match answer.model {
        Some(model) if conforms => with_model(body, model, &call.requested_model),
        _ => mended_embeddings(call, body)?,
    };
    Ok(Decoded { body, usage })
}

fn mended_embeddings(call: &Call, body: &[u8]) -> Result<Bytes, serde_json::Error> {
    let mut answer: Map<String, Value> = serde_json::from_slice(body)?;
    answer.insert("object".into(), json!("list"));
    answer.insert("model".into(), json!(call.requested_model));
    if answer.get("usage").is_none_or(Value::is_null) {
        let usage = json!({ "prompt_tokens": 0, "total_tokens": 0 });
        answer.insert("usage".into(), usage);
    }
    let data = answer.get_mut("data").and_then(Value::as_array_mut);
    for (index, vector) in data.into_iter().flatten().enumerate() {
        let Some(vector) = vector.as_object_mut() else {
            continue;
        };
        vector.insert("object".into(), json!("embedding"));
        vector.entry("index").or_insert_with(|| json!(index));
        if let (true, Some(numbers)) = (call.base64_vectors, vector["embedding"].as_array()) {
            let encoded = base64_of(numbers);
            vector.insert("embedding".into(), json!(encoded));
        }
    }
    Ok(serde_json::to_vec(&answer)?.into())
}

/// A vector as `OpenAI` writes it in base64.
fn base64_of(numbers: &[Value]) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the format holds 32-bit floats"
    )]
    let float = |number: &Value| number.as_f64().unwrap_or_default() as f32;
    vectors::base64_of(numbers.iter().map(float))
}

#[derive(Deserialize)]
struct ImagesAnswer {
    created: Option<u64>,
    data: Vec<IgnoredAny>,
    usage: Option<ImageUsage>,
}

fn images(body: &Bytes, stand_in: &StandIn) -> Result<Decoded, Malformed> {
    let answer: ImagesAnswer = serde_json::from_slice(body)?;
    let usage = answer
        .usage
        .unwrap_or_default()
        .with_images(answer.data.len() as u64);
    let body = if answer.created.is_some() {
        body.clone()
    } else {
        let mut mended: Map<String, Value> = serde_json::from_slice(body)?;
        mended.insert("created".into(), json!(stand_in.created));
        serde_json::to_vec(&mended)?.into()
    };
    Ok(Decoded {
        body,
        usage: Some(usage),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{format::Format, openai::body};
    use proptest::prelude::*;

    fn call(operation: Operation, request: &'static str) -> Call {
        body::decode(
            Format::OpenAi,
            operation,
            Bytes::from_static(request.as_bytes()),
        )
        .unwrap()
    }

    fn answered(operation: Operation, request: &'static str, answer: &'static str) -> Decoded {
        let stand_in = StandIn {
            id: "chatcmpl-1".into(),
            created: 5,
        };
        let body = Bytes::from_static(answer.as_bytes());
        decode(&call(operation, request), &body, &stand_in).unwrap()
    }

    #[test]
    fn what_imitators_leave_out_or_write_in_their_own_way_is_mended() {
        let answer = answered(
            Operation::Chat,
            CHAT,
            r#"{"id":"","object":"chat.completion","created":1.5,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":null,"tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},"logprobs":null,"finish_reason":""}],"usage":{"prompt_tokens":3.0,"completion_tokens":-1}}"#,
        );
        let usage = answer.usage.unwrap();
        assert_eq!((usage.input_uncached, usage.output_text), (3, 0));
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(
            (&body["id"], &body["created"]),
            (&json!("chatcmpl-1"), &json!(5))
        );
        let choice = &body["choices"][0];
        assert_eq!(choice["finish_reason"], "tool_calls");
        let call = json!({ "id": "call_1_0", "type": "function", "function": { "name": "f", "arguments": "{\"a\":1}" } });
        assert_eq!(choice["message"]["tool_calls"], json!([call]));
    }

    #[test]
    fn vectors_whose_usage_is_null_have_one() {
        let answer = answered(
            Operation::Embeddings,
            r#"{"model":"openai/e","input":"a"}"#,
            r#"{"object":"list","model":"e","data":[{"object":"embedding","index":0,"embedding":[1]}],"usage":null}"#,
        );
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["usage"]["total_tokens"], 0);
    }

    const CHAT: &str = r#"{"model":"openai/gpt","messages":[1]}"#;
    const TEXTS: &str = r#"{"model":"openai/e","input":"a","encoding_format":"base64"}"#;

    #[test]
    fn an_answer_that_conforms_passes_byte_for_byte_but_for_the_model() {
        let answer = answered(
            Operation::Chat,
            CHAT,
            r#"{"id":"a", "object":"chat.completion","created":1,"model":"gpt-2026","choices":[{"index":0,"message":{"role":"assistant","content":"hi","refusal":null},"logprobs":null,"finish_reason":"stop"}],"x":1.50}"#,
        );
        assert_eq!(
            answer.body,
            r#"{"id":"a", "object":"chat.completion","created":1,"model":"openai/gpt","choices":[{"index":0,"message":{"role":"assistant","content":"hi","refusal":null},"logprobs":null,"finish_reason":"stop"}],"x":1.50}"#
        );
        assert_eq!(answer.usage, None);
    }

    #[test]
    fn required_fields_that_are_missing_are_added() {
        let answer = answered(
            Operation::Chat,
            CHAT,
            r#"{"choices":[{"message":{"content":"hi","tool_calls":null},"finish_reason":""}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#,
        );
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        let expected = json!({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 5, "model": "openai/gpt",
            "choices": [{
                "index": 0, "logprobs": null, "finish_reason": "stop",
                "message": { "role": "assistant", "content": "hi", "refusal": null },
            }],
            "usage": { "prompt_tokens": 3, "completion_tokens": 1 },
        });
        assert_eq!(body, expected);
        assert_eq!(answer.usage.unwrap().input_tokens(), 3);
    }

    #[test]
    fn vectors_are_given_in_the_form_that_was_asked_for() {
        let answer = answered(
            Operation::Embeddings,
            TEXTS,
            r#"{"object":"list","model":"e","data":[{"object":"embedding","index":0,"embedding":[1.0,-2]}],"usage":{"prompt_tokens":2,"total_tokens":2}}"#,
        );
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["data"][0]["embedding"], "AACAPwAAAMA=");
        assert_eq!(body["model"], "openai/e");
    }

    #[test]
    fn images_are_counted() {
        let answer = answered(
            Operation::ImageGeneration,
            r#"{"model":"i","prompt":"p"}"#,
            r#"{"data":[{"url":"u"},{"url":"v"}]}"#,
        );
        assert_eq!(answer.usage.unwrap().images, 2);
        assert_eq!(
            serde_json::from_slice::<Value>(&answer.body).unwrap()["created"],
            5
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let stand_in = StandIn { id: String::new(), created: 0 };
            let _ = decode(&call(Operation::Chat, CHAT), &bytes.into(), &stand_in);
        }
    }
}
