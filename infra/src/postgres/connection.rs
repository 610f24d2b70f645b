//! One connection with its driver, and the forms in which values travel.
use domain::time::Timestamp;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_postgres::{Client, Config, Error, NoTls};

/// How long is waited for a server that does not answer.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a server may leave what was sent unacknowledged before it counts as gone.
const SILENCE: Duration = Duration::from_secs(20);

/// Connects to the database at `url`, with unqualified names looked up in `schema`. The connection ends
/// when its client is dropped.
///
/// # Errors
/// When `url` is not one, or the server cannot be reached or refuses.
pub async fn connect(url: &str, schema: &str) -> Result<Client, Error> {
    let mut config: Config = url.parse()?;
    config
        .application_name("hub")
        .connect_timeout(CONNECT)
        .tcp_user_timeout(SILENCE)
        .keepalives_idle(SILENCE)
        .options(format!("-c search_path={schema}"));
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "lost the connection to Postgres");
        }
    });
    Ok(client)
}

/// The form in which an instant travels.
#[must_use]
pub fn instant(time: Timestamp) -> SystemTime {
    let micros = Duration::from_micros(time.micros().unsigned_abs());
    if time.micros() < 0 {
        UNIX_EPOCH - micros
    } else {
        UNIX_EPOCH + micros
    }
}
