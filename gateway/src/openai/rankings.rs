//! Rankings of documents in Cohere's and Jina's form as values, for calls whose provider speaks another.
//!
//! <https://docs.cohere.com/reference/rerank>
use super::{answer::StandIn, error::ApiError};
use crate::{
    call::Call,
    canonical::rerank::{Answer, Ranked, Request},
    providers::Decoded,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Body {
    query: String,
    documents: Vec<Document>,
    top_n: Option<usize>,
    #[serde(default, rename = "model")]
    _model: Value,
    return_documents: Option<bool>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Document {
    Text(String),
    Object { text: String },
}

fn body(bytes: &[u8]) -> Result<Body, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut json)
        .map_err(|error| ApiError::invalid_at(error.path().to_string()))
}

/// Reads the body of a call for a ranking.
///
/// # Errors
/// When it is not of the documented form.
pub fn read(bytes: &[u8]) -> Result<Request, ApiError> {
    let body = body(bytes)?;
    if body.documents.is_empty() {
        let message = "`documents` must hold at least one text.";
        return Err(ApiError::invalid(Some("documents"), message));
    }
    let texts = body.documents.into_iter().map(|document| match document {
        Document::Text(text) | Document::Object { text } => text,
    });
    Ok(Request {
        query: body.query,
        documents: texts.collect(),
        most: body.top_n,
        extra: body.rest.into_iter().map(|(name, _)| name).collect(),
    })
}

/// The body of an answer to `call`, with the documents where it asked for them.
#[must_use]
pub fn answer(call: &Call, answer: &Answer, stand_in: &StandIn) -> Decoded {
    let asked = body(call.body.bytes()).ok();
    let shows = asked.filter(|asked| asked.return_documents == Some(true));
    let documents = shows.map(|asked| asked.documents).unwrap_or_default();
    let results = answer.ranked.iter().map(|one| result(one, &documents));
    let prefix = call.format.id_prefix();
    let body = json!({
        "id": stand_in.id.strip_prefix(prefix).unwrap_or(&stand_in.id),
        "model": call.requested_model,
        "results": results.collect::<Vec<Value>>(),
    });
    Decoded {
        body: body.to_string().into(),
        usage: answer.usage,
    }
}

fn result(ranked: &Ranked, documents: &[Document]) -> Value {
    let mut result = json!({ "index": ranked.index, "relevance_score": ranked.relevance });
    let document = documents.get(ranked.index).map(|document| match document {
        Document::Text(text) | Document::Object { text } => text,
    });
    if let Some(text) = document {
        result["document"] = json!({ "text": text });
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_texts_or_hold_one() {
        let read = |body: &Value| read(body.to_string().as_bytes());
        let asked = json!({
            "model": "m", "query": "q", "documents": ["a", { "text": "b" }], "top_n": 1, "rank_fields": ["text"],
        });
        let expected = Request {
            query: "q".into(),
            documents: vec!["a".into(), "b".into()],
            most: Some(1),
            extra: vec!["rank_fields".into()],
        };
        assert_eq!(read(&asked).unwrap(), expected);
        for (body, param) in [
            (json!({ "query": "q", "documents": [] }), "documents"),
            (json!({ "query": 1, "documents": ["a"] }), "query"),
            (json!({ "query": "q", "documents": [1] }), "documents[0]"),
        ] {
            assert_eq!(read(&body).unwrap_err().param.as_deref(), Some(param));
        }
    }
}
