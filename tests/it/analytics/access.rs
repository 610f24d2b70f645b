//! Whoever is not the operator sees their own organisation, and only where their key may manage.

use serde_json::json;

use super::{Acting, hub_with_calls, organization_id, problem};

const PATHS: [&str; 4] = [
    "/api/analytics/usage?from=2026-10-01T00:00:00Z&to=2027-01-01T00:00:00Z",
    "/api/requests?from=2026-10-01T00:00:00Z&to=2027-01-01T00:00:00Z",
    "/api/requests/01970000-0000-7000-8000-000000000003",
    "/api/requests/tail",
];

#[actix_web::test]
async fn a_key_reads_its_own_organisation_where_it_may_manage() -> anyhow::Result<()> {
    let app = hub_with_calls(0..60).await?;
    let calling = app.client().await?;
    let anybody = app.gateway().client();
    for path in PATHS {
        assert_eq!(problem(&anybody.get(path).await?).0, 401, "{path}");
        assert_eq!(problem(&calling.get(path).await?).0, 403, "{path}");
    }
    let key = app
        .key(&json!({ "name": "reporting", "scopes": ["manage"] }))
        .await?;
    let managing = anybody.with_token(&key.token);
    let (globex, usage) = (organization_id("globex"), PATHS[0]);
    for query in [
        "",
        "&group_by=organization",
        &format!("&organization={globex}"),
        &format!("&group_by=organization&organization={globex}"),
    ] {
        let elsewhere = Acting {
            operator: &managing,
            organization: "globex",
        };
        let seen = elsewhere.json(&format!("{usage}{query}")).await?;
        assert_eq!(seen["totals"]["requests"], 0, "{query}");
    }
    let operator = app.operator();
    let own = Acting {
        operator: &operator,
        organization: "globex",
    };
    let one = own.json(&format!("{usage}&group_by=organization")).await?;
    assert_eq!(one["series"].as_array().unwrap().len(), 1);
    assert_eq!(
        one["series"][0]["group"]["organization"],
        json!({ "id": globex, "name": "globex" })
    );
    let all = operator
        .get(&format!("{usage}&group_by=organization"))
        .await?
        .json();
    assert_eq!(all["series"].as_array().unwrap().len(), 3);
    let named = operator
        .get(&format!("{usage}&organization={globex}"))
        .await?
        .json();
    assert_eq!(named["totals"], one["totals"]);
    Ok(())
}
