//! Every stream of the log and its configuration.
//!
//! Invariant: nothing is written to a stream whose configuration is not the one that is stated here, since
//! servers drop what they do not know in silence.
use async_nats::jetstream::{self, context::CreateStreamError, stream};
use std::{fmt::Debug, time::Duration};
use thiserror::Error;

/// The oldest server that does all that is asked of it.
const OLDEST_SERVER: (u64, u64) = (2, 12);

/// One stream of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Organisations, providers, credentials, models, keys.
    Control,
    /// Credits.
    Ledger,
    /// Calls through the gateway.
    Traffic,
    /// Sign-ins, consents, exports.
    Activity,
}

impl Stream {
    /// Every stream.
    pub const ALL: [Self; 4] = [Self::Control, Self::Ledger, Self::Traffic, Self::Activity];

    /// Its name on the server.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Control => "CONTROL",
            Self::Ledger => "LEDGER",
            Self::Traffic => "TRAFFIC",
            Self::Activity => "ACTIVITY",
        }
    }

    const fn subjects(self) -> &'static str {
        match self {
            Self::Control => schemas::subject::CONTROL,
            Self::Ledger => schemas::subject::LEDGER,
            Self::Traffic => schemas::subject::TRAFFIC,
            Self::Activity => schemas::subject::ACTIVITY,
        }
    }
}

/// What an operator chooses about the streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topology {
    /// On how many servers each commit lies.
    pub replicas: usize,
    /// How long a repeated commit is recognised by its id alone.
    pub duplicate_window: Duration,
    /// The same for calls, of which there are many more: each id in it takes the server's memory.
    pub traffic_duplicate_window: Duration,
    /// How long calls are kept; for ever where absent.
    pub traffic_max_age: Option<Duration>,
}

impl Default for Topology {
    fn default() -> Self {
        Self {
            replicas: 1,
            duplicate_window: Duration::from_mins(2),
            traffic_duplicate_window: Duration::from_secs(30),
            traffic_max_age: None,
        }
    }
}

/// Why the log cannot be used as it is.
#[derive(Debug, Error)]
pub enum TopologyError {
    /// The server is too old.
    #[error(
        "nats-server {found} is too old: the event log needs {}.{} or newer",
        OLDEST_SERVER.0,
        OLDEST_SERVER.1
    )]
    ServerTooOld {
        /// The server's version.
        found: String,
    },
    /// A stream could not be created or read.
    #[error("stream {stream} can be neither opened nor created")]
    Unusable {
        /// Which.
        stream: &'static str,
        /// Why.
        #[source]
        source: CreateStreamError,
    },
    /// A stream is not what it has to be.
    #[error("stream {stream} is configured differently: {}", .differences.join("; "))]
    Different {
        /// Which.
        stream: &'static str,
        /// Each setting that differs: wanted and found.
        differences: Vec<String>,
    },
}

/// Creates what is missing of the streams, and makes sure that each is what it has to be.
///
/// # Errors
/// When the server is too old, cannot be reached, or a stream is configured differently.
pub async fn ensure(
    context: &jetstream::Context,
    topology: &Topology,
) -> Result<(), TopologyError> {
    require_version(&context.client().server_info().version)?;
    for stream in Stream::ALL {
        let wanted = topology.configuration(stream);
        let created = context.get_or_create_stream(wanted.clone()).await;
        let found = created.map_err(|source| TopologyError::Unusable {
            stream: stream.name(),
            source,
        })?;
        require_same(stream, &wanted, &found.cached_info().config)?;
    }
    Ok(())
}

impl Topology {
    fn configuration(&self, stream: Stream) -> stream::Config {
        stream::Config {
            name: stream.name().to_owned(),
            subjects: vec![stream.subjects().to_owned()],
            storage: stream::StorageType::File,
            retention: stream::RetentionPolicy::Limits,
            num_replicas: self.replicas,
            deny_delete: true,
            deny_purge: true,
            allow_direct: true,
            duplicate_window: self.duplicate_window(stream),
            max_age: self.max_age(stream),
            max_bytes: -1,
            max_messages: -1,
            max_messages_per_subject: -1,
            ..stream::Config::default()
        }
    }

    const fn duplicate_window(&self, stream: Stream) -> Duration {
        match stream {
            Stream::Traffic => self.traffic_duplicate_window,
            Stream::Control | Stream::Ledger | Stream::Activity => self.duplicate_window,
        }
    }

    fn max_age(&self, stream: Stream) -> Duration {
        match stream {
            Stream::Traffic => self.traffic_max_age.unwrap_or_default(),
            Stream::Control | Stream::Ledger | Stream::Activity => Duration::ZERO,
        }
    }
}

fn require_version(found: &str) -> Result<(), TopologyError> {
    let mut numbers = found.split('.').map(|number| number.parse().ok());
    let version = numbers.next().flatten().zip(numbers.next().flatten());
    match version {
        Some(version) if version >= OLDEST_SERVER => Ok(()),
        Some(_) | None => Err(TopologyError::ServerTooOld {
            found: found.to_owned(),
        }),
    }
}

fn require_same(
    stream: Stream,
    wanted: &stream::Config,
    found: &stream::Config,
) -> Result<(), TopologyError> {
    let pairs = settings(wanted).into_iter().zip(settings(found));
    let differences: Vec<String> = pairs
        .filter(|((_, wanted), (_, found))| wanted != found)
        .map(|((name, wanted), (_, found))| format!("{name} is {found}, not {wanted}"))
        .collect();
    if differences.is_empty() {
        return Ok(());
    }
    Err(TopologyError::Different {
        stream: stream.name(),
        differences,
    })
}

/// What of a configuration decides whether commits are kept, in order, once.
fn settings(config: &stream::Config) -> [(&'static str, String); 17] {
    fn text(value: impl Debug) -> String {
        format!("{value:?}")
    }
    [
        ("subjects", text(&config.subjects)),
        ("storage", text(config.storage)),
        ("retention", text(config.retention)),
        ("num_replicas", text(config.num_replicas)),
        ("deny_delete", text(config.deny_delete)),
        ("deny_purge", text(config.deny_purge)),
        ("allow_direct", text(config.allow_direct)),
        ("allow_msg_ttl", text(config.allow_message_ttl)),
        ("allow_rollup_hdrs", text(config.allow_rollup)),
        ("duplicate_window", text(config.duplicate_window)),
        ("max_age", text(config.max_age)),
        ("max_bytes", text(config.max_bytes)),
        ("max_msgs", text(config.max_messages)),
        (
            "max_msgs_per_subject",
            text(config.max_messages_per_subject),
        ),
        ("no_ack", text(config.no_ack)),
        ("sealed", text(config.sealed)),
        ("subject_transform", text(&config.subject_transform)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_drops_settings_in_silence_is_refused_by_its_version() {
        for (version, accepted) in [
            ("2.9.10", false),
            ("2.11.9", false),
            ("2.12.0", true),
            ("2.15.1", true),
            ("3.0.0-beta", true),
            ("", false),
            ("dev", false),
        ] {
            assert_eq!(require_version(version).is_ok(), accepted, "{version}");
        }
    }

    #[test]
    fn a_difference_is_named_with_both_values() {
        let wanted = Topology::default().configuration(Stream::Traffic);
        let found = stream::Config {
            deny_delete: false,
            ..wanted.clone()
        };
        let error = require_same(Stream::Traffic, &wanted, &found).unwrap_err();
        assert_eq!(
            error.to_string(),
            "stream TRAFFIC is configured differently: deny_delete is false, not true"
        );
    }
}
