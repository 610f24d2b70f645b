//! Rankings of documents by `InvokeModel`.
//!
//! <https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-supported.html>
use super::path;
use crate::{
    canonical::{
        Malformed, Unsupported,
        rerank::{Answer, Ranked, Request},
    },
    providers::{Encoded, Received, Recipient, UpstreamRequest},
};
use domain::request::Usage;
use serde::Deserialize;
use serde_json::{Number, json};
use std::borrow::Cow;

/// The version of its form that Cohere's models insist on.
const COHERES: u32 = 2;

/// The request for the ranking.
pub(super) fn encode(request: &Request, to: &Recipient) -> Result<Encoded, Unsupported> {
    let model = to.model.as_str();
    if !model.contains("rerank") {
        let message = format!(
            "`{model}` is not known to rank documents at Amazon Bedrock; the models with `rerank` in their names do."
        );
        return Err(Unsupported::new("model", message));
    }
    let most = request.most.unwrap_or(usize::MAX);
    let mut body = json!({
        "query": request.query,
        "documents": request.documents,
        "top_n": most.min(request.documents.len()),
    });
    if model.contains("cohere.") {
        body["api_version"] = json!(COHERES);
    }
    let dropped = request.extra.iter().cloned().map(Cow::Owned);
    Ok(Encoded {
        first: UpstreamRequest::json(path(model, "invoke"), &body),
        more: Vec::new(),
        dropped: dropped.collect(),
    })
}

#[derive(Deserialize)]
struct Rankings {
    results: Vec<Place>,
}

#[derive(Deserialize)]
struct Place {
    index: usize,
    relevance_score: Number,
}

/// The ranking. Nothing is said of what it took: it is charged by the query.
pub(super) fn decode(answers: &[Received]) -> Result<Answer, Malformed> {
    let answer = answers.first().ok_or(Malformed::Lacks("answer"))?;
    let rankings: Rankings = serde_json::from_slice(&answer.body)?;
    let ranked = rankings.results.into_iter().map(|one| Ranked {
        index: one.index,
        relevance: one.relevance_score,
    });
    Ok(Answer {
        ranked: ranked.collect(),
        usage: Some(Usage {
            requests: 1,
            ..Usage::default()
        }),
    })
}
