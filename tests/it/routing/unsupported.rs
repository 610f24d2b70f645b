//! Parameters that a provider has no equivalent of: left out and named, or a reason to ask somebody else.

use awc::http::Method;
use domain::request::FailureReason;
use serde_json::{Value, json};
use tests::app::App;
use tests::client::{Answer, Client, whole};
use tests::provider::Provider;

const HEADER: &str = "x-hub-unsupported-params";

/// A hub whose provider `claude` speaks Anthropic's format and `open` OpenAI's, and a route `either` to both in this order.
struct Two {
    app: App,
    client: Client,
    claude: Provider,
    open: Provider,
}

impl Two {
    async fn start(default: &str) -> anyhow::Result<Self> {
        let app = App::build().set("HUB_UNSUPPORTED_PARAMS", default);
        let app = app.start().await?;
        let (claude, open) = (Provider::start()?, Provider::start()?);
        app.provider_of_kind("anthropic", ("claude", claude.root()), &[])
            .await?;
        app.provider("open", open.url(), &[]).await?;
        let target = |provider: &str| json!({ "provider": provider, "model": "whole" });
        let route = json!({
            "name": "either", "strategy": "fallback",
            "targets": [target("claude")], "fallbacks": [target("open")],
        });
        app.create("/api/routes", &route).await?;
        let client = app.client().await?;
        Ok(Self {
            app,
            client,
            claude,
            open,
        })
    }

    async fn ask(&self, path: &str, body: &Value, how: &str) -> anyhow::Result<Answer> {
        let request = self.client.request(Method::POST, path);
        let request = request.insert_header((HEADER, how));
        whole(request.send_json(body)).await
    }
}

fn chat(model: &str) -> Value {
    json!({ "model": model, "seed": 7, "messages": [{ "role": "user", "content": "hi" }] })
}

const CHAT: &str = "/v1/chat/completions";

#[actix_web::test]
async fn what_has_no_equivalent_is_left_out_and_named_or_refused_before_the_provider_is_called()
-> anyhow::Result<()> {
    let two = Two::start("drop").await?;
    let answer = two.client.chat(&chat("claude/whole")).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-hub-dropped-params"), "seed");
    assert_eq!(two.claude.received().len(), 1);

    let answer = two.ask(CHAT, &chat("claude/whole"), "strict").await?;
    assert_eq!(answer.error(), (400, "unsupported_parameter".into()));
    assert_eq!(answer.json()["error"]["param"], "seed");
    assert_eq!(answer.header("x-hub-attempts"), "0");
    assert_eq!(two.claude.received().len(), 1);
    let mut traffic = two.app.traffic().await?;
    let settled = traffic.settled(answer.request_id()?).await?;
    assert_eq!(settled.failure, Some(FailureReason::Unsupported));

    let mut plain = chat("claude/whole");
    plain.as_object_mut().map(|fields| fields.remove("seed"));
    let answer = two.ask(CHAT, &plain, "strict").await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    Ok(())
}

#[actix_web::test]
async fn a_refusal_is_told_in_the_clients_own_form() -> anyhow::Result<()> {
    let two = Two::start("strict").await?;
    two.app
        .provider_of_kind("mistral", ("mistral", two.open.url()), &[])
        .await?;
    let message = json!({
        "model": "mistral/whole", "max_tokens": 9, "top_k": 3, "messages": [{ "role": "user", "content": "hi" }],
    });
    let answer = two.client.post("/v1/messages", &message).await?;
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(answer.json()["type"], "error");
    assert_eq!(answer.json()["error"]["type"], "invalid_request_error");
    let said = answer.json()["error"]["message"]
        .as_str()
        .map(str::to_owned);
    assert!(said.is_some_and(|said| said.contains("top_k")));

    let content = json!({
        "contents": [{ "role": "user", "parts": [{ "text": "hi" }] }],
        "generationConfig": { "seed": 7 },
    });
    let path = "/v1beta/models/claude/whole:generateContent";
    let answer = two.client.post(path, &content).await?;
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(answer.json()["error"]["status"], "INVALID_ARGUMENT");
    let param = &answer.json()["error"]["details"][0]["metadata"]["param"];
    assert_eq!(param, "seed");
    assert!(two.claude.received().is_empty() && two.open.received().is_empty());
    Ok(())
}

#[actix_web::test]
async fn a_target_that_would_lose_a_parameter_is_passed_over() -> anyhow::Result<()> {
    let two = Two::start("strict").await?;
    let answer = two.client.chat(&chat("either")).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-hub-provider"), "open");
    assert_eq!(answer.header("x-hub-attempts"), "1");
    assert!(two.claude.received().is_empty());

    let answer = two.ask(CHAT, &chat("either"), "drop").await?;
    assert_eq!(answer.header("x-hub-provider"), "claude");
    assert_eq!(answer.header("x-hub-dropped-params"), "seed");

    // Whoever could have said it failed: that is what the client has to know.
    two.open.does(Some("status-503"));
    let answer = two.client.chat(&chat("either")).await?;
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert_eq!(two.claude.received().len(), 1);
    Ok(())
}

#[actix_web::test]
async fn a_target_that_is_passed_over_takes_nobodys_attempt() -> anyhow::Result<()> {
    let two = Two::start("strict").await?;
    let target = |provider: &str| json!({ "provider": provider, "model": "whole" });
    let route = json!({
        "name": "once", "strategy": "fallback", "retries": { "max_attempts": 1 },
        "targets": [target("claude")], "fallbacks": [target("open")],
    });
    two.app.create("/api/routes", &route).await?;
    let answer = two.client.chat(&chat("once")).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    Ok(())
}

#[actix_web::test]
async fn another_word_than_the_two_is_refused() -> anyhow::Result<()> {
    let two = Two::start("drop").await?;
    let answer = two.ask(CHAT, &chat("open/whole"), "sometimes").await?;
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(answer.json()["error"]["param"], HEADER);
    assert!(two.open.received().is_empty());
    Ok(())
}
