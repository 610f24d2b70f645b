//! What Ideogram gets and what becomes of its answers.
use super::{answer, request};
use crate::{
    canonical::{
        images::{Form, Request},
        media::Media,
    },
    providers::{Encoded, Received, UpstreamRequest, testing::recipient},
};
use actix_web::http::header::HeaderMap;
use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;
use serde_json::{Value, json};

fn encoded(model: &str, request: &Request) -> Encoded {
    recipient("ideogram", model, |to| request::encode(request, to)).unwrap()
}

fn asked(prompt: &str) -> Request {
    Request {
        prompt: prompt.to_owned(),
        ..Request::default()
    }
}

/// The fields of a form by their names; files by their media types.
fn fields(request: &UpstreamRequest) -> Vec<(String, String)> {
    let boundary = request.content_type.split("boundary=").nth(1).unwrap();
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let delimiter = format!("--{boundary}");
    let parts = body.split(&delimiter).filter_map(|part| {
        let (head, value) = part.trim_start().split_once("\r\n\r\n")?;
        let name = head.split("name=\"").nth(1)?.split('"').next()?;
        let kind = head.split("Content-Type: ").nth(1);
        let value = kind.unwrap_or_else(|| value.trim_end_matches("\r\n"));
        Some((name.to_owned(), value.to_owned()))
    });
    parts.collect()
}

fn has(request: &UpstreamRequest, name: &str, value: &str) -> bool {
    fields(request).contains(&(name.to_owned(), value.to_owned()))
}

#[test]
fn version_3_draws_several_at_once_in_the_nearest_shape() {
    let request = Request {
        n: Some(3),
        size: Some("1536x1024".into()),
        quality: Some("high".into()),
        user: Some("ann".into()),
        form: Form::Base64,
        extra: json!({ "seed": 7, "style": "wild" })
            .as_object()
            .unwrap()
            .clone(),
        ..asked("a cat")
    };
    let encoded = encoded("ideogram-v3", &request);
    assert_eq!(encoded.first.path, "/v1/ideogram-v3/generate");
    for (name, value) in [
        ("prompt", "a cat"),
        ("num_images", "3"),
        ("aspect_ratio", "3x2"),
        ("rendering_speed", "QUALITY"),
        ("seed", "7"),
    ] {
        assert!(has(&encoded.first, name, value), "{name}");
    }
    assert!(encoded.more.is_empty());
    assert_eq!(encoded.dropped, ["response_format", "user", "style"]);
}

#[test]
fn version_4_draws_one_at_a_time() {
    let request = Request {
        n: Some(2),
        size: Some("1024x1024".into()),
        ..asked("a cat")
    };
    let encoded = encoded("ideogram-v4-turbo", &request);
    assert_eq!(encoded.first.path, "/v1/ideogram-v4/generate");
    let body: Value = serde_json::from_slice(&encoded.first.body).unwrap();
    let expected =
        json!({ "text_prompt": "a cat", "rendering_speed": "TURBO", "resolution": "2048x2048" });
    assert_eq!(body, expected);
    assert_eq!(encoded.more.len(), 1);
}

fn png() -> Media {
    let square = include_bytes!("../../../../tests/clients/square.png");
    Media::base64(Some("image/png"), STANDARD.encode(square))
}

#[test]
fn a_picture_with_a_mask_is_painted_into_and_one_without_is_remixed() {
    let mut request = Request {
        images: vec![png()],
        size: Some("1024x1024".into()),
        ..asked("a hat")
    };
    for model in ["ideogram-v3", "ideogram-v4"] {
        let encoded = encoded(model, &request);
        assert_eq!(encoded.first.path, format!("/v1/{model}/remix"));
        assert!(has(&encoded.first, "image", "image/png"));
    }
    request.mask = Some(png());
    let encoded = encoded("ideogram-v3", &request);
    assert_eq!(encoded.first.path, "/v1/ideogram-v3/inpaint");
    let names: Vec<String> = fields(&encoded.first)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["prompt", "num_images", "image", "mask"]);
}

#[test]
fn what_cannot_be_said_is_refused_by_name() {
    let two = Request {
        images: vec![png(), png()],
        ..asked("p")
    };
    let masked = Request {
        images: vec![png()],
        mask: Some(png()),
        ..asked("p")
    };
    let many = Request {
        n: Some(9),
        ..asked("p")
    };
    for (model, request, param) in [
        ("ideogram-v3", &two, "image"),
        ("ideogram-v4", &masked, "mask"),
        ("ideogram-v3", &many, "n"),
        ("V_2", &asked("p"), "model"),
    ] {
        let refused = recipient("ideogram", model, |to| request::encode(request, to));
        assert_eq!(refused.unwrap_err().param.as_deref(), Some(param));
    }
}

fn received(body: &Value) -> Received {
    Received {
        status: 200,
        headers: HeaderMap::new(),
        body: body.to_string().into(),
    }
}

#[test]
fn pictures_that_were_withheld_are_not_counted() {
    let safe = json!({ "url": "https://i/a.png", "prompt": "a cat, drawn", "is_image_safe": true });
    let withheld = json!({ "url": null, "prompt": "x", "is_image_safe": false });
    let answer = answer::decode(&[received(&json!({ "data": [safe, withheld] }))]).unwrap();
    assert_eq!(answer.images.len(), 1);
    assert_eq!(answer.images[0].media.url().unwrap(), "https://i/a.png");
    assert_eq!(answer.usage.unwrap().images, 1);
    assert!(answer::decode(&[received(&json!({ "data": [withheld] }))]).is_err());
}

#[test]
fn an_error_is_told_in_its_own_words() {
    for body in [
        json!({ "error": "no" }),
        json!({ "error": { "message": "no" } }),
        json!({ "detail": "no" }),
    ] {
        let told = answer::told(body.to_string().as_bytes());
        assert_eq!(told.message.as_deref(), Some("no"), "{body}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = answer::told(&bytes);
        let answer = Received { status: 200, headers: HeaderMap::new(), body: bytes.into() };
        let _ = answer::decode(&[answer]);
    }
}
