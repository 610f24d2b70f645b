//! The projectors' metrics over HTTP, for Prometheus.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use infra::telemetry::Metrics;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// How long one who asks may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a request may be; Prometheus' is a tenth of it.
const REQUEST_BYTES: usize = 4096;

/// Answers one after the other, for ever; nobody is answered where there is no `address`.
pub(crate) async fn serve(address: Option<SocketAddr>, metrics: Metrics) -> io::Result<()> {
    let Some(address) = address else {
        return std::future::pending().await;
    };
    let listener = TcpListener::bind(address).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        // Whoever leaves or dawdles has no answer, and the next one has.
        let _ = timeout(PATIENCE, answer(stream, &metrics)).await;
    }
}

async fn answer(mut stream: TcpStream, metrics: &Metrics) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < REQUEST_BYTES {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let (status, body) = if request.starts_with(b"GET /metrics ") {
        ("200 OK", metrics.render())
    } else {
        ("404 Not Found", "only GET /metrics is here\n".to_owned())
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn asked(path: &str, metrics: Metrics) -> io::Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let mut client = TcpStream::connect(listener.local_addr()?).await?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: hub\r\n\r\n");
        client.write_all(request.as_bytes()).await?;
        let (stream, _) = listener.accept().await?;
        answer(stream, &metrics).await?;
        let mut text = String::new();
        client.read_to_string(&mut text).await?;
        Ok(text)
    }

    #[tokio::test]
    async fn metrics_are_at_their_path_alone() -> anyhow::Result<()> {
        let metrics = Metrics::install()?;
        let found = asked("/metrics", metrics.clone()).await?;
        assert!(found.starts_with("HTTP/1.1 200 OK\r\n"), "{found}");
        let other = asked("/", metrics).await?;
        assert!(other.starts_with("HTTP/1.1 404 "), "{other}");
        Ok(())
    }
}
