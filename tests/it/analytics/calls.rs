//! Calls one by one.

use serde_json::{Value, json};
use tests::app::App;
use tests::provider::Provider;
use tests::waiting::until;

use super::{Acting, ended, hub_with_calls, organization_id, problem, record};

const ALL: &str = "from=2026-10-01T00:00:00Z&to=2027-12-01T00:00:00Z";

fn ids(list: &Value) -> Vec<String> {
    let data = list["data"].as_array().into_iter().flatten();
    data.filter_map(|one| one["id"].as_str().map(str::to_owned))
        .collect()
}

#[actix_web::test]
async fn a_list_is_walked_newest_first_while_new_calls_arrive() -> anyhow::Result<()> {
    let app = hub_with_calls(0..400).await?;
    let operator = app.operator();
    let acme = Acting {
        operator: &operator,
        organization: "acme",
    };
    let plain = format!(
        "SELECT arrayStringConcat(groupArray(toString(request)), ',') FROM (SELECT request FROM requests WHERE organization = '{}' \
         ORDER BY started_at DESC, sequence DESC)",
        organization_id("acme")
    );
    let expected = app.read_models()?.in_clickhouse(&plain).await?;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = acme
            .json(&format!("/api/requests?{ALL}&limit=37{cursor}"))
            .await?;
        seen.extend(ids(&page));
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
        if seen.len() == 37 {
            record(&app, 400..430).await?;
            let count = ended(0..430).to_string();
            app.read_models()?
                .clickhouse_shows("SELECT count() FROM requests", &count)
                .await?;
        }
    }
    assert_eq!(
        seen,
        expected.split(',').map(str::to_owned).collect::<Vec<_>>()
    );
    Ok(())
}

#[actix_web::test]
async fn a_filter_shows_what_the_same_filter_counts() -> anyhow::Result<()> {
    let app = hub_with_calls(0..400).await?;
    let operator = app.operator();
    let acme = Acting {
        operator: &operator,
        organization: "acme",
    };
    for filter in [
        "status=failed",
        "model=smol&model=",
        "model=local/smol",
        "provider=local&operation=chat",
        "key=",
        "status=refused&status=cancelled",
        "app=",
    ] {
        let usage = acme
            .json(&format!("/api/analytics/usage?{ALL}&{filter}"))
            .await?;
        let list = acme
            .json(&format!("/api/requests?{ALL}&{filter}&limit=500"))
            .await?;
        assert!(!ids(&list).is_empty(), "{filter}");
        assert_eq!(usage["totals"]["requests"], ids(&list).len(), "{filter}");
    }
    for (filter, shown) in [
        ("failure=upstream_error", 502),
        ("http_status=404", 404),
        ("failure=model_not_found", 404),
        ("min_duration=500", 200),
    ] {
        let list = acme.json(&format!("/api/requests?{ALL}&{filter}")).await?;
        let data = list["data"].as_array().unwrap();
        assert!(
            data.iter().any(|one| one["http_status"] == shown),
            "{filter}"
        );
        assert!(
            data.iter().all(
                |one| filter != "min_duration=500" || one["latency_ms"].as_f64() >= Some(500.0)
            )
        );
    }
    let every = acme.json(&format!("/api/requests?{ALL}&limit=1")).await?;
    let id = ids(&every).remove(0);
    for length in [13, 20, 36] {
        let found = acme
            .json(&format!("/api/requests?id={}", &id[..length]))
            .await?;
        assert!(ids(&found).contains(&id), "{length}");
    }
    for (query, pointer) in [
        ("id=x", "/id"),
        ("cursor=30", "/cursor"),
        ("limit=0", "/limit"),
        ("interval=day", "/interval"),
        ("http_status=ok", "/http_status"),
    ] {
        let answer = acme.get(&format!("/api/requests?{query}")).await?;
        assert_eq!(
            problem(&answer),
            (400, "invalid_request".into(), pointer.into()),
            "{query}"
        );
    }
    Ok(())
}

#[actix_web::test]
async fn one_call_is_shown_in_full_with_every_name() -> anyhow::Result<()> {
    let app = App::build().with_read_models().start().await?;
    let provider = Provider::start()?;
    app.provider("double", provider.url(), &[]).await?;
    let key = app.key(&json!({ "name": "billing-app" })).await?;
    let client = app.gateway().client().with_token(&key.token);
    let chat =
        json!({ "model": "double/whole", "messages": [{ "role": "user", "content": "Hi" }] });
    let id = client.chat(&chat).await?.request_id()?;
    let operator = app.operator();
    // The call and the key's name come from different read models, in either order.
    let shown = until("the call, with its key's name", async || {
        let answer = operator.get(&format!("/api/requests/{id}")).await.ok()?;
        let shown = (answer.status == 200).then(|| answer.json())?;
        (shown["key"] == json!({ "id": key.id, "name": "billing-app" })).then_some(shown)
    })
    .await?;
    assert_eq!(shown["id"], id.to_string());
    assert_eq!(
        shown["provider"],
        json!({ "id": "double", "name": "double" })
    );
    assert_eq!(shown["organization"]["name"], "default");
    assert_eq!(
        (&shown["status"], &shown["http_status"], &shown["failure"]),
        (&json!("succeeded"), &json!(200), &Value::Null)
    );
    assert_eq!(
        (&shown["usage"]["input"], &shown["usage"]["output"]),
        (&json!(7), &json!(3))
    );
    let attempt = &shown["attempts"][0];
    assert_eq!(
        (&attempt["number"], &attempt["credential"]["name"]),
        (&json!(0), &json!("main"))
    );
    let end =
        attempt["started_after_ms"].as_f64().unwrap() + attempt["duration_ms"].as_f64().unwrap();
    assert!(
        end <= shown["latency_ms"].as_f64().unwrap() + 1.0,
        "{shown}"
    );
    let mut traffic = app.traffic().await?;
    let records = traffic.all().await?;
    let settled = records.last().unwrap();
    assert_eq!(
        shown["log"],
        json!({ "stream": "TRAFFIC", "sequence": settled.sequence, "event_index": 0, "commit_id": settled.commit.0 })
    );

    app.create("/api/organizations", &json!({ "name": "acme" }))
        .await?;
    let elsewhere = Acting {
        operator: &operator,
        organization: "acme",
    };
    let hidden = elsewhere.get(&format!("/api/requests/{id}")).await?;
    assert_eq!(problem(&hidden).0, 404);
    for nothing in [
        "/api/requests/00000000-0000-7000-8000-000000000000",
        "/api/requests/first",
    ] {
        assert_eq!(problem(&operator.get(nothing).await?).0, 404, "{nothing}");
    }
    Ok(())
}

#[actix_web::test]
async fn a_call_whose_id_says_nothing_of_its_time_is_found_too() -> anyhow::Result<()> {
    let app = hub_with_calls(0..5).await?;
    let operator = app.operator();
    let acme = Acting {
        operator: &operator,
        organization: "acme",
    };
    let strange: Vec<_> = projectors::testing::call(3);
    super::publish(&app, &strange).await?;
    let found = until("the call", async || {
        let id = "01970000-0000-7000-8000-000000000003";
        let answer = acme.get(&format!("/api/requests/{id}")).await.ok()?;
        (answer.status == 200).then(|| answer.json())
    });
    assert_eq!(found.await?["attempts"].as_array().unwrap().len(), 1);
    Ok(())
}
