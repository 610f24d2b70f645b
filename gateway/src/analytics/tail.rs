//! `GET /api/requests/tail`: calls as they end, as server-sent events, from the log itself.
use super::{
    call::{Call, CallRow},
    filter::{self, CallFilterParameters, FilterParameters, Filters},
    names::Names,
    parameters::Parameters,
};
use crate::{
    admin::Admin,
    directory::Directory,
    ending::LastCall,
    live::Live,
    problem::{Problem, Reason},
};
use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use async_nats::jetstream;
use bytes::Bytes;
use domain::{event::Event, request};
use futures_util::{StreamExt, stream};
use infra::event_log::{Consumer, LogError, Message, Sequence, Stream, last_sequence};
use std::{convert::Infallible, fmt::Write as _, sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};
use utoipa::IntoParams;

/// How many may follow at one gateway.
const AT_ONCE: usize = 64;
/// How many commits are looked at for a piece.
const BATCH: usize = 500;
/// How long nothing may come before a comment says that the stream is alive.
const QUIET: Duration = Duration::from_secs(10);
/// How long one may follow without asking anew.
const LONGEST: Duration = Duration::from_hours(1);
const LAST_EVENT_ID: &str = "Last-Event-ID";
/// How soon a client that lost the stream should come back, and that it has begun.
const HELLO: &str = "retry: 2000\n: heartbeat\n\n";
const HEARTBEAT: &str = ": heartbeat\n\n";

/// The right to follow, and the end of it.
#[derive(Clone)]
pub(crate) struct Tails {
    places: Arc<Semaphore>,
    last_call: LastCall,
}

impl Tails {
    pub(crate) fn new(last_call: LastCall) -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_ONCE)),
            last_call,
        }
    }
}

/// Where to go on.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes what `after` reads")]
pub(super) struct TailParameters {
    /// The `id` of the last event that was had: it goes on with the next.
    #[param(rename = "Last-Event-ID", required = false, minimum = 0)]
    last_event_id: u64,
}

/// Follow requests
///
/// Each that ends from now on, as an event `request` whose data is what the list has of it. While nothing comes, a
/// comment every ten seconds. At the gateway's end the stream ends; go on elsewhere with `Last-Event-ID`. It needs
/// the log alone.
#[utoipa::path(get, path = "/api/requests/tail", tag = "requests",
    params(TailParameters, FilterParameters, CallFilterParameters),
    responses((status = 200, description = "Events for as long as the client listens", body = String,
        content_type = "text/event-stream"),
        (status = 429, description = "Too many follow at this gateway",
        body = crate::problem::ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn tail(
    admin: Admin,
    request: HttpRequest,
    parameters: Parameters,
    following: Following,
) -> Result<HttpResponse, Problem> {
    parameters.only(&[&filter::COMMON, &filter::OF_CALLS])?;
    let (given, filters) = (&parameters, Filters::parse(&parameters)?);
    let own = admin.organization.to_string();
    let none = !given.many("organization")?.is_empty()
        && !given.many("organization")?.contains(&own.as_str());
    if none {
        return Err(Problem::invalid(
            "/organization",
            "name it by x-hub-organization",
        ));
    }
    let tail = following.start(&admin, &request, filters).await?;
    let events = stream::unfold(tail, Tail::next);
    let hello = stream::once(async { Ok::<_, Infallible>(Bytes::from_static(HELLO.as_bytes())) });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(hello.chain(events)))
}

/// What following takes.
#[derive(Clone)]
pub(super) struct Following {
    tails: Data<Tails>,
    log: Data<jetstream::Context>,
    live: Data<Live>,
    directory: Option<Data<Directory>>,
}

impl actix_web::FromRequest for Following {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let of_app = || {
            Some(Self {
                tails: request.app_data::<Data<Tails>>()?.clone(),
                log: request.app_data::<Data<jetstream::Context>>()?.clone(),
                live: request.app_data::<Data<Live>>()?.clone(),
                directory: request.app_data::<Data<Directory>>().cloned(),
            })
        };
        let missing = || Problem::new(Reason::Internal, "a part of the gateway is not set up");
        std::future::ready(of_app().ok_or_else(missing))
    }
}

impl Following {
    async fn start(
        self,
        admin: &Admin,
        request: &HttpRequest,
        filters: Filters,
    ) -> Result<Tail, Problem> {
        let place = self.tails.places.clone().try_acquire_owned().map_err(|_| {
            let detail = "too many follow requests at this gateway: close one, or try again later";
            Problem::new(Reason::TooManyStreams, detail)
        })?;
        let after = match after(request)? {
            Some(after) => after,
            None => last_sequence(&self.log, Stream::Traffic)
                .await
                .map_err(unfollowable)?,
        };
        let context = self.log.get_ref().clone();
        let subject = schemas::subject::traffic_of(admin.organization);
        let consumer = Consumer::of_subject(context, Stream::Traffic, subject, after).await;
        Ok(Tail {
            consumer: consumer.map_err(unfollowable)?,
            filters,
            names: Names::new(admin, self.directory.map(Data::into_inner)),
            live: self.live,
            request: request.clone(),
            began: Instant::now(),
            last_call: self.tails.last_call.clone(),
            _place: place,
        })
    }
}

fn unfollowable(error: LogError) -> Problem {
    match error {
        LogError::Truncated { .. } => {
            Problem::invalid("/Last-Event-ID", "the log ends before it: begin without")
        }
        LogError::Unavailable(_) => {
            tracing::warn!(%error, "requests cannot be followed");
            let detail = "the event log cannot be reached: try again shortly";
            Problem::new(Reason::LogUnavailable, detail)
        }
        LogError::Refused(_) | LogError::Codec(_) => error.into(),
    }
}

fn after(request: &HttpRequest) -> Result<Option<Sequence>, Problem> {
    let Some(given) = request.headers().get(LAST_EVENT_ID) else {
        return Ok(None);
    };
    let after = given.to_str().ok().and_then(|text| text.parse().ok());
    let unfit = || Problem::invalid("/Last-Event-ID", "take it from an event's `id`");
    after.map(Some).ok_or_else(unfit)
}

/// Somebody who follows.
struct Tail {
    consumer: Consumer,
    filters: Filters,
    names: Names,
    live: Data<Live>,
    /// Says whether its reader still may.
    request: HttpRequest,
    last_call: LastCall,
    began: Instant,
    _place: OwnedSemaphorePermit,
}

impl Tail {
    /// The next piece of the stream; `None` at its end.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        let quiet = Instant::now() + QUIET;
        let mut piece = String::new();
        while piece.is_empty() {
            if self.began.elapsed() > LONGEST || Admin::of(&self.request).is_err() {
                return None;
            }
            let wait = quiet.saturating_duration_since(Instant::now());
            let messages = tokio::select! {
                messages = self.consumer.next_batch(BATCH, wait) => messages,
                () = self.last_call.draining() => return None,
            };
            let messages = match messages {
                Ok(messages) => messages,
                // It comes back; until then nothing is new.
                Err(LogError::Unavailable(_)) => Vec::new(),
                Err(error) => {
                    tracing::warn!(%error, "following requests ends");
                    return None;
                }
            };
            self.write(&messages, &mut piece).await;
            if piece.is_empty() && Instant::now() >= quiet {
                piece.push_str(HEARTBEAT);
            }
        }
        Some((Ok(piece.into()), self))
    }

    async fn write(&mut self, messages: &[Message], piece: &mut String) {
        let calls: Vec<CallRow> = messages.iter().flat_map(ended).collect();
        let meant = calls.iter().filter(|call| self.filters.include(call));
        let meant: Vec<&CallRow> = meant.collect();
        self.names.refresh(self.live.snapshot());
        self.names.learn(meant.iter().map(|call| call.key())).await;
        for call in meant {
            let data = serde_json::to_string(&Call::of(call, &self.names)).unwrap_or_default();
            let _ = write!(
                piece,
                "id: {}\nevent: request\ndata: {data}\n\n",
                call.sequence
            );
        }
    }
}

/// The calls that a commit ends. One that this build cannot read is passed over.
fn ended(message: &Message) -> Vec<CallRow> {
    let Ok(commit) = message.decode() else {
        return Vec::new();
    };
    let events = (0..).zip(&commit.events);
    let rows = events.filter_map(|(index, event)| {
        let place = (message.sequence, index);
        match event {
            Event::Request(request::Event::Settled(settled)) => {
                Some(CallRow::settled(place, &commit, settled))
            }
            Event::Request(request::Event::Refused(refused)) => {
                Some(CallRow::refused(place, &commit, refused))
            }
            Event::Request(request::Event::Accepted(_))
            | Event::Organization(_)
            | Event::Provider(_)
            | Event::Route(_)
            | Event::ApiKey(_)
            | Event::IdempotencyKey(_)
            | Event::Session(_)
            | Event::Activity(_) => None,
        }
    });
    rows.collect()
}
