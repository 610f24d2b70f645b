//! An OpenAI-compatible provider in the test's own process, which does what the model's name says and
//! remembers every call that reached it.
//!
//! The name may have a tag after a colon, which changes nothing: `whole:17`.
//!
//! | model | does |
//! | --- | --- |
//! | `whole` | answers in full, or streams a role, two words, the finish, the usage where asked, `[DONE]` |
//! | `stepped` | the same, but waits for [`Provider::step`] before each frame, or before the whole answer |
//! | `status-NNN` | that status with OpenAI's error object; 429 with `Retry-After: 7` |
//! | `html-NNN` | that status with an HTML page |
//! | `silent` | never answers |
//! | `stall` | streams the role and one word, then nothing |
//! | `cut` | the same, then the connection ends; a whole answer ends after half of it |
//! | `error-frame` | the same, then an error in a frame |
//! | `bad-frame` | the same, then a frame that is no JSON |
//! | `error-in-200` | an error object with status 200 |
//! | `garbage` | bytes that are no JSON |
//! | `mislabelled` | as `whole`, but as `text/plain` |
//! | `gzip` | as `whole`, compressed though nobody asked for it |
//! | `usage-in-last` | as `whole`, but usage comes with the finish |
//! | `no-usage` | as `whole`, but nothing is said of usage |
//! | `no-done` | as `whole`, but a stream just ends after its finish |
//! | `float` | embeddings as numbers, whatever was asked for |
mod answer;
mod call;
mod frames;
mod ledger;

use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};
use anyhow::Context;

pub use answer::CHAT;
pub use frames::CHOICES;
use ledger::Ledger;
pub use ledger::{Fate, Received};

/// Running until it is dropped.
pub struct Provider {
    ledger: Arc<Ledger>,
    url: String,
    server: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Provider {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// When it can't listen.
    pub fn start() -> anyhow::Result<Self> {
        let ledger = Arc::new(Ledger::default());
        let shared = web::Data::from(Arc::clone(&ledger));
        let (started, starting) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let failed = started.clone();
            if let Err(error) = serve(shared, started) {
                // Whoever waits for the start is told; later there is nobody to tell.
                let _ = failed.send(Err(error));
            }
        });
        let (url, server) = starting.recv().context("the provider's thread ended")??;
        Ok(Self {
            ledger,
            url,
            server,
            thread: Some(thread),
        })
    }

    /// Its base URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every call that reached it, in order.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.ledger.received()
    }

    /// The call that reached it, where that was a single one.
    ///
    /// # Errors
    /// When it was none, or several.
    pub fn only_call(&self) -> anyhow::Result<Received> {
        let mut received = self.received();
        anyhow::ensure!(received.len() == 1, "{} calls", received.len());
        received.pop().context("one call")
    }

    /// Waits until its calls are as described by `are`.
    ///
    /// # Errors
    /// When they don't become so.
    pub async fn until(&self, are: impl Fn(&[Received]) -> bool) -> anyhow::Result<()> {
        self.ledger.until(are).await
    }

    /// Lets one `stepped` model take its next step.
    pub fn step(&self) {
        self.ledger.steps.add_permits(1);
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.ledger.steps.close();
        // The request to stop is sent by the call itself; what it returns only waits.
        drop(self.server.stop(false));
        if let Some(thread) = self.thread.take() {
            // A panic in it was shown when it happened.
            let _ = thread.join();
        }
    }
}

type Started = anyhow::Result<(String, ServerHandle)>;

fn serve(ledger: web::Data<Ledger>, started: mpsc::Sender<Started>) -> anyhow::Result<()> {
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            App::new()
                .app_data(ledger.clone())
                .app_data(web::PayloadConfig::new(64 << 20))
                .default_service(web::to(call::answer))
        })
        .workers(1)
        .disable_signals()
        .h1_allow_half_closed(false)
        .bind(("127.0.0.1", 0))?;
        let address = server.addrs().first().copied().context("it listens")?;
        let server = server.run();
        started.send(Ok((format!("http://{address}/v1"), server.handle())))?;
        Ok(server.await?)
    })
}
