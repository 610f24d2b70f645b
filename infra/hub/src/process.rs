//! What every long-running part does before anything else.

use infra::telemetry::{LogFormat, init_logging};

use crate::environment::given;

/// Chooses the provider of cryptography, and starts to log as `HUB_LOG` and `RUST_LOG` say.
pub(crate) fn begin() -> anyhow::Result<()> {
    // A second installation finds the same provider there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let format = given("HUB_LOG").map_or(Ok(LogFormat::default()), |text| text.parse())?;
    init_logging(format, given("RUST_LOG").as_deref())?;
    Ok(())
}
