//! Stability AI's models: those that make pictures, and the services that change one.
use super::{Draft, inline, mask, number};
use crate::canonical::{Unsupported, images::Request};
use serde_json::{Map, Value, json};

/// The shapes that are drawn in, by width and height.
const SHAPES: [(u64, u64); 9] = [
    (1, 1),
    (16, 9),
    (9, 16),
    (21, 9),
    (9, 21),
    (3, 2),
    (2, 3),
    (5, 4),
    (4, 5),
];

/// Texts of Stability's own, which a client may name beside OpenAI's.
const TEXTS: [&str; 4] = [
    "negative_prompt",
    "style_preset",
    "search_prompt",
    "select_prompt",
];
/// Numbers of Stability's own.
const NUMBERS: [&str; 13] = [
    "seed",
    "strength",
    "control_strength",
    "fidelity",
    "creativity",
    "grow_mask",
    "composition_fidelity",
    "style_strength",
    "change_strength",
    "left",
    "right",
    "up",
    "down",
];

/// How much of a picture is changed when nothing says where: about half.
const STRENGTH: &str = "0.65";

/// Writes a call a picture, since the models draw one at a time.
pub(super) fn write(draft: &mut Draft, n: u64) -> Result<(), Unsupported> {
    let request = draft.request;
    let mut body = Map::new();
    if has_prompt(draft.model) {
        body.insert("prompt".to_owned(), json!(request.prompt));
    }
    if request.images.is_empty() {
        let shape = request.shape(&SHAPES)?;
        body.extend(shape.map(|shape| ("aspect_ratio".to_owned(), json!(shape))));
    } else {
        edit(request, draft.model, &mut body)?;
    }
    if let Some(format) = &request.output_format {
        body.insert("output_format".to_owned(), json!(format));
        draft.said.push("output_format");
    }
    body.extend(draft.own(&TEXTS, Value::clone));
    body.extend(draft.own(&NUMBERS, number));
    for place in 0..n {
        draft.bodies.push(another(&body, place));
    }
    Ok(())
}

/// Whether a model wants words; some services need none.
fn has_prompt(model: &str) -> bool {
    let wordless = ["remove-background", "erase-object", "fast-upscale"];
    !wordless.iter().any(|service| model.contains(service))
}

/// The same call, but for the seed that the client chose: the same would give the same picture.
fn another(body: &Map<String, Value>, place: u64) -> Value {
    let mut body = body.clone();
    if let Some(seed) = body.get("seed").and_then(Value::as_u64) {
        body.insert("seed".to_owned(), json!(seed.saturating_add(place)));
    }
    Value::Object(body)
}

/// A change of a picture. The models that make pictures start from it; a service knows what to do with it.
fn edit(request: &Request, model: &str, body: &mut Map<String, Value>) -> Result<(), Unsupported> {
    if model.contains("style-transfer") {
        return transfer(request, body);
    }
    let [picture] = request.images.as_slice() else {
        let message = "This model changes one picture at a time: send one.";
        return Err(Unsupported::new("image", message));
    };
    body.insert("image".to_owned(), json!(inline(picture)?));
    let is_service = !["sd3", "stable-image-core", "stable-image-ultra"]
        .iter()
        .any(|one| model.contains(one));
    if let Some(mask) = &request.mask {
        if !is_service {
            let message = "This model takes no mask: use Stability's service `stable-image-inpaint`, or leave the mask out.";
            return Err(Unsupported::new("mask", message));
        }
        let mask = mask::of(inline(mask)?, mask::Changed::White)?;
        body.insert("mask".to_owned(), json!(mask));
    }
    if !is_service {
        body.insert("mode".to_owned(), json!("image-to-image"));
        let strength: Option<serde_json::Number> = STRENGTH.parse().ok();
        body.insert("strength".to_owned(), json!(strength));
    }
    Ok(())
}

/// The service that draws one picture in another's style.
fn transfer(request: &Request, body: &mut Map<String, Value>) -> Result<(), Unsupported> {
    let [picture, style] = request.images.as_slice() else {
        let message = "This model draws one picture in the style of another: send both, the one to draw first.";
        return Err(Unsupported::new("image", message));
    };
    if request.mask.is_some() {
        let message = "This model takes no mask: leave it out.";
        return Err(Unsupported::new("mask", message));
    }
    body.insert("init_image".to_owned(), json!(inline(picture)?));
    body.insert("style_image".to_owned(), json!(inline(style)?));
    Ok(())
}
