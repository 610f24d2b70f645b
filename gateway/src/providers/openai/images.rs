//! Canonical pictures in OpenAI's form.
use super::splice::path;
use crate::{
    canonical::{
        Malformed, Unsupported,
        images::{Answer, Form, Image, Request},
        media::Media,
    },
    openai::usage::ImageUsage,
    providers::{Encoded, Received, Recipient, UpstreamRequest, form},
};
use domain::request::Operation;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// The request for the pictures.
pub(super) fn encode(request: &Request, to: &Recipient) -> Result<Encoded, Unsupported> {
    let fields = fields(request, to);
    let first = if request.images.is_empty() {
        UpstreamRequest::json(path(Operation::ImageGeneration, to), &Value::Object(fields))
    } else {
        edit(request, &fields, to)?
    };
    let dropped = request.extra.keys().cloned().map(Cow::Owned);
    Ok(Encoded {
        first,
        more: Vec::new(),
        dropped: dropped.collect(),
    })
}

fn fields(request: &Request, to: &Recipient) -> Map<String, Value> {
    let form = match request.form {
        Form::Any => None,
        Form::Base64 => Some("b64_json"),
        Form::Url => Some("url"),
    };
    let all = [
        ("model", json!(to.model.as_str())),
        ("prompt", json!(request.prompt)),
        ("n", json!(request.n)),
        ("size", json!(request.size)),
        ("quality", json!(request.quality)),
        ("output_format", json!(request.output_format)),
        ("background", json!(request.background)),
        ("response_format", json!(form)),
        ("user", json!(request.user)),
    ];
    let there = all.into_iter().filter(|(_, value)| !value.is_null());
    there
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn edit(
    request: &Request,
    fields: &Map<String, Value>,
    to: &Recipient,
) -> Result<UpstreamRequest, Unsupported> {
    let mut form = form::Form::default();
    for (name, value) in fields {
        let text = value.as_str().map(str::to_owned);
        form.text(name, &text.unwrap_or_else(|| value.to_string()));
    }
    for picture in &request.images {
        form.picture("image[]", picture)?;
    }
    if let Some(mask) = &request.mask {
        form.picture("mask", mask)?;
    }
    Ok(form.request(path(Operation::ImageEdit, to)))
}

#[derive(Deserialize)]
struct Pictures {
    data: Vec<Picture>,
    usage: Option<ImageUsage>,
    output_format: Option<String>,
}

#[derive(Deserialize)]
struct Picture {
    b64_json: Option<String>,
    url: Option<String>,
    revised_prompt: Option<String>,
}

/// The pictures.
pub(super) fn decode(answers: &[Received]) -> Result<Answer, Malformed> {
    let answer = answers.first().ok_or(Malformed::Lacks("answer"))?;
    let pictures: Pictures = serde_json::from_slice(&answer.body)?;
    let format = pictures.output_format.unwrap_or_else(|| "png".to_owned());
    let media_type = format!("image/{format}");
    let images: Vec<Image> = pictures
        .data
        .into_iter()
        .filter_map(|picture| picture.image(&media_type))
        .collect();
    let usage = pictures.usage.unwrap_or_default();
    let usage = Some(usage.with_images(images.len() as u64));
    Ok(Answer { images, usage })
}

impl Picture {
    fn image(self, media_type: &str) -> Option<Image> {
        let media = match (self.b64_json, self.url) {
            (Some(data), _) => Media::base64(Some(media_type), data),
            (None, Some(url)) => Media::at(&url),
            (None, None) => return None,
        };
        Some(Image {
            media,
            revised_prompt: self.revised_prompt,
        })
    }
}
