//! Canonical pictures in Ideogram's form.
use super::model::{Model, Version};
use crate::{
    canonical::{
        Unsupported,
        images::{Form as Wanted, Request},
        media::{Media, Source},
    },
    providers::{
        Encoded, Recipient, UpstreamRequest,
        form::Form,
        mask::{self, Changed},
    },
};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// How many pictures one call may ask for, which version 3 makes at once.
const MOST: u64 = 8;

/// The shapes that version 3 draws in, by width and height.
const SHAPES: [(u64, u64); 15] = [
    (1, 1),
    (1, 2),
    (2, 1),
    (1, 3),
    (3, 1),
    (2, 3),
    (3, 2),
    (3, 4),
    (4, 3),
    (4, 5),
    (5, 4),
    (9, 16),
    (16, 9),
    (10, 16),
    (16, 10),
];

/// The sizes that version 4 draws in.
const SIZES: [(u64, u64); 13] = [
    (2048, 2048),
    (1440, 2880),
    (2880, 1440),
    (1664, 2496),
    (2496, 1664),
    (1728, 2304),
    (2304, 1728),
    (1792, 2240),
    (2240, 1792),
    (1440, 2560),
    (2560, 1440),
    (1600, 2560),
    (2560, 1600),
];

/// Parameters of Ideogram's own that pass.
const OWN: [&str; 10] = [
    "aspect_ratio",
    "image_weight",
    "json_prompt",
    "magic_prompt",
    "negative_prompt",
    "rendering_speed",
    "resolution",
    "seed",
    "style_preset",
    "style_type",
];

/// The requests for the pictures.
pub(super) fn encode(request: &Request, to: &Recipient) -> Result<Encoded, Unsupported> {
    let model = Model::named(to.model.as_str())?;
    let n = request.n.unwrap_or(1).max(1);
    if n > MOST {
        let message = format!("At most {MOST} pictures can be made at once.");
        return Err(Unsupported::new("n", message));
    }
    let fields = fields(model, request)?;
    let (first, more) = match model.version {
        Version::Three => (third(model, (request, n), fields)?, Vec::new()),
        Version::Four => {
            let first = fourth(model, request, &fields)?;
            let more = (1..n).map(|_| again(&first)).collect();
            (first, more)
        }
    };
    Ok(Encoded {
        first,
        more,
        dropped: dropped(request),
    })
}

/// What both versions take, in the version's own words.
fn fields(model: Model, request: &Request) -> Result<Map<String, Value>, Unsupported> {
    let mut fields = Map::new();
    let prompt = match model.version {
        Version::Three => "prompt",
        Version::Four => "text_prompt",
    };
    fields.insert(prompt.to_owned(), json!(request.prompt));
    let speed = model.speed.or_else(|| speed(request.quality.as_deref()));
    fields.extend(speed.map(|speed| ("rendering_speed".to_owned(), json!(speed))));
    if request.mask.is_none() {
        let (name, drawn) = match model.version {
            Version::Three => ("aspect_ratio", request.shape(&SHAPES)?),
            Version::Four => ("resolution", request.shape(&SIZES)?),
        };
        let written = drawn.map(|shape| json!(shape.replace(':', "x")));
        fields.extend(written.map(|shape| (name.to_owned(), shape)));
    }
    let own = request.extra.iter();
    let own = own.filter(|(name, _)| OWN.contains(&name.as_str()));
    fields.extend(own.map(|(name, value)| (name.clone(), value.clone())));
    if request.extra.contains_key("resolution") && model.version == Version::Three {
        fields.remove("aspect_ratio");
    }
    Ok(fields)
}

/// The speed that draws in a quality of OpenAI's; none where that says nothing of it.
fn speed(quality: Option<&str>) -> Option<&'static str> {
    match quality? {
        "low" => Some("TURBO"),
        "medium" | "standard" => Some("DEFAULT"),
        "high" | "hd" => Some("QUALITY"),
        _ => None,
    }
}

fn third(
    model: Model,
    (request, n): (&Request, u64),
    mut fields: Map<String, Value>,
) -> Result<UpstreamRequest, Unsupported> {
    fields.insert("num_images".to_owned(), json!(n));
    let mut form = written(&fields);
    let Some(picture) = only_picture(request)? else {
        return Ok(form.request(model.path("generate")));
    };
    form.picture("image", picture)?;
    let Some(mask) = &request.mask else {
        return Ok(form.request(model.path("remix")));
    };
    form.picture("mask", &black_where_changed(mask)?)?;
    Ok(form.request(model.path("inpaint")))
}

fn fourth(
    model: Model,
    request: &Request,
    fields: &Map<String, Value>,
) -> Result<UpstreamRequest, Unsupported> {
    if request.mask.is_some() {
        let message = "`ideogram-v4` takes no mask: use `ideogram-v3`, or say in the prompt what is to change.";
        return Err(Unsupported::new("mask", message));
    }
    let Some(picture) = only_picture(request)? else {
        let body = Value::Object(fields.clone());
        return Ok(UpstreamRequest::json(model.path("generate"), &body));
    };
    let mut form = written(fields);
    form.picture("image", picture)?;
    Ok(form.request(model.path("remix")))
}

fn again(request: &UpstreamRequest) -> UpstreamRequest {
    UpstreamRequest {
        path: request.path.clone(),
        headers: request.headers.clone(),
        content_type: request.content_type.clone(),
        body: request.body.clone(),
    }
}

/// The picture to change; none where a new one is made.
fn only_picture(request: &Request) -> Result<Option<&Media>, Unsupported> {
    if request.images.len() > 1 {
        let message = "Ideogram changes one picture at a time.";
        return Err(Unsupported::new("image", message));
    }
    Ok(request.images.first())
}

fn written(fields: &Map<String, Value>) -> Form {
    let mut form = Form::default();
    for (name, value) in fields {
        let text = value.as_str().map(str::to_owned);
        form.text(name, &text.unwrap_or_else(|| value.to_string()));
    }
    form
}

/// A mask of OpenAI's form in Ideogram's: black where the picture changes, white where it stays.
fn black_where_changed(mask: &Media) -> Result<Media, Unsupported> {
    let Source::Base64(data) = &mask.source else {
        let message = "`mask` must be sent as base64 or a data URL.";
        return Err(Unsupported::new("mask", message));
    };
    Ok(Media::base64(
        Some("image/png"),
        mask::of(data, Changed::Black)?,
    ))
}

fn dropped(request: &Request) -> Vec<Cow<'static, str>> {
    let background = request.background.as_deref();
    let quality = request.quality.as_deref();
    let all = [
        (
            "quality",
            quality.is_some_and(|name| name != "auto" && speed(Some(name)).is_none()),
        ),
        ("output_format", request.output_format.is_some()),
        ("background", background.is_some_and(|name| name != "auto")),
        ("response_format", request.form == Wanted::Base64),
        ("user", request.user.is_some()),
    ];
    let there = all.into_iter().filter(|(_, is_there)| *is_there);
    let extra = request.extra.keys();
    let unknown = extra.filter(|name| !OWN.contains(&name.as_str()));
    there
        .map(|(name, _)| Cow::Borrowed(name))
        .chain(unknown.cloned().map(Cow::Owned))
        .collect()
}
