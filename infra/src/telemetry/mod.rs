//! What the hub says of itself: logs for people and machines, metrics for Prometheus.
mod logging;
mod metrics;
pub mod names;

pub use logging::{LogFormat, LoggingError, UnknownLogFormat, init_logging};
pub use metrics::{Metrics, MetricsError};
