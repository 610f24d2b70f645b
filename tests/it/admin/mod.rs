//! The management API below `/api`, over HTTP.

mod bad_input;
mod changes;
mod description;
mod idempotency;
mod key_list;
mod keys;
mod organizations;
mod outages;
mod pages;
mod prices;
mod providers;
mod routes;
mod secrets;

use awc::http::Method;
use serde_json::Value;
use tests::client::{Answer, Client, whole};

/// Sends a request with these headers, and with a body where there is one.
async fn ask(
    client: &Client,
    (method, path): (Method, &str),
    headers: &[(&str, &str)],
    body: Option<&Value>,
) -> anyhow::Result<Answer> {
    let mut request = client.request(method, path);
    for (name, value) in headers {
        request = request.insert_header((*name, *value));
    }
    match body {
        Some(body) => whole(request.send_json(body)).await,
        None => whole(request.send()).await,
    }
}

async fn patch(client: &Client, path: &str, body: &Value) -> anyhow::Result<Answer> {
    ask(client, (Method::PATCH, path), &[], Some(body)).await
}

async fn delete(client: &Client, path: &str) -> anyhow::Result<Answer> {
    ask(client, (Method::DELETE, path), &[], None).await
}

/// The status and the code of a problem, which has its media type and says what to do.
fn problem(answer: &Answer) -> (u16, String) {
    let body = answer.json();
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{}",
        answer.text()
    );
    assert_eq!(body["status"], answer.status);
    assert!(
        body["detail"]
            .as_str()
            .is_some_and(|detail| !detail.is_empty())
    );
    let code = body["code"].as_str().unwrap_or_default().to_owned();
    assert_eq!(body["type"], format!("/problems/{code}"));
    assert!(!answer.header("x-request-id").is_empty());
    (answer.status, code)
}

/// The field that a problem blames first.
fn pointer(answer: &Answer) -> Option<String> {
    let pointer = answer.json()["errors"][0]["pointer"].clone();
    pointer.as_str().map(str::to_owned)
}
