//! An OpenAI-compatible provider, which gives whole answers of Anthropic's API too, in the test's own process, which does what the model's name says and
//! remembers every call that reached it.
//!
//! The name may have a tag after a colon, which changes nothing: `whole:17`.
//!
//! | model | does |
//! | --- | --- |
//! | `whole` | answers in full, or streams a role, two words, the finish, the usage where asked, `[DONE]` |
//! | `stepped` | the same, but waits for [`Provider::step`] before each frame, or before the whole answer |
//! | `status-NNN` | that status with OpenAI's error object; 429 with `Retry-After: 7` |
//! | `status-NNN-S` | the same with `Retry-After: S` |
//! | `html-NNN` | that status with an HTML page |
//! | `converses` | as `whole`, but knows no text completions: 404 |
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
//! | `picture` | a picture that can be seen, where others give two words for two |
//! | `float` | embeddings as numbers, whatever was asked for |
//!
//! A key that begins with `as:` says instead what becomes of every request with it, and one that begins with
//! `calls:` what becomes of every call but not of a request for the models; [`Provider::does`] goes before both.

mod answer;
mod call;
mod frames;
mod ledger;
mod sound;

use std::sync::Arc;

use actix_web::web::{self, ServiceConfig};
use anyhow::Context;

pub use answer::{CHAT, COUNTED, MESSAGE};
pub use frames::CHOICES;
use ledger::Ledger;
pub use ledger::{Fate, Received};
pub use sound::SOUND;

use crate::serving::Serving;

/// Running until it is dropped.
pub struct Provider {
    ledger: Arc<Ledger>,
    url: String,
    /// Ended after the ledger has let go whoever waits for a step.
    _serving: Serving,
}

impl Provider {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// When it can't listen.
    pub fn start() -> anyhow::Result<Self> {
        let ledger = Arc::new(Ledger::default());
        let shared = web::Data::from(Arc::clone(&ledger));
        let serving = Serving::start(move |config: &mut ServiceConfig| {
            config
                .app_data(shared.clone())
                .app_data(web::PayloadConfig::new(64 << 20))
                .default_service(web::to(call::answer));
        })?;
        Ok(Self {
            ledger,
            url: format!("{}/v1", serving.url()),
            _serving: serving,
        })
    }

    /// Its base URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What Anthropic's API lies below.
    #[must_use]
    pub fn root(&self) -> &str {
        self.url.trim_end_matches("/v1")
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

    /// Makes every request do as this model would, or as its own key and model again.
    pub fn does(&self, behaviour: Option<&str>) {
        self.ledger.set_mood(behaviour);
    }

    /// Lets one `stepped` model take its next step.
    pub fn step(&self) {
        self.ledger.steps.add_permits(1);
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.ledger.steps.close();
    }
}
