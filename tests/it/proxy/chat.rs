//! Whole chat completions.

use domain::request::{Operation, Outcome, Usage, UsageSource};
use serde_json::json;
use tests::app::PROVIDER_KEY;
use tests::provider::{CHAT, Fate};

use super::{Line, chat};

/// What the provider reports of every answer.
const USAGE: Usage = Usage {
    input_uncached: 5,
    cache_read: 2,
    output_text: 3,
    requests: 1,
    ..Usage::NOTHING
};

#[actix_web::test]
async fn an_answer_passes_byte_for_byte_but_for_the_models_name() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let answer = line.client.chat(&chat("whole")).await?;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), CHAT.replace("MODEL", "double/whole"));
    assert_eq!(answer.header("content-type"), "application/json");
    Ok(())
}

#[actix_web::test]
async fn an_answer_says_which_call_it_was_and_who_answered() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let answer = line.client.chat(&chat("whole")).await?;
    answer.request_id()?;
    assert_eq!(answer.header("x-hub-provider"), "double");
    assert_eq!(answer.header("x-hub-model"), "whole");
    assert_eq!(answer.header("x-hub-attempts"), "1");
    Ok(())
}

#[actix_web::test]
async fn fields_that_the_hub_does_not_know_reach_the_provider_as_they_came() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let sent = r#"{ "a_new_field" : {"deep": [1.50, 1e3, "\u00e9"]}, "model":"double/whole",
        "messages":[{"role":"developer","content":[{"type":"text","text":"x"}],"name":"n"}], "stop":"END" }"#;
    let answer = line
        .client
        .post_bytes("/v1/chat/completions", "application/json", sent)
        .await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let received = line.provider.only_call()?;
    let expected = sent.replace("double/whole", "whole");
    assert_eq!(std::str::from_utf8(&received.body)?, expected);
    assert_eq!(received.path, "/v1/chat/completions");
    Ok(())
}

#[actix_web::test]
async fn the_provider_gets_its_own_key_and_nothing_of_the_clients() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let request = line
        .client
        .request(awc::http::Method::POST, "/v1/chat/completions")
        .insert_header(("cookie", "session=secret"))
        .insert_header(("x-forwarded-for", "10.1.2.3"));
    tests::client::whole(request.send_json(&chat("whole"))).await?;
    let headers = line.provider.only_call()?.headers;
    assert_eq!(headers["authorization"], format!("Bearer {PROVIDER_KEY}"));
    assert!(!headers.contains_key("cookie"));
    assert!(!headers.contains_key("x-forwarded-for"));
    Ok(())
}

#[actix_web::test]
async fn a_call_is_accepted_and_settled_with_its_usage_and_its_attempt() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let id = line.client.chat(&chat("whole")).await?.request_id()?;
    let mut traffic = line.app.traffic().await?;

    let accepted = traffic.accepted(id).await?;
    assert_eq!(accepted.operation, Operation::Chat);
    assert_eq!(accepted.requested_model, "double/whole");
    assert!(accepted.called_by.api_key.is_some());

    let settled = traffic.settled(id).await?;
    assert_eq!(settled.outcome, Outcome::Succeeded);
    assert_eq!((settled.http_status, settled.failure), (200, None));
    assert_eq!(
        (settled.usage, settled.usage_source),
        (USAGE, UsageSource::Reported)
    );
    assert_eq!(settled.called_by, accepted.called_by);
    let [attempt] = settled.attempts.as_slice() else {
        panic!("one attempt: {:?}", settled.attempts);
    };
    assert_eq!(attempt.http_status, Some(200));
    assert!(attempt.first_byte_micros <= Some(attempt.duration_micros));
    assert!(attempt.duration_micros <= settled.latency_micros);
    assert_eq!(traffic.all().await?.len(), 2);
    Ok(())
}

#[actix_web::test]
async fn a_call_whose_provider_says_nothing_of_usage_is_settled_as_unknown() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let answer = line.client.chat(&chat("no-usage")).await?;
    assert!(answer.json().get("usage").is_none());
    let settled = line
        .app
        .traffic()
        .await?
        .settled(answer.request_id()?)
        .await?;
    assert_eq!(settled.usage_source, UsageSource::Unknown);
    assert_eq!(settled.outcome, Outcome::Succeeded);
    Ok(())
}

#[actix_web::test]
async fn a_model_is_found_by_its_name_alone_where_a_provider_lists_it() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let model = json!({ "provider": "double", "model": "whole", "type": "chat" });
    line.app.create("/api/models", &model).await?;
    let mut body = chat("");
    body["model"] = json!("whole");
    let answer = line.client.chat(&body).await?;
    assert_eq!(answer.json()["model"], "whole");
    assert_eq!(answer.header("x-hub-provider"), "double");
    Ok(())
}

#[actix_web::test]
async fn an_answer_of_any_content_type_is_taken_for_what_it_is() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let answer = line.client.chat(&chat("mislabelled")).await?;
    assert_eq!(answer.text(), CHAT.replace("MODEL", "double/mislabelled"));
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(line.provider.only_call()?.fate, Fate::Answered);
    Ok(())
}
