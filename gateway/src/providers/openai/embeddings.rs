//! Canonical embeddings in OpenAI's form.
use super::splice::path;
use crate::{
    canonical::{
        Malformed,
        embeddings::{Answer, Input, Request},
    },
    openai::usage::TokenUsage,
    providers::{Encoded, Received, Recipient, UpstreamRequest},
};
use domain::request::Operation;
use serde::Deserialize;
use serde_json::{Value, json};
use std::borrow::Cow;

/// The request for the vectors.
pub(super) fn encode(request: &Request, to: &Recipient) -> Encoded {
    let input = request.input.iter().map(|input| match input {
        Input::Text(text) => json!(text),
        Input::Tokens(tokens) => json!(tokens),
    });
    let mut body = json!({
        "model": to.model.as_str(),
        "input": input.collect::<Vec<Value>>(),
        "encoding_format": "float",
    });
    if let Some(dimensions) = request.dimensions {
        body["dimensions"] = json!(dimensions);
    }
    if let Some(user) = &request.user {
        body["user"] = json!(user);
    }
    let dropped = request.task.as_ref().map(|_| Cow::Borrowed("input_type"));
    Encoded {
        first: UpstreamRequest::json(path(Operation::Embeddings, to), &body),
        more: Vec::new(),
        dropped: dropped.into_iter().collect(),
    }
}

#[derive(Deserialize)]
struct List {
    data: Vec<Item>,
    usage: Option<TokenUsage>,
}

#[derive(Deserialize)]
struct Item {
    index: Option<usize>,
    embedding: Vec<f32>,
}

/// The vectors, in the order of their texts.
pub(super) fn decode(answers: &[Received]) -> Result<Answer, Malformed> {
    let answer = answers.first().ok_or(Malformed::Lacks("answer"))?;
    let mut list: List = serde_json::from_slice(&answer.body)?;
    list.data.sort_by_key(|item| item.index);
    Ok(Answer {
        vectors: list.data.into_iter().map(|item| item.embedding).collect(),
        usage: list.usage.map(Into::into),
    })
}
