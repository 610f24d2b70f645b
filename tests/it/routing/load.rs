//! Everything at once, under load.

use std::collections::BTreeMap;

use domain::request::{Event, FailureReason, Outcome};
use futures_util::{StreamExt, stream};
use serde_json::json;
use tests::app::App;
use tests::hub::free_address;
use tests::provider::Provider;

use super::{chat, credential, provider_with, route, streamed};

const CALLS: usize = 400;
const AT_ONCE: usize = 32;

#[actix_web::test]
async fn one_of_three_credentials_revoked_one_limited_and_one_provider_dead_cost_no_client_an_answer()
-> anyhow::Result<()> {
    let app = App::start().await?;
    let alive = Provider::start()?;
    let dead = format!("http://{}/v1", free_address()?);
    let keys = ["sk-good", "as:status-401", "as:status-429-600"];
    let provider = provider_with(&app, "alive", alive.url(), &keys).await?;
    provider_with(&app, "dead", &dead, &["sk-any"]).await?;
    let fast = route("weighted", &["alive", "dead"], &[]);
    app.create("/api/routes", &fast).await?;
    let client = app.client().await?;

    let answers = stream::iter(0..CALLS).map(|call| {
        let body = [chat("fast"), streamed("fast")][call % 2].clone();
        let client = client.clone();
        async move { client.chat(&body).await }
    });
    let answers: Vec<_> = answers.buffer_unordered(AT_ONCE).collect().await;
    for answer in answers {
        let answer = answer?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("x-hub-provider"), "alive");
    }

    let mut traffic = app.traffic().await?;
    let mut failures: BTreeMap<&str, usize> = BTreeMap::new();
    let mut settled = 0;
    for record in traffic.all().await? {
        let Event::Settled(call) = &record.event else {
            continue;
        };
        settled += 1;
        assert_eq!(call.outcome, Outcome::Succeeded);
        let (last, before) = call.attempts.split_last().unwrap();
        assert_eq!(last.failure, None);
        for attempt in before {
            let reason = attempt.failure.map_or("none", FailureReason::as_str);
            *failures.entry(reason).or_default() += 1;
        }
    }
    assert_eq!(settled, CALLS);
    let seen: Vec<&str> = failures.keys().copied().collect();
    let expected = [
        "upstream_auth_error",
        "upstream_rate_limited",
        "upstream_unreachable",
    ];
    assert_eq!(seen, expected, "{failures:?}");
    // What was learned from the first is not learned again by every call.
    assert!(failures.values().sum::<usize>() < CALLS, "{failures:?}");
    let limited = credential(&app, &provider, keys[2]).await?;
    assert_eq!(limited["state"], json!("cooling"));
    Ok(())
}
