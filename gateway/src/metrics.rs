//! Counting calls. A series' handles are looked up once and kept, so that a call costs a few hundred nanoseconds.
#[cfg(test)]
mod tests;

use arc_swap::ArcSwap;
use domain::{
    provider::{ModelName, ProviderName},
    request::{Attempt, FailureReason, Operation, Outcome, Refused, Settled},
};
use infra::telemetry::names;
use metrics::{Counter, Histogram, counter, histogram};
use std::{collections::HashMap, slice::from_ref, sync::Arc, time::Duration};

/// The most combinations of provider, model and operation with series of their own.
const SERIES: usize = 2_000;
/// What a model is called that has no series of its own.
const OTHER: &str = "other";

/// Counts what is recorded of calls. Set the recorder up first: handles made before it count nothing.
///
/// A model gets its own series with the first call that succeeds, so that names that clients make up don't
/// become labels; until then, and beyond a bound, it counts as `other`.
#[derive(Debug, Default)]
pub struct RequestMetrics {
    known: ArcSwap<Known>,
}

/// The series by provider, model and operation.
#[derive(Clone, Debug, Default)]
struct Known {
    series: HashMap<ProviderName, HashMap<ModelName, HashMap<Operation, Arc<Series>>>>,
    count: usize,
}

#[derive(Debug)]
struct Series {
    labels: [(&'static str, String); 3],
    duration: Histogram,
    added_latency: Histogram,
    time_to_first_token: Histogram,
    input_tokens: Histogram,
    output_tokens: Histogram,
    succeeded: Counter,
    attempts_succeeded: Counter,
}

impl RequestMetrics {
    /// Counts a call that came to its end.
    pub fn record(&self, settled: &Settled) {
        match self.series_of(settled) {
            Some(series) => series.record(settled),
            None => Series::new(&settled.provider, OTHER, settled.operation).record(settled),
        }
    }

    /// Counts a call that was turned away.
    pub fn refused(&self, refused: &Refused) {
        let labels = [
            (names::OPERATION_NAME, refused.operation.as_str()),
            (names::REASON, refused.reason.as_str()),
        ];
        counter!(names::REFUSALS, &labels).increment(1);
    }

    fn series_of(&self, settled: &Settled) -> Option<Arc<Series>> {
        let known = self.known.load();
        if let Some(series) = known.get(settled) {
            return Some(series.clone());
        }
        let wanted = settled.outcome == Outcome::Succeeded && known.count < SERIES;
        wanted.then(|| self.add(settled))
    }

    fn add(&self, settled: &Settled) -> Arc<Series> {
        let model = settled.model.as_str();
        let series = Arc::new(Series::new(&settled.provider, model, settled.operation));
        self.known.rcu(|known| known.with(settled, &series));
        series
    }
}

impl Known {
    fn get(&self, settled: &Settled) -> Option<&Arc<Series>> {
        let models = self.series.get(&settled.provider)?;
        models.get(&settled.model)?.get(&settled.operation)
    }

    fn with(&self, settled: &Settled, series: &Arc<Series>) -> Self {
        let mut known = self.clone();
        let models = known.series.entry(settled.provider.clone()).or_default();
        let operations = models.entry(settled.model.clone()).or_default();
        known.count += usize::from(
            operations
                .insert(settled.operation, series.clone())
                .is_none(),
        );
        known
    }
}

impl Series {
    fn new(provider: &ProviderName, model: &str, operation: Operation) -> Self {
        let labels = [
            (names::OPERATION_NAME, operation.as_str().to_owned()),
            (names::PROVIDER_NAME, provider.to_string()),
            (names::REQUEST_MODEL, model.to_owned()),
        ];
        let [operation, provider, _] = labels.clone();
        let outcome = (names::OUTCOME, Outcome::Succeeded.as_str().to_owned());
        Self {
            duration: histogram!(names::OPERATION_DURATION, &labels),
            added_latency: histogram!(names::ADDED_LATENCY, from_ref(&operation)),
            time_to_first_token: histogram!(names::TIME_TO_FIRST_TOKEN, &labels),
            input_tokens: histogram!(
                names::TOKEN_USAGE,
                &with(&labels, names::TOKEN_TYPE, "input")
            ),
            output_tokens: histogram!(
                names::TOKEN_USAGE,
                &with(&labels, names::TOKEN_TYPE, "output")
            ),
            succeeded: counter!(names::REQUESTS, &[operation, outcome]),
            attempts_succeeded: counter!(names::ATTEMPTS, &[provider]),
            labels,
        }
    }

    fn record(&self, settled: &Settled) {
        if settled.outcome == Outcome::Succeeded {
            self.succeeded.increment(1);
            self.duration.record(seconds(settled.latency_micros));
        } else {
            self.record_unsuccessful(settled);
        }
        self.added_latency.record(seconds(added_micros(settled)));
        if let Some(micros) = settled.time_to_first_token_micros {
            self.time_to_first_token.record(seconds(micros));
        }
        record_tokens(&self.input_tokens, settled.usage.input_tokens());
        record_tokens(&self.output_tokens, settled.usage.output_tokens());
        for attempt in &settled.attempts {
            self.count_attempt(attempt);
        }
    }

    fn record_unsuccessful(&self, settled: &Settled) {
        let outcome = settled.outcome.as_str();
        let error = settled.failure.map_or(outcome, FailureReason::as_str);
        let [operation, ..] = self.labels.clone();
        let duration = with(&self.labels, names::ERROR_TYPE, error);
        histogram!(names::OPERATION_DURATION, &duration).record(seconds(settled.latency_micros));
        counter!(
            names::REQUESTS,
            &with(&[operation], names::OUTCOME, outcome)
        )
        .increment(1);
    }

    fn count_attempt(&self, attempt: &Attempt) {
        let Some(failure) = attempt.failure else {
            self.attempts_succeeded.increment(1);
            return;
        };
        let provider = (names::PROVIDER_NAME, attempt.provider.to_string());
        counter!(
            names::ATTEMPTS,
            &with(&[provider], names::ERROR_TYPE, failure.as_str())
        )
        .increment(1);
    }
}

fn with(
    labels: &[(&'static str, String)],
    name: &'static str,
    value: &str,
) -> Vec<(&'static str, String)> {
    let added = [(name, value.to_owned())];
    labels.iter().cloned().chain(added).collect()
}

/// What of a call was not spent waiting for providers.
fn added_micros(settled: &Settled) -> u64 {
    let attempts = settled.attempts.iter();
    let spent = attempts.map(|attempt| attempt.duration_micros);
    settled
        .latency_micros
        .saturating_sub(spent.fold(0, u64::saturating_add))
}

fn record_tokens(histogram: &Histogram, tokens: u64) {
    if tokens > 0 {
        histogram.record(u32::try_from(tokens).unwrap_or(u32::MAX));
    }
}

fn seconds(micros: u64) -> f64 {
    Duration::from_micros(micros).as_secs_f64()
}
