//! A wire between a client and a server that can lose what the server says.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Passes on what both sides say, until it is told not to.
#[derive(Debug)]
pub struct Wire {
    /// Where the client finds the server.
    pub url: String,
    state: Arc<State>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    server: String,
    /// Whether the server's words are lost.
    lossy: AtomicBool,
    /// Counts how often the wire was cut.
    cuts: watch::Sender<u32>,
}

impl Wire {
    /// A wire to the server at `url`.
    ///
    /// # Errors
    /// When there is no port for it.
    pub async fn to(url: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            server: url.trim_start_matches("nats://").to_owned(),
            lossy: AtomicBool::new(false),
            cuts: watch::channel(0).0,
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&state)));
        Ok(Self {
            url: format!("nats://{address}"),
            state,
            accepting,
        })
    }

    /// From now on the client hears nothing, but is heard.
    pub fn lose_answers(&self) {
        self.state.lossy.store(true, Ordering::SeqCst);
    }

    /// Cuts every connection; new ones work both ways.
    pub fn cut(&self) {
        self.state.lossy.store(false, Ordering::SeqCst);
        self.state.cuts.send_modify(|cuts| *cuts += 1);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    while let Ok((client, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let mut cut = state.cuts.subscribe();
            let Ok(server) = TcpStream::connect(&state.server).await else {
                return;
            };
            let (client_reads, client_writes) = client.into_split();
            let (server_reads, server_writes) = server.into_split();
            tokio::select! {
                _ = cut.changed() => {}
                () = pass(client_reads, server_writes, || true) => {}
                () = pass(server_reads, client_writes, || !state.lossy.load(Ordering::SeqCst)) => {}
            }
        });
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, heard: impl Fn() -> bool) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if heard() && to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
