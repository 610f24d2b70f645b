//! What the caller does wrong, each with its answer and its record.

use awc::http::Method;
use domain::request::RefusalReason;
use serde_json::{Value, json};
use tests::client::{Answer, whole};

use super::{Line, chat};

#[actix_web::test]
async fn a_body_that_cannot_be_read_is_refused_with_the_field_at_fault() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let mut traffic = line.app.traffic().await?;
    for (body, param) in [
        ("", Value::Null),
        ("{", Value::Null),
        ("[]", Value::Null),
        ("\"text\"", Value::Null),
        (
            "{\"model\":\"double/whole\",\"model\":\"other\",\"messages\":[1]}",
            Value::Null,
        ),
        ("\u{feff}not json", Value::Null),
        (
            r#"{"messages":[{"role":"user","content":"x"}]}"#,
            json!("model"),
        ),
        (
            r#"{"model":7,"messages":[{"role":"user","content":"x"}]}"#,
            json!("model"),
        ),
        (r#"{"model":"double/whole"}"#, json!("messages")),
        (
            r#"{"model":"double/whole","messages":[]}"#,
            json!("messages"),
        ),
        (
            r#"{"model":"double/whole","messages":"x"}"#,
            json!("messages"),
        ),
        (
            r#"{"model":"double/whole","messages":[1],"stream":"yes"}"#,
            json!("stream"),
        ),
    ] {
        let answer = line
            .client
            .post_bytes("/v1/chat/completions", "application/json", body)
            .await?;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text());
        let error = &answer.json()["error"];
        assert_eq!(error["type"], "invalid_request_error", "{body}");
        assert_eq!(error["param"], param, "{body}");
        assert!(
            error["message"]
                .as_str()
                .is_some_and(|message| !message.is_empty())
        );
        let refused = traffic.refused(answer.request_id()?).await?;
        assert_eq!(refused.reason, RefusalReason::InvalidRequest);
        assert_eq!(refused.http_status, 400);
    }
    assert!(line.provider.received().is_empty());
    Ok(())
}

#[actix_web::test]
async fn bytes_that_are_not_utf_8_are_refused() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let body: &[u8] =
        b"{\"model\":\"double/whole\",\"messages\":[{\"role\":\"user\",\"content\":\"\xff\"}]}";
    let answer = line
        .client
        .post_bytes("/v1/chat/completions", "application/json", body)
        .await?;
    assert_eq!(answer.status, 400, "{}", answer.text());
    Ok(())
}

#[actix_web::test]
async fn an_unknown_model_is_not_found() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let mut traffic = line.app.traffic().await?;
    for model in [
        "gpt-4o",
        "nobody/gpt-4o",
        "double/",
        "",
        "double/with space",
    ] {
        let mut body = chat("");
        body["model"] = json!(model);
        let answer = line.client.chat(&body).await?;
        assert_eq!(answer.error(), (404, "model_not_found".into()), "{model}");
        assert_eq!(answer.json()["error"]["param"], "model");
        let refused = traffic.refused(answer.request_id()?).await?;
        assert_eq!(refused.reason, RefusalReason::ModelNotFound);
        assert_eq!(refused.requested_model.as_deref(), Some(model));
    }
    Ok(())
}

#[actix_web::test]
async fn a_body_of_another_content_type_is_not_supported() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let body = chat("whole").to_string();
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "",
    ] {
        let answer = line
            .client
            .post_bytes("/v1/chat/completions", content_type, body.clone())
            .await?;
        assert_eq!(
            answer.error(),
            (415, "unsupported_media_type".into()),
            "{content_type}"
        );
        let refused = line
            .app
            .traffic()
            .await?
            .refused(answer.request_id()?)
            .await?;
        assert_eq!(refused.reason, RefusalReason::UnsupportedMediaType);
    }
    let answer = line
        .client
        .post_bytes(
            "/v1/chat/completions",
            "Application/JSON; charset=utf-8",
            body,
        )
        .await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    Ok(())
}

#[actix_web::test]
async fn unknown_routes_and_methods_are_answered_in_openais_form() -> anyhow::Result<()> {
    let line = Line::start().await?;
    for (method, path, expected) in [
        (Method::GET, "/v1/nothing", (404, "unknown_url")),
        (Method::POST, "/v1/chat", (404, "unknown_url")),
        (
            Method::GET,
            "/v1/chat/completions",
            (405, "method_not_supported"),
        ),
        (Method::DELETE, "/v1/models", (405, "method_not_supported")),
        (
            Method::POST,
            "/v1/models/double/x",
            (405, "method_not_supported"),
        ),
    ] {
        let answer = whole(line.client.request(method.clone(), path).send()).await?;
        let (status, code) = answer.error();
        assert_eq!((status, &*code), expected, "{method} {path}");
        assert_eq!(status == 405, !answer.header("allow").is_empty());
        answer.request_id()?;
    }
    Ok(())
}

#[actix_web::test]
async fn no_answer_to_bad_input_is_html_or_names_internals() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let answers: [Answer; 3] = [
        line.client.get("/v1/../etc/passwd").await?,
        line.client.get("/nothing").await?,
        line.client
            .post_bytes("/v1/embeddings", "application/json", "{\"model\":")
            .await?,
    ];
    for answer in answers {
        assert!((400..500).contains(&answer.status), "{answer:?}");
        assert!(answer.header("content-type").contains("json"), "{answer:?}");
        for internal in ["actix", "serde", "/src/", "panicked"] {
            assert!(!answer.text().contains(internal), "{answer:?}");
        }
    }
    Ok(())
}
