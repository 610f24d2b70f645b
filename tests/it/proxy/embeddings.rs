//! Embeddings.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::request::Operation;
use serde_json::{Value, json};
use tests::client::Answer;

use super::Line;

/// The provider's vector in OpenAI's base64: 32-bit floats, little-endian.
fn in_base64() -> String {
    let bytes: Vec<u8> = [0.25_f32, -0.5, 1.0]
        .into_iter()
        .flat_map(f32::to_le_bytes)
        .collect();
    STANDARD.encode(bytes)
}

async fn embed(line: &Line, model: &str, rest: &Value) -> anyhow::Result<Answer> {
    let mut body = rest.clone();
    body["model"] = json!(format!("double/{model}"));
    line.client.post("/v1/embeddings", &body).await
}

#[actix_web::test]
async fn vectors_come_in_the_form_that_was_asked_for() -> anyhow::Result<()> {
    let line = Line::start().await?;
    for (model, format, expected) in [
        ("whole", "float", json!([0.25, -0.5, 1.0])),
        ("whole", "base64", json!(in_base64())),
        ("float", "base64", json!(in_base64())),
    ] {
        let asked = json!({ "input": "a", "encoding_format": format });
        let answer = embed(&line, model, &asked).await?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(
            answer.json()["data"][0]["embedding"],
            expected,
            "{model} {format}"
        );
        assert_eq!(answer.json()["model"], format!("double/{model}"));
    }
    Ok(())
}

#[actix_web::test]
async fn texts_and_arrays_of_tokens_reach_the_provider_as_they_came() -> anyhow::Result<()> {
    let line = Line::start().await?;
    for input in [
        json!("a"),
        json!(["a", "b"]),
        json!([1, 2, 3]),
        json!([[1, 2], [3]]),
    ] {
        let answer = embed(&line, "whole", &json!({ "input": input, "dimensions": 3 })).await?;
        assert_eq!(answer.status, 200);
        let received = line.provider.received().pop().map(|call| call.json());
        let received = received.unwrap_or_default();
        assert_eq!(
            (&received["input"], &received["dimensions"]),
            (&input, &json!(3))
        );
    }
    Ok(())
}

#[actix_web::test]
async fn embeddings_are_recorded_with_their_input() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let id = embed(&line, "whole", &json!({ "input": "a" }))
        .await?
        .request_id()?;
    let settled = line.app.traffic().await?.settled(id).await?;
    assert_eq!(settled.operation, Operation::Embeddings);
    assert_eq!(
        (settled.usage.input_tokens(), settled.usage.output_tokens()),
        (5, 0)
    );
    Ok(())
}
