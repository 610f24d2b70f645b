//! Canonical pictures in OpenAI's form.
use super::splice::path;
use crate::{
    canonical::{
        Malformed, Unsupported,
        images::{Answer, Form, Image, Request},
        media::{Media, Source},
    },
    openai::usage::ImageUsage,
    providers::{Encoded, Received, Recipient, UpstreamRequest},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::request::Operation;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// What parts a form; no picture holds it but on purpose.
const BOUNDARY: &str = "hub-7f3c1d6e0b5a4b7f9d2e8c4a6b1f0e3d";

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
    let mut body = Vec::new();
    for (name, value) in fields {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        part(&mut body, &format!("name=\"{name}\""), text.as_bytes());
    }
    for picture in &request.images {
        file(&mut body, "image[]", picture)?;
    }
    if let Some(mask) = &request.mask {
        file(&mut body, "mask", mask)?;
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    Ok(UpstreamRequest {
        path: path(Operation::ImageEdit, to),
        headers: Vec::new(),
        content_type: format!("multipart/form-data; boundary={BOUNDARY}").into(),
        body: body.into(),
    })
}

fn file(body: &mut Vec<u8>, name: &str, media: &Media) -> Result<(), Unsupported> {
    let message = "A picture to change must be sent as base64 or a data URL.";
    let Source::Base64(data) = &media.source else {
        return Err(Unsupported::new("image", message));
    };
    let bytes = STANDARD.decode(data);
    let bytes = bytes.map_err(|_| Unsupported::new("image", message))?;
    let media_type = media.media_type.as_deref().unwrap_or("image/png");
    let extension = media_type.rsplit('/').next().unwrap_or("png");
    let head =
        format!("name=\"{name}\"; filename=\"picture.{extension}\"\r\nContent-Type: {media_type}");
    part(body, &head, &bytes);
    Ok(())
}

fn part(body: &mut Vec<u8>, head: &str, value: &[u8]) {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(value);
    body.extend_from_slice(b"\r\n");
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
