//! JSON of a schema, asked of a provider that takes none.

use awc::http::Method;
use serde_json::{Value, json};
use tests::client::whole;
use tests::provider::Received;

use super::Line;

async fn start() -> anyhow::Result<Line> {
    let line = Line::start().await?;
    for kind in ["deepseek", "zhipu", "siliconflow"] {
        let base_url = line.provider.url();
        line.app
            .provider_of_kind(kind, (kind, base_url), &[])
            .await?;
    }
    Ok(line)
}

fn asked(model: &str) -> Value {
    json!({
        "model": model, "thinking": { "type": "disabled" }, "seed": 7,
        "messages": [{ "role": "user", "content": "Name a city." }],
        "response_format": { "type": "json_schema", "json_schema": {
            "name": "city", "strict": true, "schema": { "type": "object", "required": ["city"] },
        } },
    })
}

#[actix_web::test]
async fn it_is_told_the_schema_and_asked_for_an_object() -> anyhow::Result<()> {
    let line = start().await?;
    for kind in ["deepseek", "zhipu", "siliconflow"] {
        for stream in [false, true] {
            let mut body = asked(&format!("{kind}/whole"));
            body["stream"] = json!(stream);
            let answer = line.client.chat(&body).await?;
            assert_eq!(answer.status, 200, "{kind}: {}", answer.text());
            let dropped = answer.header("x-hub-dropped-params");
            assert!(
                dropped.contains("response_format.json_schema.strict"),
                "{dropped}"
            );
            let calls = line.provider.received();
            let sent = calls.last().map(Received::json).unwrap_or_default();
            assert_eq!(sent["response_format"], json!({ "type": "json_object" }));
            let told = sent["messages"][0]["content"].to_string();
            assert!(
                told.contains("JSON Schema") && told.contains("required"),
                "{told}"
            );
            assert_eq!(sent["messages"][1], body["messages"][0]);
            assert_eq!(sent["seed"], 7);
            let own = if kind == "siliconflow" {
                Value::Null
            } else {
                body["thinking"].clone()
            };
            assert_eq!(sent["thinking"], own, "{kind}");
        }
    }
    Ok(())
}

#[actix_web::test]
async fn clients_of_other_formats_get_it_too() -> anyhow::Result<()> {
    let line = start().await?;
    let response = json!({
        "model": "zhipu/whole", "input": "Name a city.", "instructions": "Be brief.",
        "text": { "format": { "type": "json_schema", "name": "city", "schema": { "type": "object" } } },
    });
    let answer = line.client.post("/v1/responses", &response).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let sent = line.provider.only_call()?.json();
    assert_eq!(sent["response_format"], json!({ "type": "json_object" }));
    let messages = sent["messages"].as_array().map(Vec::len);
    assert_eq!(messages, Some(2), "{sent}");
    Ok(())
}

#[actix_web::test]
async fn whoever_insists_on_the_schema_is_refused() -> anyhow::Result<()> {
    let line = start().await?;
    let request = line.client.request(Method::POST, "/v1/chat/completions");
    let request = request.insert_header(("x-hub-unsupported-params", "strict"));
    let answer = whole(request.send_json(&asked("deepseek/whole"))).await?;
    assert_eq!(answer.error(), (400, "unsupported_parameter".into()));
    let param = &answer.json()["error"]["param"];
    assert_eq!(param, "response_format.json_schema.strict");
    assert!(line.provider.received().is_empty());
    Ok(())
}

#[actix_web::test]
async fn what_needs_no_schema_passes_in_the_clients_own_words() -> anyhow::Result<()> {
    let line = start().await?;
    let mut body = asked("deepseek/whole");
    body["response_format"] = json!({ "type": "json_object" });
    body["a_new_field"] = json!(1.5);
    let answer = line.client.chat(&body).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-hub-dropped-params"), "");
    body["model"] = json!("whole");
    assert_eq!(line.provider.only_call()?.json(), body);
    Ok(())
}
