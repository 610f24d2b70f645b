//! A server of the test's own process, on a thread of its own.

use std::sync::mpsc;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer};
use anyhow::Context;

/// Running until it is dropped.
pub struct Serving {
    url: String,
    server: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

type Started = anyhow::Result<(String, ServerHandle)>;

impl Serving {
    /// Serves what `configure` adds, on a free port.
    ///
    /// # Errors
    /// When it can't listen.
    pub fn start(
        configure: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
    ) -> anyhow::Result<Self> {
        let (started, starting) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let failed = started.clone();
            if let Err(error) = serve(configure, started) {
                // Whoever waits for the start is told; later there is nobody to tell.
                let _ = failed.send(Err(error));
            }
        });
        let (url, server) = starting.recv().context("the server's thread ended")??;
        Ok(Self {
            url,
            server,
            thread: Some(thread),
        })
    }

    /// Where it is, as `http://host:port`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // The request to stop is sent by the call itself; what it returns only waits.
        drop(self.server.stop(false));
        if let Some(thread) = self.thread.take() {
            // A panic in it was shown when it happened.
            let _ = thread.join();
        }
    }
}

fn serve(
    configure: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
    started: mpsc::Sender<Started>,
) -> anyhow::Result<()> {
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || App::new().configure(configure.clone()))
            .workers(1)
            .disable_signals()
            .h1_allow_half_closed(false)
            .tcp_nodelay(true)
            .bind(("127.0.0.1", 0))?;
        let address = server.addrs().first().copied().context("it listens")?;
        let server = server.run();
        started.send(Ok((format!("http://{address}"), server.handle())))?;
        Ok(server.await?)
    })
}
