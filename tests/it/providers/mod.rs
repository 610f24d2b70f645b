//! Kinds of providers, each behind a double that others wrote, called by clients that others wrote.

use tests::outside::Servers;

mod bedrock;
mod cases;
mod google;
mod ideogram;
mod kinds;
mod readme;
mod service_account;
mod table;

async fn doubles() -> anyhow::Result<Servers> {
    tokio::task::spawn_blocking(|| Servers::start("doubles.sh", &["--judged"])).await?
}
