//! Log lines on standard error.
use std::{
    io::{self, IsTerminal},
    str::FromStr,
};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    filter::ParseError,
    fmt,
    layer::SubscriberExt,
    util::{SubscriberInitExt, TryInitError},
};

/// What is logged where `RUST_LOG` says nothing: warnings of everybody, and what the hub itself does.
const DEFAULT_FILTER: &str = "warn,hub=info,gateway=info,projectors=info,infra=info";

/// How a log line is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// A line for people, coloured on a terminal.
    #[default]
    Pretty,
    /// A JSON object a line.
    Json,
}

/// The text names no format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a log format is `pretty` or `json`")]
pub struct UnknownLogFormat;

/// Why logging can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum LoggingError {
    /// `RUST_LOG` is not a filter.
    #[error("RUST_LOG is no filter, such as `info` or `warn,gateway=debug`")]
    Filter(#[source] ParseError),
    /// It was set up before.
    #[error("logging is set up already")]
    Repeated(#[source] TryInitError),
}

impl FromStr for LogFormat {
    type Err = UnknownLogFormat;

    fn from_str(text: &str) -> Result<Self, UnknownLogFormat> {
        match text {
            "pretty" => Ok(Self::Pretty),
            "json" => Ok(Self::Json),
            _ => Err(UnknownLogFormat),
        }
    }
}

/// Sends every event of this process to standard error; `filter` is what `RUST_LOG` says, if anything.
///
/// # Errors
/// When the filter is malformed, or logging is set up already.
pub fn init_logging(format: LogFormat, filter: Option<&str>) -> Result<(), LoggingError> {
    let filter = filter.filter(|text| !text.trim().is_empty());
    let filter = EnvFilter::builder().parse(filter.unwrap_or(DEFAULT_FILTER));
    tracing_subscriber::registry()
        .with(lines(format))
        .with(filter.map_err(LoggingError::Filter)?)
        .try_init()
        .map_err(LoggingError::Repeated)
}

fn lines(format: LogFormat) -> Box<dyn Layer<Registry> + Send + Sync> {
    let lines = fmt::layer().with_writer(io::stderr);
    match format {
        LogFormat::Pretty => lines
            .with_ansi(io::stderr().is_terminal())
            .compact()
            .boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_named_or_refused() {
        assert_eq!("pretty".parse(), Ok(LogFormat::Pretty));
        assert_eq!("json".parse(), Ok(LogFormat::Json));
        assert_eq!("xml".parse::<LogFormat>(), Err(UnknownLogFormat));
    }

    #[test]
    fn a_filter_that_is_none_is_refused() {
        let refused = init_logging(LogFormat::Json, Some("gateway=loud"));
        assert!(matches!(refused, Err(LoggingError::Filter(_))));
    }

    #[test]
    fn the_default_filter_is_one() {
        EnvFilter::builder().parse(DEFAULT_FILTER).unwrap();
    }
}
