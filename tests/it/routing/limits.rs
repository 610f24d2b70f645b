//! Providers that ask to slow down.

use domain::request::{FailureReason, Outcome};
use tests::app::App;
use tests::provider::Provider;
use tests::waiting::until;

use super::{Pair, chat, credential, provider_with, route, streamed};

#[actix_web::test]
async fn a_limited_credential_is_left_alone_for_as_long_as_it_was_told() -> anyhow::Result<()> {
    let app = App::start().await?;
    let double = Provider::start()?;
    let keys = ["sk-good", "as:status-429-600"];
    let provider = provider_with(&app, "p", double.url(), &keys).await?;
    let client = app.client().await?;
    let limited = until("the limited credential to be used", async || {
        let answer = client.chat(&chat("p/whole")).await.ok()?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let found = credential(&app, &provider, keys[1]).await.ok()?;
        (found["state"] == "cooling").then_some(found)
    })
    .await?;
    assert_eq!(limited["state_reason"], "rate_limited");
    let before = double.received().len();
    for _ in 0..20 {
        assert_eq!(client.chat(&chat("p/whole")).await?.status, 200);
    }
    assert_eq!(double.received().len(), before + 20);
    Ok(())
}

#[actix_web::test]
async fn where_everybody_is_limited_the_client_is_told_when_to_come_back() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    pair.one.does(Some("status-429-900"));
    pair.two.does(Some("status-429-300"));
    let first = pair.client.chat(&chat("whole")).await?;
    assert_eq!(first.error(), (429, "provider_code".into()));
    assert_eq!(first.header("x-hub-attempts"), "2");
    let settled = pair
        .app
        .traffic()
        .await?
        .settled(first.request_id()?)
        .await?;
    assert_eq!(settled.outcome, Outcome::Failed);
    assert_eq!(settled.attempts.len(), 2);
    for body in [chat("whole"), streamed("whole")] {
        let next = pair.client.chat(&body).await?;
        assert_eq!(next.error(), (429, "rate_limit_exceeded".into()));
        assert_eq!(next.header("x-hub-attempts"), "0");
        let settled = pair
            .app
            .traffic()
            .await?
            .settled(next.request_id()?)
            .await?;
        assert_eq!(settled.failure, Some(FailureReason::UpstreamRateLimited));
        assert_eq!(settled.attempts, []);
        for answer in [&first, &next] {
            let seconds: u64 = answer.header("retry-after").parse()?;
            assert!((290..=300).contains(&seconds), "{seconds}");
        }
    }
    assert_eq!(pair.one.received().len() + pair.two.received().len(), 2);
    Ok(())
}

#[actix_web::test]
async fn a_short_wait_is_waited_for() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    pair.one.does(Some("status-429-1"));
    let client = pair.client.clone();
    let waiting = actix_web::rt::spawn(async move { client.chat(&chat("one/whole")).await });
    pair.one.until(|calls| calls.len() == 1).await?;
    pair.one.does(None);
    let answer = waiting.await??;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-hub-attempts"), "2");
    let settled = pair
        .app
        .traffic()
        .await?
        .settled(answer.request_id()?)
        .await?;
    let [limited, answered] = &settled.attempts[..] else {
        anyhow::bail!("{:?}", settled.attempts);
    };
    assert_eq!(limited.http_status, Some(429));
    let between = answered.started_after_micros - limited.started_after_micros;
    assert!(between >= 1_000_000, "{between}");
    Ok(())
}

#[actix_web::test]
async fn a_provider_that_says_when_it_is_back_is_left_alone_until_then() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    let fast = route("fallback", &["one"], &["two"]);
    pair.app.create("/api/routes", &fast).await?;
    pair.one.does(Some("status-503-600"));
    for attempts in ["2", "1", "1"] {
        let answer = pair.client.chat(&chat("fast")).await?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("x-hub-attempts"), attempts);
    }
    Ok(())
}
