//! `embedContent` and `batchEmbedContents` as values.
//!
//! <https://ai.google.dev/api/embeddings>
use super::wire::Content;
use crate::{
    canonical::embeddings::{Answer, Input, Request},
    openai::error::ApiError,
    providers::Decoded,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// How many texts one call may hold.
const MOST: usize = 2048;

#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Several { requests: Vec<One> },
    One(One),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct One {
    content: Content,
    #[serde(default, alias = "task_type")]
    task_type: Option<String>,
    #[serde(default, alias = "output_dimensionality")]
    output_dimensionality: Option<u64>,
    #[serde(default, alias = "embed_content_config")]
    embed_content_config: Option<Config>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    #[serde(default)]
    task_type: Option<String>,
    #[serde(default)]
    output_dimensionality: Option<u64>,
}

/// Reads the body of either.
///
/// # Errors
/// When it is not of the documented form, or its requests want different things, which no other provider can do at once.
pub fn read(body: &[u8]) -> Result<Request, ApiError> {
    let body: Body = serde_json::from_slice(body).map_err(|_| {
        let message =
            "`content` must be a content with text, or `requests` a list of objects with one each.";
        ApiError::invalid(Some("content"), message)
    })?;
    let requests = match body {
        Body::One(one) => vec![one],
        Body::Several { requests } => requests,
    };
    if requests.is_empty() || requests.len() > MOST {
        let message = format!("`requests` must hold 1 to {MOST} requests.");
        return Err(ApiError::invalid(Some("requests"), message));
    }
    let (task, dimensions) = requests[0].wanted();
    let alike = |one: &One| one.wanted() == (task.clone(), dimensions);
    if !requests.iter().all(alike) {
        let message = "All `requests` must have one taskType and one outputDimensionality.";
        return Err(ApiError::invalid(Some("requests"), message));
    }
    let input = requests.iter().map(One::text).collect::<Result<_, _>>()?;
    Ok(Request {
        input,
        dimensions,
        user: None,
        task: task.filter(|task| task != "TASK_TYPE_UNSPECIFIED"),
    })
}

impl One {
    fn wanted(&self) -> (Option<String>, Option<u64>) {
        let config = self.embed_content_config.clone();
        let (task, dimensions) = config.map_or((None, None), |config| {
            (config.task_type, config.output_dimensionality)
        });
        (
            task.or_else(|| self.task_type.clone()),
            dimensions.or(self.output_dimensionality),
        )
    }

    fn text(&self) -> Result<Input, ApiError> {
        let texts = self.content.parts.iter().map(|part| part.text.as_deref());
        let texts: Option<Vec<&str>> = texts.collect();
        let texts = texts.filter(|texts| !texts.is_empty());
        let joined = texts.map(|texts| Input::Text(texts.join("\n")));
        joined.ok_or_else(|| {
            let message = "The parts of a `content` must be text.";
            ApiError::invalid(Some("content"), message)
        })
    }
}

/// The answer to the call whose body is `body`.
#[must_use]
pub fn answer(body: &[u8], answer: &Answer) -> Decoded {
    let is_batch = matches!(serde_json::from_slice(body), Ok(Body::Several { .. }));
    let mut vectors = answer
        .vectors
        .iter()
        .map(|vector| json!({ "values": vector }));
    let mut written = if is_batch {
        json!({ "embeddings": vectors.collect::<Vec<Value>>() })
    } else {
        json!({ "embedding": vectors.next() })
    };
    if let Some(usage) = &answer.usage {
        let tokens = usage.input_tokens();
        written["usageMetadata"] = json!({ "promptTokenCount": tokens });
    }
    Decoded {
        body: written.to_string().into(),
        usage: answer.usage,
    }
}
