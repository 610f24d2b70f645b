//! While ClickHouse is away.

use serde_json::json;
use tests::app::App;

use super::problem;

#[actix_web::test]
async fn without_clickhouse_the_routes_say_what_to_do_and_the_rest_works() -> anyhow::Result<()> {
    let nowhere = "http://127.0.0.1:1/?database=hub";
    for (app, state, advice) in [
        (App::build(), "absent", "HUB_CLICKHOUSE_URL"),
        (
            App::build().set("HUB_CLICKHOUSE_URL", nowhere),
            "down",
            "try again",
        ),
    ] {
        let app = app.start().await?;
        let operator = app.operator();
        for path in [
            "/api/analytics/usage",
            "/api/analytics/usage?interval=day&group_by=model&format=csv",
            "/api/requests",
            "/api/requests?format=csv",
            "/api/requests/01970000-0000-7000-8000-000000000003",
        ] {
            let answer = operator.get(path).await?;
            let (status, code, _) = problem(&answer);
            assert_eq!(
                (status, code.as_str()),
                (503, "analytics_unavailable"),
                "{path}"
            );
            assert!(answer.text().contains(advice), "{}", answer.text());
        }
        let ready = operator.get("/readyz").await?;
        assert_eq!(
            (ready.status, &ready.json()["clickhouse"]),
            (200, &json!({ "state": state, "lag": null }))
        );
        let tail = operator.open("/api/requests/tail", &[]).await?;
        assert_eq!(tail.head.status, 200);
    }
    Ok(())
}
