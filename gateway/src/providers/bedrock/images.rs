//! Pictures by `InvokeModel`: Amazon's models, and Stability AI's.
//!
//! <https://docs.aws.amazon.com/nova/latest/userguide/image-gen-req-resp-structure.html>,
//! <https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-image.html>,
//! <https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-stability-diffusion.html>,
//! <https://docs.aws.amazon.com/bedrock/latest/userguide/stable-image-services.html>
mod amazon;
mod stability;

use super::path;
use crate::{
    canonical::{
        Malformed, Unsupported,
        images::{Answer, Form, Image, Request},
        media::{Media, Source},
    },
    providers::{Encoded, Received, Recipient, UpstreamRequest, mask},
};
use domain::request::Usage;
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;

/// How many pictures one call of the hub may ask for.
const MOST: u64 = 10;

/// Requests' bodies, and the parameters that had to be left out.
struct Draft<'a> {
    request: &'a Request,
    model: &'a str,
    bodies: Vec<Value>,
    /// Parameters of the client's that the provider has an equivalent of.
    said: Vec<&'static str>,
    /// Fields beside OpenAI's that were passed on.
    passed: Vec<&'a str>,
}

/// The requests for the pictures.
pub(super) fn encode(request: &Request, to: &Recipient) -> Result<Encoded, Unsupported> {
    let n = request.n.unwrap_or(1).max(1);
    if n > MOST {
        let message = format!("At most {MOST} pictures can be made at once.");
        return Err(Unsupported::new("n", message));
    }
    let model = to.model.as_str();
    let mut draft = Draft {
        request,
        model,
        bodies: Vec::new(),
        said: Vec::new(),
        passed: Vec::new(),
    };
    if model.contains("stability.") {
        stability::write(&mut draft, n)?;
    } else if model.contains("titan-image") || model.contains("nova-canvas") {
        amazon::write(&mut draft, n)?;
    } else {
        let message = format!(
            "`{model}` is not known to make pictures at Amazon Bedrock; Nova Canvas, the Titan image generators and Stability AI's models do."
        );
        return Err(Unsupported::new("model", message));
    }
    let path = path(model, "invoke");
    let requests = draft.bodies.iter();
    let mut requests = requests.map(|body| UpstreamRequest::json(path.clone(), body));
    let first = requests.next().ok_or_else(|| to.lacks("images"))?;
    Ok(Encoded {
        first,
        more: requests.collect(),
        dropped: draft.dropped(),
    })
}

impl Draft<'_> {
    /// What the client asked for and the provider was not.
    fn dropped(&self) -> Vec<Cow<'static, str>> {
        let request = self.request;
        let all = [
            ("quality", request.quality.is_some()),
            ("output_format", request.output_format.is_some()),
            ("background", request.background.is_some()),
            ("response_format", request.form == Form::Url),
            ("user", request.user.is_some()),
        ];
        let there = all
            .into_iter()
            .filter(|(name, is_there)| *is_there && !self.said.contains(name));
        let known = there.map(|(name, _)| Cow::Borrowed(name));
        let extra = request.extra.keys();
        let extra = extra.filter(|name| !self.passed.contains(&name.as_str()));
        known.chain(extra.cloned().map(Cow::Owned)).collect()
    }
}

impl<'a> Draft<'a> {
    /// The fields of these names that the client gave beside OpenAI's; `read` reads one.
    fn own(
        &mut self,
        names: &[&'static str],
        read: fn(&Value) -> Value,
    ) -> impl Iterator<Item = (String, Value)> + use<'a> {
        let extra = &self.request.extra;
        let given = names
            .iter()
            .filter_map(|name| Some((*name, extra.get(*name)?)));
        let given: Vec<(&str, &Value)> = given.collect();
        self.passed.extend(given.iter().map(|(name, _)| *name));
        given
            .into_iter()
            .map(move |(name, value)| (name.to_owned(), read(value)))
    }
}

/// A number, which a form has as text.
fn number(value: &Value) -> Value {
    let text = value.as_str().and_then(|text| text.parse().ok());
    text.map_or_else(|| value.clone(), Value::Number)
}

/// A picture's content.
fn inline(media: &Media) -> Result<&str, Unsupported> {
    match &media.source {
        Source::Base64(data) => Ok(data),
        Source::Text(_) | Source::Url(_) | Source::File(_) => {
            let message = "This model's provider fetches no pictures: send their content.";
            Err(Unsupported::new("image", message))
        }
    }
}

/// The answer of either maker.
#[derive(Deserialize)]
struct Pictures {
    #[serde(default)]
    images: Vec<Option<String>>,
    /// Why Stability's models withheld a picture, at its place.
    #[serde(default)]
    finish_reasons: Vec<Option<String>>,
}

/// The pictures of all answers; what was withheld is not among them.
pub(super) fn decode(request: &Request, answers: &[Received]) -> Result<Answer, Malformed> {
    let format = request.output_format.as_deref().unwrap_or("png");
    let mut images = Vec::new();
    for answer in answers {
        let pictures: Pictures = serde_json::from_slice(&answer.body)?;
        let mut withheld = pictures.finish_reasons.into_iter();
        for data in pictures.images {
            let is_withheld = withheld.next().flatten().is_some();
            let data = data.filter(|data| !data.is_empty() && !is_withheld);
            images.extend(data.map(|data| Image {
                media: Media::base64(Some(media_type(&data, format)), data),
                revised_prompt: None,
            }));
        }
    }
    if images.is_empty() {
        return Err(Malformed::Lacks("images"));
    }
    let usage = Usage {
        images: images.len() as u64,
        requests: answers.len() as u64,
        ..Usage::default()
    };
    Ok(Answer {
        images,
        usage: Some(usage),
    })
}

/// A picture's type by its first bytes in base64, since no answer says it; else what was asked for.
fn media_type(data: &str, asked: &str) -> &'static str {
    match (data.get(..4), asked) {
        (Some("iVBO"), _) => "image/png",
        (Some("/9j/"), _) | (_, "jpeg") => "image/jpeg",
        (Some("UklG"), _) | (_, "webp") => "image/webp",
        _ => "image/png",
    }
}
