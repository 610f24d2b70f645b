//! What real servers do on the wire, and no client library would.

use domain::request::{Event, FailureReason, Outcome};
use serde_json::json;
use tests::client::Answer;
use tests::provider::CHAT;
use tests::raw::{Raw, Then};

use super::{Line, chat, streamed};

/// A stream's chunks, and its end.
const CHUNKS: &str = concat!(
    r#"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":"#,
    r#"[{"index":0,"delta":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}"#,
    "\n\ndata: [DONE]\n\n",
);

/// A line with a second provider, `raw`.
async fn line(raw: &Raw) -> anyhow::Result<Line> {
    let line = Line::start().await?;
    line.app.provider("raw", raw.url(), &[]).await?;
    Ok(line)
}

async fn ask(line: &Line, mut body: serde_json::Value) -> anyhow::Result<Answer> {
    body["model"] = json!("raw/m");
    line.client.chat(&body).await
}

#[actix_web::test]
async fn one_connection_serves_one_stream_after_the_other() -> anyhow::Result<()> {
    let length = CHUNKS.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n\
         {length:x}\r\n{CHUNKS}\r\n0\r\n\r\n"
    );
    let raw = Raw::start(&answer, Then::Stay).await?;
    let line = line(&raw).await?;
    for _ in 0..20 {
        let answer = ask(&line, streamed("m")).await?;
        assert!(
            answer.text().ends_with("data: [DONE]\n\n"),
            "{}",
            answer.text()
        );
    }
    // One a worker at most, and one more where a call came before the last was put away.
    assert!(raw.connections() <= 8, "{} connections", raw.connections());
    Ok(())
}

#[actix_web::test]
async fn an_answer_may_end_with_its_connection() -> anyhow::Result<()> {
    for (content_type, answer, body) in [
        ("application/json", CHAT, chat("m")),
        ("text/event-stream", CHUNKS, streamed("m")),
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\n\r\n{answer}");
        let raw = Raw::start(&answer, Then::Close).await?;
        let line = line(&raw).await?;
        let answer = ask(&line, body).await?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.text().contains("Hello"), "{}", answer.text());
        assert_eq!(raw.connections(), 1);
    }
    Ok(())
}

#[actix_web::test]
async fn a_connection_that_breaks_off_before_an_answer_is_tried_again() -> anyhow::Result<()> {
    let raw = Raw::start("", Then::Reset).await?;
    let line = line(&raw).await?;
    let answer = ask(&line, chat("m")).await?;
    assert_eq!(answer.error(), (502, "upstream_error".to_owned()));
    assert_eq!(answer.header("x-hub-attempts"), "2");
    let mut traffic = line.app.traffic().await?;
    let settled = traffic.settled(answer.request_id()?).await?;
    assert_eq!(settled.failure, Some(FailureReason::UpstreamUnreachable));
    Ok(())
}

#[actix_web::test]
async fn an_error_in_place_of_a_streams_first_chunk_has_its_own_status() -> anyhow::Result<()> {
    for (error, status, reason) in [
        (
            json!({ "message": "slow down", "code": 429 }),
            429,
            FailureReason::UpstreamRateLimited,
        ),
        (
            json!({ "message": "too many words", "type": "invalid_request_error", "code": "context_length_exceeded" }),
            400,
            FailureReason::UpstreamRejected,
        ),
    ] {
        let error = json!({ "error": error });
        for (content_type, body) in [
            ("text/event-stream", format!("data: {error}\n\n")),
            ("application/json", error.to_string()),
        ] {
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n{body}"
            );
            let raw = Raw::start(&answer, Then::Stay).await?;
            let line = line(&raw).await?;
            let answer = ask(&line, streamed("m")).await?;
            assert_eq!(answer.status, status, "{}", answer.text());
            assert_eq!(answer.json()["error"]["message"], error["error"]["message"]);
            let mut traffic = line.app.traffic().await?;
            let settled = traffic.settled(answer.request_id()?).await?;
            assert_eq!(settled.failure, Some(reason));
        }
    }
    Ok(())
}

#[actix_web::test]
async fn what_was_used_before_a_stream_broke_off_is_recorded() -> anyhow::Result<()> {
    let chunk = json!({
        "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [{ "index": 0, "delta": { "content": "Hello" }, "finish_reason": null }],
        "usage": { "prompt_tokens": 7, "completion_tokens": 1, "total_tokens": 8 },
    });
    let body = format!("data: {chunk}\n\ndata: {{\"error\":{{\"message\":\"gone\"}}}}\n\n");
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let raw = Raw::start(&answer, Then::Stay).await?;
    let line = line(&raw).await?;
    let answer = ask(&line, streamed("m")).await?;
    assert!(answer.text().contains("gone"), "{}", answer.text());
    let mut traffic = line.app.traffic().await?;
    let settled = traffic.settled(answer.request_id()?).await?;
    assert_eq!(
        (settled.usage.input_uncached, settled.usage.output_text),
        (7, 1)
    );
    Ok(())
}

#[actix_web::test]
async fn speech_in_chunks_that_breaks_off_has_failed() -> anyhow::Result<()> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ntransfer-encoding: chunked\r\n\r\n";
    for (end, outcome) in [("", Outcome::Failed), ("0\r\n\r\n", Outcome::Succeeded)] {
        let sound = format!("{head}5\r\nID3ab\r\n{end}");
        let raw = Raw::start(&sound, Then::Close).await?;
        let line = line(&raw).await?;
        let body = json!({ "model": "raw/m", "input": "hello", "voice": "alloy" });
        // What the client sees of it depends on the client.
        drop(line.client.post("/v1/audio/speech", &body).await);
        let mut traffic = line.app.traffic().await?;
        let settled = traffic.find(|event| match event {
            Event::Settled(settled) => Some(settled.clone()),
            Event::Accepted(_) | Event::Refused(_) => None,
        });
        assert_eq!(settled.await?.outcome, outcome, "{end}");
    }
    Ok(())
}
