//! Calls as they would be recorded: of several organisations, keys, models and outcomes, around the turn of
//! a month. The same number is always the same call.
use domain::{
    actor::Actor,
    event::Event,
    id::{ApiKeyId, CommitId, CredentialId, OrganizationId, RequestId, UserId},
    money::Usd,
    price::{Cost, PriceVersionId},
    provider::{ModelName, ProviderName},
    request::{
        self, Accepted, Attempt, CalledBy, FailureReason, Operation, Outcome, RefusalReason,
        Refused, Settled, Usage, UsageSource,
    },
    time::Timestamp,
};
use schemas::Commit;
use uuid::Uuid;

/// 2026-10-31T23:59:00Z.
const FIRST: i64 = 1_793_491_140_000_000;
/// Between one call and the next.
const SPACING_MICROS: u64 = 200_000;
/// Every so many calls one is refused.
const REFUSED: u64 = 20;
/// Every so many calls one is never settled.
const ABANDONED: u64 = 50;

/// What is recorded of call number `n`, in order.
#[must_use]
pub fn call(n: u64) -> Vec<Commit> {
    if n.is_multiple_of(REFUSED) {
        return vec![commit(n, 0, request::Event::Refused(refused(n)))];
    }
    let mut commits = vec![commit(n, 0, request::Event::Accepted(accepted(n)))];
    if n % ABANDONED != 1 {
        let settled = request::Event::Settled(Box::new(settled(n)));
        commits.push(commit(n, 1, settled));
    }
    commits
}

/// Whose call number `n` is.
#[must_use]
pub fn organization(n: u64) -> OrganizationId {
    OrganizationId::named(["acme", "globex", "initech"][index(n, 3)])
}

fn commit(n: u64, part: u64, event: request::Event) -> Commit {
    let after = if part == 0 { 0 } else { latency(n) };
    Commit {
        id: CommitId(id(4 * n + part)),
        time: Timestamp::from_micros(started_at(n).micros().saturating_add_unsigned(after)),
        organization: organization(n),
        actor: Actor::SYSTEM,
        cause: Some(id(n)),
        events: vec![Event::Request(event)],
    }
}

fn refused(n: u64) -> Refused {
    Refused {
        request: RequestId(id(n)),
        called_by: called_by(n),
        operation: operation(n),
        requested_model: Some(format!("nobody/knows-{n}")),
        reason: RefusalReason::ModelNotFound,
        http_status: 404,
        started_at: started_at(n),
        latency_micros: 50 + n % 50,
    }
}

fn accepted(n: u64) -> Accepted {
    Accepted {
        request: RequestId(id(n)),
        called_by: called_by(n),
        operation: operation(n),
        requested_model: format!("{}/{}", provider(n), model(n)),
        provider: provider(n),
        model: model(n),
        stream: n.is_multiple_of(2),
    }
}

fn settled(n: u64) -> Settled {
    let (outcome, http_status, failure) = match n % 10 {
        7 => (Outcome::Failed, 502, Some(FailureReason::UpstreamError)),
        8 => (Outcome::Cancelled, 499, None),
        _ => (Outcome::Succeeded, 200, None),
    };
    Settled {
        request: RequestId(id(n)),
        called_by: called_by(n),
        operation: operation(n),
        requested_model: format!("{}/{}", provider(n), model(n)),
        provider: provider(n),
        model: model(n),
        stream: n.is_multiple_of(2),
        started_at: started_at(n),
        outcome,
        http_status,
        failure,
        attempts: (0..=u64::from(n % 10 == 7))
            .map(|at| attempt(n, at))
            .collect(),
        usage: usage(n),
        usage_source: UsageSource::Reported,
        cost: cost(n),
        latency_micros: latency(n),
        time_to_first_token_micros: n.is_multiple_of(2).then(|| latency(n) / 3),
    }
}

fn attempt(n: u64, at: u64) -> Attempt {
    Attempt {
        provider: provider(n),
        model: model(n),
        credential: Some(CredentialId(id(n % 7))),
        started_after_micros: 100 + at * 1_000,
        first_byte_micros: Some(latency(n) / 4),
        duration_micros: latency(n) / 2,
        http_status: Some(200),
        failure: None,
    }
}

fn usage(n: u64) -> Usage {
    Usage {
        input_uncached: 10 + n % 1_000,
        cache_read: n % 3,
        output_text: 5 + n % 300,
        output_reasoning: n % 11,
        images: u64::from(n.is_multiple_of(17)),
        requests: 1,
        characters: if n.is_multiple_of(19) { n % 900 } else { 0 },
        ..Usage::default()
    }
}

/// Every fifth call has no price.
fn cost(n: u64) -> Option<Cost> {
    let (millionths, trillionths) = (37 * (n % 4_001), n % 1_000_000);
    let usd: Usd = format!("0.{millionths:06}{trillionths:06}")
        .parse()
        .unwrap_or(Usd::MAX);
    (!n.is_multiple_of(5)).then(|| Cost {
        usd,
        price_version: PriceVersionId::new(format!("catalogue-2026-11-24:openai/{}", model(n))),
    })
}

fn called_by(n: u64) -> CalledBy {
    CalledBy {
        api_key: (!n.is_multiple_of(4)).then(|| ApiKeyId(id(1_000 + n % 5))),
        user: n.is_multiple_of(3).then(|| UserId(id(2_000 + n % 4))),
    }
}

fn operation(n: u64) -> Operation {
    match n % 8 {
        6 => Operation::Embeddings,
        7 => Operation::ImageGeneration,
        _ => Operation::Chat,
    }
}

fn provider(n: u64) -> ProviderName {
    let name = ["openai", "local"][index(n, 2)].to_owned();
    #[expect(clippy::expect_used, reason = "one of the names above")]
    name.try_into().expect("a name")
}

fn model(n: u64) -> ModelName {
    let name = ["gpt-4o-mini", "smol", "minilm", "画"][index(n, 4)].to_owned();
    #[expect(clippy::expect_used, reason = "one of the names above")]
    name.try_into().expect("a name")
}

fn started_at(n: u64) -> Timestamp {
    Timestamp::from_micros(FIRST.saturating_add_unsigned(n * SPACING_MICROS))
}

const fn latency(n: u64) -> u64 {
    20_000 + (n * 7_919) % 900_000
}

fn index(n: u64, of: u64) -> usize {
    usize::try_from(n % of).unwrap_or_default()
}

fn id(n: u64) -> Uuid {
    Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0000 | u128::from(n))
}
