//! Tables as CSV.

use serde_json::json;
use tests::app::App;

use super::{Acting, ended, hub_with_calls, organization_id};

#[actix_web::test]
async fn usage_as_csv_has_every_group_and_adds_up_to_the_same() -> anyhow::Result<()> {
    let app = hub_with_calls(0..600).await?;
    let operator = app.operator();
    let acme = Acting {
        operator: &operator,
        organization: "acme",
    };
    let query = "from=2026-10-01T00:00:00Z&to=2027-01-01T00:00:00Z&group_by=key,model&interval=day&timezone=Asia/Kolkata";
    let json = acme.json(&format!("/api/analytics/usage?{query}")).await?;
    let csv = acme
        .get(&format!("/api/analytics/usage?{query}&format=csv"))
        .await?;
    assert_eq!(csv.status, 200);
    assert_eq!(
        csv.header("content-type"),
        "text/csv; charset=utf-8; header=present"
    );
    let text = csv.text();
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(
        head[..6],
        [
            "start",
            "key",
            "key_name",
            "model",
            "model_name",
            "requests"
        ]
    );
    let column = |name: &str| head.iter().position(|one| *one == name).unwrap();
    for (name, total) in [
        ("requests", &json["totals"]["requests"]),
        ("input_tokens", &json["totals"]["tokens"]["input"]),
        ("output_tokens", &json["totals"]["tokens"]["output"]),
    ] {
        let cells = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').nth(column(name)));
        let sum: u64 = cells
            .map(|cell| cell.unwrap().parse::<u64>().unwrap())
            .sum();
        assert_eq!(&json!(sum), total, "{name}");
    }
    assert!(lines.all(|line| line.split(',').count() == head.len()));
    Ok(())
}

#[actix_web::test]
async fn every_call_is_in_the_csv_whatever_the_limit_and_names_are_quoted() -> anyhow::Result<()> {
    let app = hub_with_calls(0..1_600).await?;
    let operator = app.operator();
    let query = "from=2026-10-01T00:00:00Z&to=2027-12-01T00:00:00Z";
    let mut lines = 0;
    for organization in super::ORGANIZATIONS {
        let acting = Acting {
            operator: &operator,
            organization,
        };
        let path = format!("/api/requests?{query}&limit=1");
        let headers = [("accept", "text/csv"), ("x-hub-organization", organization)];
        let text = operator.open(&path, &headers).await?.text().await?;
        lines += text.lines().count() - 1;
        let newest = acting.json(&path).await?["data"][0]["id"].clone();
        let first = text.lines().nth(1).unwrap();
        assert!(first.starts_with(newest.as_str().unwrap()), "{first}");
        assert!(first.contains(&organization_id(organization)));
    }
    assert_eq!(lines, ended(0..1_600));
    Ok(())
}

#[actix_web::test]
async fn an_export_of_nothing_is_a_head() -> anyhow::Result<()> {
    let app = App::build().with_read_models().start().await?;
    let tables = app.read_models()?;
    tables
        .clickhouse_shows("SELECT count() FROM usage_hourly", "0")
        .await?;
    for path in [
        "/api/requests?format=csv",
        "/api/analytics/usage?format=csv&group_by=model",
    ] {
        let answer = app.operator().get(path).await?;
        assert_eq!(
            (answer.status, answer.text().lines().count()),
            (200, 1),
            "{path}"
        );
    }
    Ok(())
}
