//! Whose failure is made good by somebody else, and whose is not.

use domain::request::{FailureReason, Outcome};
use serde_json::json;
use tests::hub::free_address;

use super::{Pair, chat, route, streamed};

#[actix_web::test]
async fn what_one_provider_cannot_answer_the_next_does_and_every_attempt_is_recorded()
-> anyhow::Result<()> {
    use FailureReason as Reason;
    let pair = Pair::start().await?;
    let mut traffic = pair.app.traffic().await?;
    for (does, reason) in [
        ("status-500", Reason::UpstreamError),
        ("status-503", Reason::UpstreamError),
        ("status-529", Reason::UpstreamError),
        ("status-404", Reason::UpstreamRejected),
        ("html-200", Reason::UpstreamMalformed),
        ("gzip", Reason::UpstreamMalformed),
    ] {
        pair.one.does(Some(does));
        for body in [chat("whole"), streamed("whole")] {
            let answer = pair.client.chat(&body).await?;
            assert_eq!(answer.status, 200, "{does}: {}", answer.text());
            assert_eq!(answer.header("x-hub-provider"), "two", "{does}");
            assert_eq!(answer.header("x-hub-attempts"), "2", "{does}");
            let settled = traffic.settled(answer.request_id()?).await?;
            assert_eq!(settled.outcome, Outcome::Succeeded);
            assert_eq!(settled.provider.as_str(), "two");
            let attempts = settled.attempts.iter();
            let attempts: Vec<_> = attempts
                .map(|one| (one.provider.as_str(), one.failure))
                .collect();
            assert_eq!(attempts, [("one", Some(reason)), ("two", None)], "{does}");
        }
        // So that nothing is ejected between two rows.
        pair.one.does(None);
        assert_eq!(pair.client.chat(&chat("one/whole")).await?.status, 200);
    }
    Ok(())
}

#[actix_web::test]
async fn a_provider_that_is_named_is_the_only_one_that_is_called() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    pair.one.does(Some("status-404"));
    let answer = pair.client.chat(&chat("one/whole")).await?;
    assert_eq!(answer.error(), (404, "provider_code".into()));
    assert_eq!(answer.header("x-hub-attempts"), "1");
    pair.one.does(Some("status-500"));
    let answer = pair.client.chat(&chat("one/whole")).await?;
    assert_eq!(answer.status, 502);
    assert_eq!(answer.header("x-hub-attempts"), "2");
    assert!(pair.two.received().is_empty());
    Ok(())
}

#[actix_web::test]
async fn a_request_that_is_at_fault_itself_is_not_tried_again() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    for status in [400, 413, 422] {
        pair.one.does(Some(&format!("status-{status}")));
        let answer = pair.client.chat(&chat("whole")).await?;
        assert_eq!(answer.status, status, "{}", answer.text());
        assert_eq!(answer.header("x-hub-attempts"), "1");
    }
    assert!(pair.two.received().is_empty());
    Ok(())
}

#[actix_web::test]
async fn a_provider_in_trouble_for_a_moment_is_tried_once_more() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    let nowhere = format!("http://{}/v1", free_address()?);
    pair.app.provider("nowhere", &nowhere, &[]).await?;
    let answer = pair.client.chat(&chat("nowhere/whole")).await?;
    assert_eq!(answer.error(), (502, "upstream_error".into()));
    let settled = pair
        .app
        .traffic()
        .await?
        .settled(answer.request_id()?)
        .await?;
    let reasons: Vec<_> = settled.attempts.iter().map(|one| one.failure).collect();
    assert_eq!(reasons, [Some(FailureReason::UpstreamUnreachable); 2]);
    Ok(())
}

#[actix_web::test]
async fn a_target_that_takes_too_long_is_left_for_the_next() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    let mut route = route("fallback", &["one"], &["two"]);
    route["targets"][0]["timeout_ms"] = json!(200);
    pair.app.create("/api/routes", &route).await?;
    pair.one.does(Some("silent"));
    for body in [chat("fast"), streamed("fast")] {
        let answer = pair.client.chat(&body).await?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("x-hub-provider"), "two");
        let settled = pair
            .app
            .traffic()
            .await?
            .settled(answer.request_id()?)
            .await?;
        let first = &settled.attempts[0];
        assert_eq!(first.failure, Some(FailureReason::UpstreamTimeout));
        assert!(first.duration_micros >= 200_000);
    }
    Ok(())
}

#[actix_web::test]
async fn a_stream_that_breaks_off_after_it_began_is_told_so_and_not_begun_anew()
-> anyhow::Result<()> {
    let pair = Pair::start().await?;
    for does in ["cut", "error-frame", "bad-frame"] {
        pair.one.does(Some(does));
        let stream = pair.client.stream(&streamed("whole")).await?;
        assert_eq!(stream.head.header("x-hub-provider"), "one");
        let text = stream.rest().await?;
        assert!(text.contains("Hello"), "{does}: {text}");
        assert!(text.contains(r#"{"error":{"#), "{does}: {text}");
        assert!(!text.contains("[DONE]"), "{does}: {text}");
    }
    assert!(pair.two.received().is_empty());
    Ok(())
}

#[actix_web::test]
async fn a_call_has_no_more_attempts_than_its_route_allows() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    let mut route = route("fallback", &["one"], &["two"]);
    route["retries"] = json!({ "max_attempts": 1 });
    pair.app.create("/api/routes", &route).await?;
    pair.one.does(Some("status-500"));
    let answer = pair.client.chat(&chat("fast")).await?;
    assert_eq!(answer.status, 502);
    assert_eq!(answer.header("x-hub-attempts"), "1");
    assert!(pair.two.received().is_empty());
    Ok(())
}
