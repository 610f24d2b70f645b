//! Titan's image generators and Nova Canvas, whose requests have one form.
use super::{Draft, inline, mask, number};
use crate::canonical::{Unsupported, images::Request};
use serde_json::{Map, Value, json};

/// How many pictures one call makes.
const AT_ONCE: u64 = 5;

/// Texts of a task's own, which a client may name beside OpenAI's.
const TEXTS: [&str; 3] = ["negativeText", "maskPrompt", "style"];
/// Numbers of a task's own.
const NUMBERS: [&str; 1] = ["similarityStrength"];
/// Numbers of how pictures are made.
const OF_CONFIG: [&str; 2] = ["cfgScale", "seed"];

/// Writes as many calls as make `n` pictures.
pub(super) fn write(draft: &mut Draft, n: u64) -> Result<(), Unsupported> {
    let request = draft.request;
    let (task, name, mut parameters) = task(request)?;
    parameters.extend(draft.own(&TEXTS, Value::clone));
    parameters.extend(draft.own(&NUMBERS, number));
    let mut config = Map::new();
    if let Some((width, height)) = request.pixels()? {
        config.insert("width".to_owned(), json!(width));
        config.insert("height".to_owned(), json!(height));
    }
    if let Some(quality) = request.quality.as_deref().and_then(quality) {
        config.insert("quality".to_owned(), json!(quality));
        draft.said.push("quality");
    }
    config.extend(draft.own(&OF_CONFIG, number));
    if request.output_format.as_deref() == Some("png") {
        draft.said.push("output_format");
    }
    let mut left = n;
    while left > 0 {
        let now = left.min(AT_ONCE);
        left -= now;
        config.insert("numberOfImages".to_owned(), json!(now));
        let body = json!({ "taskType": task, name: parameters, "imageGenerationConfig": config });
        draft.bodies.push(body);
    }
    Ok(())
}

/// What is to be done: its name, where its parameters lie, and they.
fn task(
    request: &Request,
) -> Result<(&'static str, &'static str, Map<String, Value>), Unsupported> {
    let mut parameters = Map::new();
    parameters.insert("text".to_owned(), json!(request.prompt));
    let Some(first) = request.images.first() else {
        return Ok(("TEXT_IMAGE", "textToImageParams", parameters));
    };
    let by_words = request.extra.contains_key("maskPrompt");
    if request.mask.is_none() && !by_words {
        let pictures = request.images.iter().map(inline);
        let pictures = pictures.collect::<Result<Vec<_>, _>>()?;
        parameters.insert("images".to_owned(), json!(pictures));
        return Ok(("IMAGE_VARIATION", "imageVariationParams", parameters));
    }
    if request.images.len() > 1 {
        let message = "This model changes one picture where a mask says: send one.";
        return Err(Unsupported::new("image", message));
    }
    parameters.insert("image".to_owned(), json!(inline(first)?));
    if let Some(mask) = &request.mask {
        let mask = mask::of(inline(mask)?, mask::Changed::Black)?;
        parameters.insert("maskImage".to_owned(), json!(mask));
    }
    Ok(("INPAINTING", "inPaintingParams", parameters))
}

/// Amazon's name of a quality; none where the model is to choose, or that says nothing to it.
fn quality(quality: &str) -> Option<&'static str> {
    match quality {
        "low" | "medium" | "standard" => Some("standard"),
        "high" | "hd" | "premium" => Some("premium"),
        _ => None,
    }
}
