//! `hub demo`: calls that nobody made, to look at the hub with something in it.
//!
//! Everything lies in an organisation of its own and comes from a provider whose name says that it is simulated, so that
//! nobody takes it for real, and no real number holds any of it. What is in the log stays there: `hub reset` removes
//! it, with everything else.

mod api;
mod call;
mod history;
mod models;
mod picture;
mod progress;
mod simulated;
mod traffic;
mod world;

use std::process::ExitCode;

use anyhow::Context;
use infra::stack::{Part, StackError, State, holder};

use crate::environment::lookup;
use crate::place::DataDir;
use crate::signals;
use crate::terminal::{note, say};
use api::Api;
use history::History;
use simulated::Simulated;
use world::World;

/// Fill an organisation of its own with simulated calls: of the last days at once, then as they go.
///
/// Needs a hub that runs (`hub up`). The organisation, its provider and its keys say that they are a demonstration. The
/// log keeps what is written: `hub reset` removes it, with everything else.
#[derive(clap::Args)]
pub(crate) struct Demo {
    /// How many calls of the past to make up.
    #[arg(long, default_value_t = 20_000, value_name = "NUMBER",
        value_parser = clap::value_parser!(u32).range(0..=50_000_000))]
    requests: u32,
    /// Over how many days up to now.
    #[arg(long, default_value_t = 30, value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(1..=730))]
    days: u32,
    /// How many calls to make a second from now on.
    #[arg(long, default_value_t = 2, value_name = "NUMBER",
        value_parser = clap::value_parser!(u32).range(1..=500))]
    rate: u32,
    /// Which organisation to fill; made where it is missing.
    #[arg(long, default_value = "demo", value_name = "NAME")]
    organization: String,
    /// End after the past; make no calls.
    #[arg(long)]
    history_only: bool,
    #[command(flatten)]
    data_dir: DataDir,
}

impl Demo {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        gateway::app::block_on(async {
            let told = signals::told()?;
            let done = tokio::select! {
                () = told => {
                    note("\nstopped");
                    Ok(())
                }
                done = self.fill() => done,
            };
            let left = self.leave().await;
            done.and(left)
        })?;
        Ok(ExitCode::SUCCESS)
    }

    async fn fill(&self) -> anyhow::Result<()> {
        let api = self.api()?;
        let simulated = Simulated::start()?;
        let world = World::build(&api, &simulated.url).await?;
        say(format_args!(
            "Organisation `{}`, provider `{}`: simulated, and nothing else. `hub reset` removes it, with all other data.",
            self.organization,
            models::PROVIDER
        ));
        self.history(&world).await?;
        if self.history_only {
            return Ok(());
        }
        traffic::go_on(&api, &world, self.rate).await
    }

    async fn history(&self, world: &World) -> anyhow::Result<()> {
        let place = self.data_dir.place();
        let log = lookup(&place)("HUB_NATS_URL").context("the running hub has a log")?;
        let history = History {
            requests: self.requests,
            days: self.days,
        };
        history.write(&log, world).await
    }

    /// Nobody answers at the provider's address any more.
    async fn leave(&self) -> anyhow::Result<()> {
        World::close(&self.api()?).await
    }

    fn api(&self) -> anyhow::Result<Api> {
        let place = self.data_dir.place();
        if holder(&place)?.is_none() {
            return Err(StackError::NotRunning(place.path().to_owned()).into());
        }
        let state = State::of(&place);
        let address = state.address(Part::Gateway);
        Ok(Api::new(
            address.context("the running hub has a gateway")?,
            &lookup(&place)("HUB_ADMIN_TOKEN").context("the running hub has an admin token")?,
            &self.organization,
        ))
    }
}
