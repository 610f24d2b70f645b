//! One call: what its model's name asks for.

use actix_web::http::{Method, StatusCode};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use futures_util::{StreamExt, stream};
use serde_json::Value;

use super::answer::{error, whole};
use super::frames::stream_of;
use super::ledger::{Entry, Ledger};
use super::sound::{SOUND, sound_of};

/// An empty object, compressed.
const GZIP: &[u8] = &[
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0xae, 0x05, 0x00, 0x43, 0xbf,
    0xa6, 0xa3, 0x02, 0x00, 0x00, 0x00,
];

/// Answers any request.
pub(super) async fn answer(http: HttpRequest, ledger: Data<Ledger>, body: Bytes) -> HttpResponse {
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let model = model_of(&request, &body);
    let mood = ledger.mood();
    let entry = ledger.into_inner().enter(&http, &model, body);
    let acting = told(&http, mood).unwrap_or_else(|| model.clone());
    let behaviour = acting.split(':').next().unwrap_or_default();
    if let Some(answer) = refusal(behaviour) {
        entry.answered();
        return answer;
    }
    if behaviour == "converses" && http.path().ends_with("/v1/completions") {
        entry.answered();
        return HttpResponse::NotFound().body("404 page not found");
    }
    if behaviour == "silent" {
        return std::future::pending().await;
    }
    if http.path().ends_with("/audio/speech") && behaviour != "mislabelled" {
        let mut head = HttpResponse::Ok();
        head.content_type("audio/mpeg");
        if behaviour == "cut" {
            // Only a length tells that something is missing.
            head.no_chunking(SOUND.concat().len() as u64);
        }
        return head.streaming(sound_of(&acting, entry));
    }
    let is_stream = request["stream"] == true;
    if is_stream
        && !matches!(
            behaviour,
            "garbage" | "mislabelled" | "error-in-200" | "gzip"
        )
    {
        return HttpResponse::Ok()
            .content_type("text/event-stream")
            .streaming(stream_of(&acting, &request, entry));
    }
    if behaviour == "stepped" {
        entry.step().await;
    }
    let answer = whole(http.path(), &acting, &request);
    whole_answer(behaviour, answer, entry)
}

fn whole_answer(behaviour: &str, answer: String, entry: Entry) -> HttpResponse {
    entry.answered();
    let mut ok = HttpResponse::Ok();
    ok.content_type("application/json");
    match behaviour {
        "garbage" => ok.body("\u{0}\u{1}{not json"),
        "mislabelled" => ok.content_type("text/plain").body(answer),
        "gzip" => ok.insert_header(("content-encoding", "gzip")).body(GZIP),
        "error-in-200" => ok.body(error("wrong, with 200").to_string()),
        "cut" | "stall" => cut(&mut ok, answer),
        _ => ok.body(answer),
    }
}

/// Half of the answer, and then the end of the connection.
fn cut(ok: &mut HttpResponseBuilder, answer: String) -> HttpResponse {
    let half = Bytes::from(answer).slice(..20);
    let pieces = stream::once(async { Ok(half) }).chain(stream::once(async {
        // Lets the server send what came before.
        tokio::task::yield_now().await;
        Err(std::io::Error::other("cut"))
    }));
    ok.streaming(Box::pin(pieces))
}

/// The model as which the provider acts, where it is not the one that was named: as it was told for every request,
/// or else as the key says.
fn told(http: &HttpRequest, mood: Option<String>) -> Option<String> {
    if mood.is_some() {
        return mood;
    }
    let key = http.headers().get("authorization")?.to_str().ok()?;
    let key = key.strip_prefix("Bearer ")?;
    let is_call = http.method() == Method::POST;
    let in_calls = key.strip_prefix("calls:").filter(|_| is_call);
    key.strip_prefix("as:").or(in_calls).map(str::to_owned)
}

fn refusal(behaviour: &str) -> Option<HttpResponse> {
    let mut parts = behaviour.split('-');
    let (kind, status) = (parts.next()?, parts.next()?);
    let status = StatusCode::from_u16(status.parse().ok()?).ok()?;
    let mut head = HttpResponse::build(status);
    if let Some(seconds) = parts.next() {
        head.insert_header(("retry-after", seconds));
    } else if status == StatusCode::TOO_MANY_REQUESTS {
        head.insert_header(("retry-after", "7"));
    }
    match kind {
        "status" => Some(head.json(error("the provider's own words"))),
        "html" => Some(head.content_type("text/html").body("<h1>Oh no</h1>")),
        _ => None,
    }
}

/// The model that a JSON body or a form names.
fn model_of(request: &Value, body: &[u8]) -> String {
    if let Some(model) = request["model"].as_str() {
        return model.to_owned();
    }
    let form = String::from_utf8_lossy(body);
    let field = form.split("name=\"model\"\r\n\r\n").nth(1);
    let value = field.and_then(|rest| rest.split("\r\n").next());
    value.unwrap_or_default().to_owned()
}
