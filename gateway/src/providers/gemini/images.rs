//! Pictures: by the Gemini models that draw, through `generateContent`, or by Imagen, through `predict`.
//!
//! <https://ai.google.dev/gemini-api/docs/image-generation>, <https://ai.google.dev/gemini-api/docs/imagen>
use super::{Gemini, media, model::Model};
use crate::{
    canonical::{
        Malformed, Unsupported,
        images::{Answer, Form, Image, Request},
        media::Media,
    },
    gemini::wire::{Content, GenerateAnswer, GenerateRequest, GenerationConfig, Part},
    providers::{Encoded, Received, Recipient, UpstreamRequest},
};
use domain::request::Usage;
use serde::Deserialize;
use serde_json::json;
use std::borrow::Cow;

/// How many pictures one call of the hub may ask for.
const MOST: u64 = 10;
/// How many pictures Imagen makes at once.
const MOST_AT_ONCE: u64 = 4;

/// The shapes that both draw in, by width and height.
const SHAPES: [(u64, u64); 5] = [(1, 1), (3, 4), (4, 3), (9, 16), (16, 9)];
/// Those that only the Gemini models draw in.
const MORE_SHAPES: [(u64, u64); 5] = [(2, 3), (3, 2), (4, 5), (5, 4), (21, 9)];

/// The requests for the pictures.
pub(super) fn encode(request: &Request, to: &Recipient) -> Result<Encoded, Unsupported> {
    let at = Gemini::of(to.kind);
    let model = Model::named(to.model.as_str());
    let n = request.n.unwrap_or(1).max(1);
    if n > MOST {
        let message = format!("At most {MOST} pictures can be made at once.");
        return Err(Unsupported::new("n", message));
    }
    let mut requests = if model.is_imagen() {
        imagen(at, request, (model, n))?
    } else {
        gemini(at, request, (model, n))?
    };
    let first = requests.remove(0);
    Ok(Encoded {
        first,
        more: requests,
        dropped: dropped(request),
    })
}

fn dropped(request: &Request) -> Vec<Cow<'static, str>> {
    let all = [
        ("quality", request.quality.is_some()),
        ("output_format", request.output_format.is_some()),
        ("background", request.background.is_some()),
        ("response_format", request.form == Form::Url),
        ("user", request.user.is_some()),
    ];
    let there = all.into_iter().filter(|(_, is_there)| *is_there);
    let known = there.map(|(name, _)| Cow::Borrowed(name));
    known
        .chain(request.extra.keys().cloned().map(Cow::Owned))
        .collect()
}

/// A request a picture, since the models draw one at a time.
fn gemini(
    at: Gemini,
    request: &Request,
    (model, n): (Model, u64),
) -> Result<Vec<UpstreamRequest>, Unsupported> {
    if request.mask.is_some() {
        let message = "This model takes no mask: say in the prompt what is to change.";
        return Err(Unsupported::new("mask", message));
    }
    let pictures = request.images.iter().map(|media| media::part(media, at));
    let mut parts = pictures.collect::<Result<Vec<_>, _>>()?;
    parts.push(Part::text(&request.prompt));
    let shapes = [SHAPES, MORE_SHAPES].concat();
    let shape = request.shape(&shapes)?;
    let config = shape.map(|shape| json!({ "aspectRatio": shape }));
    let body = GenerateRequest {
        contents: vec![Content {
            role: Some("user".to_owned()),
            parts,
        }],
        generation_config: GenerationConfig {
            response_modalities: vec!["TEXT".to_owned(), "IMAGE".to_owned()],
            image_config: config,
            ..GenerationConfig::default()
        },
        ..GenerateRequest::default()
    };
    let body = serde_json::to_value(&body).unwrap_or_default();
    let path = model.path(at, "generateContent");
    let requests = (0..n).map(|_| UpstreamRequest::json(path.clone(), &body));
    Ok(requests.collect())
}

fn imagen(
    at: Gemini,
    request: &Request,
    (model, n): (Model, u64),
) -> Result<Vec<UpstreamRequest>, Unsupported> {
    if !request.images.is_empty() {
        let message = "Imagen makes pictures and changes none: use a Gemini image model for edits.";
        return Err(Unsupported::new("image", message));
    }
    let shape = request.shape(&SHAPES)?;
    let mut requests = Vec::new();
    let mut left = n;
    while left > 0 {
        let now = left.min(MOST_AT_ONCE);
        left -= now;
        let mut parameters = json!({ "sampleCount": now });
        if let Some(shape) = &shape {
            parameters["aspectRatio"] = json!(shape);
        }
        let body = json!({ "instances": [{ "prompt": request.prompt }], "parameters": parameters });
        requests.push(UpstreamRequest::json(model.path(at, "predict"), &body));
    }
    Ok(requests)
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Pictures {
    Predicted { predictions: Vec<Prediction> },
    Generated(Box<GenerateAnswer>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Prediction {
    bytes_base64_encoded: Option<String>,
    mime_type: Option<String>,
    prompt: Option<String>,
}

/// The pictures of all answers; what Google withheld is not among them.
pub(super) fn decode(answers: &[Received]) -> Result<Answer, Malformed> {
    let (mut images, mut usage) = (Vec::new(), Usage::default());
    for answer in answers {
        match serde_json::from_slice(&answer.body)? {
            Pictures::Predicted { predictions } => {
                images.extend(predictions.into_iter().filter_map(Prediction::image));
                usage.requests += 1;
            }
            Pictures::Generated(answer) => {
                if let Some(more) = &answer.usage_metadata {
                    usage = sum(usage, more.into());
                } else {
                    usage.requests += 1;
                }
                images.extend(drawn(*answer));
            }
        }
    }
    if images.is_empty() {
        return Err(Malformed::Lacks("images"));
    }
    usage.images = images.len() as u64;
    Ok(Answer {
        images,
        usage: Some(usage),
    })
}

fn drawn(answer: GenerateAnswer) -> impl Iterator<Item = Image> {
    let candidates = answer.candidates.into_iter();
    let contents = candidates.filter_map(|candidate| candidate.content);
    let parts = contents.flat_map(|content| content.parts);
    let shown = parts.filter(|part| part.thought != Some(true));
    let blobs = shown.filter_map(|part| part.inline_data);
    blobs.map(|blob| Image {
        media: Media::base64(blob.mime_type.as_deref(), blob.data),
        revised_prompt: None,
    })
}

fn sum(one: Usage, other: Usage) -> Usage {
    Usage {
        input_uncached: one.input_uncached.saturating_add(other.input_uncached),
        cache_read: one.cache_read.saturating_add(other.cache_read),
        image_in: one.image_in.saturating_add(other.image_in),
        output_text: one.output_text.saturating_add(other.output_text),
        output_reasoning: one.output_reasoning.saturating_add(other.output_reasoning),
        image_out: one.image_out.saturating_add(other.image_out),
        requests: one.requests.saturating_add(other.requests),
        ..one
    }
}

impl Prediction {
    fn image(self) -> Option<Image> {
        let data = self.bytes_base64_encoded?;
        let media_type = self.mime_type.as_deref().unwrap_or("image/png");
        Some(Image {
            media: Media::base64(Some(media_type), data),
            revised_prompt: self.prompt,
        })
    }
}
