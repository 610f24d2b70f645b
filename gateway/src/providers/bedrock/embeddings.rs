//! Vectors of texts by `InvokeModel`, whose body is each maker's own.
//!
//! Titan: <https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html>,
//! Nova: <https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html>,
//! Cohere: <https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html>
use super::path;
use crate::{
    canonical::{
        Malformed, Unsupported,
        embeddings::{Answer, Request},
    },
    providers::{Encoded, Received, Recipient, UpstreamRequest},
};
use domain::request::Usage;
use serde::Deserialize;
use serde_json::{Value, json};
use std::borrow::Cow;

/// How many texts one call of Cohere's models takes; Amazon's take one.
const COHERES: usize = 96;
/// How many calls one call of the hub may become.
const MOST_CALLS: usize = 256;
/// The header that says how many tokens a call had, where its body does not.
const COUNT: &str = "x-amzn-bedrock-input-token-count";

/// Models that make vectors, by the form of their requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Titan's first, whose vectors have one length.
    Titan,
    /// Titan's second.
    TitanV2,
    /// Titan's for pictures too.
    TitanPictures,
    /// Nova's.
    Nova,
    /// Cohere's third, whose vectors have one length.
    Cohere,
    /// Cohere's fourth.
    CohereV4,
}

impl Form {
    fn of(to: &Recipient) -> Result<Self, Unsupported> {
        let model = to.model.as_str();
        let forms = [
            ("titan-embed-text-v2", Self::TitanV2),
            ("titan-embed-image", Self::TitanPictures),
            ("titan-embed", Self::Titan),
            ("cohere.embed-v4", Self::CohereV4),
            ("cohere.embed", Self::Cohere),
        ];
        let mut known = forms.into_iter().filter(|(part, _)| model.contains(part));
        if let Some((_, form)) = known.next() {
            return Ok(form);
        }
        if model.contains("nova") && model.contains("embed") {
            return Ok(Self::Nova);
        }
        let message = format!(
            "`{model}` is not known to make vectors at Amazon Bedrock; the models of Titan, Nova and Cohere with `embed` in their names do."
        );
        Err(Unsupported::new("model", message))
    }

    /// How many texts one call takes.
    const fn batch(self) -> usize {
        match self {
            Self::Titan | Self::TitanV2 | Self::TitanPictures | Self::Nova => 1,
            Self::Cohere | Self::CohereV4 => COHERES,
        }
    }
}

/// The requests for the vectors.
pub(super) fn encode(request: &Request, to: &Recipient) -> Result<Encoded, Unsupported> {
    let form = Form::of(to)?;
    let texts = request.texts()?;
    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    if texts.iter().any(|text| text.is_empty()) {
        return Err(Unsupported::new("input", "`input` holds an empty text."));
    }
    if texts.len() > MOST_CALLS * form.batch() {
        let most = MOST_CALLS * form.batch();
        let message = format!("At most {most} texts of this model at once: send fewer in `input`.");
        return Err(Unsupported::new("input", message));
    }
    let options = Options::of(request, form)?;
    let path = path(to.model.as_str(), "invoke");
    let bodies = texts.chunks(form.batch()).map(|texts| options.body(texts));
    let mut calls = bodies.map(|body| UpstreamRequest::json(path.clone(), &body));
    let first = calls.next();
    let first = first.ok_or_else(|| Unsupported::new("input", "`input` holds no text."))?;
    let takes_task = matches!(form, Form::Nova | Form::Cohere | Form::CohereV4);
    let dropped = [
        ("user", request.user.is_some()),
        ("input_type", request.task.is_some() && !takes_task),
    ];
    let dropped = dropped.into_iter().filter(|(_, is_there)| *is_there);
    Ok(Encoded {
        first,
        more: calls.collect(),
        dropped: dropped.map(|(name, _)| Cow::Borrowed(name)).collect(),
    })
}

/// What all texts of a call share.
struct Options {
    form: Form,
    dimensions: Option<u64>,
    task: &'static str,
}

impl Options {
    fn of(request: &Request, form: Form) -> Result<Self, Unsupported> {
        if request.dimensions.is_some() && matches!(form, Form::Titan | Form::Cohere) {
            let message = "This model's vectors have one length: leave `dimensions` out.";
            return Err(Unsupported::new("dimensions", message));
        }
        let wanted = request.task.as_deref();
        let task = match form {
            Form::Titan | Form::TitanV2 | Form::TitanPictures => "",
            Form::Nova => wanted.map_or(Ok("GENERIC_INDEX"), purpose)?,
            Form::Cohere | Form::CohereV4 => wanted.map_or(Ok("search_document"), input_type)?,
        };
        Ok(Self {
            form,
            dimensions: request.dimensions,
            task,
        })
    }

    fn body(&self, texts: &[&str]) -> Value {
        let text = texts.first();
        let mut body = match self.form {
            Form::Titan | Form::TitanV2 | Form::TitanPictures => json!({ "inputText": text }),
            Form::Nova => {
                let text = json!({ "truncationMode": "NONE", "value": text });
                let mut parameters = json!({ "embeddingPurpose": self.task, "text": text });
                if let Some(dimensions) = self.dimensions {
                    parameters["embeddingDimension"] = json!(dimensions);
                }
                json!({ "taskType": "SINGLE_EMBEDDING", "singleEmbeddingParams": parameters })
            }
            Form::Cohere | Form::CohereV4 => json!({
                "texts": texts, "input_type": self.task, "truncate": "NONE", "embedding_types": ["float"],
            }),
        };
        let Some(dimensions) = self.dimensions else {
            return body;
        };
        match self.form {
            Form::TitanV2 => body["dimensions"] = json!(dimensions),
            Form::TitanPictures => {
                body["embeddingConfig"] = json!({ "outputEmbeddingLength": dimensions });
            }
            Form::CohereV4 => body["output_dimension"] = json!(dimensions),
            Form::Titan | Form::Cohere | Form::Nova => {}
        }
        body
    }
}

/// Nova's name of what vectors are for; Cohere's and Google's names are known too.
fn purpose(task: &str) -> Result<&'static str, Unsupported> {
    let known = [
        ("search_document", "GENERIC_INDEX"),
        ("retrieval_document", "GENERIC_INDEX"),
        ("generic_index", "GENERIC_INDEX"),
        ("search_query", "GENERIC_RETRIEVAL"),
        ("retrieval_query", "GENERIC_RETRIEVAL"),
        ("generic_retrieval", "GENERIC_RETRIEVAL"),
        ("text_retrieval", "TEXT_RETRIEVAL"),
        ("image_retrieval", "IMAGE_RETRIEVAL"),
        ("video_retrieval", "VIDEO_RETRIEVAL"),
        ("document_retrieval", "DOCUMENT_RETRIEVAL"),
        ("audio_retrieval", "AUDIO_RETRIEVAL"),
        ("classification", "CLASSIFICATION"),
        ("clustering", "CLUSTERING"),
    ];
    named(task, &known)
}

/// Cohere's name of what vectors are for; Google's names are known too.
fn input_type(task: &str) -> Result<&'static str, Unsupported> {
    let known = [
        ("search_document", "search_document"),
        ("retrieval_document", "search_document"),
        ("search_query", "search_query"),
        ("retrieval_query", "search_query"),
        ("classification", "classification"),
        ("clustering", "clustering"),
    ];
    named(task, &known)
}

fn named(task: &str, known: &[(&'static str, &'static str)]) -> Result<&'static str, Unsupported> {
    let wanted = task.to_ascii_lowercase();
    let found = known.iter().find(|(name, _)| *name == wanted);
    found.map(|(_, name)| *name).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let message = format!("`input_type` must be one of {}.", names.join(", "));
        Unsupported::new("input_type", message)
    })
}

/// Any of the answers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Vectors {
    #[serde(rename_all = "camelCase")]
    Titan {
        embedding: Vec<f32>,
        input_text_token_count: Option<u64>,
    },
    ByType {
        embeddings: Floats,
    },
    Nova {
        embeddings: Vec<Embedding>,
    },
    Plain {
        embeddings: Vec<Vec<f32>>,
    },
}

#[derive(Deserialize)]
struct Floats {
    float: Vec<Vec<f32>>,
}

#[derive(Deserialize)]
struct Embedding {
    embedding: Vec<f32>,
}

/// The vectors, in the order of their texts.
pub(super) fn decode(answers: &[Received]) -> Result<Answer, Malformed> {
    let (mut vectors, mut counted) = (Vec::new(), Some(0_u64));
    for answer in answers {
        let header = answer.header(COUNT).and_then(|count| count.parse().ok());
        let (mut these, tokens): (Vec<Vec<f32>>, Option<u64>) =
            match serde_json::from_slice(&answer.body)? {
                Vectors::Titan {
                    embedding,
                    input_text_token_count,
                } => (vec![embedding], input_text_token_count),
                Vectors::ByType { embeddings } => (embeddings.float, None),
                Vectors::Nova { embeddings } => {
                    let all = embeddings.into_iter().map(|one| one.embedding);
                    (all.collect(), None)
                }
                Vectors::Plain { embeddings } => (embeddings, None),
            };
        vectors.append(&mut these);
        counted = counted
            .zip(tokens.or(header))
            .map(|(sum, more)| sum.saturating_add(more));
    }
    let usage = counted.map(|tokens| Usage {
        input_uncached: tokens,
        requests: answers.len() as u64,
        ..Usage::default()
    });
    Ok(Answer { vectors, usage })
}
