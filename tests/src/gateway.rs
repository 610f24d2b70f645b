//! One gateway of an application under test.

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitStatus;

use anyhow::{Context, bail};

use crate::client::Client;
use crate::hub::free_address;
use crate::process::HubProcess;
use crate::waiting::until;

/// A process `hub gateway`.
pub struct Gateway {
    process: HubProcess,
    address: SocketAddr,
}

impl Gateway {
    /// Starts one with its data in `directory` and waits until it is ready.
    ///
    /// # Errors
    /// When it ends instead.
    pub async fn start(directory: &Path, environment: &[(String, String)]) -> anyhow::Result<Self> {
        let address = free_address()?;
        let mut process = HubProcess::new("gateway", directory);
        for (name, value) in environment {
            process.set(name, value);
        }
        process.set("HUB_LISTEN", address.to_string());
        process.set("HUB_DATA_DIR", directory.to_string_lossy());
        let mut gateway = Self { process, address };
        gateway.start_again().await?;
        Ok(gateway)
    }

    /// Starts it at the same address, with what its former process left, and waits until it is ready.
    ///
    /// # Errors
    /// When it ends instead.
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        self.process.start()?;
        self.ready().await
    }

    /// Waits until it is ready.
    ///
    /// # Errors
    /// When it isn't.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        let client = self.client();
        let looked = until("a ready gateway", async || {
            let answered = client.get("/readyz").await;
            if answered.is_ok_and(|answer| answer.status == 200) {
                return Some(true);
            }
            self.process.has_ended().then_some(false)
        });
        match looked.await {
            Ok(true) => Ok(()),
            Ok(false) => bail!("the gateway ended\n{}", self.process.tail()),
            Err(error) => Err(error).with_context(|| self.process.tail()),
        }
    }

    /// A client of it without a token.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(self.url())
    }

    /// Where it is, as `http://host:port`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its address, for those who speak TCP.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Kills it as by `kill -9`.
    ///
    /// # Errors
    /// When it does not run.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.process.kill()
    }

    /// Asks it to end in its orderly way.
    pub fn ask_to_end(&self) {
        self.process.ask_to_end();
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it goes on.
    pub async fn ended(&mut self) -> anyhow::Result<ExitStatus> {
        self.process.ended().await
    }

    /// The end of what it logged.
    #[must_use]
    pub fn tail(&self) -> String {
        self.process.tail()
    }
}
