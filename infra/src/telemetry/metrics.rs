//! Metrics, kept in memory until Prometheus asks.
use super::names::{self, Kind, Metric};
use metrics::{describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use std::{fmt, time::Duration};

/// How often observations are folded into their buckets where nobody asks for them.
const UPKEEP: Duration = Duration::from_secs(5);

/// Every metric of this process. Clones share them.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

/// Metrics can't be set up.
#[derive(Debug, thiserror::Error)]
#[error("metrics can't be set up")]
pub struct MetricsError(#[from] BuildError);

impl Metrics {
    /// Records every metric of this process from now on.
    ///
    /// # Errors
    /// When they are recorded already.
    pub fn install() -> Result<Self, MetricsError> {
        let handle = builder()?.install_recorder()?;
        names::ALL.iter().for_each(describe);
        Ok(Self(handle))
    }

    /// All of them in Prometheus's text format.
    #[must_use]
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Keeps the memory that observations take small, for ever. May be dropped at any time.
    pub async fn keep_up(self) {
        let mut tick = tokio::time::interval(UPKEEP);
        loop {
            tick.tick().await;
            self.0.run_upkeep();
        }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

fn builder() -> Result<PrometheusBuilder, BuildError> {
    let start = PrometheusBuilder::new();
    names::ALL
        .iter()
        .try_fold(start, |builder, metric| match metric.kind {
            Kind::Histogram(bounds) => {
                builder.set_buckets_for_metric(Matcher::Full(metric.name.to_owned()), bounds)
            }
            Kind::Counter | Kind::Gauge => Ok(builder),
        })
}

fn describe(metric: &Metric) {
    match metric.kind {
        Kind::Counter => describe_counter!(metric.name, metric.description),
        Kind::Gauge => describe_gauge!(metric.name, metric.description),
        Kind::Histogram(_) => describe_histogram!(metric.name, metric.description),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use metrics::{counter, gauge, histogram};

    #[test]
    fn what_is_recorded_is_rendered_with_its_description_and_buckets() {
        let recorder = builder().unwrap().build_recorder();
        metrics::with_local_recorder(&recorder, || {
            names::ALL.iter().for_each(describe);
            histogram!(names::OPERATION_DURATION, names::OPERATION_NAME => "chat").record(0.05);
            counter!(names::REFUSALS, names::REASON => "key_revoked").increment(2);
            gauge!(names::CONTROL_SEQUENCE).set(7.0);
        });
        let text = recorder.handle().render();
        for line in [
            "# TYPE gen_ai_client_operation_duration_seconds histogram",
            "# HELP hub_refusals_total Calls that were turned away before any provider was called",
            r#"gen_ai_client_operation_duration_seconds_bucket{gen_ai_operation_name="chat",le="0.04"} 0"#,
            r#"gen_ai_client_operation_duration_seconds_bucket{gen_ai_operation_name="chat",le="0.08"} 1"#,
            r#"hub_refusals_total{reason="key_revoked"} 2"#,
            "hub_control_sequence 7",
        ] {
            assert!(text.contains(line), "{line} is missing in\n{text}");
        }
    }

    #[test]
    fn every_histogram_has_ascending_bounds_and_every_counter_says_that_it_is_a_total() {
        for metric in names::ALL {
            match metric.kind {
                Kind::Histogram(bounds) => assert!(bounds.is_sorted(), "{}", metric.name),
                Kind::Counter => assert!(metric.name.ends_with("_total"), "{}", metric.name),
                Kind::Gauge => {}
            }
        }
    }

    #[test]
    fn metrics_are_installed_once() {
        assert!(Metrics::install().is_ok());
        assert!(Metrics::install().is_err());
    }
}
