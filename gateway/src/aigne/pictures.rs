//! Pictures in this format.
use super::{
    answer::{Form, end},
    part::{file, media},
    wire,
};
use crate::{
    call::Call,
    canonical::images::{Answer, Request},
    openai::error::ApiError,
    providers::Decoded,
};
use serde_json::{Map, Value, json};

/// What of a model's options is the client's own and no provider's.
const CLIENTS_OWN: [&str; 2] = ["model", "preferInputFileType"];

/// Reads the body of a call for pictures.
///
/// # Errors
/// When it is not of the documented form; the error names the field.
pub fn read(body: &[u8]) -> Result<Request, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let body: wire::Body<wire::Pictures> = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| ApiError::invalid_at(error.path().to_string()))?;
    let input = body.input;
    let images = input.image.into_iter().flatten();
    let images = images.map(|image| media("input.image", image));
    let mask = input.mask.map(|mask| media("input.mask", mask));
    let mut options = input.model_options;
    options.retain(|name, value| !value.is_null() && !CLIENTS_OWN.contains(&name.as_str()));
    Ok(Request {
        prompt: input.prompt,
        images: images.collect::<Result<_, _>>()?,
        mask: mask.transpose()?,
        n: input.n.or_else(|| options.remove("n")?.as_u64()),
        size: input.size.or_else(|| text(&mut options, &["size"])),
        quality: input.quality.or_else(|| text(&mut options, &["quality"])),
        output_format: text(&mut options, &["outputFormat", "output_format"]),
        background: text(&mut options, &["background"]),
        extra: options,
        ..Request::default()
    })
}

fn text(options: &mut Map<String, Value>, names: &[&str]) -> Option<String> {
    let found = names.iter().find_map(|name| options.remove(*name))?;
    found.as_str().map(str::to_owned)
}

/// The body of an answer to `call`.
#[must_use]
pub fn answer(call: &Call, answer: &Answer) -> Decoded {
    let form = Form::of(call.body.bytes());
    let images = answer.images.iter();
    let images: Vec<Value> = images
        .filter_map(|image| file(&image.media, form.files))
        .collect();
    let mut body = end(&call.requested_model, answer.usage.as_ref());
    body.insert("images".into(), json!(images));
    Decoded {
        body: Value::Object(body).to_string().into(),
        usage: answer.usage,
    }
}
