//! Bounds on what a caller may send.

use actix_web::web::Bytes;
use awc::http::Method;
use domain::request::RefusalReason;
use futures_util::stream;
use tests::app::App;
use tests::client::{Answer, whole};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Line, chat};

/// The bound in these tests, in bytes.
const BOUND: usize = 4096;

async fn line() -> anyhow::Result<Line> {
    Line::of(App::build().set("HUB_MAX_BODY_BYTES", BOUND.to_string())).await
}

/// A chat whose body has exactly this many bytes.
fn chat_of(bytes: usize) -> String {
    let body = chat("whole").to_string();
    let filling = " ".repeat(bytes - body.len());
    body + &filling
}

/// Sends the body in pieces, without saying how long it is.
async fn chunked(line: &Line, body: String) -> anyhow::Result<Answer> {
    let pieces: Vec<_> = body
        .into_bytes()
        .chunks(1000)
        .map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece)))
        .collect();
    let request = line.client.request(Method::POST, "/v1/chat/completions");
    let request = request.insert_header(("content-type", "application/json"));
    whole(request.send_stream(stream::iter(pieces))).await
}

#[actix_web::test]
async fn a_body_over_the_limit_is_refused_whether_or_not_its_length_is_said() -> anyhow::Result<()>
{
    let line = line().await?;
    let mut traffic = line.app.traffic().await?;
    let said = line
        .client
        .post_bytes(
            "/v1/chat/completions",
            "application/json",
            chat_of(BOUND + 1),
        )
        .await?;
    for answer in [said, chunked(&line, chat_of(BOUND + 1)).await?] {
        assert_eq!(answer.error(), (413, "request_too_large".into()));
        let refused = traffic.refused(answer.request_id()?).await?;
        assert_eq!(refused.reason, RefusalReason::BodyTooLarge);
    }
    assert!(line.provider.received().is_empty());
    Ok(())
}

#[actix_web::test]
async fn a_body_of_exactly_the_limit_is_taken() -> anyhow::Result<()> {
    let line = line().await?;
    assert_eq!(chunked(&line, chat_of(BOUND)).await?.status, 200);
    let received = line.provider.only_call()?;
    assert_eq!(received.body.len(), BOUND - "double/".len());
    Ok(())
}

#[actix_web::test]
async fn a_head_without_bound_is_refused() -> anyhow::Result<()> {
    let line = line().await?;
    let mut connection = TcpStream::connect(line.app.gateway().address()).await?;
    let head = "GET /v1/models HTTP/1.1\r\nhost: h\r\n";
    connection.write_all(head.as_bytes()).await?;
    let header = format!("x-filling: {}\r\n", "x".repeat(8000));
    // The hub may close before it has read all of it; then the write fails.
    for _ in 0..64 {
        if connection.write_all(header.as_bytes()).await.is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    // A reset after the answer takes nothing from it.
    let _ = connection.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
        "{answer}"
    );
    assert_eq!(line.client.chat(&chat("whole")).await?.status, 200);
    Ok(())
}

#[actix_web::test]
async fn a_body_that_breaks_off_is_no_call() -> anyhow::Result<()> {
    let line = line().await?;
    let token = line
        .app
        .key(&serde_json::json!({ "name": "k" }))
        .await?
        .token;
    let mut connection = TcpStream::connect(line.app.gateway().address()).await?;
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: h\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{\"model\":"
    );
    connection.write_all(head.as_bytes()).await?;
    drop(connection);
    // The next call is answered after the broken one was dealt with or not: neither reaches the provider twice.
    assert_eq!(line.client.chat(&chat("whole")).await?.status, 200);
    line.provider.only_call()?;
    Ok(())
}
