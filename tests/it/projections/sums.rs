//! Counts and sums over calls: recomputed from the commits, and as every read model has them.

use std::ops::Range;

use domain::event::Event;
use domain::request::{self, Outcome};
use projectors::testing::call;
use schemas::Commit;
use tests::projected::Projected;
use tests::waiting::until;

/// Sums over calls, the same in every read model.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    requests: u64,
    succeeded: u64,
    failed: u64,
    cancelled: u64,
    refused: u64,
    input_uncached: u64,
    output_text: u64,
    characters: u64,
    /// In trillionths of a dollar.
    cost: i128,
    unpriced: u64,
}

/// What is recorded of these calls.
pub(super) fn calls(range: Range<u64>) -> Vec<Commit> {
    range.flat_map(call).collect()
}

fn expected(commits: &[Commit]) -> Sums {
    let mut sums = Sums::default();
    for event in commits.iter().flat_map(|commit| &commit.events) {
        match event {
            Event::Request(request::Event::Settled(settled)) => {
                sums.requests += 1;
                sums.input_uncached += settled.usage.input_uncached;
                sums.output_text += settled.usage.output_text;
                sums.characters += settled.usage.characters;
                let is_unpriced = settled.cost.is_none() && settled.outcome != Outcome::Failed;
                sums.unpriced += u64::from(is_unpriced);
                let cost = settled.cost.as_ref().map(|cost| cost.usd.trillionths());
                sums.cost += cost.unwrap_or_default();
                match settled.outcome {
                    Outcome::Succeeded => sums.succeeded += 1,
                    Outcome::Failed => sums.failed += 1,
                    Outcome::Cancelled => sums.cancelled += 1,
                }
            }
            Event::Request(request::Event::Refused(_)) => {
                sums.requests += 1;
                sums.refused += 1;
            }
            Event::Request(request::Event::Accepted(_))
            | Event::Organization(_)
            | Event::Provider(_)
            | Event::Route(_)
            | Event::ApiKey(_)
            | Event::IdempotencyKey(_)
            | Event::Session(_)
            | Event::Activity(_) => {}
        }
    }
    sums
}

/// What each read model makes of the same calls, by table.
async fn sums(models: &Projected) -> anyhow::Result<Vec<(&'static str, Sums)>> {
    let totals = "SELECT coalesce(sum(requests), 0)::bigint, coalesce(sum(succeeded), 0)::bigint,
        coalesce(sum(failed), 0)::bigint, coalesce(sum(cancelled), 0)::bigint,
        coalesce(sum(refused), 0)::bigint, coalesce(sum(input_uncached), 0)::bigint,
        coalesce(sum(output_text), 0)::bigint, (coalesce(sum(cost), 0) * 1000000000000)::numeric(38)::text,
        coalesce(sum(unpriced), 0)::bigint, coalesce(sum(characters), 0)::bigint FROM usage.totals";
    let row = models.postgres.query_one(totals, &[]).await?;
    let sum = |column| u64::try_from(row.get::<_, i64>(column)).unwrap_or_default();
    let mut all = vec![(
        "totals",
        Sums {
            requests: sum(0),
            succeeded: sum(1),
            failed: sum(2),
            cancelled: sum(3),
            refused: sum(4),
            input_uncached: sum(5),
            output_text: sum(6),
            characters: sum(9),
            cost: row.get::<_, String>(7).parse()?,
            unpriced: sum(8),
        },
    )];
    for (table, count) in [
        ("requests", "1"),
        ("usage_hourly", "requests"),
        ("usage_daily", "requests"),
    ] {
        let of = |outcome: &str| format!("sumIf({count}, outcome = '{outcome}')");
        let query = format!(
            "SELECT sum({count}), {}, {}, {}, {}, sum(input_uncached), sum(output_text),
                ifNull(sum(cost), toDecimal128(0, 12)), sum(unpriced) FROM {table}",
            of("succeeded"),
            of("failed"),
            of("cancelled"),
            of("refused"),
        );
        let row = models.clickhouse().query_raw(&query);
        let row: (u64, u64, u64, u64, u64, u64, u64, i128, u64) = row.fetch_one().await?;
        let query = format!("SELECT sum(characters) FROM {table}");
        let characters = models.clickhouse().query_raw(&query).fetch_one().await?;
        let sums = Sums {
            requests: row.0,
            succeeded: row.1,
            failed: row.2,
            cancelled: row.3,
            refused: row.4,
            input_uncached: row.5,
            output_text: row.6,
            characters,
            cost: row.7,
            unpriced: row.8,
        };
        all.push((table, sums));
    }
    Ok(all)
}

/// Each of these commits must be in every table once.
pub(super) async fn assert_once(models: &Projected, commits: &[Commit]) -> anyhow::Result<()> {
    let expected = expected(commits);
    for (table, sums) in sums(models).await? {
        assert_eq!(sums, expected, "{table}");
    }
    Ok(())
}

/// Waits until this many calls are in every table.
pub(super) async fn is_written(models: &Projected, calls_recorded: u64) -> anyhow::Result<()> {
    let expected = expected(&calls(0..calls_recorded));
    until("every call in every table", async || {
        let sums = sums(models).await.ok()?;
        let all = sums.iter().all(|(_, sums)| *sums == expected);
        all.then_some(())
    })
    .await
}
