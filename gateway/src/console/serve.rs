//! Answers to whatever no route of the API takes: a file of the console, its page, or a problem.
use super::files::{Files, INDEX};
use crate::problem::{Problem, Reason};
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder, ResponseError,
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName},
    },
    web::{Bytes, Data},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Files whose names tell their content: they never change.
const ASSETS: &str = "assets";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
/// What is never the console's page: programs would take it for an answer.
const NOT_PAGES: [&str; 6] = ["api", "v1", ASSETS, "docs", "oauth", ".well-known"];

/// The forms of a file, in the order in which they are preferred: what a client has to accept, and the file's ending.
const FORMS: [(Option<&str>, &str); 3] = [(Some("br"), ".br"), (Some("gzip"), ".gz"), (None, "")];

/// What is said where there is no console.
const NOT_BUILT: &str = "<!doctype html>
<html lang=\"en\">
<head><meta charset=\"utf-8\"><title>AIGNE Hub</title></head>
<body>
<h1>AIGNE Hub</h1>
<p>This gateway runs without its console. Its API works: <a href=\"/docs/\">/docs</a> describes it.</p>
<p>To build the console you need Node.js 20.19 or newer. In the hub's source:</p>
<pre>cd gateway/console
npm ci
npm run build</pre>
<p><code>cargo hub up</code> does that by itself where it finds Node.js. Elsewhere set <code>HUB_CONSOLE_DIR</code> to the
directory <code>gateway/console/dist</code>, or build the hub with <code>--features console</code>.</p>
</body>
</html>
";

/// A file of the console, its page, or the problem that there is no such route.
pub(crate) async fn page_or_problem(http: HttpRequest, files: Data<Files>) -> HttpResponse {
    if !matches!(*http.method(), Method::GET | Method::HEAD) {
        return no_route(http.path());
    }
    let path = http.path().trim_start_matches('/');
    if let Some(file) = file(&http, &files, path).await {
        return file;
    }
    if !is_page(path, http.headers()) {
        return no_route(http.path());
    }
    let page = file(&http, &files, INDEX).await;
    page.unwrap_or_else(|| {
        HttpResponse::NotFound()
            .content_type("text/html; charset=utf-8")
            .body(NOT_BUILT)
    })
}

/// Whether somebody wants to see a page: the first, or one of those that the console makes itself.
fn is_page(path: &str, headers: &HeaderMap) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    let names_a_file = path
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains('.'));
    let wants_html = accepted(headers, header::ACCEPT).any(|kind| kind == "text/html");
    path.is_empty() || (wants_html && !names_a_file && !NOT_PAGES.contains(&first))
}

/// The file at `path`, in the best form that the client accepts.
async fn file(http: &HttpRequest, files: &Files, path: &str) -> Option<HttpResponse> {
    for (encoding, ending) in FORMS {
        let accepts =
            |encoding| accepted(http.headers(), header::ACCEPT_ENCODING).any(|one| one == encoding);
        if encoding.is_none_or(accepts)
            && let Some(bytes) = files.read(&[path, ending].concat()).await
        {
            return Some(sent(http, (path, encoding), bytes));
        }
    }
    None
}

fn sent(http: &HttpRequest, (path, encoding): (&str, Option<&str>), bytes: Bytes) -> HttpResponse {
    let tag = tag(&bytes);
    let is_known =
        accepted(http.headers(), header::IF_NONE_MATCH).any(|known| known == tag || known == "*");
    let status = if is_known {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    };
    let keeping = if path.starts_with(ASSETS) {
        FOR_EVER
    } else {
        ASK_AGAIN
    };
    let mut answer: HttpResponseBuilder = HttpResponse::build(status);
    answer
        .content_type(kind(path))
        .insert_header((header::CACHE_CONTROL, keeping))
        .insert_header((header::ETAG, tag))
        .insert_header((header::VARY, "accept-encoding"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if is_known {
        return answer.finish();
    }
    if let Some(encoding) = encoding {
        answer.insert_header((header::CONTENT_ENCODING, encoding));
    }
    answer.body(bytes)
}

/// Names the bytes that are sent.
fn tag(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&hash[..16]))
}

/// What a header lists, without what it refuses by `q=0`.
fn accepted(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = headers
        .get_all(name)
        .filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(|one| {
        let mut parts = one.split(';').map(str::trim);
        let accepted = parts.next()?;
        let is_refused = |part: &str| {
            let weight = part.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
            weight.is_some_and(|weight| weight <= 0.0)
        };
        (!parts.any(is_refused)).then_some(accepted)
    })
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        Some("txt") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

fn no_route(path: &str) -> HttpResponse {
    let detail = format!("there is no route {path}: /docs lists those that are");
    Problem::new(Reason::NotFound, detail).error_response()
}
