//! One made-up call: what it takes, and how it ends.

use std::time::Duration;

use domain::request::{FailureReason, Operation, Outcome, Usage, UsageSource};
use rand::Rng;

use super::models::{KEYS, Kind, MODELS, Model};

/// A call that could have been.
#[derive(Debug)]
pub(super) struct Call {
    /// Whose key calls, by its place among [`KEYS`].
    pub(super) key: usize,
    pub(super) model: &'static Model,
    pub(super) stream: bool,
    pub(super) fate: Fate,
    /// Until the first byte of the answer.
    pub(super) first: Duration,
    /// From then until the last.
    pub(super) rest: Duration,
    pub(super) usage: Usage,
}

/// How a call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Succeeds,
    Fails(FailureReason),
    /// The client goes away.
    IsCancelled,
}

/// Of a thousand calls so many are given up by their client.
const CANCELLED: u32 = 9;

impl Call {
    /// Any call.
    pub(super) fn any(random: &mut impl Rng) -> Self {
        let model = &MODELS[weighted(random, MODELS.iter().map(|model| model.share))];
        Self::to(model, random)
    }

    /// A call to `model`.
    pub(super) fn to(model: &'static Model, random: &mut impl Rng) -> Self {
        let stream =
            matches!(model.kind, Kind::Chat | Kind::Reasoning) && random.random_ratio(3, 4);
        let fate = match fate(model, random) {
            // Nobody gives up what is over at once.
            Fate::IsCancelled if !stream => Fate::Succeeds,
            fate @ (Fate::Succeeds | Fate::Fails(_) | Fate::IsCancelled) => fate,
        };
        let mut usage = usage(model, random);
        let first = Duration::from_millis(around(random, model.first_millis));
        let tokens = usage.output_text + usage.output_reasoning + usage.image_out;
        let mut rest = Duration::from_micros(tokens * model.token_micros);
        match fate {
            Fate::Succeeds => {}
            Fate::Fails(_) => {
                rest = Duration::ZERO;
                usage = Usage::default();
            }
            Fate::IsCancelled => {
                rest /= 3;
                usage.output_text /= 3;
            }
        }
        Self {
            key: weighted(random, KEYS.iter().map(|(_, share)| *share)),
            model,
            stream,
            fate,
            first,
            rest,
            usage,
        }
    }

    /// Until the last byte of the answer.
    pub(super) fn whole(&self) -> Duration {
        self.first + self.rest
    }

    pub(super) const fn operation(&self) -> Operation {
        match self.model.kind {
            Kind::Chat | Kind::Reasoning => Operation::Chat,
            Kind::Embedding => Operation::Embeddings,
            Kind::Image => Operation::ImageGeneration,
        }
    }

    pub(super) const fn outcome(&self) -> Outcome {
        match self.fate {
            Fate::Succeeds => Outcome::Succeeded,
            Fate::Fails(_) => Outcome::Failed,
            Fate::IsCancelled => Outcome::Cancelled,
        }
    }

    pub(super) const fn failure(&self) -> Option<FailureReason> {
        match self.fate {
            Fate::Fails(reason) => Some(reason),
            Fate::Succeeds | Fate::IsCancelled => None,
        }
    }

    pub(super) const fn usage_source(&self) -> UsageSource {
        match self.fate {
            Fate::Succeeds => UsageSource::Reported,
            Fate::IsCancelled => UsageSource::Estimated,
            Fate::Fails(_) => UsageSource::Unknown,
        }
    }

    /// What the provider and the client got as the HTTP status.
    pub(super) fn status(&self) -> u16 {
        match self.fate {
            Fate::Succeeds | Fate::IsCancelled => 200,
            Fate::Fails(FailureReason::UpstreamRateLimited) => 429,
            Fate::Fails(FailureReason::UpstreamTimeout) => 504,
            Fate::Fails(_) => 502,
        }
    }
}

fn fate(model: &Model, random: &mut impl Rng) -> Fate {
    if random.random_ratio(model.failing, 1000) {
        return Fate::Fails(match random.random_range(0..10) {
            0..5 => FailureReason::UpstreamRateLimited,
            5..8 => FailureReason::UpstreamError,
            _ => FailureReason::UpstreamTimeout,
        });
    }
    if random.random_ratio(CANCELLED, 1000) {
        return Fate::IsCancelled;
    }
    Fate::Succeeds
}

fn usage(model: &Model, random: &mut impl Rng) -> Usage {
    let prompt = around(random, model.prompt);
    let answer = around(random, model.answer);
    let cached = if random.random_ratio(1, 3) {
        prompt / 2
    } else {
        0
    };
    let common = Usage {
        input_uncached: prompt - cached,
        cache_read: cached,
        requests: 1,
        ..Usage::default()
    };
    match model.kind {
        Kind::Chat => Usage {
            output_text: answer,
            ..common
        },
        Kind::Reasoning => Usage {
            output_text: answer / 3,
            output_reasoning: answer - answer / 3,
            ..common
        },
        Kind::Embedding => Usage {
            input_uncached: prompt,
            cache_read: 0,
            ..common
        },
        Kind::Image => Usage {
            input_uncached: prompt,
            cache_read: 0,
            image_out: answer,
            images: 1,
            ..common
        },
    }
}

/// Something around `usual`, now and then far more.
fn around(random: &mut impl Rng, usual: u64) -> u64 {
    let near = usual / 3 + random.random_range(0..=usual * 4 / 3);
    if random.random_ratio(1, 20) {
        near * random.random_range(2..6)
    } else {
        near
    }
}

/// A place among these shares, as likely as its own.
fn weighted(random: &mut impl Rng, shares: impl Iterator<Item = u32> + Clone) -> usize {
    let mut left = random.random_range(0..shares.clone().sum());
    for (place, share) in shares.enumerate() {
        match left.checked_sub(share) {
            Some(rest) => left = rest,
            None => return place,
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn what_is_made_up_could_have_been() {
        let mut random = StdRng::seed_from_u64(7);
        let calls: Vec<Call> = (0..20_000).map(|_| Call::any(&mut random)).collect();
        for call in &calls {
            let took = call.usage.input_tokens() > 0;
            assert_eq!(took, call.failure().is_none(), "{call:?}");
            assert!(took || call.rest.is_zero());
            assert_eq!(call.usage.images, call.usage.image_out.min(1));
            assert!(call.stream || call.fate != Fate::IsCancelled);
        }
        for model in &MODELS {
            let of_it = calls.iter().filter(|call| call.model.name == model.name);
            let share = of_it.count() / 200;
            let expected = usize::try_from(model.share).unwrap();
            assert!(share.abs_diff(expected) <= 2, "{}: {share}", model.name);
        }
        let failed = calls.iter().filter(|call| call.failure().is_some()).count();
        assert!((100..500).contains(&failed), "{failed}");
    }
}
