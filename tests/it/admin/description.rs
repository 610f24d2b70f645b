//! What the hub says of itself without being asked by name: health, metrics, its description.

use std::fs;
use std::path::PathBuf;

use awc::http::Method;
use serde_json::{Value, json};
use tests::app::App;
use tests::client::whole;

#[actix_web::test]
async fn the_description_is_the_one_in_the_repository_and_its_page_works_offline()
-> anyhow::Result<()> {
    let app = App::start().await?;
    let anybody = app.gateway().client();
    let served = anybody.get("/openapi.json").await?;
    assert_eq!(
        (served.status, served.header("content-type")),
        (200, "application/json")
    );
    let kept: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../schemas/http/openapi.json"]
        .iter()
        .collect();
    assert_eq!(
        served.json(),
        serde_json::from_str::<Value>(&fs::read_to_string(kept)?)?
    );

    let page = anybody.get("/docs/").await?;
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, "text/html")
    );
    assert!(!page.text().contains("http://") && !page.text().contains("https://"));
    for part in [
        "swagger-ui.css",
        "swagger-ui-bundle.js",
        "swagger-initializer.js",
    ] {
        assert!(page.text().contains(part));
        assert_eq!(
            anybody.get(&format!("/docs/{part}")).await?.status,
            200,
            "{part}"
        );
    }
    Ok(())
}

#[actix_web::test]
async fn every_route_that_is_described_is_answered_by_the_hub() -> anyhow::Result<()> {
    let app = App::start().await?;
    let anybody = app.gateway().client();
    let described = anybody.get("/openapi.json").await?.json();
    let http = awc::Client::builder().disable_redirects().finish();
    let mut routes = 0;
    for (path, item) in described["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let path = path.replace(['{', '}'], "");
            let method = Method::from_bytes(method.to_uppercase().as_bytes())?;
            let url = format!("{}{path}", app.gateway().url());
            let answer = whole(http.request(method.clone(), url).send()).await?;
            let open = operation["security"].is_array();
            assert_eq!(
                answer.status == 401,
                !open,
                "{method} {path}: {}",
                answer.status
            );
            let documented = &operation["responses"][answer.status.to_string()];
            assert!(documented.is_object(), "{method} {path}: {}", answer.status);
            assert!(!answer.header("x-request-id").is_empty(), "{method} {path}");
            routes += 1;
        }
    }
    assert!(routes > 30, "{routes}");
    Ok(())
}

#[actix_web::test]
async fn a_gateway_says_that_it_is_alive_and_what_it_depends_on() -> anyhow::Result<()> {
    let app = App::start().await?;
    let anybody = app.gateway().client();
    assert_eq!(
        anybody.get("/healthz").await?.json(),
        json!({ "status": "alive" })
    );
    let ready = anybody.get("/readyz").await?.json();
    assert_eq!(ready["status"], "ready");
    assert_eq!(ready["nats"]["state"], "up");
    assert_eq!(ready["live"], json!({ "state": "up", "lag": 0 }));
    assert_eq!(ready["postgres"], json!({ "state": "absent", "lag": null }));
    assert_eq!(ready["clickhouse"]["state"], "absent");
    assert_eq!(ready["journal"]["state"], "up");
    Ok(())
}

#[actix_web::test]
async fn metrics_are_for_the_operator_and_for_a_port_of_their_own() -> anyhow::Result<()> {
    let address = tests::hub::free_address()?;
    let app = App::build()
        .set("HUB_METRICS_LISTEN", address.to_string())
        .start()
        .await?;
    assert_eq!(app.gateway().client().get("/metrics").await?.status, 401);
    assert_eq!(app.client().await?.get("/metrics").await?.status, 403);
    let here = app.operator().get("/metrics").await?;
    let there = tests::client::Client::new(format!("http://{address}"))
        .get("/metrics")
        .await?;
    for answer in [here, there] {
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.header("content-type"),
            "text/plain; version=0.0.4; charset=utf-8"
        );
        assert!(answer.text().contains("# TYPE"), "{}", answer.text());
    }
    Ok(())
}
