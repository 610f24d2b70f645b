//! Every metric: its name, what it counts, its buckets. GenAI metrics and labels are OpenTelemetry's, in
//! Prometheus's spelling.

/// How long a call took, from its arrival to the answer's last byte.
pub const OPERATION_DURATION: &str = "gen_ai_client_operation_duration_seconds";
/// How many tokens a call took, of the prompt and of the answer.
pub const TOKEN_USAGE: &str = "gen_ai_client_token_usage";
/// How long the first token of a streamed answer took.
pub const TIME_TO_FIRST_TOKEN: &str = "gen_ai_server_time_to_first_token_seconds";
/// What of a call's duration was not spent on providers.
pub const ADDED_LATENCY: &str = "hub_added_latency_seconds";
/// Calls that were accepted and came to their end.
pub const REQUESTS: &str = "hub_requests_total";
/// Calls that were turned away before any provider was called.
pub const REFUSALS: &str = "hub_refusals_total";
/// Calls to providers.
pub const ATTEMPTS: &str = "hub_attempts_total";
/// Targets that were ejected, since they failed too often.
pub const EJECTIONS: &str = "hub_ejections_total";
/// Credentials that were left alone for a while.
pub const COOLDOWNS: &str = "hub_cooldowns_total";
/// How far the control plane in memory is.
pub const CONTROL_SEQUENCE: &str = "hub_control_sequence";
/// Commits that a projector wrote.
pub const PROJECTOR_RECORDS: &str = "hub_projector_records_total";
/// Rows that they came to.
pub const PROJECTOR_ROWS: &str = "hub_projector_rows_total";
/// Commits that were in the log twice.
pub const PROJECTOR_REPEATS: &str = "hub_projector_repeats_total";
/// How often a projector had to start again.
pub const PROJECTOR_ERRORS: &str = "hub_projector_errors_total";
/// How far a projector is.
pub const PROJECTOR_SEQUENCE: &str = "hub_projector_sequence";
/// How many commits a projector is behind.
pub const PROJECTOR_LAG: &str = "hub_projector_lag";

/// The label for what was called, such as `chat`.
pub const OPERATION_NAME: &str = "gen_ai_operation_name";
/// The label for the provider's name.
pub const PROVIDER_NAME: &str = "gen_ai_provider_name";
/// The label for the provider's name for the model.
pub const REQUEST_MODEL: &str = "gen_ai_request_model";
/// The label that tells `input` tokens from `output` tokens.
pub const TOKEN_TYPE: &str = "gen_ai_token_type";
/// The label for why a call or an attempt failed; absent where it did not.
pub const ERROR_TYPE: &str = "error_type";
/// The label for how a call ended.
pub const OUTCOME: &str = "outcome";
/// The label for why a call was turned away, or a credential left alone.
pub const REASON: &str = "reason";
/// The label for a projector's name.
pub const PROJECTOR: &str = "projector";
/// The label for a stream's name.
pub const STREAM: &str = "stream";

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Counts up.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Observations, counted by these upper bounds.
    Histogram(&'static [f64]),
}

/// A metric as it is described to Prometheus.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// What it means.
    pub description: &'static str,
}

/// Every metric that the hub records here.
pub const ALL: [Metric; 16] = [
    histogram(
        OPERATION_DURATION,
        DURATIONS,
        "Seconds from a call's arrival to its answer's last byte",
    ),
    histogram(TOKEN_USAGE, TOKENS, "Tokens of a call's prompt and answer"),
    histogram(
        TIME_TO_FIRST_TOKEN,
        FIRST_TOKENS,
        "Seconds from a call's arrival to its streamed answer's first token",
    ),
    histogram(
        ADDED_LATENCY,
        ADDED,
        "Seconds of a call that were not spent on providers",
    ),
    counter(REQUESTS, "Calls that were accepted and ended"),
    counter(
        REFUSALS,
        "Calls that were turned away before any provider was called",
    ),
    counter(ATTEMPTS, "Calls to providers"),
    counter(
        EJECTIONS,
        "Models of providers that were ejected, since they failed too often",
    ),
    counter(
        COOLDOWNS,
        "Credentials that were left alone for a while, since they were limited or refused",
    ),
    gauge(
        CONTROL_SEQUENCE,
        "Sequence of the last configuration commit in effect",
    ),
    counter(PROJECTOR_RECORDS, "Commits that a projector wrote"),
    counter(PROJECTOR_ROWS, "Rows that a projector wrote"),
    counter(PROJECTOR_REPEATS, "Commits that were in the log twice"),
    counter(PROJECTOR_ERRORS, "How often a projector had to start again"),
    gauge(
        PROJECTOR_SEQUENCE,
        "Sequence of the last commit that a projector wrote",
    ),
    gauge(
        PROJECTOR_LAG,
        "Commits in the log that a projector has yet to read",
    ),
];

const DURATIONS: &[f64] = &[
    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const TOKENS: &[f64] = &[
    1.0,
    4.0,
    16.0,
    64.0,
    256.0,
    1024.0,
    4096.0,
    16_384.0,
    65_536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
    16_777_216.0,
    67_108_864.0,
];
const FIRST_TOKENS: &[f64] = &[
    0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];
const ADDED: &[f64] = &[
    0.000_05, 0.000_1, 0.000_2, 0.000_4, 0.000_8, 0.001_6, 0.003_2, 0.006_4, 0.012_8, 0.025_6, 0.1,
    1.0,
];

const fn counter(name: &'static str, description: &'static str) -> Metric {
    Metric {
        name,
        kind: Kind::Counter,
        description,
    }
}

const fn gauge(name: &'static str, description: &'static str) -> Metric {
    Metric {
        name,
        kind: Kind::Gauge,
        description,
    }
}

const fn histogram(
    name: &'static str,
    bounds: &'static [f64],
    description: &'static str,
) -> Metric {
    Metric {
        name,
        kind: Kind::Histogram(bounds),
        description,
    }
}
