//! A provider that answers every request with the same bytes, however wrong they are.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What becomes of a connection after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It stays for the next request.
    Stay,
    /// It is ended in order.
    Close,
    /// It is broken off.
    Reset,
}

/// Running until it is dropped.
#[derive(Debug)]
pub struct Raw {
    url: String,
    connections: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Raw {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// When it can't listen.
    pub async fn start(answer: &str, then: Then) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/v1", listener.local_addr()?);
        let connections = Arc::new(AtomicUsize::new(0));
        let (answer, count) = (answer.to_owned(), Arc::clone(&connections));
        let accepting = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(connection, answer.clone(), then));
            }
        });
        Ok(Self {
            url,
            connections,
            accepting,
        })
    }

    /// Its base URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many connections it has had.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(mut connection: TcpStream, answer: String, then: Then) -> std::io::Result<()> {
    while read(&mut connection).await? {
        connection.write_all(answer.as_bytes()).await?;
        match then {
            Then::Stay => {}
            Then::Close => return connection.shutdown().await,
            Then::Reset => return connection.set_zero_linger(),
        }
    }
    Ok(())
}

/// Reads one request; `false` where there is none any more.
async fn read(connection: &mut TcpStream) -> std::io::Result<bool> {
    let mut request = Vec::new();
    loop {
        if connection.read_buf(&mut request).await? == 0 {
            return Ok(false);
        }
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.trim().parse::<usize>().ok())?
        });
        if body.len() >= length.unwrap_or(0) {
            return Ok(true);
        }
    }
}
