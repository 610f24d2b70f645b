//! How much later a chunk reaches the client through the hub than it left its provider, next to a client that
//! reads from the provider itself at the same time.
//!
//! `cargo bench --bench chunks`, or `-- CHUNKS STREAMS` for how many chunks a stream has, 10 ms apart, and how many
//! streams there are at once on either way.
#![expect(
    clippy::print_stdout,
    reason = "a measurement's answer is what it prints"
)]

mod clock;
mod percentiles;

use std::time::{Duration, Instant};

use anyhow::ensure;
use futures_util::future::{try_join, try_join_all};
use serde_json::json;
use tests::app::App;
use tests::client::Client;

use percentiles::Percentiles;

/// A few, so that connections, caches and the journal are there.
const WARM_UP: usize = 20;

/// What is measured.
#[derive(Clone, Copy)]
struct Plan {
    chunks: usize,
    streams: usize,
}

/// One of the two ways to the provider.
struct Way {
    client: Client,
    model: &'static str,
    began: Instant,
}

fn main() -> anyhow::Result<()> {
    let given: Vec<usize> = std::env::args().filter_map(|it| it.parse().ok()).collect();
    let plan = |streams| Plan {
        chunks: given.first().copied().unwrap_or(1000),
        streams: given.get(1).copied().unwrap_or(streams),
    };
    actix_web::rt::System::new().block_on(async {
        for streams in [1, 32] {
            measure(plan(streams)).await?;
        }
        Ok(())
    })
}

async fn measure(plan: Plan) -> anyhow::Result<()> {
    let began = Instant::now();
    let clock = clock::start(began)?;
    let app = App::start().await?;
    let base = format!("{}/v1", clock.url());
    app.provider("double", &base, &[]).await?;
    let way = |client, model| Way {
        client,
        model,
        began,
    };
    let direct = way(Client::new(clock.url()), "clock");
    let hub = way(app.client().await?, "double/clock");
    let warm_up = Plan {
        chunks: WARM_UP,
        ..plan
    };
    try_join(direct.delays(warm_up), hub.delays(warm_up)).await?;
    let (direct, hub) = try_join(direct.delays(plan), hub.delays(plan)).await?;
    println!(
        "{} streams at once either way, {} chunks each, 10 ms apart; arrival minus departure:",
        plan.streams, plan.chunks
    );
    println!("  direct   {}", Percentiles::of(direct));
    println!("  hub      {}", Percentiles::of(hub));
    Ok(())
}

impl Way {
    /// Of each chunk of every stream, how much later it arrived than it left.
    async fn delays(&self, plan: Plan) -> anyhow::Result<Vec<Duration>> {
        let streams = (0..plan.streams).map(|_| self.stream(plan.chunks));
        Ok(try_join_all(streams).await?.concat())
    }

    async fn stream(&self, chunks: usize) -> anyhow::Result<Vec<Duration>> {
        let body = json!({
            "model": self.model, "stream": true, "max_tokens": chunks,
            "messages": [{ "role": "user", "content": "What time is it?" }],
        });
        let mut answer = self.client.stream(&body).await?;
        ensure!(answer.head.status == 200, "{:?}", answer.head);
        let mut delays = Vec::with_capacity(chunks);
        while let Some(frame) = answer.frame().await? {
            let now = self.began.elapsed();
            delays.extend(clock::departure(&frame).map(|left| now.saturating_sub(left)));
        }
        ensure!(delays.len() == chunks, "{} of {chunks}", delays.len());
        Ok(delays)
    }
}
