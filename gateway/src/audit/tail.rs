//! `GET /api/audit/events/tail`: the log, followed as it is written.
use super::{
    entry::{Entry, entries},
    filter::Filter,
    names::Names,
    query::{FilterParameters, Following, FollowingParameters, ResumeParameters},
};
use crate::{
    admin::Admin,
    directory::Directory,
    ending::LastCall,
    problem::{Problem, ProblemBody, Reason},
};
use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER},
    web::Data,
};
use async_nats::jetstream;
use bytes::Bytes;
use domain::id::OrganizationId;
use futures_util::stream::unfold;
use infra::event_log::{Consumer, LogError, Message, Sequence, last_sequence};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

/// How many may follow at one gateway.
const MOST: usize = 64;
/// How often a quiet stream says that it is alive, and its reader is looked at anew.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long one stream lasts; its reader connects again.
const LIFE: Duration = Duration::from_hours(1);
/// How many messages are sent at a time.
const BATCH: usize = 100;

/// How many more may follow. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Followers(Arc<Semaphore>);

impl Default for Followers {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST)))
    }
}

/// Somebody who follows.
struct Tail {
    consumer: Consumer,
    filter: Filter,
    organization: OrganizationId,
    /// What was seen already.
    seen: (Sequence, u32),
    names: Names,
    http: HttpRequest,
    last_call: LastCall,
    ends_at: Instant,
    greeted: bool,
    _place: OwnedSemaphorePermit,
}

/// Follow the log
///
/// From now on, after a sequence, or after the event whose id is in `Last-Event-ID`. Each event is a `data:` line with what
/// the search shows; a comment comes where nothing else does. The stream ends when the gateway stops, when the caller's
/// right does, or after an hour: go on by `Last-Event-ID`.
#[utoipa::path(get, path = "/api/audit/events/tail", tag = "audit", params(FilterParameters, FollowingParameters, ResumeParameters),
    responses((status = 200, description = "Events as they come", body = String, content_type = "text/event-stream"),
        (status = 429, description = "Too many follow at this gateway", body = ProblemBody,
            content_type = "application/problem+json",
            headers(("Retry-After" = u32, description = "Seconds until the next try")))))]
pub(super) async fn tail(
    (admin, following): (Admin, Following),
    (log, directory): (Data<jetstream::Context>, Option<Data<Directory>>),
    (followers, last_call): (Data<Followers>, Data<LastCall>),
    http: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let Ok(place) = followers.0.clone().try_acquire_owned() else {
        return Ok(full());
    };
    let filter = following.filter;
    admin.reads(filter.stream.audited()).await?;
    let stream = filter.stream.stream();
    let last = last_sequence(&log, stream).await?;
    let seen = following.seen.unwrap_or((last, u32::MAX));
    let after = seen.0.saturating_sub(1).min(last);
    let subject = filter.subject(admin.organization);
    let consumer = Consumer::of_subject(log.as_ref().clone(), stream, subject, after).await?;
    let tail = Tail {
        consumer,
        filter,
        organization: admin.organization,
        seen,
        names: Names::new(admin.view()?, directory),
        http,
        last_call: last_call.as_ref().clone(),
        ends_at: Instant::now() + LIFE,
        greeted: false,
        _place: place,
    };
    let frames = unfold(tail, |mut tail| async move {
        let frame = tail.next().await?;
        Some((Ok::<_, Infallible>(frame), tail))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(frames))
}

impl Tail {
    /// What to send next; nothing at the end.
    async fn next(&mut self) -> Option<Bytes> {
        if !self.greeted {
            self.greeted = true;
            return Some(Bytes::from_static(b"retry: 2000\n: following\n\n"));
        }
        loop {
            if Instant::now() >= self.ends_at || Admin::of(&self.http).is_err() {
                return None;
            }
            let messages = tokio::select! {
                biased;
                () = self.last_call.draining() => return None,
                messages = self.consumer.next_batch(BATCH, HEARTBEAT) => messages,
            };
            let messages = match messages {
                Ok(messages) => messages,
                // It is repaired; until then the reader hears that nothing is new.
                Err(LogError::Unavailable(_)) => Vec::new(),
                Err(error) => {
                    tracing::error!(%error, "the log can't be followed any longer");
                    return None;
                }
            };
            if messages.is_empty() {
                return Some(Bytes::from_static(b": alive\n\n"));
            }
            let wanted: Vec<Entry> = messages.iter().flat_map(|one| self.wanted(one)).collect();
            if !wanted.is_empty() {
                return Some(framed(&self.names.give(wanted).await));
            }
        }
    }

    fn wanted(&self, message: &Message) -> Vec<Entry> {
        let mut entries = entries(self.filter.stream, self.organization.0, message);
        entries.retain(|entry| {
            let place = (entry.position.sequence, entry.position.event);
            place > self.seen && self.filter.takes(entry)
        });
        entries
    }
}

fn framed(entries: &[Entry]) -> Bytes {
    let mut frames = Vec::new();
    for entry in entries {
        frames.extend_from_slice(format!("id: {}\ndata: ", entry.id).as_bytes());
        // What was read from JSON has a JSON form, on one line.
        let _ = serde_json::to_writer(&mut frames, entry);
        frames.extend_from_slice(b"\n\n");
    }
    frames.into()
}

fn full() -> HttpResponse {
    let detail = "too many follow the log at this gateway: try again shortly, or search it";
    let mut answer = Problem::new(Reason::TooManyStreams, detail).error_response();
    let headers = answer.headers_mut();
    headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
    answer
}
