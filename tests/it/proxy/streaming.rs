//! Streamed chat completions.

use domain::request::{FailureReason, Outcome, UsageSource};
use tests::provider::{CHOICES, Fate};

use super::{Line, streamed, streamed_with_usage};

/// A chunk of the provider `double`'s, as the client is to get it.
fn chunk(model: &str, choices: &str) -> String {
    format!(
        "data: {{\"id\":\"chatcmpl-test\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\
         \"model\":\"double/{model}\",\"choices\":{choices}}}\n\n"
    )
}

const DONE: &str = "data: [DONE]\n\n";

#[actix_web::test]
async fn chunks_pass_byte_for_byte_and_usage_stays_with_the_hub() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let answer = line.client.stream(&streamed("whole")).await?;
    let id = answer.head.request_id()?;
    assert!(
        answer
            .head
            .header("content-type")
            .starts_with("text/event-stream")
    );
    assert_eq!(answer.head.header("x-hub-provider"), "double");
    let chunks = CHOICES.map(|choices| chunk("whole", choices));
    assert_eq!(answer.rest().await?, chunks.concat() + DONE);

    let received = line.provider.only_call()?.json();
    assert_eq!(received["stream_options"]["include_usage"], true);
    let settled = line.app.traffic().await?.settled(id).await?;
    assert!(settled.stream);
    assert_eq!(settled.outcome, Outcome::Succeeded);
    assert_eq!(settled.usage_source, UsageSource::Reported);
    assert_eq!(
        (settled.usage.input_tokens(), settled.usage.output_tokens()),
        (7, 3)
    );
    assert!(settled.time_to_first_token_micros <= Some(settled.latency_micros));
    assert!(settled.time_to_first_token_micros.is_some());
    Ok(())
}

#[actix_web::test]
async fn who_asks_for_usage_gets_it_in_a_chunk_of_its_own() -> anyhow::Result<()> {
    let line = Line::start().await?;
    for model in ["whole", "usage-in-last"] {
        let answer = line.client.stream(&streamed_with_usage(model)).await?;
        let text = answer.rest().await?;
        let frames: Vec<&str> = text.split_inclusive("\n\n").collect();
        assert_eq!(frames.len(), 6, "{text}");
        for frame in &frames[..4] {
            assert!(frame.contains(r#""usage":null"#), "{frame}");
        }
        assert!(frames[4].contains(r#""choices":[]"#), "{}", frames[4]);
        assert!(frames[4].contains(r#""total_tokens":10"#), "{}", frames[4]);
        assert_eq!(frames[5], DONE);
    }
    Ok(())
}

#[actix_web::test]
async fn each_chunk_is_there_before_the_next_one_is_sent() -> anyhow::Result<()> {
    let line = Line::start().await?;
    line.provider.step();
    let mut answer = line.client.stream(&streamed("stepped")).await?;
    for choices in CHOICES {
        let frame = answer.frame().await?;
        assert_eq!(frame, Some(chunk("stepped", choices)));
        assert_eq!(line.provider.only_call()?.fate, Fate::Running);
        line.provider.step();
    }
    line.provider.step();
    assert_eq!(answer.rest().await?, DONE);
    Ok(())
}

#[actix_web::test]
async fn a_stream_that_ends_after_its_finish_is_whole() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let answer = line.client.stream(&streamed("no-done")).await?;
    assert!(answer.rest().await?.ends_with(DONE));
    Ok(())
}

#[actix_web::test]
async fn a_stream_without_usage_is_settled_as_unknown() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let answer = line.client.stream(&streamed_with_usage("no-usage")).await?;
    let id = answer.head.request_id()?;
    assert!(answer.rest().await?.ends_with(DONE));
    let settled = line.app.traffic().await?.settled(id).await?;
    assert_eq!(settled.usage_source, UsageSource::Unknown);
    Ok(())
}

#[actix_web::test]
async fn a_stream_that_goes_wrong_ends_with_an_error_and_is_never_done() -> anyhow::Result<()> {
    let line = Line::of(tests::app::App::build().set("HUB_IDLE_TIMEOUT", "0.3")).await?;
    let mut traffic = line.app.traffic().await?;
    for (model, code, reason) in [
        ("cut", "upstream_error", FailureReason::UpstreamCut),
        ("stall", "upstream_timeout", FailureReason::UpstreamTimeout),
        ("error-frame", "provider_code", FailureReason::UpstreamError),
        (
            "bad-frame",
            "upstream_error",
            FailureReason::UpstreamMalformed,
        ),
    ] {
        let answer = line.client.stream(&streamed(model)).await?;
        assert_eq!(answer.head.status, 200, "{model}");
        let id = answer.head.request_id()?;
        let text = answer.rest().await?;
        let frames: Vec<&str> = text.split_inclusive("\n\n").collect();
        assert_eq!(frames.len(), 3, "{model}: {text}");
        assert_eq!(frames[1], chunk(model, CHOICES[1]));
        let error: serde_json::Value =
            serde_json::from_str(frames[2].trim_start_matches("data: "))?;
        assert_eq!(error["error"]["code"], code, "{model}");
        assert!(!text.contains("[DONE]"), "{model}");

        let settled = traffic.settled(id).await?;
        assert_eq!(
            (settled.outcome, settled.failure),
            (Outcome::Failed, Some(reason)),
            "{model}"
        );
        assert_eq!(settled.http_status, 200, "{model}");
        assert_eq!(settled.attempts[0].failure, Some(reason), "{model}");
    }
    Ok(())
}
