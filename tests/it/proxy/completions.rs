//! Text completions, as OpenAI had them before there were conversations.

use domain::request::{Operation, Outcome};
use serde_json::{Value, json};

use super::Line;

fn completion(model: &str) -> Value {
    json!({ "model": model, "prompt": "Say hello.", "max_tokens": 9, "suffix": "." })
}

#[actix_web::test]
async fn a_provider_that_completes_texts_gets_the_clients_own_words() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let body = completion("double/whole");
    let answer = line.client.post("/v1/completions", &body).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["choices"][0]["text"], "Hello world");
    assert_eq!(answer.json()["model"], "double/whole");
    let received = line.provider.only_call()?;
    assert_eq!(received.path, "/v1/completions");
    assert_eq!(received.json(), completion("whole"));
    let settled = line
        .app
        .traffic()
        .await?
        .settled(answer.request_id()?)
        .await?;
    assert_eq!(
        (
            settled.operation,
            settled.outcome,
            settled.usage.output_text
        ),
        (Operation::Chat, Outcome::Succeeded, 3)
    );
    Ok(())
}

#[actix_web::test]
async fn a_provider_that_does_not_is_asked_as_in_a_conversation() -> anyhow::Result<()> {
    let line = Line::start().await?;
    line.app
        .provider_of_kind("deepseek", ("talks", line.provider.url()), &[])
        .await?;
    let body = completion("talks/whole");
    let answer = line.client.post("/v1/completions", &body).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["object"], "text_completion");
    assert_eq!(answer.json()["choices"][0]["text"], "Hello world");
    assert_eq!(answer.header("x-hub-dropped-params"), "suffix");
    let received = line.provider.only_call()?;
    assert_eq!(received.path, "/v1/chat/completions");
    assert_eq!(
        received.json()["messages"],
        json!([{ "role": "user", "content": "Say hello." }])
    );
    Ok(())
}

#[actix_web::test]
async fn a_provider_that_turns_out_to_know_none_is_asked_as_in_a_conversation_from_then_on()
-> anyhow::Result<()> {
    let line = Line::start().await?;
    for (stream, attempts) in [(false, "2"), (true, "1"), (false, "1")] {
        let mut body = completion("double/converses");
        body["stream"] = json!(stream);
        let answer = line.client.post("/v1/completions", &body).await?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("x-hub-attempts"), attempts);
        assert!(answer.text().contains("text_completion"));
    }
    let paths: Vec<String> = line
        .provider
        .received()
        .into_iter()
        .map(|call| call.path)
        .collect();
    let (first, then) = ("/v1/completions", "/v1/chat/completions");
    assert_eq!(paths, [first, then, then, then]);
    Ok(())
}

#[actix_web::test]
async fn a_model_that_is_not_there_is_not_there_in_a_conversation_either() -> anyhow::Result<()> {
    let line = Line::start().await?;
    for _ in 0..2 {
        let body = completion("double/status-404");
        let answer = line.client.post("/v1/completions", &body).await?;
        assert_eq!(answer.error(), (404, "provider_code".into()));
        assert_eq!(answer.header("x-hub-attempts"), "2");
    }
    Ok(())
}

#[actix_web::test]
async fn what_cannot_be_asked_as_in_a_conversation_is_refused_with_its_name() -> anyhow::Result<()>
{
    let line = Line::start().await?;
    line.app
        .provider_of_kind("deepseek", ("talks", line.provider.url()), &[])
        .await?;
    for (body, param) in [
        (
            json!({ "model": "talks/whole", "prompt": ["a", "b"] }),
            "prompt",
        ),
        (
            json!({ "model": "talks/whole", "prompt": [1, 2] }),
            "prompt",
        ),
        (json!({ "model": "talks/whole" }), "prompt"),
        (json!({ "prompt": "x" }), "model"),
    ] {
        let answer = line.client.post("/v1/completions", &body).await?;
        assert_eq!(answer.status, 400, "{}", answer.text());
        assert_eq!(answer.json()["error"]["param"], param);
    }
    assert!(line.provider.received().is_empty());
    Ok(())
}
