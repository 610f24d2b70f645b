//! The line that a call takes, read from top to bottom.
//!
//! ```text
//! 1 auth      Authorization -> Caller                                  admission
//! 2 decode    body -> Call                                             admission
//! 3 plan      snapshot, model -> Plan (pure) -> Admitted               admission, plan
//! 4 accept    request.accepted is in the journal                       exchange
//! 5 dispatch  encode -> send -> first byte, or the next target        attempts, dispatch
//! 6 relay     whole answer, or frames -> chunks as they come           relay
//! 7 settle    request.settled is in the journal -> last byte           exchange
//! ```
//!
//! Invariant: a provider is called only after `request.accepted` is safe, and the last byte of an answer leaves
//! only after `request.settled` is. Steps 4 to 7 run in a task of their own, so that a client that hangs up
//! cancels the call and is still settled.
mod admission;
mod aigne;
mod attempts;
mod count;
mod dispatch;
mod exchange;
mod plan;
mod record;
mod refusal;
mod relay;
mod retry_after;
pub mod routes;
pub mod unsupported;

use crate::{
    activity::Activity,
    auth::Authenticator,
    ending::LastCall,
    live::Live,
    metrics::RequestMetrics,
    routing::{Doubts, Healths},
    upstream::Upstream,
};
use actix_web::web;
use domain::{id::RequestId, time::Timestamp};
use infra::{clock, journal::Journal, secrets::Keyring};
use std::time::{Duration, Instant};
use unsupported::UnsupportedParams;
use uuid::Uuid;

/// What the line works with; one a worker.
pub struct Proxy {
    /// Who calls.
    pub authenticator: web::Data<Authenticator>,
    /// What is configured.
    pub live: web::Data<Live>,
    /// What opens credentials.
    pub keyring: web::Data<Keyring>,
    /// Where calls are recorded.
    pub journal: Journal,
    /// Says when calls under way have to end.
    pub(crate) last_call: LastCall,
    /// What live calls say of providers.
    pub healths: web::Data<Healths>,
    /// Where changes of that are recorded.
    pub(crate) activity: web::Data<Activity>,
    /// What asks again about credentials that were refused.
    pub doubts: Doubts,
    /// The way to providers.
    pub upstream: web::Data<Upstream>,
    /// What operators watch.
    pub metrics: web::Data<RequestMetrics>,
    /// The bounds of one call.
    pub limits: Limits,
    /// Whether strangers may ask which models the default organisation has.
    pub public_models: bool,
    /// What becomes of parameters that a target has no equivalent of, where a call does not say.
    pub unsupported_params: UnsupportedParams,
}

/// The bounds of one call.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest body that a client may send, in bytes.
    pub request_bytes: usize,
    /// The largest whole answer that is taken from a provider, in bytes.
    pub answer_bytes: usize,
    /// How long a client may leave a piece of a streamed answer untaken.
    pub client_stall: Duration,
}

/// When a call came, and the id that it got.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    request: RequestId,
    at: Timestamp,
    instant: Instant,
}

impl Arrival {
    fn now() -> Self {
        Self {
            request: RequestId(Uuid::now_v7()),
            at: clock::now(),
            instant: Instant::now(),
        }
    }

    fn elapsed_micros(&self) -> u64 {
        micros(self.instant.elapsed())
    }
}

/// Whole microseconds.
fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
