//! Clients of Anthropic's API, before a provider that speaks it and before one that does not.

use actix_web::http::Method;
use serde_json::{Value, json};
use tests::app::{App, PROVIDER_KEY};
use tests::client::{Answer, Client, whole};
use tests::provider::{COUNTED, MESSAGE, Provider};

use super::Line;

const PATH: &str = "/v1/messages";
const COUNT: &str = "/v1/messages/count_tokens";

/// A hub with the provider as `claude`, which speaks Anthropic's API.
async fn same_format() -> anyhow::Result<Line> {
    let app = App::start().await?;
    let provider = Provider::start()?;
    let models = [
        ("whole", "chat"),
        ("status-404", "chat"),
        ("status-529", "chat"),
    ];
    app.provider_of_kind("anthropic", ("claude", provider.root()), &models)
        .await?;
    Ok(Line {
        client: app.client().await?,
        app,
        provider,
    })
}

fn message(model: &str) -> Value {
    json!({ "model": model, "max_tokens": 9, "messages": [{ "role": "user", "content": "Say hello." }] })
}

async fn with_headers(
    client: &Client,
    body: &'static str,
    headers: &[(&str, &str)],
) -> anyhow::Result<Answer> {
    let mut request = client.request(Method::POST, PATH);
    for header in [("content-type", "application/json")].iter().chain(headers) {
        request = request.append_header(*header);
    }
    whole(request.send_body(body)).await
}

#[actix_web::test]
async fn a_call_to_a_provider_of_the_same_format_keeps_every_byte_but_the_model()
-> anyhow::Result<()> {
    let line = same_format().await?;
    let body = r#"{ "messages" : [{"role":"user","content":"hi"}], "a_new_field": 1.50, "model":"claude/whole", "max_tokens":9 }"#;
    let answer = with_headers(&line.client, body, &[]).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.text(), MESSAGE.replace("MODEL", "claude/whole"));
    assert_eq!(answer.header("request-id"), answer.header("x-request-id"));

    let call = line.provider.only_call()?;
    assert_eq!(call.path, PATH);
    assert_eq!(call.body, body.replace("claude/whole", "whole"));
    assert_eq!(call.headers["x-api-key"], PROVIDER_KEY);
    assert_eq!(call.headers["anthropic-version"], "2023-06-01");
    assert!(!call.headers.contains_key("anthropic-beta"));

    let mut traffic = line.app.traffic().await?;
    let usage = traffic.settled(answer.request_id()?).await?.usage;
    let seen = (usage.input_uncached, usage.cache_read, usage.output_text);
    assert_eq!(seen, (5, 2, 3));
    Ok(())
}

#[actix_web::test]
async fn the_clients_version_and_all_of_its_betas_reach_the_provider() -> anyhow::Result<()> {
    let line = same_format().await?;
    let body =
        r#"{"model":"claude/whole","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#;
    let headers = [
        ("anthropic-version", "2026-10-21"),
        ("anthropic-beta", "a,b"),
        ("anthropic-beta", "c"),
    ];
    let answer = with_headers(&line.client, body, &headers).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let call = line.provider.only_call()?;
    assert_eq!(call.headers["anthropic-version"], "2026-10-21");
    assert_eq!(call.headers["anthropic-beta"], "a,b,c");
    Ok(())
}

#[actix_web::test]
async fn tokens_are_counted_by_the_provider_or_estimated_where_it_cannot_be_asked()
-> anyhow::Result<()> {
    let line = same_format().await?;
    let answer = line.client.post(COUNT, &message("claude/whole")).await?;
    assert_eq!(answer.json(), json!({ "input_tokens": COUNTED }));
    assert_eq!(answer.header("x-hub-estimated"), "");
    let call = line.provider.only_call()?;
    assert_eq!((call.path.as_str(), call.model.as_str()), (COUNT, "whole"));

    let failed = line
        .client
        .post(COUNT, &message("claude/status-529"))
        .await?;
    assert_eq!(failed.status, 503, "{}", failed.text());
    assert_eq!(failed.json()["error"]["type"], "overloaded_error");

    let unknown = line
        .client
        .post(COUNT, &message("claude/status-404"))
        .await?;
    assert_eq!(unknown.status, 200, "{}", unknown.text());
    assert_eq!(unknown.header("x-hub-estimated"), "true");

    let other = Line::start().await?;
    let answer = other.client.post(COUNT, &message("double/whole")).await?;
    assert!(
        answer.json()["input_tokens"].as_u64() > Some(0),
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("x-hub-estimated"), "true");
    assert!(other.provider.received().is_empty());
    Ok(())
}

#[actix_web::test]
async fn a_key_in_x_api_key_is_enough_and_any_provider_answers() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let token = line.app.key(&json!({ "name": "messages" })).await?.token;
    let stranger = Client::new(line.app.gateway().url());
    let body =
        r#"{"model":"double/whole","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#;
    let answer = with_headers(&stranger, body, &[("x-api-key", &token)]).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let message = answer.json();
    assert_eq!(message["content"][0]["text"], "Hello world");
    assert_eq!(message["model"], "double/whole");
    assert_eq!(line.provider.only_call()?.path, "/v1/chat/completions");

    let refused = with_headers(&stranger, body, &[("x-api-key", "not-a-key")]).await?;
    assert_eq!(refused.status, 401);
    assert_eq!(refused.json()["error"]["type"], "authentication_error");
    Ok(())
}

#[actix_web::test]
async fn errors_are_in_the_clients_format() -> anyhow::Result<()> {
    let line = Line::start().await?;
    for (model, status, class) in [
        ("status-400", 400, "invalid_request_error"),
        ("status-401", 502, "api_error"),
        ("status-404", 404, "not_found_error"),
        ("status-413", 413, "request_too_large"),
        ("status-429", 429, "rate_limit_error"),
        ("status-500", 502, "api_error"),
        ("status-529", 503, "overloaded_error"),
    ] {
        let mut body = message(&format!("double/{model}"));
        for is_stream in [false, true] {
            body["stream"] = json!(is_stream);
            let answer = line.client.post(PATH, &body).await?;
            let error = answer.json();
            assert_eq!(answer.status, status, "{model} {error}");
            assert_eq!(
                (&error["type"], &error["error"]["type"]),
                (&json!("error"), &json!(class)),
                "{model}"
            );
            assert_eq!(
                answer.header("retry-after"),
                if status == 429 { "7" } else { "" }
            );
        }
    }
    let wrong = line.client.get(PATH).await?;
    assert_eq!((wrong.status, wrong.header("allow")), (405, "POST"));
    assert_eq!(wrong.json()["error"]["type"], "invalid_request_error");
    Ok(())
}
