//! OpenAI's images as values, for calls whose provider speaks another format.
//!
//! <https://platform.openai.com/docs/api-reference/images>
use super::{answer::StandIn, error::ApiError, multipart::Field};
use crate::{
    call::{Call, CallBody},
    canonical::{
        images::{Answer, Form, Image, Request},
        media::{Media, Source},
    },
    providers::Decoded,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Body {
    prompt: String,
    n: Option<u64>,
    size: Option<String>,
    quality: Option<String>,
    output_format: Option<String>,
    background: Option<String>,
    response_format: Option<String>,
    user: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// Reads the body of a call for pictures.
///
/// # Errors
/// When it is not of the documented form.
pub fn read(call: &Call) -> Result<Request, ApiError> {
    match &call.body {
        CallBody::Json(_) | CallBody::Plain(_) => generation(call.body.bytes()),
        CallBody::Multipart(form) => edit(form.fields()?),
    }
}

fn generation(body: &[u8]) -> Result<Request, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let body: Body = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| ApiError::invalid_at(error.path().to_string()))?;
    let mut extra = body.rest;
    extra.remove("model");
    Ok(Request {
        prompt: body.prompt,
        n: body.n,
        size: body.size,
        quality: body.quality,
        output_format: body.output_format,
        background: body.background,
        form: form_of(body.response_format.as_deref()),
        user: body.user,
        extra,
        ..Request::default()
    })
}

fn edit(fields: Vec<Field>) -> Result<Request, ApiError> {
    let mut request = Request::default();
    for field in fields {
        match field.name {
            "image" | "image[]" => request.images.push(picture(&field)),
            "mask" => request.mask = Some(picture(&field)),
            "prompt" => request.prompt = text(&field)?,
            "n" => request.n = Some(number(&field)?),
            "size" => request.size = Some(text(&field)?),
            "quality" => request.quality = Some(text(&field)?),
            "output_format" => request.output_format = Some(text(&field)?),
            "background" => request.background = Some(text(&field)?),
            "response_format" => request.form = form_of(Some(&text(&field)?)),
            "user" => request.user = Some(text(&field)?),
            "model" | "stream" => {}
            other => {
                request.extra.insert(other.to_owned(), text(&field)?.into());
            }
        }
    }
    Ok(request)
}

fn form_of(response_format: Option<&str>) -> Form {
    match response_format {
        Some("b64_json") => Form::Base64,
        Some("url") => Form::Url,
        Some(_) | None => Form::Any,
    }
}

fn picture(field: &Field) -> Media {
    let named = field.content_type.filter(|name| name.contains('/'));
    let media_type = named.or_else(|| sniffed(field.value));
    Media {
        name: field.file_name.map(str::to_owned),
        ..Media::base64(media_type, STANDARD.encode(field.value))
    }
}

/// A picture's media type by its first bytes.
fn sniffed(bytes: &[u8]) -> Option<&'static str> {
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        _ if webp => Some("image/webp"),
        _ => None,
    }
}

fn text(field: &Field) -> Result<String, ApiError> {
    let text = std::str::from_utf8(field.value);
    text.map(str::to_owned).map_err(|_| not(field.name, "text"))
}

fn number(field: &Field) -> Result<u64, ApiError> {
    let text = text(field)?;
    text.trim()
        .parse()
        .map_err(|_| not(field.name, "a whole number"))
}

fn not(name: &str, expected: &str) -> ApiError {
    ApiError {
        param: Some(name.to_owned().into()),
        ..ApiError::invalid(None, format!("'{name}' is not {expected}."))
    }
}

/// The body of an answer.
#[must_use]
pub fn answer(answer: &Answer, stand_in: &StandIn) -> Decoded {
    let data: Vec<Value> = answer.images.iter().map(item).collect();
    let body = json!({ "created": stand_in.created, "data": data });
    Decoded {
        body: body.to_string().into(),
        usage: answer.usage,
    }
}

fn item(image: &Image) -> Value {
    let mut item = match &image.media.source {
        Source::Base64(data) => json!({ "b64_json": data }),
        Source::Url(url) => json!({ "url": url }),
        Source::Text(_) | Source::File(_) => json!({}),
    };
    if let Some(prompt) = &image.revised_prompt {
        item["revised_prompt"] = json!(prompt);
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openai::multipart;
    use domain::request::Operation;

    #[test]
    fn an_edit_holds_its_pictures_and_its_mask() {
        let png = "\u{1}not-really-a-picture";
        let part = |head: &str, value: &str| {
            format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n")
        };
        let form = [
            part("name=\"model\"", "m"),
            part("name=\"prompt\"", "a hat"),
            part(
                "name=\"image[]\"; filename=\"a.png\"\r\nContent-Type: image/png",
                png,
            ),
            part(
                "name=\"mask\"; filename=\"m.png\"\r\nContent-Type: image/png",
                "mask",
            ),
            part("name=\"n\"", "2"),
            part("name=\"seed\"", "7"),
        ]
        .concat()
            + "--b--\r\n";
        let content_type = "multipart/form-data; boundary=b";
        let call = multipart::decode(Operation::ImageEdit, content_type, form.into()).unwrap();
        let request = read(&call).unwrap();
        assert_eq!((request.prompt.as_str(), request.n), ("a hat", Some(2)));
        let picture = &request.images[0];
        assert_eq!(picture.name.as_deref(), Some("a.png"));
        assert_eq!(picture.media_type.as_deref(), Some("image/png"));
        assert_eq!(picture.source, Source::Base64(STANDARD.encode(png)));
        assert!(request.mask.is_some());
        assert_eq!(request.extra["seed"], "7");
    }

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        assert_eq!(sniffed(b"\x89PNG\r\n"), Some("image/png"));
        assert_eq!(sniffed(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(sniffed(b"hello"), None);
    }
}
