//! Usage equals what the calls themselves add up to, to the last digit, however it is cut.

use std::collections::BTreeMap;

use domain::money::Usd;
use serde_json::{Value, json};
use tests::app::App;

use super::{Acting, hub_with_calls, organization_id, problem};

/// Sums over calls, from the API or from the table.
type Sums = [u128; 10];

/// What a plain query adds up over `requests`, whose columns are these.
const PLAIN: &str = "toString(count()), toString(countIf(outcome IN ('failed', 'refused'))), toString(sum(attempts)), \
    toString(sum(input_tokens)), toString(sum(output_tokens)), toString(sum(cache_read)), toString(sum(images)), \
    toString(countIf(outcome = 'cancelled')), \
    toString(toInt128(ifNull(sum(cost), 0) * 1000000000000)), toString(sum(unpriced))";

fn sums(metrics: &Value) -> Sums {
    let number = |value: &Value| value.as_u64().map_or(u128::MAX, u128::from);
    [
        number(&metrics["requests"]),
        number(&metrics["errors"]),
        number(&metrics["attempts"]),
        number(&metrics["tokens"]["input"]),
        number(&metrics["tokens"]["output"]),
        number(&metrics["tokens"]["cache_read"]),
        number(&metrics["images"]),
        number(&metrics["cancelled"]),
        trillionths(&metrics["cost_usd"]),
        number(&metrics["unpriced_requests"]),
    ]
}

/// An amount without its point.
fn trillionths(amount: &Value) -> u128 {
    let amount = amount.as_str().unwrap_or_default().parse::<Usd>();
    amount.map_or(u128::MAX, |amount| amount.trillionths().unsigned_abs())
}

fn added<'a>(all: impl Iterator<Item = &'a Value>) -> Sums {
    all.map(sums).fold([0; 10], |total, one| {
        std::array::from_fn(|at| total[at] + one[at])
    })
}

/// The lines of a query, each after its first column.
async fn plain(app: &App, key: &str, filter: &str) -> anyhow::Result<BTreeMap<String, Sums>> {
    let query =
        format!("SELECT {key} AS k, {PLAIN} FROM requests WHERE {filter} GROUP BY k ORDER BY k");
    let text = app.read_models()?.in_clickhouse(&query).await?;
    let lines = text.lines().filter(|line| !line.is_empty()).map(|line| {
        let (key, sums) = line.split_once('\t').unwrap_or_default();
        let mut numbers = sums
            .split('\t')
            .map(|number| number.parse().unwrap_or(u128::MAX));
        let sums = std::array::from_fn(|_| numbers.next().unwrap_or(u128::MAX));
        (key.to_owned(), sums)
    });
    Ok(lines.collect())
}

const FROM: &str = "2026-10-21T05:43:21.5Z";
const TO: &str = "2026-12-02T11:29:00Z";

fn within() -> String {
    format!(
        "started_at >= parseDateTime64BestEffort('{FROM}', 6, 'UTC') AND started_at < parseDateTime64BestEffort('{TO}', 6, 'UTC')"
    )
}

#[actix_web::test]
async fn every_group_by_equals_a_plain_sum_to_the_last_digit() -> anyhow::Result<()> {
    let app = hub_with_calls(0..1_500).await?;
    let operator = app.operator();
    let all = operator
        .get(&format!(
            "/api/analytics/usage?from={FROM}&to={TO}&group_by=organization"
        ))
        .await?
        .json();
    let whole = plain(&app, "''", &within())
        .await?
        .remove("")
        .unwrap_or_default();
    assert!(whole[0] > 1_000, "{whole:?}");
    assert_eq!(sums(&all["totals"]), whole);
    let expected = plain(&app, "toString(organization)", &within()).await?;
    assert_eq!(by_group(&all, "organization"), expected);

    let acme = Acting {
        operator: &operator,
        organization: "acme",
    };
    let own = format!(
        "{} AND organization = '{}'",
        within(),
        organization_id("acme")
    );
    let whole = plain(&app, "''", &own)
        .await?
        .remove("")
        .unwrap_or_default();
    for (dimension, column) in [
        ("model", "model"),
        ("provider", "provider"),
        (
            "user",
            "if(user_id = toUUID('00000000-0000-0000-0000-000000000000'), '', toString(user_id))",
        ),
        (
            "key",
            "if(api_key = toUUID('00000000-0000-0000-0000-000000000000'), '', toString(api_key))",
        ),
        ("app", "''"),
        ("organization", "toString(organization)"),
        ("status", "outcome"),
        ("operation", "operation"),
    ] {
        let expected = plain(&app, column, &own).await?;
        for more in [
            "",
            "&interval=day&timezone=Asia/Kolkata",
            "&limit=2",
            "&limit=1&interval=month&order=tokens",
        ] {
            let path =
                format!("/api/analytics/usage?from={FROM}&to={TO}&group_by={dimension}{more}");
            let usage = acme.json(&path).await?;
            assert_eq!(sums(&usage["totals"]), whole, "{path}");
            let series = usage["series"].as_array().unwrap();
            assert_eq!(
                added(series.iter().map(|line| &line["totals"])),
                whole,
                "{path}"
            );
            for line in series {
                let points = line["points"].as_array().unwrap();
                if !points.is_empty() {
                    assert_eq!(added(points.iter()), sums(&line["totals"]), "{path}");
                }
            }
            if !more.contains("limit") {
                assert_eq!(by_group(&usage, dimension), expected, "{path}");
            }
        }
        // Each group is found again by the filter of its own id.
        for (value, sum) in &expected {
            let value = value.bytes().map(|byte| format!("%{byte:02X}"));
            let value = value.collect::<Vec<_>>().concat();
            let path = format!("/api/analytics/usage?from={FROM}&to={TO}&{dimension}={value}");
            assert_eq!(sums(&acme.json(&path).await?["totals"]), *sum, "{path}");
        }
    }
    Ok(())
}

fn by_group(usage: &Value, dimension: &str) -> BTreeMap<String, Sums> {
    let series = usage["series"].as_array().into_iter().flatten();
    let keyed = series.map(|line| {
        let id = line["group"][dimension]["id"].as_str().unwrap_or_default();
        (id.to_owned(), sums(&line["totals"]))
    });
    keyed.collect()
}

#[actix_web::test]
async fn intervals_follow_the_clocks_of_their_zone() -> anyhow::Result<()> {
    let app = hub_with_calls(0..1_500).await?;
    let operator = app.operator();
    let acme = Acting {
        operator: &operator,
        organization: "acme",
    };
    let own = format!(
        "{} AND organization = '{}'",
        within(),
        organization_id("acme")
    );
    for zone in [
        "UTC",
        "America/New_York",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Europe/Berlin",
    ] {
        for (interval, start) in [
            ("day", format!("toStartOfDay(started_at, '{zone}')")),
            (
                "month",
                format!("toDateTime(toStartOfMonth(started_at, '{zone}'), '{zone}')"),
            ),
            (
                "hour",
                format!("toStartOfHour(toDateTime(started_at, '{zone}'), '{zone}')"),
            ),
        ] {
            let path = format!(
                "/api/analytics/usage?from={FROM}&to={TO}&interval={interval}&timezone={zone}"
            );
            let usage = acme.json(&path).await?;
            let expected = plain(
                &app,
                &format!("formatDateTime({start}, '%Y-%m-%dT%H:%i:%S.000000Z', 'UTC')"),
                &own,
            )
            .await?;
            let points = usage["series"][0]["points"].as_array().unwrap();
            let found: BTreeMap<String, Sums> = points
                .iter()
                .filter(|point| point["requests"] != 0)
                .map(|point| (point["start"].as_str().unwrap().to_owned(), sums(point)))
                .collect();
            assert_eq!(found, expected, "{path}");
            let starts: Vec<&str> = points
                .iter()
                .filter_map(|point| point["start"].as_str())
                .collect();
            assert!(starts.is_sorted() && starts.len() > 2, "{path}: {starts:?}");
        }
    }
    // A day on which clocks are put back has 25 hours.
    let path = "/api/analytics/usage?from=2026-11-01T04:00:00Z&to=2026-11-02T05:00:00Z&timezone=America/New_York";
    let days = acme.json(&format!("{path}&interval=day")).await?;
    assert_eq!(days["series"][0]["points"].as_array().unwrap().len(), 1);
    let hours = acme.json(&format!("{path}&interval=hour")).await?;
    assert_eq!(hours["series"][0]["points"].as_array().unwrap().len(), 25);
    Ok(())
}

#[actix_web::test]
async fn percentiles_and_the_period_before_are_those_of_the_calls() -> anyhow::Result<()> {
    let app = hub_with_calls(0..600).await?;
    let operator = app.operator();
    let acme = Acting {
        operator: &operator,
        organization: "acme",
    };
    let (from, to) = ("2026-10-25T00:00:00Z", "2026-10-30T10:00:00Z");
    let path = format!("/api/analytics/usage?from={from}&to={to}&compare=previous");
    let usage = acme.json(&path).await?;
    assert_eq!(usage["previous"]["to"], "2026-10-25T00:00:00.000000Z");
    assert_eq!(usage["previous"]["from"], "2026-10-19T14:00:00.000000Z");
    let acme_id = organization_id("acme");
    let before = format!(
        "organization = '{acme_id}' AND started_at < '2026-10-25 00:00:00' AND started_at >= '2026-10-19 14:00:00'"
    );
    assert_eq!(
        sums(&usage["previous"]["totals"]),
        plain(&app, "''", &before).await?[""]
    );
    let exact = format!(
        "SELECT arrayStringConcat(arrayMap(x -> toString(x / 1000), quantilesExact(0.5, 0.9, 0.99)(latency_micros)), ',') FROM requests \
         WHERE organization = '{acme_id}' AND outcome != 'refused' AND started_at >= '2026-10-25 00:00:00' AND started_at < '2026-10-30 10:00:00'"
    );
    let exact = app.read_models()?.in_clickhouse(&exact).await?;
    for (name, exact) in ["p50", "p90", "p99"].iter().zip(exact.split(',')) {
        let exact: f64 = exact.parse()?;
        let found = usage["totals"]["latency_ms"][name].as_f64().unwrap();
        // 1.6 percent for the form in which they are kept, and the distance between neighbours.
        assert!(
            (found - exact).abs() / exact < 0.05,
            "{name}: {found} {exact}"
        );
    }
    let without = acme.json(&format!("{path}&metrics=")).await?;
    assert_eq!(without["totals"]["latency_ms"], Value::Null);
    assert_eq!(sums(&without["totals"]), sums(&usage["totals"]));
    let nothing = acme
        .json(
            "/api/analytics/usage?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z&interval=hour",
        )
        .await?;
    assert_eq!(sums(&nothing["totals"]), [0; 10]);
    assert_eq!(nothing["totals"]["latency_ms"], Value::Null);
    assert_eq!(nothing["series"][0]["points"].as_array().unwrap().len(), 24);
    Ok(())
}

#[actix_web::test]
async fn what_cannot_be_answered_is_refused_by_the_parameter() -> anyhow::Result<()> {
    let app = App::build().with_read_models().start().await?;
    let tables = app.read_models()?;
    tables
        .clickhouse_shows("SELECT count() FROM usage_hourly", "0")
        .await?;
    for (query, pointer) in [
        ("interval=week", "/interval"),
        (
            "interval=minute&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z",
            "/interval",
        ),
        ("interval=day&timezone=Mars/Olympus", "/timezone"),
        ("timezone=%27%20OR%201", "/timezone"),
        ("group_by=colour", "/group_by"),
        ("group_by=model,model", "/group_by"),
        ("limit=501", "/limit"),
        (
            "group_by=model&interval=hour&limit=500&from=2026-01-01T00:00:00Z&to=2026-02-20T00:00:00Z",
            "/limit",
        ),
        ("order=colour", "/order"),
        ("metrics=colour", "/metrics"),
        ("compare=next", "/compare"),
        ("from=2026-01-01", "/from"),
        ("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "/from"),
        ("key=first", "/key"),
        ("status=good", "/status"),
        ("colour=red", "/colour"),
        (
            "from=2026-01-01T00:00:00Z&from=2026-01-01T00:00:00Z",
            "/from",
        ),
        ("organization=acme", "/organization"),
        ("format=xml", "/format"),
    ] {
        let answer = app
            .operator()
            .get(&format!("/api/analytics/usage?{query}"))
            .await?;
        assert_eq!(
            problem(&answer),
            (400, "invalid_request".into(), pointer.into()),
            "{query}"
        );
    }
    // What looks like SQL is a value like any other.
    let hostile = "/api/analytics/usage?model=%27)%20OR%201=1--&provider=%5C%27";
    let answer = app.operator().get(hostile).await?;
    assert_eq!(
        (answer.status, &answer.json()["totals"]["requests"]),
        (200, &json!(0))
    );
    Ok(())
}
