//! What passes to the providers that have it: judgements, rankings, speech, and what was heard.

use domain::request::{Event, FailureReason, Operation, Outcome, UsageSource};
use serde_json::{Value, json};
use tests::provider::SOUND;
use tests::waiting::PATIENCE;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Line;

const BOUNDARY: &str = "the-boundary";

fn form(parts: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n{value}\r\n"
        )
    };
    parts.iter().map(part).collect::<String>() + &format!("--{BOUNDARY}--\r\n")
}

fn form_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

#[actix_web::test]
async fn texts_are_judged() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let body = json!({ "model": "double/whole", "input": ["a", "b"], "a_new_field": 1 });
    let answer = line.client.post("/v1/moderations", &body).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["model"], "double/whole");
    let received = line.provider.only_call()?;
    assert_eq!(received.path, "/v1/moderations");
    let expected = json!({ "model": "whole", "input": ["a", "b"], "a_new_field": 1 });
    assert_eq!(received.json(), expected);
    let mut traffic = line.app.traffic().await?;
    let settled = traffic.settled(answer.request_id()?).await?;
    assert_eq!(
        (settled.operation, settled.usage.requests),
        (Operation::Moderation, 1)
    );
    Ok(())
}

#[actix_web::test]
async fn a_judgement_without_a_model_is_asked_of_the_usual_one() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let body = json!({ "provider": "double", "model": "omni-moderation-latest", "type": "chat" });
    line.app.create("/api/models", &body).await?;
    let body = json!({ "input": "a" });
    let answer = line.client.post("/v1/moderations", &body).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let received = line.provider.only_call()?;
    let expected = json!({ "input": "a", "model": "omni-moderation-latest" });
    assert_eq!(received.json(), expected);
    Ok(())
}

#[actix_web::test]
async fn documents_are_ranked_where_the_kind_has_it() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let cohere = format!("{}/compatibility/v1", line.provider.root());
    for (kind, name, url) in [
        ("cohere", "cohere", cohere.as_str()),
        ("deepseek", "talks", line.provider.url()),
    ] {
        line.app.provider_of_kind(kind, (name, url), &[]).await?;
    }
    let ask = |model: &str| json!({ "model": model, "query": "q", "documents": ["a", "b"] });
    let mut paths = Vec::new();
    for model in ["double/whole", "cohere/whole"] {
        let answer = line.client.post("/v1/rerank", &ask(model)).await?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.json()["results"][0]["index"], 1);
        let mut traffic = line.app.traffic().await?;
        let settled = traffic.settled(answer.request_id()?).await?;
        assert_eq!(
            (settled.operation, settled.usage.searches),
            (Operation::Rerank, 1)
        );
        paths = line.provider.received();
    }
    let paths: Vec<&str> = paths.iter().map(|call| &*call.path).collect();
    assert_eq!(paths, ["/v1/rerank", "/v2/rerank"]);
    let answer = line.client.post("/v1/rerank", &ask("talks/whole")).await?;
    assert_eq!(answer.error(), (400, "unsupported".into()));
    Ok(())
}

fn speech(model: &str) -> Value {
    json!({ "model": model, "input": "hello", "voice": "alloy" })
}

#[actix_web::test]
async fn speech_passes_piece_by_piece_and_byte_for_byte() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let answer = line
        .client
        .post("/v1/audio/speech", &speech("double/whole"))
        .await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "audio/mpeg");
    assert_eq!(answer.body, SOUND.concat());
    assert_eq!(line.provider.only_call()?.json(), speech("whole"));
    let mut traffic = line.app.traffic().await?;
    let settled = traffic.settled(answer.request_id()?).await?;
    assert_eq!(
        (settled.operation, settled.outcome, settled.usage_source),
        (
            Operation::Speech,
            Outcome::Succeeded,
            UsageSource::Estimated
        )
    );
    assert_eq!(settled.usage.characters, 5);
    assert!(settled.time_to_first_token_micros.is_some());
    Ok(())
}

#[actix_web::test]
async fn speech_that_breaks_off_is_broken_off_for_the_client_too() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let token = line.app.key(&json!({ "name": "raw" })).await?.token;
    let body = speech("double/cut").to_string();
    let url = line.app.gateway().url();
    let mut connection = TcpStream::connect(url.trim_start_matches("http://")).await?;
    let request = format!(
        "POST /v1/audio/speech HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len(),
    );
    connection.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    timeout(PATIENCE, connection.read_to_end(&mut answer)).await??;
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer.contains("ID3") && !answer.ends_with("0\r\n\r\n"),
        "{answer}"
    );
    let mut traffic = line.app.traffic().await?;
    let settled = traffic.find(|event| match event {
        Event::Settled(settled) => Some(settled.clone()),
        Event::Accepted(_) | Event::Refused(_) => None,
    });
    let settled = settled.await?;
    assert_eq!(
        (settled.outcome, settled.failure),
        (Outcome::Failed, Some(FailureReason::UpstreamCut))
    );
    Ok(())
}

#[actix_web::test]
async fn speech_that_fails_before_its_first_byte_is_tried_elsewhere() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let route = json!({
        "name": "voice", "strategy": "fallback",
        "targets": [
            { "provider": "double", "model": "status-500" },
            { "provider": "double", "model": "whole" },
        ],
    });
    line.app.create("/api/routes", &route).await?;
    let answer = line
        .client
        .post("/v1/audio/speech", &speech("voice"))
        .await?;
    assert_eq!((answer.status, answer.body), (200, SOUND.concat().into()));
    Ok(())
}

#[actix_web::test]
async fn what_was_heard_is_written_down() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let parts = [
        ("file", "RIFF\0"),
        ("model", "double/whole"),
        ("language", "en"),
    ];
    let answer = line
        .client
        .post_bytes("/v1/audio/transcriptions", &form_type(), form(&parts))
        .await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["text"], "Hello world");
    let received = line.provider.only_call()?;
    assert_eq!(received.path, "/v1/audio/transcriptions");
    let expected = form(&[parts[0], ("model", "whole"), parts[2]]);
    assert_eq!(received.body, expected);
    let mut traffic = line.app.traffic().await?;
    let settled = traffic.settled(answer.request_id()?).await?;
    assert_eq!(
        (settled.operation, settled.usage.seconds),
        (Operation::Transcription, 3)
    );
    Ok(())
}

#[actix_web::test]
async fn what_is_missing_is_named() -> anyhow::Result<()> {
    let line = Line::start().await?;
    for (path, body, param) in [
        (
            "/v1/moderations",
            json!({ "model": "double/whole" }),
            "input",
        ),
        (
            "/v1/rerank",
            json!({ "model": "double/whole", "query": "q" }),
            "documents",
        ),
        (
            "/v1/rerank",
            json!({ "model": "double/whole", "documents": [] }),
            "query",
        ),
        (
            "/v1/audio/speech",
            json!({ "model": "double/whole" }),
            "input",
        ),
        ("/v1/audio/speech", json!({ "input": "a" }), "model"),
    ] {
        let answer = line.client.post(path, &body).await?;
        assert_eq!(answer.status, 400, "{}", answer.text());
        assert_eq!(answer.json()["error"]["param"], param, "{path}");
    }
    let answer = line
        .client
        .post_bytes(
            "/v1/audio/transcriptions",
            &form_type(),
            form(&[("model", "double/whole")]),
        )
        .await?;
    assert_eq!(answer.json()["error"]["param"], "file");
    assert!(line.provider.received().is_empty());
    Ok(())
}
