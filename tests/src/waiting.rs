//! Waiting for a state, never for a time.

use std::time::{Duration, Instant};

use anyhow::bail;

/// How long a state may take to come, on a machine that does much else.
pub const PATIENCE: Duration = Duration::from_secs(40);
/// How soon is looked again.
const PAUSE: Duration = Duration::from_millis(5);

/// Looks until there is something, and hands it out.
///
/// # Errors
/// When it does not come, by the name of `what`.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> anyhow::Result<T> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(found) = look().await {
            return Ok(found);
        }
        tokio::time::sleep(PAUSE).await;
    }
    bail!("{what} did not come in {PATIENCE:?}")
}
