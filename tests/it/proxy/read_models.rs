//! Calls as analysts and bookkeepers find them.

use serde_json::json;
use tests::app::App;

use super::{Line, chat, streamed};

#[actix_web::test]
async fn calls_become_rows_in_clickhouse_and_totals_in_postgres() -> anyhow::Result<()> {
    let line = Line::of(App::build().with_read_models()).await?;
    let answer = line.client.chat(&chat("whole")).await?;
    let stream = line.client.stream(&streamed("whole")).await?;
    stream.rest().await?;
    line.client.chat(&chat("status-500")).await?;
    line.client
        .chat(&json!({ "model": "nobody", "messages": [1] }))
        .await?;

    let rows = line.app.read_models()?;
    rows.clickhouse_shows(
        "SELECT outcome, stream, count(), sum(input_tokens), sum(output_tokens), sum(attempts) \
         FROM requests GROUP BY ALL ORDER BY ALL",
        "failed\tfalse\t1\t0\t0\t2\nrefused\tfalse\t1\t0\t0\t0\n\
         succeeded\tfalse\t1\t7\t3\t1\nsucceeded\ttrue\t1\t7\t3\t1",
    )
    .await?;
    let id = answer.request_id()?;
    rows.clickhouse_shows(
        &format!(
            "SELECT operation, requested_model, provider, model, http_status, cache_read, usage_source \
             FROM requests WHERE request = '{id}'"
        ),
        "chat\tdouble/whole\tdouble\twhole\t200\t2\treported",
    )
    .await?;
    rows.clickhouse_shows("SELECT count() FROM accepted", "3")
        .await?;
    rows.postgres_shows(
        "SELECT sum(requests), sum(succeeded), sum(failed), sum(refused), sum(input_uncached), \
         sum(cache_read), sum(output_text) FROM usage.totals",
        "4\t2\t1\t1\t10\t4\t6",
    )
    .await
}
