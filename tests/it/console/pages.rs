//! The console's files, as a browser is sent them.

use std::fs;
use std::path::{Path, PathBuf};

use awc::http::Method;
use tests::app::App;
use tests::client::{Answer, whole};
use tests::stack::directory;

use super::problem;

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

/// A built console, as small as can be.
fn built() -> anyhow::Result<PathBuf> {
    let place = directory("console")?;
    fs::create_dir_all(place.join("assets"))?;
    for (path, text) in [
        ("index.html", "<!doctype html><title>the page</title>"),
        ("mark.svg", "<svg/>"),
        (".sources", "hidden"),
        ("assets/main-0a1b.js", "the script"),
        ("assets/main-0a1b.js.br", "the script in brotli"),
        ("assets/main-0a1b.js.gz", "the script in gzip"),
        ("assets/plain-2c3d.css", "the style"),
    ] {
        fs::write(place.join(path), text)?;
    }
    Ok(place)
}

async fn app(console: &Path) -> anyhow::Result<App> {
    let console = console.display().to_string();
    App::build().set("HUB_CONSOLE_DIR", console).start().await
}

async fn ask(app: &App, path: &str, headers: &[(&str, &str)]) -> anyhow::Result<Answer> {
    let mut request = app.gateway().client().request(Method::GET, path);
    for (name, value) in headers {
        request = request.insert_header((*name, *value));
    }
    whole(request.send()).await
}

#[actix_web::test]
async fn every_page_is_the_consoles_and_nothing_of_the_api_is() -> anyhow::Result<()> {
    let app = app(&built()?).await?;
    for path in [
        "/",
        "/playground",
        "/requests/0199",
        "/providers/p/credentials",
    ] {
        let page = ask(&app, path, &[BROWSER]).await?;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text().contains("the page"), "{path}");
    }
    for path in [
        "/api/nothing",
        "/v1/nothing",
        "/assets/missing.js",
        "/assets/missing",
        "/missing.png",
        "/.sources",
        "/oauth/nothing",
        "/.well-known/nothing",
    ] {
        let answer = ask(&app, path, &[BROWSER]).await?;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains('<'), "{path}: {}", answer.text());
    }
    let by_program = ask(&app, "/playground", &[("accept", "application/json")]).await?;
    assert_eq!(problem(&by_program), (404, "not_found".into()));
    let posted = app
        .gateway()
        .client()
        .post_bytes("/", "text/plain", "x")
        .await?;
    assert_eq!(problem(&posted), (404, "not_found".into()));
    Ok(())
}

#[actix_web::test]
async fn a_page_is_protected_and_asked_for_again() -> anyhow::Result<()> {
    let app = app(&built()?).await?;
    let page = ask(&app, "/", &[BROWSER]).await?;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-cache");
    let policy = page.header("content-security-policy");
    for rule in [
        "default-src 'none'",
        "script-src 'self';",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(rule), "{policy}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("strict-transport-security", ""),
    ] {
        assert_eq!(page.header(name), value);
    }
    assert!(page.header("permissions-policy").contains("camera=()"));
    let secure = ask(&app, "/", &[BROWSER, ("x-forwarded-proto", "https")]).await?;
    assert_eq!(
        secure.header("strict-transport-security"),
        "max-age=31536000"
    );
    let docs = ask(&app, "/docs/", &[BROWSER]).await?;
    assert_eq!(docs.header("content-security-policy"), policy);

    let tag = page.header("etag");
    let again = ask(&app, "/playground", &[BROWSER, ("if-none-match", tag)]).await?;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let other = ask(&app, "/", &[BROWSER, ("if-none-match", "\"other\"")]).await?;
    assert_eq!(other.status, 200);
    let head = app.gateway().client().request(Method::HEAD, "/");
    let head = whole(head.insert_header(BROWSER).send()).await?;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("etag"), tag);
    Ok(())
}

#[actix_web::test]
async fn a_file_comes_in_the_best_form_that_is_accepted() -> anyhow::Result<()> {
    let app = app(&built()?).await?;
    for (accepted, encoding, text) in [
        ("gzip, deflate, br, zstd", "br", "the script in brotli"),
        ("gzip", "gzip", "the script in gzip"),
        ("br;q=0, gzip;q=0.5", "gzip", "the script in gzip"),
        ("identity", "", "the script"),
    ] {
        let script = ask(
            &app,
            "/assets/main-0a1b.js",
            &[("accept-encoding", accepted)],
        )
        .await?;
        assert_eq!(script.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(script.text(), text);
        assert_eq!(
            script.header("content-type"),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(
            script.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(script.header("vary"), "accept-encoding");
    }
    let style = ask(&app, "/assets/plain-2c3d.css", &[("accept-encoding", "br")]).await?;
    assert_eq!(
        (style.header("content-encoding"), style.text().as_str()),
        ("", "the style")
    );
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    let mark = ask(&app, "/mark.svg", &[]).await?;
    assert_eq!(mark.header("content-type"), "image/svg+xml");
    assert_eq!(mark.header("cache-control"), "no-cache");
    Ok(())
}

#[actix_web::test]
async fn without_a_console_the_page_says_how_to_build_it() -> anyhow::Result<()> {
    let app = app(&directory("no-console")?).await?;
    let page = ask(&app, "/", &[BROWSER]).await?;
    assert_eq!(page.status, 404);
    assert!(page.text().contains("npm run build"));
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    Ok(())
}

#[actix_web::test]
async fn a_console_that_is_built_anew_is_served_at_once() -> anyhow::Result<()> {
    let place = built()?;
    let app = app(&place).await?;
    let before = ask(&app, "/", &[BROWSER]).await?;
    fs::write(place.join("index.html"), "<!doctype html>another")?;
    let tag = before.header("etag");
    let after = ask(&app, "/", &[BROWSER, ("if-none-match", tag)]).await?;
    assert_eq!(
        (after.status, after.text().as_str()),
        (200, "<!doctype html>another")
    );
    Ok(())
}
