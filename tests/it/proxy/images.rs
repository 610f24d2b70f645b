//! Images, made and edited.

use domain::request::Operation;
use serde_json::json;

use super::Line;

const BOUNDARY: &str = "the-boundary";

/// A form with two images, a mask, and the bytes that a form could be broken by.
fn form() -> Vec<u8> {
    let mut form = Vec::new();
    let mut part = |head: &str, value: &[u8]| {
        form.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
        );
        form.extend_from_slice(value);
        form.extend_from_slice(b"\r\n");
    };
    part(
        "name=\"image[]\"; filename=\"one.png\"\r\nContent-Type: image/png",
        b"\x89PNG\r\n\x1a\n--the-\0\xff",
    );
    part(
        "name=\"image[]\"; filename=\"two.png\"\r\nContent-Type: image/png",
        b"\x89PNG two",
    );
    part(
        "name=\"mask\"; filename=\"mask.png\"\r\nContent-Type: image/png",
        b"\x89PNG mask",
    );
    part("name=\"model\"", b"double/whole");
    part("name=\"prompt\"", "a hat, 😀".as_bytes());
    part("name=\"n\"", b"2");
    form.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    form
}

fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = bytes.windows(old.len()).position(|window| window == old);
    at.map_or(Vec::new(), |at| {
        [&bytes[..at], new, &bytes[at + old.len()..]].concat()
    })
}

#[actix_web::test]
async fn images_are_made() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let body = json!({ "model": "double/whole", "prompt": "a hat", "size": "1024x1024", "n": 2 });
    let answer = line.client.post("/v1/images/generations", &body).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.json()["data"],
        json!([{ "b64_json": "aGk=" }, { "b64_json": "aG8=" }])
    );
    let received = line.provider.only_call()?;
    assert_eq!(received.path, "/v1/images/generations");
    assert_eq!(received.json()["size"], "1024x1024");

    let settled = line
        .app
        .traffic()
        .await?
        .settled(answer.request_id()?)
        .await?;
    assert_eq!(settled.operation, Operation::ImageGeneration);
    let usage = settled.usage;
    assert_eq!(
        (
            usage.images,
            usage.input_uncached,
            usage.image_in,
            usage.image_out
        ),
        (2, 4, 5, 20)
    );
    Ok(())
}

#[actix_web::test]
async fn images_are_edited_with_a_mask_and_several_sources() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let answer = line
        .client
        .post_bytes("/v1/images/edits", &content_type, form())
        .await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let received = line.provider.only_call()?;
    assert_eq!(received.path, "/v1/images/edits");
    assert_eq!(received.headers["content-type"], content_type);
    assert_eq!(received.body, replaced(&form(), b"double/whole", b"whole"));

    let settled = line
        .app
        .traffic()
        .await?
        .settled(answer.request_id()?)
        .await?;
    assert_eq!(
        (settled.operation, settled.usage.images),
        (Operation::ImageEdit, 2)
    );
    Ok(())
}

#[actix_web::test]
async fn a_form_that_lacks_something_or_is_broken_is_refused_with_its_name() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let whole = format!("multipart/form-data; boundary={BOUNDARY}");
    let cut = form()[..form().len() - 30].to_vec();
    for (content_type, body, status, param) in [
        (
            &*whole,
            replaced(&form(), b"\"prompt\"", b"\"other\""),
            400,
            json!("prompt"),
        ),
        (
            &*whole,
            replaced(&form(), b"\"model\"", b"\"other\""),
            400,
            json!("model"),
        ),
        (&*whole, cut, 400, json!(null)),
        ("multipart/form-data", form(), 400, json!(null)),
        ("application/json", b"{}".to_vec(), 415, json!(null)),
    ] {
        let answer = line
            .client
            .post_bytes("/v1/images/edits", content_type, body)
            .await?;
        assert_eq!(answer.status, status, "{}", answer.text());
        assert_eq!(answer.json()["error"]["param"], param, "{}", answer.text());
    }
    assert!(line.provider.received().is_empty());
    Ok(())
}
