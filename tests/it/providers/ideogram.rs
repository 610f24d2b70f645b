//! Ideogram, by its own API, for clients of OpenAI's.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::request::Operation;
use serde_json::json;
use tests::app::{App, PROVIDER_KEY};
use tests::client::Client;
use tests::provider::Provider;

const BOUNDARY: &str = "the-boundary";
const PICTURE: &[u8] = include_bytes!("../../clients/square.png");

async fn line() -> anyhow::Result<(App, Provider, Client)> {
    let app = App::start().await?;
    let provider = Provider::start()?;
    let models = [("ideogram-v3", "image"), ("ideogram-v4", "image")];
    app.provider_of_kind("ideogram", ("ideogram", provider.root()), &models)
        .await?;
    let client = app.client().await?;
    Ok((app, provider, client))
}

#[actix_web::test]
async fn pictures_are_made() -> anyhow::Result<()> {
    let (app, provider, client) = line().await?;
    let body = json!({ "model": "ideogram-v3", "prompt": "a cat", "n": 2, "size": "1024x1536", "response_format": "url" });
    let answer = client.post("/v1/images/generations", &body).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let drawn = json!({ "url": "https://ideogram.ai/one.png", "revised_prompt": "a cat, drawn" });
    assert_eq!(answer.json()["data"], json!([drawn]));
    let received = provider.only_call()?;
    assert_eq!(received.path, "/v1/ideogram-v3/generate");
    assert_eq!(received.headers["api-key"], PROVIDER_KEY);
    let form = String::from_utf8_lossy(&received.body).into_owned();
    for field in [
        "name=\"num_images\"\r\n\r\n2",
        "name=\"aspect_ratio\"\r\n\r\n2x3",
    ] {
        assert!(form.contains(field), "{form}");
    }
    let mut traffic = app.traffic().await?;
    let settled = traffic.settled(answer.request_id()?).await?;
    assert_eq!(
        (settled.operation, settled.usage.images),
        (Operation::ImageGeneration, 1)
    );
    Ok(())
}

#[actix_web::test]
async fn a_picture_is_changed_where_its_mask_is_clear() -> anyhow::Result<()> {
    let (_app, provider, client) = line().await?;
    let mut form = Vec::new();
    let mut part = |head: &str, value: &[u8]| {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        form.extend_from_slice(head.as_bytes());
        form.extend_from_slice(value);
        form.extend_from_slice(b"\r\n");
    };
    let file = "filename=\"a.png\"\r\nContent-Type: image/png";
    part("name=\"model\"", b"ideogram-v3");
    part("name=\"prompt\"", b"a hat");
    part(&format!("name=\"image\"; {file}"), PICTURE);
    part(&format!("name=\"mask\"; {file}"), PICTURE);
    form.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let answer = client
        .post_bytes("/v1/images/edits", &content_type, form)
        .await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let received = provider.only_call()?;
    assert_eq!(received.path, "/v1/ideogram-v3/inpaint");
    let holds = |bytes: &[u8]| received.body.windows(bytes.len()).any(|at| at == bytes);
    assert!(holds(PICTURE) && holds(b"name=\"mask\"; filename=\"picture.png\""));
    Ok(())
}

#[actix_web::test]
async fn aignes_own_client_gets_the_addresses_too() -> anyhow::Result<()> {
    let (_app, provider, client) = line().await?;
    let picture =
        json!({ "type": "file", "data": STANDARD.encode(PICTURE), "mimeType": "image/png" });
    let input = json!({ "prompt": "a hat", "image": [picture], "modelOptions": { "model": "ideogram/ideogram-v4" } });
    let answer = client
        .post("/ai-kit/api/v2/image", &json!({ "input": input }))
        .await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.json()["images"][0]["url"],
        "https://ideogram.ai/one.png"
    );
    assert_eq!(provider.only_call()?.path, "/v1/ideogram-v4/remix");
    Ok(())
}

#[actix_web::test]
async fn there_are_no_conversations() -> anyhow::Result<()> {
    let (_app, provider, client) = line().await?;
    let body = json!({ "model": "ideogram-v3", "messages": [{ "role": "user", "content": "hi" }] });
    let answer = client.chat(&body).await?;
    assert_eq!(answer.error(), (400, "unsupported".into()));
    assert!(provider.received().is_empty());
    Ok(())
}
