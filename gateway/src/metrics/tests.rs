//! What a call adds to the metrics.
use super::*;
use domain::{
    id::RequestId,
    request::{CalledBy, RefusalReason, Usage, UsageSource},
    time::Timestamp,
};
use metrics_exporter_prometheus::PrometheusBuilder;
use uuid::Uuid;

fn settled(model: &str, outcome: Outcome) -> Settled {
    let model = ModelName::try_from(model.to_owned()).unwrap();
    let provider = ProviderName::try_from("openai".to_owned()).unwrap();
    let failure = (outcome == Outcome::Failed).then_some(FailureReason::UpstreamRejected);
    Settled {
        request: RequestId(Uuid::nil()),
        called_by: CalledBy::default(),
        operation: Operation::Chat,
        requested_model: model.to_string(),
        provider: provider.clone(),
        model: model.clone(),
        stream: true,
        started_at: Timestamp::default(),
        outcome,
        http_status: 200,
        failure,
        attempts: vec![Attempt {
            provider,
            model,
            credential: None,
            started_after_micros: 1_000,
            first_byte_micros: None,
            duration_micros: 2_000_000,
            http_status: Some(200),
            failure,
        }],
        usage: Usage {
            input_uncached: 3,
            output_text: 5,
            ..Usage::default()
        },
        usage_source: UsageSource::Reported,
        cost: None,
        latency_micros: 2_500_000,
        time_to_first_token_micros: Some(250_000),
    }
}

fn refused(reason: RefusalReason) -> Refused {
    Refused {
        request: RequestId(Uuid::nil()),
        called_by: CalledBy::default(),
        operation: Operation::Embeddings,
        requested_model: None,
        reason,
        http_status: 403,
        started_at: Timestamp::default(),
        latency_micros: 1,
    }
}

/// What Prometheus reads after `record`.
fn rendered(record: impl FnOnce(&RequestMetrics)) -> String {
    let recorder = PrometheusBuilder::new().build_recorder();
    metrics::with_local_recorder(&recorder, || record(&RequestMetrics::default()));
    recorder.handle().render()
}

#[track_caller]
fn assert_lines(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(
            text.lines().any(|found| found == *line),
            "{line} is missing in\n{text}"
        );
    }
}

/// A line of a metric with the labels of [`settled`] calls to `gpt`, and `more` labels.
fn line(metric: &str, more: &str, value: u32) -> String {
    let call = r#"gen_ai_operation_name="chat",gen_ai_provider_name="openai""#;
    format!(r#"{metric}{{{call},gen_ai_request_model="gpt"{more}}} {value}"#)
}

#[test]
fn a_call_that_succeeded_is_counted_by_provider_model_and_operation() {
    let text = rendered(|metrics| {
        metrics.record(&settled("gpt", Outcome::Succeeded));
        metrics.record(&settled("gpt", Outcome::Succeeded));
    });
    let tokens = |kind| format!(r#",gen_ai_token_type="{kind}""#);
    assert_lines(
        &text,
        &[
            &line("gen_ai_client_operation_duration_seconds_sum", "", 5),
            &line("gen_ai_client_operation_duration_seconds_count", "", 2),
            &line("gen_ai_server_time_to_first_token_seconds_count", "", 2),
            &line("gen_ai_client_token_usage_sum", &tokens("input"), 6),
            &line("gen_ai_client_token_usage_sum", &tokens("output"), 10),
            r#"hub_added_latency_seconds_sum{gen_ai_operation_name="chat"} 1"#,
            r#"hub_requests_total{gen_ai_operation_name="chat",outcome="succeeded"} 2"#,
            r#"hub_attempts_total{gen_ai_provider_name="openai"} 2"#,
        ],
    );
}

#[test]
fn a_call_that_failed_is_counted_with_its_reason() {
    let text = rendered(|metrics| {
        for outcome in [Outcome::Succeeded, Outcome::Failed, Outcome::Cancelled] {
            metrics.record(&settled("gpt", outcome));
        }
    });
    let durations = "gen_ai_client_operation_duration_seconds_count";
    assert_lines(
        &text,
        &[
            &line(durations, r#",error_type="upstream_rejected""#, 1),
            &line(durations, r#",error_type="cancelled""#, 1),
            r#"hub_requests_total{gen_ai_operation_name="chat",outcome="failed"} 1"#,
            r#"hub_requests_total{gen_ai_operation_name="chat",outcome="cancelled"} 1"#,
            r#"hub_attempts_total{gen_ai_provider_name="openai",error_type="upstream_rejected"} 1"#,
        ],
    );
}

#[test]
fn a_model_that_never_succeeded_is_no_label() {
    let text = rendered(|metrics| metrics.record(&settled("made-up", Outcome::Failed)));
    assert!(!text.contains("made-up"), "{text}");
    assert!(text.contains(r#"gen_ai_request_model="other""#), "{text}");
}

#[test]
fn models_beyond_the_bound_count_as_other() {
    let text = rendered(|metrics| {
        for model in 0..=SERIES {
            metrics.record(&settled(&format!("model-{model}."), Outcome::Succeeded));
        }
    });
    assert!(text.contains(&format!("\"model-{}.\"", SERIES - 1)));
    assert!(!text.contains(&format!("\"model-{SERIES}.\"")));
    assert!(text.contains(r#"gen_ai_request_model="other""#));
}

#[test]
fn a_refusal_is_counted_by_operation_and_reason() {
    let text = rendered(|metrics| metrics.refused(&refused(RefusalReason::OutOfScope)));
    let line = r#"hub_refusals_total{gen_ai_operation_name="embeddings",reason="out_of_scope"} 1"#;
    assert_lines(&text, &[line]);
}
