//! Calls as they go: real ones, through the hub, to the simulated provider.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt;
use futures_util::StreamExt;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, mpsc};

use super::api::Api;
use super::call::{Call, Fate};
use super::models::Kind;
use super::progress::passing;
use super::world::World;

/// How many calls may be under way.
const UNDER_WAY: usize = 64;
/// Of a thousand calls so many name a model that is not there.
const MISTAKEN: u32 = 8;

/// Makes `rate` calls a second for as long as it is polled.
pub(super) async fn go_on(api: &Api, world: &World, rate: u32) -> anyhow::Result<()> {
    let places = Arc::new(Semaphore::new(UNDER_WAY));
    let (tell, mut told) = mpsc::unbounded_channel();
    let mut random = StdRng::from_os_rng();
    let (mut answered, mut refused) = (0_u64, 0_u64);
    loop {
        // Around the pace, as independent callers come.
        let millis = 1000 / u64::from(rate);
        let pause = Duration::from_millis(random.random_range(0..=2 * millis));
        tokio::time::sleep(pause).await;
        while let Ok(went_well) = told.try_recv() {
            if went_well {
                answered += 1;
            } else {
                refused += 1;
            }
        }
        passing(format_args!(
            "… calls through the hub: {answered} answered, {refused} failed (Ctrl-C ends them)"
        ));
        let place = places.clone().acquire_owned().await?;
        let call = call(api, world, &mut random);
        let tell = tell.clone();
        rt::spawn(async move {
            let went_well = call.await;
            // Nobody counts any more at the end.
            let _ = tell.send(went_well);
            drop(place);
        });
    }
}

/// A call that is ready to be made; whether it went well.
fn call(api: &Api, world: &World, random: &mut StdRng) -> impl Future<Output = bool> + use<> {
    let call = Call::any(random);
    let mut model = format!("{}/{}", world.provider, call.model.name);
    if random.random_ratio(MISTAKEN, 1000) {
        model.push_str("-mistaken");
    }
    let path = match call.model.kind {
        Kind::Chat | Kind::Reasoning => "/v1/chat/completions",
        Kind::Embedding => "/v1/embeddings",
        Kind::Image => "/v1/images/generations",
    };
    let request = api.call(path, &world.keys[call.key].token);
    let body = body(&call, &model);
    let gives_up = call.fate == Fate::IsCancelled;
    async move {
        let Ok(mut response) = request.send_json(&body).await else {
            return false;
        };
        while let Some(piece) = response.next().await {
            if gives_up || piece.is_err() {
                return false;
            }
        }
        response.status().is_success()
    }
}

fn body(call: &Call, model: &str) -> Value {
    // Four letters are about a token.
    let words = usize::try_from(call.usage.input_tokens().min(4000)).unwrap_or_default();
    let text = "demo ".repeat(words.max(1));
    match call.model.kind {
        Kind::Chat | Kind::Reasoning => json!({
            "model": model, "stream": call.stream, "messages": [{ "role": "user", "content": text }],
        }),
        Kind::Embedding => json!({ "model": model, "input": text }),
        Kind::Image => json!({ "model": model, "prompt": "a simulated picture" }),
    }
}
