//! Calls of days gone by, written into the log.
//!
//! The records are honest about themselves: they say that the hub itself wrote them, and when that was; only the times
//! of the calls that they tell of lie in the past, and these are of the demonstration's own organisation and provider.

use std::collections::VecDeque;

use anyhow::Context;
use async_nats::HeaderMap;
use async_nats::header::NATS_MESSAGE_ID;
use async_nats::jetstream::context::PublishAckFuture;
use async_nats::jetstream::{self};
use domain::actor::Actor;
use domain::id::{CommitId, RequestId};
use domain::price::{Cost, PriceVersionId};
use domain::request::{Accepted, Attempt, CalledBy, Event, Settled, UsageSource};
use domain::time::Timestamp;
use infra::clock;
use infra::event_log::connect;
use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use schemas::{Commit, encode, subject};
use uuid::{NoContext, Uuid};

use super::call::Call;
use super::models::PROVIDER;
use super::progress::Counter;
use super::world::World;

/// How many records may be on their way to the log.
const UNDER_WAY: usize = 1000;
const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// How busy each hour of a day is (UTC), of a hundred.
const HOURS: [u32; 24] = [
    12, 9, 8, 7, 8, 12, 22, 40, 68, 88, 98, 96, 84, 90, 100, 96, 88, 74, 58, 46, 38, 30, 22, 16,
];

/// How much of the past to make up.
pub(super) struct History {
    pub(super) requests: u32,
    pub(super) days: u32,
}

impl History {
    /// Writes it into the log at `url`.
    pub(super) async fn write(&self, url: &str, world: &World) -> anyhow::Result<()> {
        let mut log = Log {
            context: connect(url).await?,
            under_way: VecDeque::new(),
        };
        let mut random = StdRng::from_os_rng();
        let mut counter = Counter::new("calls of the past", self.requests.into());
        for started_at in self.times(clock::now(), &mut random) {
            let call = Call::any(&mut random);
            for commit in records(world, &call, started_at) {
                log.append(&commit).await?;
            }
            counter.count();
        }
        log.acknowledged(0).await?;
        counter.end();
        Ok(())
    }

    /// When the calls came, in order: more by day than by night, fewer at weekends, and ever more.
    fn times(&self, now: Timestamp, random: &mut impl Rng) -> Vec<Timestamp> {
        let span = i64::from(self.days) * DAY;
        // Nothing that is still under way: the longest call is over within minutes.
        let end = now.micros() - 600 * SECOND;
        let mut times = Vec::new();
        while times.len() < self.requests as usize {
            let age = random.random_range(0..span);
            let at = end - age;
            let growth = u32::try_from(100 - 50 * age / span).unwrap_or(50);
            if random.random_range(0..100 * 100 * 100) < busy(at) * growth {
                times.push(Timestamp::from_micros(at));
            }
        }
        times.sort_unstable();
        times
    }
}

/// How busy the hub is at a time, of ten thousand.
fn busy(micros: i64) -> u32 {
    let hour = micros.rem_euclid(DAY) / (3600 * SECOND);
    let hour = usize::try_from(hour).unwrap_or_default();
    // 1970 began on a Thursday.
    let is_weekend = matches!((micros.div_euclid(DAY) + 4).rem_euclid(7), 0 | 6);
    HOURS[hour] * if is_weekend { 35 } else { 100 }
}

/// What the log would hold of a call.
fn records(world: &World, call: &Call, started_at: Timestamp) -> [Commit; 2] {
    let request = RequestId(Uuid::new_v7(moment(started_at)));
    let called_by = CalledBy {
        api_key: Some(world.keys[call.key].id),
        user: None,
    };
    let accepted = Accepted {
        request,
        called_by,
        operation: call.operation(),
        requested_model: format!("{}/{}", world.provider, call.model.name),
        provider: world.provider.clone(),
        model: world.models[call.model.name].clone(),
        stream: call.stream,
    };
    let settled = settled(&accepted, call, started_at);
    [Event::Accepted(accepted), Event::Settled(Box::new(settled))].map(|event| Commit {
        id: CommitId(Uuid::now_v7()),
        time: clock::now(),
        organization: world.organization,
        actor: Actor::SYSTEM,
        cause: Some(request.0),
        events: vec![event.into()],
    })
}

fn settled(accepted: &Accepted, call: &Call, started_at: Timestamp) -> Settled {
    let micros = |duration: std::time::Duration| u64::try_from(duration.as_micros()).unwrap_or(0);
    let attempt = Attempt {
        provider: accepted.provider.clone(),
        model: accepted.model.clone(),
        credential: None,
        started_after_micros: 180,
        first_byte_micros: Some(micros(call.first)),
        duration_micros: micros(call.whole()),
        http_status: Some(call.status()),
        failure: call.failure(),
    };
    Settled {
        request: accepted.request,
        called_by: accepted.called_by,
        operation: accepted.operation,
        requested_model: accepted.requested_model.clone(),
        provider: accepted.provider.clone(),
        model: accepted.model.clone(),
        stream: accepted.stream,
        started_at,
        outcome: call.outcome(),
        http_status: call.status(),
        failure: call.failure(),
        attempts: vec![attempt],
        usage: call.usage,
        usage_source: call.usage_source(),
        cost: cost(call),
        latency_micros: micros(call.whole()) + 400,
        time_to_first_token_micros: (call.stream && call.failure().is_none())
            .then(|| micros(call.first) + 350),
    }
}

/// What the call would cost by its model's made-up price, whose name says that it is one.
fn cost(call: &Call) -> Option<Cost> {
    let is_known = call.usage_source() != UsageSource::Unknown;
    let rates = call.model.rates().ok().filter(|_| is_known)?;
    Some(Cost {
        usd: rates.cost(&call.usage)?,
        price_version: PriceVersionId::new(format!("simulated:{PROVIDER}/{}", call.model.name)),
    })
}

fn moment(at: Timestamp) -> uuid::Timestamp {
    let (seconds, rest) = (at.seconds(), at.micros().rem_euclid(SECOND));
    let nanos = u32::try_from(rest * 1000).unwrap_or_default();
    uuid::Timestamp::from_unix(NoContext, seconds.unsigned_abs(), nanos)
}

/// The log, with the records that it has not acknowledged yet.
struct Log {
    context: jetstream::Context,
    under_way: VecDeque<PublishAckFuture>,
}

impl Log {
    async fn append(&mut self, commit: &Commit) -> anyhow::Result<()> {
        let mut headers = HeaderMap::new();
        headers.insert(NATS_MESSAGE_ID, commit.id.to_string());
        let subject = subject::traffic(0, commit.organization);
        let sent = self
            .context
            .publish_with_headers(subject, headers, encode(commit)?.into());
        self.under_way
            .push_back(sent.await.context("the log takes no record")?);
        self.acknowledged(UNDER_WAY).await
    }

    /// Waits until no more than so many records are under way.
    async fn acknowledged(&mut self, most: usize) -> anyhow::Result<()> {
        while self.under_way.len() > most
            && let Some(sent) = self.under_way.pop_front()
        {
            sent.await.context("the log did not take a record")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_came_in_order_within_the_days_and_more_by_day() {
        let history = History {
            requests: 4000,
            days: 14,
        };
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let times = history.times(now, &mut StdRng::seed_from_u64(7));
        assert_eq!(times.len(), 4000);
        assert!(times.is_sorted());
        assert!(now.micros() - times[0].micros() <= 14 * DAY + 600 * SECOND);
        assert!(times[3999] < now);
        let hour = |time: &&Timestamp| time.micros().rem_euclid(DAY) / (3600 * SECOND);
        let by_day = times.iter().filter(|time| (8..18).contains(&hour(time)));
        assert!(by_day.count() > 2400);
    }

    #[test]
    fn a_call_whose_usage_is_known_has_a_cost_by_a_price_that_says_it_is_simulated() {
        let mut random = StdRng::seed_from_u64(7);
        let mut priced = 0;
        for _ in 0..500 {
            let call = Call::any(&mut random);
            let cost = cost(&call);
            assert_eq!(cost.is_some(), call.usage_source() != UsageSource::Unknown);
            let Some(cost) = cost else { continue };
            assert!(cost.price_version.as_str().starts_with("simulated:demo/"));
            priced += u32::from(cost.usd > "0".parse().unwrap());
        }
        assert!(priced > 300, "{priced}");
    }

    #[test]
    fn a_calls_id_tells_when_it_came() {
        let at: Timestamp = "2026-11-01T12:00:00.123456Z".parse().unwrap();
        let id = Uuid::new_v7(moment(at));
        let (seconds, nanos) = id.get_timestamp().unwrap().to_unix();
        assert_eq!(seconds, at.seconds().unsigned_abs());
        assert_eq!(nanos / 1_000_000, 123);
    }
}
