//! What the provider does wrong, each with what the client is told and what is recorded.

use domain::request::{FailureReason, Outcome};
use serde_json::json;
use tests::app::{App, PROVIDER_KEY};
use tests::hub::free_address;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{Line, chat, streamed};

#[actix_web::test]
async fn failures_before_the_first_byte_have_their_own_status() -> anyhow::Result<()> {
    use FailureReason as Reason;
    let line = Line::start().await?;
    let mut traffic = line.app.traffic().await?;
    for (model, status, code, reason) in [
        ("status-400", 400, "provider_code", Reason::UpstreamRejected),
        (
            "status-401",
            502,
            "upstream_auth_error",
            Reason::UpstreamAuthError,
        ),
        (
            "status-403",
            502,
            "upstream_auth_error",
            Reason::UpstreamAuthError,
        ),
        ("status-404", 404, "provider_code", Reason::UpstreamRejected),
        ("status-413", 413, "provider_code", Reason::UpstreamRejected),
        ("status-500", 502, "upstream_error", Reason::UpstreamError),
        ("status-503", 503, "upstream_error", Reason::UpstreamError),
        ("status-529", 503, "upstream_error", Reason::UpstreamError),
        (
            "html-400",
            400,
            "upstream_rejected",
            Reason::UpstreamRejected,
        ),
        ("html-500", 502, "upstream_error", Reason::UpstreamError),
        ("html-200", 502, "upstream_error", Reason::UpstreamMalformed),
        ("garbage", 502, "upstream_error", Reason::UpstreamMalformed),
        ("gzip", 502, "upstream_error", Reason::UpstreamMalformed),
        ("error-in-200", 502, "provider_code", Reason::UpstreamError),
    ] {
        for body in [chat(model), streamed(model)] {
            let answer = line.client.chat(&body).await?;
            assert_eq!(
                answer.error(),
                (status, code.to_owned()),
                "{model} {}",
                answer.text()
            );
            assert_eq!(answer.header("content-type"), "application/json", "{model}");
            assert!(!answer.text().contains('<'), "{model}: {}", answer.text());
            assert_eq!(answer.header("x-hub-provider"), "double");

            let settled = traffic.settled(answer.request_id()?).await?;
            assert_eq!(
                (settled.outcome, settled.failure),
                (Outcome::Failed, Some(reason)),
                "{model}"
            );
            assert_eq!(settled.http_status, status, "{model}");
            let upstream = model
                .split_once('-')
                .and_then(|(_, status)| status.parse().ok());
            assert_eq!(
                settled.attempts[0].http_status,
                upstream.or(Some(200)),
                "{model}"
            );
        }
    }
    Ok(())
}

#[actix_web::test]
async fn what_the_provider_says_of_the_request_is_kept_and_of_our_key_is_not() -> anyhow::Result<()>
{
    let line = Line::start().await?;
    let rejected = line.client.chat(&chat("status-400")).await?.json();
    let said = json!({ "error": {
        "message": "the provider's own words", "type": "provider_type", "param": "messages",
        "code": "provider_code",
    } });
    assert_eq!(rejected, said);
    let refused = line.client.chat(&chat("status-401")).await?.text();
    assert!(
        !refused.contains("own words") && !refused.contains(PROVIDER_KEY),
        "{refused}"
    );
    Ok(())
}

#[actix_web::test]
async fn a_provider_that_does_not_answer_in_time_is_cut_off() -> anyhow::Result<()> {
    let line = Line::of(App::build().set("HUB_FIRST_BYTE_TIMEOUT", "0.3")).await?;
    for body in [chat("silent"), streamed("silent")] {
        let answer = line.client.chat(&body).await?;
        assert_eq!(answer.error(), (504, "upstream_timeout".into()));
        let settled = line
            .app
            .traffic()
            .await?
            .settled(answer.request_id()?)
            .await?;
        assert_eq!(settled.failure, Some(FailureReason::UpstreamTimeout));
        assert_eq!(settled.attempts[0].http_status, None);
    }
    let cut_off = |calls: &[tests::provider::Received]| {
        calls
            .iter()
            .all(|call| call.fate == tests::provider::Fate::CutOff)
    };
    line.provider.until(cut_off).await
}

#[actix_web::test]
async fn a_whole_answer_that_breaks_off_is_none() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let answer = line.client.chat(&chat("cut")).await?;
    assert_eq!(answer.error(), (502, "upstream_error".into()));
    let settled = line
        .app
        .traffic()
        .await?
        .settled(answer.request_id()?)
        .await?;
    assert_eq!(settled.failure, Some(FailureReason::UpstreamCut));
    Ok(())
}

#[actix_web::test]
async fn a_provider_that_is_not_there_is_unreachable() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let nowhere = format!("http://{}/v1", free_address()?);
    line.app.provider("nowhere", &nowhere, &[]).await?;
    line.app
        .provider("nameless", "http://no-such-host.invalid/v1", &[])
        .await?;
    for provider in ["nowhere", "nameless"] {
        let mut body = chat("");
        body["model"] = json!(format!("{provider}/m"));
        let answer = line.client.chat(&body).await?;
        assert_eq!(answer.error(), (502, "upstream_error".into()), "{provider}");
        let settled = line
            .app
            .traffic()
            .await?
            .settled(answer.request_id()?)
            .await?;
        assert_eq!(
            settled.failure,
            Some(FailureReason::UpstreamUnreachable),
            "{provider}"
        );
        assert!(!answer.text().contains("127.0.0.1"), "{}", answer.text());
    }
    Ok(())
}

#[actix_web::test]
async fn a_provider_that_does_not_speak_http_is_malformed() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/v1", listener.local_addr()?);
    line.app.provider("ssh", &url, &[]).await?;
    let server = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await?;
        connection.write_all(b"SSH-2.0-OpenSSH_9.6\r\n\r\n").await?;
        // Until the hub has had enough of it.
        connection.read_to_end(&mut Vec::new()).await
    });
    let mut body = chat("");
    body["model"] = json!("ssh/m");
    let answer = line.client.chat(&body).await?;
    assert_eq!(
        answer.error(),
        (502, "upstream_error".into()),
        "{}",
        answer.text()
    );
    let settled = line
        .app
        .traffic()
        .await?
        .settled(answer.request_id()?)
        .await?;
    assert_eq!(settled.failure, Some(FailureReason::UpstreamMalformed));
    server.await??;
    Ok(())
}

#[actix_web::test]
async fn a_provider_without_a_credential_cannot_be_called() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let provider = json!({ "name": "bare", "kind": "openai", "base_url": line.provider.url() });
    line.app.create("/api/providers", &provider).await?;
    let mut body = chat("");
    body["model"] = json!("bare/whole");
    let answer = line.client.chat(&body).await?;
    assert_eq!(
        answer.error(),
        (502, "upstream_auth_error".into()),
        "{}",
        answer.text()
    );
    assert!(line.provider.received().is_empty());
    Ok(())
}
