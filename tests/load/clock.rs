//! A provider whose answer is the time: each chunk says when it left.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use actix_web::HttpResponse;
use actix_web::rt::time::{Interval, interval};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use futures_util::stream::{self, Stream};
use serde_json::{Value, json};
use tests::serving::Serving;

/// How far apart chunks are.
const GAP: Duration = Duration::from_millis(10);

/// Starts one that counts from `began`, whatever it is asked.
pub(crate) fn start(began: Instant) -> anyhow::Result<Serving> {
    Serving::start(move |config: &mut ServiceConfig| {
        config
            .app_data(Data::new(began))
            .default_service(web::to(tell));
    })
}

/// When the chunk in `frame` left; nothing of a frame that is no such chunk.
pub(crate) fn departure(frame: &str) -> Option<Duration> {
    let chunk: Value = serde_json::from_str(frame.strip_prefix("data: ")?).ok()?;
    let content = chunk["choices"][0]["delta"]["content"].as_str()?;
    Some(Duration::from_nanos(content.parse().ok()?))
}

async fn tell(began: Data<Instant>, body: web::Json<Value>) -> HttpResponse {
    let chunks = body["max_tokens"].as_u64().unwrap_or_default();
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .streaming(Box::pin(frames(**began, chunks)))
}

fn frames(began: Instant, chunks: u64) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let telling = (interval(GAP), 0);
    stream::unfold(
        telling,
        move |(mut ticks, sent): (Interval, u64)| async move {
            let frame = match sent {
                _ if sent < chunks => {
                    ticks.tick().await;
                    chunk(
                        &json!({ "content": began.elapsed().as_nanos().to_string() }),
                        None,
                    )
                }
                _ if sent == chunks => chunk(&json!({}), Some("stop")),
                _ if sent == chunks + 1 => "data: [DONE]\n\n".to_owned(),
                _ => return None,
            };
            Some((Ok(Bytes::from(frame)), (ticks, sent + 1)))
        },
    )
}

fn chunk(delta: &Value, finish_reason: Option<&str>) -> String {
    let chunk = json!({
        "id": "chatcmpl-clock", "object": "chat.completion.chunk", "created": 1, "model": "clock",
        "choices": [{ "index": 0, "delta": delta, "finish_reason": finish_reason }],
    });
    format!("data: {chunk}\n\n")
}
