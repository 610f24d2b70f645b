//! The simulated provider: it speaks OpenAI's format and takes its time, but knows nothing.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Json};
use actix_web::{App, HttpResponse, HttpServer, rt};
use anyhow::Context;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::request::{FailureReason, Usage};
use futures_util::stream;
use rand::Rng;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::call::{Call, Fate};
use super::models::{MODELS, Model, named};
use super::picture;

/// What it says, over and over.
const SAYING: &str = "This answer is simulated by `hub demo`: no model was asked, and nothing that you sent was read. ";
/// The most words of an answer.
const WORDS: u64 = 400;
/// The numbers of an embedding.
const DIMENSIONS: usize = 64;
/// The longest that anybody waits for a demonstration.
const PATIENCE: Duration = Duration::from_secs(20);

/// Running for as long as the process does.
pub(super) struct Simulated {
    /// Where it is, with the version of the API.
    pub(super) url: String,
}

impl Simulated {
    /// Starts it on a free port of this machine.
    pub(super) fn start() -> anyhow::Result<Self> {
        let server = HttpServer::new(|| {
            App::new()
                .app_data(web::PayloadConfig::new(64 << 20))
                .service(
                    web::scope("/v1")
                        .app_data(web::JsonConfig::default().limit(64 << 20))
                        .route("/models", web::get().to(models))
                        .route("/chat/completions", web::post().to(chat))
                        .route("/embeddings", web::post().to(embeddings))
                        .route("/images/generations", web::post().to(images))
                        .route("/images/edits", web::post().to(edits)),
                )
        });
        let server = server.workers(1).disable_signals().bind(("127.0.0.1", 0))?;
        let address = server.addrs().first().copied();
        let address = address.context("the simulated provider listens")?;
        rt::spawn(server.run());
        Ok(Self {
            url: format!("http://{address}/v1"),
        })
    }
}

async fn models() -> HttpResponse {
    let models = MODELS.iter().map(|model| {
        json!({ "id": model.name, "object": "model", "created": 0, "owned_by": "hub demo" })
    });
    let models: Vec<Value> = models.collect();
    HttpResponse::Ok().json(json!({ "object": "list", "data": models }))
}

async fn chat(Json(asked): Json<Value>) -> HttpResponse {
    let (model, call) = match begun(&asked).await {
        Ok(begun) => begun,
        Err(refused) => return refused,
    };
    let tokens = call.usage.output_text.clamp(1, WORDS);
    if asked["stream"] == json!(true) {
        return streamed(model, &call, tokens, &asked);
    }
    sleep(call.rest.min(PATIENCE)).await;
    let message = json!({ "role": "assistant", "content": said(tokens), "refusal": null });
    HttpResponse::Ok().json(json!({
        "id": "chatcmpl-demo", "object": "chat.completion", "created": 0, "model": model.name,
        "choices": [{ "index": 0, "message": message, "logprobs": null, "finish_reason": "stop" }],
        "usage": usage_of(&call.usage),
    }))
}

/// The answer, word by word.
fn streamed(model: &'static Model, call: &Call, tokens: u64, asked: &Value) -> HttpResponse {
    let pause = call.rest.min(PATIENCE) / u32::try_from(tokens).unwrap_or(1);
    let chunk = move |delta: &Value, finish: Option<&str>| {
        json!({
            "id": "chatcmpl-demo", "object": "chat.completion.chunk", "created": 0, "model": model.name,
            "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }],
        })
    };
    let mut frames = vec![chunk(&json!({ "role": "assistant", "content": "" }), None)];
    let words = said(tokens);
    frames.extend(
        words
            .split_inclusive(' ')
            .map(|word| chunk(&json!({ "content": word }), None)),
    );
    frames.push(chunk(&json!({}), Some("stop")));
    if asked["stream_options"]["include_usage"] == json!(true) {
        let mut last = chunk(&json!({}), None);
        last["choices"] = json!([]);
        last["usage"] = usage_of(&call.usage);
        frames.push(last);
    }
    let texts = frames.into_iter().map(|frame| format!("data: {frame}\n\n"));
    let texts: Vec<String> = texts.chain(["data: [DONE]\n\n".to_owned()]).collect();
    let frames = stream::unfold(texts.into_iter(), move |mut texts| async move {
        let text = texts.next()?;
        sleep(pause).await;
        Some((Ok::<_, std::convert::Infallible>(Bytes::from(text)), texts))
    });
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .streaming(frames)
}

async fn embeddings(Json(asked): Json<Value>) -> HttpResponse {
    let (model, call) = match begun(&asked).await {
        Ok(begun) => begun,
        Err(refused) => return refused,
    };
    let several = asked["input"].as_array().cloned();
    let inputs = several.unwrap_or_else(|| vec![asked["input"].clone()]);
    let as_bytes = asked["encoding_format"] == "base64";
    let embedded = (0..).zip(&inputs).map(|(index, input): (usize, _)| {
        let vector = vector(&input.to_string());
        let bytes: Vec<u8> = vector
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect();
        let vector = if as_bytes {
            json!(BASE64_STANDARD.encode(bytes))
        } else {
            json!(vector)
        };
        json!({ "object": "embedding", "index": index, "embedding": vector })
    });
    let embedded: Vec<Value> = embedded.collect();
    let tokens = call.usage.input_tokens();
    HttpResponse::Ok().json(json!({
        "object": "list", "model": model.name, "data": embedded,
        "usage": { "prompt_tokens": tokens, "total_tokens": tokens },
    }))
}

async fn images(Json(asked): Json<Value>) -> HttpResponse {
    pictured(&asked).await
}

/// The form is not read: every picture is the same anyway.
async fn edits(_: Bytes) -> HttpResponse {
    pictured(&json!({ "model": "demo-image" })).await
}

async fn pictured(asked: &Value) -> HttpResponse {
    let (_, call) = match begun(asked).await {
        Ok(begun) => begun,
        Err(refused) => return refused,
    };
    let wanted = asked["n"].as_u64().unwrap_or(1).clamp(1, 4);
    let pictures = (0..wanted).map(|_| {
        let picture = picture::png(rand::rng().random());
        json!({ "b64_json": BASE64_STANDARD.encode(picture) })
    });
    let pictures: Vec<Value> = pictures.collect();
    let (input, output) = (call.usage.input_tokens(), call.usage.image_out);
    HttpResponse::Ok().json(json!({
        "created": 0, "data": pictures,
        "usage": { "input_tokens": input, "output_tokens": output, "total_tokens": input + output,
            "input_tokens_details": { "text_tokens": input, "image_tokens": 0 } },
    }))
}

/// The model that is asked for and what becomes of the call, after its first byte's time; or why there is none.
async fn begun(asked: &Value) -> Result<(&'static Model, Call), HttpResponse> {
    let name = asked["model"].as_str().unwrap_or_default();
    let Some(model) = named(name) else {
        let message = format!("The simulated provider has no model `{name}`.");
        return Err(refused(StatusCode::NOT_FOUND, &message));
    };
    let call = Call::to(model, &mut rand::rng());
    sleep(call.first.min(PATIENCE)).await;
    match call.fate {
        Fate::Succeeds | Fate::IsCancelled => Ok((model, call)),
        Fate::Fails(FailureReason::UpstreamRateLimited) => Err(refused(
            StatusCode::TOO_MANY_REQUESTS,
            "The simulated provider is simulating a limit of its rate.",
        )),
        Fate::Fails(_) => Err(refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The simulated provider is simulating a failure.",
        )),
    }
}

fn refused(status: StatusCode, message: &str) -> HttpResponse {
    HttpResponse::build(status).json(json!({
        "error": { "message": message, "type": "simulated", "param": null, "code": "simulated" },
    }))
}

/// So many words.
fn said(words: u64) -> String {
    let words = usize::try_from(words).unwrap_or(1);
    let words = SAYING.split_inclusive(' ').cycle().take(words);
    words.collect::<String>().trim_end().to_owned()
}

fn usage_of(usage: &Usage) -> Value {
    let (input, output) = (usage.input_tokens(), usage.output_tokens());
    json!({
        "prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output,
        "prompt_tokens_details": { "cached_tokens": usage.cache_read },
        "completion_tokens_details": { "reasoning_tokens": usage.output_reasoning },
    })
}

/// Near to those of texts with the same letters, which is enough to see something.
fn vector(text: &str) -> Vec<f32> {
    let mut counts = [0.0_f32; DIMENSIONS];
    for two in text.as_bytes().windows(2) {
        let place = (usize::from(two[0]) * 31 + usize::from(two[1])) % DIMENSIONS;
        counts[place] += 1.0;
    }
    let length = counts.iter().map(|count| count * count).sum::<f32>().sqrt();
    counts.map(|count| count / length.max(1.0)).to_vec()
}
