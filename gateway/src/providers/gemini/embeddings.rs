//! Vectors of texts: `embedContent`, or `batchEmbedContents` where there are several; at Vertex AI `predict`, or
//! `embedContent` by the models that know no other way.
//!
//! <https://ai.google.dev/api/embeddings>,
//! <https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.publishers.models/embedContent>,
//! <https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api>
use super::{Gemini, model::Model};
use crate::{
    canonical::{
        Malformed, Unsupported,
        embeddings::{Answer, Request},
    },
    providers::{Encoded, Received, Recipient, UpstreamRequest},
};
use domain::request::Usage;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// How many texts one call takes.
const BATCH: usize = 100;

/// The request for the vectors.
pub(super) fn encode(request: &Request, to: &Recipient) -> Result<Encoded, Unsupported> {
    let at = Gemini::of(to.kind);
    let model = Model::named(to.model.as_str());
    let texts = request.texts()?;
    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    let task = request.task.as_deref().map(task_type).transpose()?;
    let options = Options {
        task,
        dimensions: request.dimensions,
    };
    let batch = if at == Gemini::Vertex && model.name().starts_with("gemini-") {
        1
    } else {
        BATCH
    };
    let mut calls = texts.chunks(batch).map(|texts| match at {
        Gemini::AiStudio => options.contents(model, texts),
        Gemini::Vertex if model.embeds_contents() => options.content(model, texts),
        Gemini::Vertex => options.instances(model, texts),
    });
    let first = calls.next();
    let first = first.ok_or_else(|| Unsupported::new("input", "`input` holds no text."))?;
    let user = request.user.as_ref().map(|_| Cow::Borrowed("user"));
    Ok(Encoded {
        first,
        more: calls.collect(),
        dropped: user.into_iter().collect(),
    })
}

/// What all texts of a call share.
struct Options {
    task: Option<String>,
    dimensions: Option<u64>,
}

impl Options {
    fn contents(&self, model: Model, texts: &[&str]) -> UpstreamRequest {
        let of = |text: &str| {
            let name = format!("models/{}", model.name());
            let mut request = json!({ "model": name, "content": { "parts": [{ "text": text }] } });
            if let Some(task) = &self.task {
                request["taskType"] = json!(task);
            }
            if let Some(dimensions) = self.dimensions {
                request["outputDimensionality"] = json!(dimensions);
            }
            request
        };
        let path = |method| model.path(Gemini::AiStudio, method);
        if let [text] = texts {
            return UpstreamRequest::json(path("embedContent"), &of(text));
        }
        let requests: Vec<Value> = texts.iter().map(|text| of(text)).collect();
        UpstreamRequest::json(path("batchEmbedContents"), &json!({ "requests": requests }))
    }

    /// Vertex AI's `embedContent`, which takes one text.
    fn content(&self, model: Model, texts: &[&str]) -> UpstreamRequest {
        let parts: Vec<Value> = texts.iter().map(|text| json!({ "text": text })).collect();
        let mut config = Map::new();
        let task = self.task.as_ref().map(|task| json!(task));
        config.extend(task.map(|task| ("taskType".to_owned(), task)));
        let dimensions = self.dimensions.map(|dimensions| json!(dimensions));
        config.extend(dimensions.map(|most| ("outputDimensionality".to_owned(), most)));
        let mut body = json!({ "content": { "parts": parts } });
        if !config.is_empty() {
            body["embedContentConfig"] = Value::Object(config);
        }
        UpstreamRequest::json(model.path(Gemini::Vertex, "embedContent"), &body)
    }

    fn instances(&self, model: Model, texts: &[&str]) -> UpstreamRequest {
        let of = |text: &&str| {
            let mut instance = json!({ "content": text });
            if let Some(task) = &self.task {
                instance["task_type"] = json!(task);
            }
            instance
        };
        let instances: Vec<Value> = texts.iter().map(of).collect();
        let mut body = json!({ "instances": instances });
        if let Some(dimensions) = self.dimensions {
            body["parameters"] = json!({ "outputDimensionality": dimensions });
        }
        UpstreamRequest::json(model.path(Gemini::Vertex, "predict"), &body)
    }
}

/// Google's name of what vectors are for; Cohere's names are known too.
fn task_type(task: &str) -> Result<String, Unsupported> {
    let named = match task.to_ascii_lowercase().as_str() {
        "search_query" | "retrieval_query" => "RETRIEVAL_QUERY",
        "search_document" | "retrieval_document" => "RETRIEVAL_DOCUMENT",
        "semantic_similarity" => "SEMANTIC_SIMILARITY",
        "classification" => "CLASSIFICATION",
        "clustering" => "CLUSTERING",
        "question_answering" => "QUESTION_ANSWERING",
        "fact_verification" => "FACT_VERIFICATION",
        "code_retrieval_query" => "CODE_RETRIEVAL_QUERY",
        _ => {
            let message = "`input_type` must be one of Google's task types, such as retrieval_query, retrieval_document or semantic_similarity.";
            return Err(Unsupported::new("input_type", message));
        }
    };
    Ok(named.to_owned())
}

/// Any of the three answers.
#[derive(Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Vectors {
    One {
        embedding: Embedding,
        usage_metadata: Option<Metadata>,
    },
    Several {
        embeddings: Vec<Embedding>,
        usage_metadata: Option<Metadata>,
    },
    Predicted {
        predictions: Vec<Prediction>,
    },
}

#[derive(Deserialize)]
struct Embedding {
    values: Vec<f32>,
    statistics: Option<Statistics>,
}

#[derive(Deserialize)]
struct Prediction {
    embeddings: Embedding,
}

/// What Vertex AI counted; a number with a fraction in its JSON.
#[derive(Deserialize)]
struct Statistics {
    token_count: Option<serde_json::Number>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    prompt_token_count: Option<u64>,
}

/// The vectors, in the order of their texts. Most models of Google's do not say what they took.
pub(super) fn decode(answers: &[Received]) -> Result<Answer, Malformed> {
    let (mut vectors, mut counted) = (Vec::new(), Some(0_u64));
    for answer in answers {
        let read: Vectors = serde_json::from_slice(&answer.body)?;
        let (embeddings, tokens) = match read {
            Vectors::One {
                embedding,
                usage_metadata,
            } => (vec![embedding], tokens_of(usage_metadata)),
            Vectors::Several {
                embeddings,
                usage_metadata,
            } => (embeddings, tokens_of(usage_metadata)),
            Vectors::Predicted { predictions } => {
                let all: Vec<Embedding> =
                    predictions.into_iter().map(|one| one.embeddings).collect();
                let tokens = all.iter().map(Embedding::tokens).sum();
                (all, tokens)
            }
        };
        vectors.extend(embeddings.into_iter().map(|one| one.values));
        counted = counted
            .zip(tokens)
            .map(|(sum, more)| sum.saturating_add(more));
    }
    let usage = counted.map(|tokens| Usage {
        input_uncached: tokens,
        requests: answers.len() as u64,
        ..Usage::default()
    });
    Ok(Answer { vectors, usage })
}

fn tokens_of(metadata: Option<Metadata>) -> Option<u64> {
    metadata?.prompt_token_count
}

impl Embedding {
    fn tokens(&self) -> Option<u64> {
        let count = self.statistics.as_ref()?.token_count.as_ref()?;
        let text = count.to_string();
        text.split('.').next()?.parse().ok()
    }
}
