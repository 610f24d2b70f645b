//! OpenAI's embeddings as values, for calls whose provider speaks another format.
//!
//! <https://platform.openai.com/docs/api-reference/embeddings>
use super::error::ApiError;
use crate::{
    call::Call,
    canonical::embeddings::{Answer, Input, Request},
    providers::Decoded,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Body {
    input: Texts,
    dimensions: Option<u64>,
    user: Option<String>,
    /// Not OpenAI's: Google's and Cohere's purposes, as their compatible clients name them.
    #[serde(alias = "task_type")]
    input_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Texts {
    One(String),
    Many(Vec<String>),
    Tokens(Vec<u64>),
    ManyTokens(Vec<Vec<u64>>),
}

/// Reads the body of a call for embeddings.
///
/// # Errors
/// When it is not of the documented form.
pub fn read(body: &[u8]) -> Result<Request, ApiError> {
    let body: Body = serde_json::from_slice(body).map_err(|_| {
        let message = "`input` must be a string, an array of strings, or tokens.";
        ApiError::invalid(Some("input"), message)
    })?;
    let input: Vec<Input> = match body.input {
        Texts::One(text) => vec![Input::Text(text)],
        Texts::Many(texts) => texts.into_iter().map(Input::Text).collect(),
        Texts::Tokens(tokens) => vec![Input::Tokens(tokens)],
        Texts::ManyTokens(all) => all.into_iter().map(Input::Tokens).collect(),
    };
    if input.is_empty() {
        let message = "`input` must hold at least one text.";
        return Err(ApiError::invalid(Some("input"), message));
    }
    Ok(Request {
        input,
        dimensions: body.dimensions,
        user: body.user,
        task: body.input_type,
    })
}

/// The body of an answer to `call`.
#[must_use]
pub fn answer(call: &Call, answer: &Answer) -> Decoded {
    let vectors = answer.vectors.iter().enumerate();
    let data: Vec<Value> = vectors
        .map(|(index, vector)| {
            let vector = if call.base64_vectors {
                json!(base64_of(vector.iter().copied()))
            } else {
                json!(vector)
            };
            json!({ "object": "embedding", "index": index, "embedding": vector })
        })
        .collect();
    let tokens = answer.usage.map_or(0, |usage| usage.input_tokens());
    let body = json!({
        "object": "list",
        "data": data,
        "model": call.requested_model,
        "usage": { "prompt_tokens": tokens, "total_tokens": tokens },
    });
    Decoded {
        body: body.to_string().into(),
        usage: answer.usage,
    }
}

/// A vector as `OpenAI` writes it in base64: 32-bit floats, little-endian.
pub(super) fn base64_of(numbers: impl Iterator<Item = f32>) -> String {
    let bytes: Vec<u8> = numbers.flat_map(f32::to_le_bytes).collect();
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_input_is_read() {
        let read = |body: &str| read(body.as_bytes()).map(|request| request.input);
        let text = |text: &str| Input::Text(text.into());
        assert_eq!(read(r#"{"input":"a"}"#).unwrap(), [text("a")]);
        assert_eq!(
            read(r#"{"input":["a","b"]}"#).unwrap(),
            [text("a"), text("b")]
        );
        let tokens = |tokens: &[u64]| Input::Tokens(tokens.to_vec());
        assert_eq!(read(r#"{"input":[1,2]}"#).unwrap(), [tokens(&[1, 2])]);
        assert_eq!(
            read(r#"{"input":[[1],[2]]}"#).unwrap(),
            [tokens(&[1]), tokens(&[2])]
        );
        for bad in [
            r#"{"input":[]}"#,
            r#"{"input":{}}"#,
            r#"{"input":[1,"a"]}"#,
            "{",
        ] {
            assert_eq!(read(bad).unwrap_err().param.as_deref(), Some("input"));
        }
    }
}
