//! Google's models at AI Studio and at Vertex AI, and Google's own client.

use domain::request::FailureReason;
use serde_json::{Value, json};
use tests::app::App;
use tests::client::Client;
use tests::outside::passes;

use super::doubles;
use super::service_account::Tokens;

/// Imagen changes no pictures; those that do are in `kinds`.
const OPENAI_AT_GEMINI: [&str; 8] = [
    "--chat-model",
    "google/gemini-2.5-flash",
    "--image-model",
    "google/imagen-4.0-generate-001",
    "--skip",
    "images_edit",
    "--skip",
    "images_edit_with_a_mask_and_several_images",
];
const GOOGLE_AT_GEMINI: [&str; 4] = [
    "--chat-model",
    "google/gemini-2.5-flash",
    "--embedding-model",
    "google/gemini-embedding-001",
];
const GOOGLE_AT_OPENAI: [&str; 4] = [
    "--chat-model",
    "double/gpt-4o",
    "--embedding-model",
    "double/text-embedding-3-small",
];
const GOOGLE_AT_VERTEX: [&str; 2] = ["--chat-model", "vertex/gemini-2.5-flash"];

#[actix_web::test]
async fn clients_of_openai_and_of_google_reach_gemini_and_googles_reach_openai()
-> anyhow::Result<()> {
    let doubles = doubles().await?;
    let app = App::start().await?;
    let gemini = format!("{}/v1beta", doubles.root("google")?);
    let google = [
        ("gemini-2.5-flash", "chat"),
        ("imagen-4.0-generate-001", "image"),
        ("gemini-embedding-001", "embedding"),
    ];
    let openai = [("gpt-4o", "chat"), ("text-embedding-3-small", "embedding")];
    app.provider_of_kind("gemini", ("google", &gemini), &google)
        .await?;
    app.provider_of_kind("openai", ("double", doubles.url("aimock")?), &openai)
        .await?;
    let tokens = Tokens::start()?;
    let at_vertex = format!("{}/v1", doubles.root("google")?);
    vertex(&app, "vertex", (&at_vertex, &tokens)).await?;
    let key = app.key(&json!({ "name": "clients" })).await?;
    let target = [format!("{}/v1", app.gateway().url()), key.token];
    for (file, models) in [
        ("openai_python.py", OPENAI_AT_GEMINI.as_slice()),
        ("openai_node.mjs", &OPENAI_AT_GEMINI[..2]),
        ("google_python.py", &GOOGLE_AT_GEMINI),
        ("google_python.py", &GOOGLE_AT_OPENAI),
        ("google_python.py", &GOOGLE_AT_VERTEX),
        ("openai_python.py", &GOOGLE_AT_VERTEX),
    ] {
        passes(file, &target, models).await?;
    }
    Ok(())
}

/// Adds a provider at Vertex AI whose account's tokens come from `/token`, or, where it is named so, do not.
async fn vertex(app: &App, name: &str, (url, tokens): (&str, &Tokens)) -> anyhow::Result<String> {
    let provider =
        json!({ "name": name, "kind": "vertex", "base_url": url, "region": "europe-west1" });
    let provider = app.create("/api/providers", &provider).await?;
    let id = provider["id"].as_str().unwrap_or_default().to_owned();
    let path = if name == "refused" {
        "/refuses"
    } else {
        "/token"
    };
    let credential =
        json!({ "name": "main", "secret": { "service_account": tokens.key_file(path) } });
    app.create(&format!("/api/providers/{id}/credentials"), &credential)
        .await?;
    let model = json!({ "provider": name, "model": "gemini-2.5-flash", "type": "chat" });
    app.create("/api/models", &model).await?;
    Ok(id)
}

fn chat(provider: &str) -> Value {
    json!({
        "model": format!("{provider}/gemini-2.5-flash"),
        "messages": [{ "role": "user", "content": "Say hi" }],
    })
}

#[actix_web::test]
async fn a_service_account_buys_a_token_once_and_calls_its_project_in_its_region()
-> anyhow::Result<()> {
    let doubles = doubles().await?;
    let app = App::start().await?;
    let tokens = Tokens::start()?;
    vertex(&app, "vertex", (doubles.url("aimock")?, &tokens)).await?;
    let client = app.client().await?;
    for _ in 0..20 {
        let answer = client.chat(&chat("vertex")).await?;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    // One a worker at most, however many calls there were.
    let bought = tokens.bought();
    assert!((1..=4).contains(&bought), "{bought}");
    let journal = Client::new(doubles.root("aimock")?);
    let journal = journal.get("/__aimock/journal").await?.json();
    let last = journal.as_array().and_then(|all| all.last());
    assert_eq!(
        last.map(|call| call["path"].clone()),
        Some(json!(
            "/v1/projects/project-1/locations/europe-west1/publishers/google/models/gemini-2.5-flash:generateContent"
        ))
    );
    Ok(())
}

#[actix_web::test]
async fn a_service_account_that_gets_no_token_is_the_operators_to_mend() -> anyhow::Result<()> {
    let doubles = doubles().await?;
    let app = App::start().await?;
    let tokens = Tokens::start()?;
    let mut traffic = app.traffic().await?;
    let id = vertex(&app, "refused", (doubles.url("aimock")?, &tokens)).await?;
    let client = app.client().await?;
    let answer = client.chat(&chat("refused")).await?;
    assert_eq!(answer.error(), (502, "upstream_auth_error".to_owned()));
    let settled = traffic.settled(answer.request_id()?).await?;
    assert_eq!(settled.failure, Some(FailureReason::UpstreamAuthError));
    let path = format!("/api/providers/{id}/credentials");
    let listed = app.operator().get(&path).await?;
    let credential = listed.json()["data"][0]["id"].clone();
    let path = format!(
        "/api/providers/{id}/credentials/{}/check",
        credential.as_str().unwrap_or_default()
    );
    let checked = app.operator().post(&path, &json!({})).await?;
    for text in [answer.text(), checked.text()] {
        assert!(
            !text.contains("assertion") && !text.contains("PRIVATE"),
            "{text}"
        );
    }
    assert!(
        checked.text().contains("service account"),
        "{}",
        checked.text()
    );
    Ok(())
}
