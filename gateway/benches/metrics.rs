//! What it costs to count a call.
mod timing;

use domain::{
    id::RequestId,
    provider::{InvalidName, ModelName, ProviderName},
    request::{Attempt, CalledBy, Operation, Outcome, Settled, Usage, UsageSource},
    time::Timestamp,
};
use gateway::metrics::RequestMetrics;
use infra::telemetry::Metrics;
use std::error::Error;
use timing::time;
use uuid::Uuid;

fn main() -> Result<(), Box<dyn Error>> {
    let all = Metrics::install()?;
    let metrics = RequestMetrics::default();
    let settled = settled()?;
    time("record a call", 1_000, || metrics.record(&settled));
    time("render everything", 1, || all.render());
    Ok(())
}

fn settled() -> Result<Settled, InvalidName> {
    let provider = ProviderName::try_from("openai".to_owned())?;
    let model = ModelName::try_from("gpt-4o-mini".to_owned())?;
    Ok(Settled {
        request: RequestId(Uuid::nil()),
        called_by: CalledBy::default(),
        operation: Operation::Chat,
        requested_model: "openai/gpt-4o-mini".to_owned(),
        provider: provider.clone(),
        model: model.clone(),
        stream: true,
        started_at: Timestamp::default(),
        outcome: Outcome::Succeeded,
        http_status: 200,
        failure: None,
        attempts: vec![Attempt {
            provider,
            model,
            credential: None,
            started_after_micros: 40,
            first_byte_micros: Some(20_000),
            duration_micros: 400_000,
            http_status: Some(200),
            failure: None,
        }],
        usage: Usage {
            input_uncached: 300,
            output_text: 100,
            ..Usage::default()
        },
        usage_source: UsageSource::Reported,
        cost: None,
        latency_micros: 400_100,
        time_to_first_token_micros: Some(20_100),
    })
}
