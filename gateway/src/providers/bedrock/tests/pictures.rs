//! Pictures.
use super::*;
use canonical::{
    images::{Answer, Form, Request as Wanted},
    media::{Media, Source},
};
use proptest::prelude::*;

const CANVAS: &str = "amazon.nova-canvas-v1:0";
const STABLE: &str = "stability.sd3-5-large-v1:0";
const INPAINT: &str = "us.stability.stable-image-inpaint-v1:0";
/// Two pixels, of which the first is transparent.
const MASK: &str = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGPg5ORkOHHixH8ACM0Dc1Z2NUwAAAAASUVORK5CYII=";

fn wanted() -> Wanted {
    Wanted {
        prompt: "a cat".into(),
        ..Wanted::default()
    }
}

fn picture(data: &str) -> Media {
    Media::base64(Some("image/png"), data.to_owned())
}

fn tried(model: &str, request: &Wanted) -> Result<Encoded, Unsupported> {
    recipient("bedrock", model, |to| BEDROCK.images(request, to))
}

fn bodies(model: &str, request: &Wanted) -> Vec<Value> {
    let encoded = tried(model, request).unwrap();
    let all = std::iter::once(&encoded.first).chain(&encoded.more);
    all.map(|call| serde_json::from_slice(&call.body).unwrap())
        .collect()
}

fn read(bodies: &[Value]) -> Result<Answer, Malformed> {
    let answers = bodies.iter().map(|body| Received {
        body: body.to_string().into(),
        ..Received::default()
    });
    let answers: Vec<Received> = answers.collect();
    BEDROCK.images_answer(&wanted(), &answers)
}

#[test]
fn amazons_models_make_five_pictures_at_once() {
    let mut request = Wanted {
        n: Some(7),
        size: Some("1280x720".into()),
        quality: Some("hd".into()),
        ..wanted()
    };
    request.extra.insert("negativeText".into(), json!("dogs"));
    request.extra.insert("seed".into(), json!("7"));
    request.extra.insert("unheard_of".into(), json!(1));
    let encoded = tried(CANVAS, &request).unwrap();
    assert_eq!(
        encoded.first.path,
        "/model/amazon.nova-canvas-v1%3A0/invoke"
    );
    assert_eq!(encoded.dropped, ["unheard_of"]);
    let config = |number: u64| json!({ "width": 1280, "height": 720, "quality": "premium", "seed": 7, "numberOfImages": number });
    let body = |number| {
        json!({
            "taskType": "TEXT_IMAGE",
            "textToImageParams": { "text": "a cat", "negativeText": "dogs" },
            "imageGenerationConfig": config(number),
        })
    };
    assert_eq!(bodies(CANVAS, &request), [body(5), body(2)]);
}

#[test]
fn amazons_models_vary_pictures_and_change_them_where_a_mask_says() {
    let varied = Wanted {
        images: vec![picture("AAAA"), picture("BBBB")],
        ..wanted()
    };
    let body = &bodies(CANVAS, &varied)[0];
    assert_eq!(body["taskType"], "IMAGE_VARIATION");
    assert_eq!(
        body["imageVariationParams"],
        json!({ "text": "a cat", "images": ["AAAA", "BBBB"] })
    );
    let masked = Wanted {
        images: vec![picture("AAAA")],
        mask: Some(picture(MASK)),
        ..wanted()
    };
    let body = &bodies("amazon.titan-image-generator-v2:0", &masked)[0];
    assert_eq!(body["taskType"], "INPAINTING");
    assert_eq!(body["inPaintingParams"]["image"], "AAAA");
    let mask = body["inPaintingParams"]["maskImage"].as_str().unwrap();
    assert!(mask.starts_with("iVBO") && mask != MASK);
    let mut by_words = Wanted {
        images: vec![picture("AAAA")],
        ..wanted()
    };
    by_words.extra.insert("maskPrompt".into(), json!("the hat"));
    let body = &bodies(CANVAS, &by_words)[0];
    assert_eq!(body["inPaintingParams"]["maskPrompt"], "the hat");
}

#[test]
fn stabilitys_models_make_one_picture_a_call_in_the_nearest_shape() {
    let mut request = Wanted {
        n: Some(2),
        size: Some("1792x1024".into()),
        output_format: Some("webp".into()),
        ..wanted()
    };
    request.extra.insert("seed".into(), json!(4));
    let body = |seed: u64| json!({ "prompt": "a cat", "aspect_ratio": "16:9", "output_format": "webp", "seed": seed });
    assert_eq!(bodies(STABLE, &request), [body(4), body(5)]);
}

#[test]
fn stabilitys_models_start_from_a_picture_and_its_services_change_it() {
    let request = Wanted {
        images: vec![picture("AAAA")],
        ..wanted()
    };
    let expected =
        json!({ "prompt": "a cat", "image": "AAAA", "mode": "image-to-image", "strength": 0.65 });
    assert_eq!(bodies(STABLE, &request), [expected]);
    let masked = Wanted {
        mask: Some(picture(MASK)),
        ..request.clone()
    };
    let body = &bodies(INPAINT, &masked)[0];
    assert_eq!(
        (&body["image"], &body["prompt"]),
        (&json!("AAAA"), &json!("a cat"))
    );
    assert!(body["mask"].as_str().unwrap().starts_with("iVBO"));
    assert_eq!(body.get("mode"), None);
    let wordless = &bodies("us.stability.stable-image-remove-background-v1:0", &request)[0];
    assert_eq!(wordless, &json!({ "image": "AAAA" }));
}

#[test]
fn a_picture_is_drawn_in_the_style_of_a_second() {
    let model = "us.stability.stable-style-transfer-v1:0";
    let both = Wanted {
        images: vec![picture("AAAA"), picture("BBBB")],
        ..wanted()
    };
    assert_eq!(
        bodies(model, &both),
        [json!({ "prompt": "a cat", "init_image": "AAAA", "style_image": "BBBB" })]
    );
    let one = Wanted {
        images: vec![picture("AAAA")],
        ..wanted()
    };
    let masked = Wanted {
        mask: Some(picture(MASK)),
        ..both
    };
    for (request, param) in [(one, "image"), (masked, "mask")] {
        let refused = tried(model, &request).unwrap_err();
        assert_eq!(refused.param.as_deref(), Some(param));
    }
}

#[test]
fn what_a_model_cannot_do_is_refused() {
    let refused = |model: &str, request: &Wanted| {
        let refused = tried(model, request).unwrap_err();
        refused.param.unwrap().into_owned()
    };
    assert_eq!(refused(CLAUDE, &wanted()), "model");
    let many = Wanted {
        n: Some(11),
        ..wanted()
    };
    assert_eq!(refused(CANVAS, &many), "n");
    let far = Wanted {
        images: vec![Media {
            source: Source::Url("https://example.com/a.png".into()),
            media_type: None,
            name: None,
        }],
        ..wanted()
    };
    assert_eq!(refused(CANVAS, &far), "image");
    let two = Wanted {
        images: vec![picture("AAAA"), picture("BBBB")],
        mask: Some(picture(MASK)),
        ..wanted()
    };
    assert_eq!(refused(CANVAS, &two), "image");
    assert_eq!(refused(STABLE, &two), "image");
    let masked = Wanted {
        images: vec![picture("AAAA")],
        mask: Some(picture(MASK)),
        ..wanted()
    };
    assert_eq!(refused(STABLE, &masked), "mask");
    for size in ["big", "0x1", "1x"] {
        let sized = Wanted {
            size: Some(size.into()),
            ..wanted()
        };
        assert_eq!(refused(CANVAS, &sized), "size", "{size}");
    }
}

#[test]
fn what_says_nothing_to_a_model_is_told_to_have_been_left_out() {
    let request = Wanted {
        quality: Some("hd".into()),
        background: Some("transparent".into()),
        form: Form::Url,
        user: Some("u".into()),
        ..wanted()
    };
    let dropped = tried(STABLE, &request).unwrap().dropped;
    assert_eq!(
        dropped,
        ["quality", "background", "response_format", "user"]
    );
    let dropped = tried(CANVAS, &request).unwrap().dropped;
    assert_eq!(dropped, ["background", "response_format", "user"]);
}

#[test]
fn as_many_pictures_are_counted_as_were_made() {
    let answer = read(&[
        json!({ "images": ["iVBOAAAA", "/9j/AAAA"] }),
        json!({ "images": [], "error": "Some of the generated images have been blocked." }),
        json!({ "images": ["UklGAAAA"], "seeds": [1], "finish_reasons": [null] }),
        json!({ "images": [""], "seeds": [1], "finish_reasons": ["Filter reason: prompt"] }),
    ]);
    let answer = answer.unwrap();
    let types: Vec<_> = answer
        .images
        .iter()
        .map(|image| image.media.media_type.as_deref().unwrap())
        .collect();
    assert_eq!(types, ["image/png", "image/jpeg", "image/webp"]);
    let usage = answer.usage.unwrap();
    assert_eq!((usage.images, usage.requests), (3, 4));
    assert!(read(&[json!({ "images": [], "error": "blocked" })]).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let received = Received { body: body.into(), ..Received::default() };
        let _ = BEDROCK.images_answer(&wanted(), &[received]);
    }
}
