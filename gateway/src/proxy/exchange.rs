//! Steps 4 to 7 in a task of their own: whatever becomes of the client, what was accepted is settled.
use super::{
    Proxy,
    admission::{Admitted, Endpoint},
    attempts::{Attempts, Begun, Obtained, obtain},
    dispatch::{Dropped, Failure, Whole},
    record::record_with_others,
    refusal::Refusal,
    relay::Relay,
};
use crate::{format::Format, openai::error::ApiError};
use actix_web::{HttpResponse, HttpResponseBuilder, http::header::HeaderValue, web};
use bytes::Bytes;
use domain::{
    price::Cost,
    request::{Accepted, Event, Outcome, Settled, Usage, UsageSource},
};
use futures_util::stream;
use std::time::Duration;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

/// How many pieces of a streamed answer may wait for the client.
const PIECES_AHEAD: usize = 16;
/// The status of an answer that began well.
const OK: u16 = 200;
/// The status of a call whose client went away, as nginx writes it.
const CLIENT_CLOSED_REQUEST: u16 = 499;

/// What says what a call cost, in US dollars.
const COST: &str = "x-hub-cost";

/// What says which parameters were left out.
const DROPPED: &str = "x-hub-dropped-params";

/// A piece of a streamed answer, or that it cannot go on.
type Piece = Result<Bytes, BrokenOff>;

/// An answer in which no error can be told is broken off, so that nobody takes it for whole.
#[derive(Debug, thiserror::Error)]
#[error("the answer could not go on")]
struct BrokenOff;

/// The client's end of an exchange.
type Reply = oneshot::Sender<HttpResponse>;

/// How a call ended, as far as its record needs it.
struct Ending {
    outcome: Outcome,
    http_status: u16,
    failure: Option<domain::request::FailureReason>,
    usage: Option<Usage>,
    cost: Option<Cost>,
    time_to_first_token_micros: Option<u64>,
}

impl Ending {
    fn failed(failure: &Failure) -> Self {
        Self {
            outcome: Outcome::Failed,
            http_status: failure.error.status.as_u16(),
            failure: Some(failure.reason),
            usage: None,
            cost: None,
            time_to_first_token_micros: None,
        }
    }

    const fn succeeded(usage: Option<Usage>) -> Self {
        Self {
            outcome: Outcome::Succeeded,
            http_status: OK,
            failure: None,
            usage,
            cost: None,
            time_to_first_token_micros: None,
        }
    }

    /// The hub itself ended, and the provider was not to blame.
    const CUT_OFF: Self = Self {
        outcome: Outcome::Failed,
        http_status: 503,
        failure: None,
        usage: None,
        cost: None,
        time_to_first_token_micros: None,
    };

    const CANCELLED: Self = Self {
        outcome: Outcome::Cancelled,
        http_status: CLIENT_CLOSED_REQUEST,
        failure: None,
        usage: None,
        cost: None,
        time_to_first_token_micros: None,
    };
}

/// An admitted call under way; boxed, since it passes through every step by move.
struct Exchange {
    proxy: web::Data<Proxy>,
    admitted: Admitted,
    attempts: Attempts,
}

/// Runs an admitted call to its end, and answers as soon as there is something to answer.
pub(super) async fn run(proxy: web::Data<Proxy>, admitted: Admitted) -> HttpResponse {
    let (reply, answered) = oneshot::channel();
    let exchange = Box::new(Exchange {
        proxy,
        admitted,
        attempts: Attempts::default(),
    });
    actix_web::rt::spawn(exchange.run(reply));
    answered.await.unwrap_or_else(|_| {
        let error = ApiError::log_unavailable();
        error.head().body(error.body())
    })
}

impl Exchange {
    async fn run(mut self: Box<Self>, mut reply: Reply) {
        if let Err(refusal) = self.accept().await {
            let Admitted { arrival, call, .. } = &self.admitted;
            let endpoint = Endpoint {
                format: call.format,
                operation: call.operation,
            };
            let answer = refusal.answer(&self.proxy, arrival, endpoint);
            return drop(reply.send(answer));
        }
        let mut last_call = self.proxy.last_call.clone();
        let obtained = tokio::select! {
            obtained = obtain(&self.proxy, &mut self.admitted, &mut self.attempts) => obtained,
            () = reply.closed() => return drop(self.settle(Ending::CANCELLED).await),
            () = last_call.came() => return self.cut_off(reply).await,
        };
        match obtained {
            Err(failure) => self.fail(failure, reply).await,
            Ok(Obtained::Whole(whole)) => self.answer(*whole, reply).await,
            Ok(Obtained::Stream(begun)) => self.stream(*begun, reply).await,
        }
    }

    /// Records that the call was admitted; no provider is called before.
    async fn accept(&self) -> Result<(), Refusal> {
        let Admitted {
            arrival,
            party,
            call,
            plan,
            ..
        } = &self.admitted;
        let accepted = Event::Accepted(Accepted {
            request: arrival.request,
            called_by: party.called_by,
            operation: call.operation,
            requested_model: call.requested_model.clone(),
            provider: plan.target().provider.name.clone(),
            model: plan.target().model.clone(),
            stream: call.stream,
        });
        let recorded = record_with_others(&self.proxy.journal, party, arrival, accepted).await;
        recorded
            .map(drop)
            .map_err(|_| Refusal::unrecordable(&self.admitted))
    }

    async fn fail(self: Box<Self>, failure: Failure, reply: Reply) {
        let mut head = failure.error.head();
        self.identify(&mut head);
        let format = self.format();
        let ending = Ending::failed(&failure);
        let response = match self.settle(ending).await {
            Ok(()) => head.body(format.error_body(&failure.error)),
            Err(unsafe_answer) => unsafe_answer,
        };
        drop(reply.send(response));
    }

    /// Ends a call that was not answered yet, since the hub ends.
    async fn cut_off(self: Box<Self>, reply: Reply) {
        let error = ApiError::shutting_down();
        let mut head = error.head();
        self.identify(&mut head);
        let format = self.format();
        drop(self.settle(Ending::CUT_OFF).await);
        drop(reply.send(head.body(format.error_body(&error))));
    }

    async fn answer(self: Box<Self>, whole: Whole, reply: Reply) {
        let mut head = HttpResponse::Ok();
        let content_type = whole.content_type.clone();
        head.content_type(content_type.unwrap_or(HeaderValue::from_static("application/json")));
        self.identify(&mut head);
        tell_dropped(&mut head, &whole.dropped);
        let ending = self.priced(Ending::succeeded(whole.answer.usage));
        if let Some(cost) = &ending.cost {
            head.insert_header((COST, cost.usd.to_string()));
        }
        let response = match self.settle(ending).await {
            Ok(()) => head.body(whole.answer.body),
            Err(unsafe_answer) => unsafe_answer,
        };
        drop(reply.send(response));
    }

    async fn stream(self: Box<Self>, begun: Begun, reply: Reply) {
        let (pieces, response) = self.open_stream(begun.relay.content_type(), &begun.dropped);
        drop(reply.send(response));
        self.relay(begun, pieces).await;
    }

    /// The head of a streamed answer, and where its pieces go.
    fn open_stream(
        &self,
        content_type: HeaderValue,
        dropped: &Dropped,
    ) -> (mpsc::Sender<Piece>, HttpResponse) {
        let (pieces, mut taken) = mpsc::channel::<Piece>(PIECES_AHEAD);
        let body = stream::poll_fn(move |context| taken.poll_recv(context));
        let mut head = HttpResponse::Ok();
        head.content_type(content_type);
        head.insert_header(("cache-control", "no-cache"));
        self.identify(&mut head);
        tell_dropped(&mut head, dropped);
        (pieces, head.streaming(body))
    }

    async fn relay(self: Box<Self>, begun: Begun, pieces: mpsc::Sender<Piece>) {
        let Begun {
            mut relay,
            first: mut out,
            broken,
            ..
        } = begun;
        let passing = self.pass_on((&mut relay, broken), &mut out, &pieces);
        let (end, first_token) = passing.await;
        let ending = self.priced(Ending {
            usage: relay.answer().metering().usage,
            time_to_first_token_micros: first_token,
            http_status: match end.outcome {
                Outcome::Cancelled => CLIENT_CLOSED_REQUEST,
                Outcome::Succeeded | Outcome::Failed => OK,
            },
            ..end
        });
        if relay.answer().is_framed()
            && self.format().reads_past_comments()
            && let Some(cost) = &ending.cost
        {
            // A comment, which readers of event streams leave out.
            out.extend_from_slice(format!(": {COST}={}\n\n", cost.usd).as_bytes());
        }
        let stall = self.proxy.limits.client_stall;
        let mut is_whole = ending.outcome == Outcome::Succeeded;
        if self.settle(ending).await.is_err() {
            is_whole = false;
            out.clear();
            relay.fail(&ApiError::log_unavailable(), &mut out);
        }
        send(&pieces, Ok(out.into()), stall).await;
        if !is_whole && !relay.answer().is_framed() {
            send(&pieces, Err(BrokenOff), stall).await;
        }
        drop(pieces);
        if is_whole {
            relay.finish().await;
        }
    }

    /// Passes an answer on as it comes, to its end; what is then still to be said is left in `out`. Tells when its
    /// first token came, too.
    async fn pass_on(
        &self,
        (relay, mut broken): (&mut Relay, Option<Failure>),
        out: &mut Vec<u8>,
        pieces: &mpsc::Sender<Piece>,
    ) -> (Ending, Option<u64>) {
        let mut first_token = None;
        let mut last_call = self.proxy.last_call.clone();
        let end = loop {
            if first_token.is_none() && relay.answer().metering().has_token {
                first_token = Some(self.admitted.arrival.elapsed_micros());
            }
            if !out.is_empty() && !self.hand_over(pieces, out).await {
                break Ending::CANCELLED;
            }
            if let Some(failure) = broken.take() {
                relay.fail(&failure.error, out);
                break Ending::failed(&failure);
            }
            let more = tokio::select! {
                more = relay.more(&self.admitted, out) => more,
                () = pieces.closed() => break Ending::CANCELLED,
                () = last_call.came() => {
                    relay.fail(&ApiError::shutting_down(), out);
                    break Ending::CUT_OFF;
                }
            };
            match more {
                Ok(true) => {}
                Ok(false) => {
                    relay.close(out);
                    break Ending::succeeded(None);
                }
                Err(failure) => {
                    relay.fail(&failure.error, out);
                    break Ending::failed(&failure);
                }
            }
        };
        (end, first_token)
    }

    /// Gives the client what there is for it; `false` when it is gone or takes nothing any more.
    async fn hand_over(&self, pieces: &mpsc::Sender<Piece>, out: &mut Vec<u8>) -> bool {
        let piece = Bytes::from(std::mem::take(out));
        send(pieces, Ok(piece), self.proxy.limits.client_stall).await
    }

    /// In which format the client speaks.
    const fn format(&self) -> Format {
        self.admitted.call.format
    }

    /// Says which call this was and who answers.
    fn identify(&self, head: &mut HttpResponseBuilder) {
        let plan = &self.admitted.plan;
        head.insert_header(("x-request-id", self.admitted.arrival.request.to_string()));
        head.insert_header(("x-hub-provider", plan.provider()));
        head.insert_header(("x-hub-model", plan.target().model.as_str()));
        head.insert_header(("x-hub-attempts", self.attempts.count()));
    }

    /// With what the call cost, where its usage and its price are known.
    fn priced(&self, mut ending: Ending) -> Ending {
        let (plan, at) = (&self.admitted.plan, self.admitted.arrival.at);
        let usage = ending.usage.as_ref();
        ending.cost = usage.and_then(|usage| plan.cost(usage, at));
        ending
    }

    /// Records how the call ended and waits until that is safe; the answer to give instead where it cannot be.
    async fn settle(self: Box<Self>, ending: Ending) -> Result<(), HttpResponse> {
        let Self {
            proxy,
            admitted,
            mut attempts,
        } = *self;
        let attempts = attempts.finish(&proxy, &admitted, (ending.outcome, ending.failure));
        let Admitted {
            arrival,
            party,
            call,
            plan,
            ..
        } = admitted;
        let format = call.format;
        let usage_source = match ending.usage {
            // No provider says how many there were.
            Some(usage) if usage.characters > 0 => UsageSource::Estimated,
            Some(_) => UsageSource::Reported,
            None => UsageSource::Unknown,
        };
        let settled = Settled {
            request: arrival.request,
            called_by: party.called_by,
            operation: call.operation,
            requested_model: call.requested_model,
            provider: plan.target().provider.name.clone(),
            model: plan.target().model.clone(),
            stream: call.stream,
            started_at: arrival.at,
            outcome: ending.outcome,
            http_status: ending.http_status,
            failure: ending.failure,
            attempts,
            usage: ending.usage.unwrap_or_default(),
            usage_source,
            cost: ending.cost,
            latency_micros: arrival.elapsed_micros(),
            time_to_first_token_micros: ending.time_to_first_token_micros,
        };
        proxy.metrics.record(&settled);
        let event = Event::Settled(Box::new(settled));
        match record_with_others(&proxy.journal, &party, &arrival, event).await {
            Ok(position) => {
                proxy.journal.acknowledged(position).await;
                Ok(())
            }
            Err(error) => {
                tracing::error!(%error, request = %arrival.request, "a call could not be settled");
                let error = ApiError::log_unavailable();
                Err(error.head().body(format.error_body(&error)))
            }
        }
    }
}

/// Says which parameters were left out, since the provider has no equivalent of them.
fn tell_dropped(head: &mut HttpResponseBuilder, dropped: &Dropped) {
    if !dropped.is_empty() {
        head.insert_header((DROPPED, dropped.join(", ")));
    }
}

/// Hands a piece over, but for an empty one, which would end the answer as if it were whole; `false` when the client
/// is gone, or took nothing for as long as `stall`.
async fn send(pieces: &mpsc::Sender<Piece>, piece: Piece, stall: Duration) -> bool {
    if piece.as_ref().is_ok_and(Bytes::is_empty) {
        return true;
    }
    match pieces.try_send(piece) {
        Ok(()) => true,
        Err(mpsc::error::TrySendError::Closed(_)) => false,
        Err(mpsc::error::TrySendError::Full(piece)) => {
            matches!(timeout(stall, pieces.send(piece)).await, Ok(Ok(())))
        }
    }
}
