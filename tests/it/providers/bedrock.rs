//! Amazon Bedrock: clients of OpenAI and of Anthropic through it, its signatures, and its errors.

use std::time::Duration;

use awc::http::Method;
use domain::request::FailureReason;
use serde_json::{Value, json};
use tests::app::App;
use tests::client::whole;
use tests::outside::{Servers, passes};

use super::doubles;

/// What the double knows; botocore signs with the same.
const ACCESS_KEY: &str = "AKIDEXAMPLE";
const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const SESSION_TOKEN: &str = "session/token+example==";
const BEDROCK_KEY: &str = "bedrock-api-key-example";

const CLAUDE: &str = "anthropic.claude-haiku-4-5-v1:0";
const THROTTLED: &str = "meta.throttled-v1:0";
const MODELS: [(&str, &str); 4] = [
    (CLAUDE, "chat"),
    (THROTTLED, "chat"),
    ("amazon.titan-embed-text-v2:0", "embedding"),
    ("amazon.nova-canvas-v1:0", "image"),
];

/// Where a mask says what changes there is one picture.
const OPENAI: [&str; 8] = [
    "--chat-model",
    "bedrock/anthropic.claude-haiku-4-5-v1:0",
    "--embedding-model",
    "bedrock/amazon.titan-embed-text-v2:0",
    "--image-model",
    "bedrock/amazon.nova-canvas-v1:0",
    "--skip",
    "images_edit_with_a_mask_and_several_images",
];

fn keys(secret_access_key: &str) -> Value {
    json!({ "access_key_id": ACCESS_KEY, "secret_access_key": secret_access_key, "session_token": SESSION_TOKEN })
}

/// Adds a provider with its models; returns where its credential is checked.
async fn bedrock(
    app: &App,
    doubles: &Servers,
    (name, secret): (&str, Value),
) -> anyhow::Result<String> {
    let url = doubles.url("bedrock")?;
    let provider =
        json!({ "name": name, "kind": "bedrock", "region": "eu-central-1", "base_url": url });
    let provider = app.create("/api/providers", &provider).await?;
    let path = format!("/api/providers/{}/credentials", text(&provider, "id"));
    let credential = json!({ "name": "main", "secret": secret });
    let credential = app.create(&path, &credential).await?;
    for (model, kind) in MODELS {
        let model = json!({ "provider": name, "model": model, "type": kind });
        app.create("/api/models", &model).await?;
    }
    Ok(format!("{path}/{}/check", text(&credential, "id")))
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

fn chat(provider: &str, model: &str) -> Value {
    json!({
        "model": format!("{provider}/{model}"),
        "messages": [{ "role": "user", "content": "Say hi" }],
    })
}

#[actix_web::test]
async fn clients_of_openai_and_of_anthropic_reach_bedrock() -> anyhow::Result<()> {
    let doubles = doubles().await?;
    let app = App::start().await?;
    bedrock(&app, &doubles, ("bedrock", keys(SECRET_KEY))).await?;
    let key = app.key(&json!({ "name": "clients" })).await?;
    let openai = [format!("{}/v1", app.gateway().url()), key.token.clone()];
    let anthropic = [app.gateway().url(), key.token];
    passes("openai_python.py", &openai, &OPENAI).await?;
    passes("openai_node.mjs", &openai, &OPENAI[..2]).await?;
    passes("google_python.py", &openai, &OPENAI[..2]).await?;
    passes("anthropic_python.py", &anthropic, &OPENAI[..2]).await?;
    Ok(())
}

#[actix_web::test]
async fn bedrock_asks_for_a_region_and_for_the_keys_of_aws() -> anyhow::Result<()> {
    let app = App::start().await?;
    let kinds = app.operator().get("/api/provider-kinds").await?.json();
    let all = kinds["data"].as_array();
    let kind = all.and_then(|all| all.iter().find(|kind| kind["kind"] == "bedrock"));
    let asked = kind.map(|kind| (kind["needs"].clone(), kind["secret"].clone()));
    assert_eq!(asked, Some((json!(["region"]), json!("aws"))));
    let nowhere = json!({ "name": "bedrock", "kind": "bedrock" });
    let refused = app.operator().post("/api/providers", &nowhere).await?;
    assert_eq!(refused.status, 400, "{}", refused.text());
    assert!(refused.text().contains("region"), "{}", refused.text());
    Ok(())
}

#[actix_web::test]
async fn a_key_of_bedrocks_own_needs_no_signature() -> anyhow::Result<()> {
    let doubles = doubles().await?;
    let app = App::start().await?;
    let secret = json!({ "api_key": BEDROCK_KEY });
    let check = bedrock(&app, &doubles, ("bedrock", secret)).await?;
    let client = app.client().await?;
    let answer = client.chat(&chat("bedrock", CLAUDE)).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let checked = app.operator().post(&check, &json!({})).await?;
    assert_eq!(checked.json()["ok"], true, "{}", checked.text());
    Ok(())
}

#[actix_web::test]
async fn a_wrong_signature_is_the_operators_to_mend_and_a_right_one_lists_models()
-> anyhow::Result<()> {
    let doubles = doubles().await?;
    let app = App::start().await?;
    let mut traffic = app.traffic().await?;
    let wrong = bedrock(&app, &doubles, ("wrong", keys("another"))).await?;
    let right = bedrock(&app, &doubles, ("right", keys(SECRET_KEY))).await?;
    let client = app.client().await?;
    let answer = client.chat(&chat("wrong", CLAUDE)).await?;
    assert_eq!(answer.error(), (502, "upstream_auth_error".to_owned()));
    assert!(!answer.text().contains("signature"), "{}", answer.text());
    let settled = traffic.settled(answer.request_id()?).await?;
    assert_eq!(settled.failure, Some(FailureReason::UpstreamAuthError));
    for (check, expected) in [(wrong, false), (right, true)] {
        let checked = app.operator().post(&check, &json!({})).await?;
        assert_eq!(checked.json()["ok"], expected, "{}", checked.text());
    }
    Ok(())
}

#[actix_web::test]
async fn a_credential_may_be_for_another_region_than_its_provider() -> anyhow::Result<()> {
    let doubles = doubles().await?;
    let app = App::start().await?;
    let url = doubles.url("bedrock")?;
    let provider =
        json!({ "name": "far", "kind": "bedrock", "region": "us-west-2", "base_url": url });
    let provider = app.create("/api/providers", &provider).await?;
    let credentials = format!("/api/providers/{}/credentials", text(&provider, "id"));
    let model = json!({ "provider": "far", "model": CLAUDE, "type": "chat" });
    app.create("/api/models", &model).await?;
    let client = app.client().await?;
    // The double takes signatures for one region alone.
    for (region, status) in [("us-west-2", 502), ("eu-central-1", 200)] {
        let mut secret = keys(SECRET_KEY);
        secret["region"] = json!(region);
        let credential = json!({ "name": region, "secret": secret });
        let credential = app.create(&credentials, &credential).await?;
        let path = format!("{credentials}/{}", text(&credential, "id"));
        let answer = client.chat(&chat("far", CLAUDE)).await?;
        assert_eq!(answer.status, status, "{region}: {}", answer.text());
        let operator = app.operator();
        let checked = operator.post(&format!("{path}/check"), &json!({})).await?;
        assert_eq!(checked.json()["ok"], status == 200, "{region}");
        whole(operator.request(Method::DELETE, &path).send()).await?;
    }
    let mut key = json!({ "name": "key", "secret": { "api_key": BEDROCK_KEY } });
    key["secret"]["region"] = json!("eu-central-1");
    let refused = app.operator().post(&credentials, &key).await?;
    assert_eq!(refused.status, 400, "{}", refused.text());
    Ok(())
}

#[actix_web::test]
async fn vectors_of_many_texts_keep_their_order() -> anyhow::Result<()> {
    let doubles = doubles().await?;
    let app = App::start().await?;
    bedrock(&app, &doubles, ("bedrock", keys(SECRET_KEY))).await?;
    let client = app.client().await?;
    // The double's vectors begin with how many words a text has.
    let texts: Vec<String> = (1..=40).map(|words| "word ".repeat(words)).collect();
    let body = json!({ "model": "bedrock/amazon.titan-embed-text-v2:0", "input": texts });
    let answer = client.post("/v1/embeddings", &body).await?;
    let vectors = answer.json();
    let first = |item: &Value| item["embedding"][0].as_f64();
    let counted: Option<Vec<f64>> = vectors["data"]
        .as_array()
        .and_then(|all| all.iter().map(first).collect());
    let expected: Vec<f64> = (1..=40).map(f64::from).collect();
    assert_eq!(counted, Some(expected), "{}", answer.text());
    assert_eq!(vectors["usage"]["prompt_tokens"], 820);
    Ok(())
}

#[actix_web::test]
async fn documents_are_ranked() -> anyhow::Result<()> {
    let doubles = doubles().await?;
    let app = App::start().await?;
    bedrock(&app, &doubles, ("bedrock", keys(SECRET_KEY))).await?;
    let client = app.client().await?;
    for model in ["cohere.rerank-v3-5:0", "amazon.rerank-v1:0"] {
        let body = json!({
            "model": format!("bedrock/{model}"), "query": "blue whales", "top_n": 2, "return_documents": true,
            "documents": ["red foxes", { "text": "blue whales sing" }, "blue jays"],
        });
        let answer = client.post("/v1/rerank", &body).await?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let expected = json!([
            { "index": 1, "relevance_score": 1.0, "document": { "text": "blue whales sing" } },
            { "index": 2, "relevance_score": 0.5, "document": { "text": "blue jays" } },
        ]);
        assert_eq!(answer.json()["results"], expected, "{model}");
        let mut traffic = app.traffic().await?;
        let settled = traffic.settled(answer.request_id()?).await?;
        assert_eq!(settled.usage.requests, 1);
    }
    let body = json!({ "model": format!("bedrock/{CLAUDE}"), "query": "q", "documents": ["a"] });
    let refused = client.post("/v1/rerank", &body).await?;
    assert_eq!(refused.error(), (400, "unsupported".to_owned()));
    Ok(())
}

#[actix_web::test]
async fn an_exception_inside_a_stream_reaches_the_client() -> anyhow::Result<()> {
    let doubles = doubles().await?;
    let app = App::start().await?;
    bedrock(&app, &doubles, ("bedrock", keys(SECRET_KEY))).await?;
    let client = app.client().await?;
    let mut body = chat("bedrock", THROTTLED);
    body["stream"] = json!(true);
    let answer = tokio::time::timeout(Duration::from_secs(30), client.chat(&body)).await??;
    let said = answer.text();
    assert!(said.contains("Hello"), "{said}");
    assert!(said.contains("rate_limit_exceeded"), "{said}");
    assert!(!said.contains("[DONE]"), "{said}");
    Ok(())
}
