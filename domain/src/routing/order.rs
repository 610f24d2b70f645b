//! The order of attempts, and how it changes with each that fails.
use super::{
    Candidate, Choice, Role, Standing, Strategy,
    draw::{Dice, by_weight},
};
use crate::time::Timestamp;
use std::collections::VecDeque;

/// What a failed attempt says of those that are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The credential is limited or refused: the target's others may do.
    Credential,
    /// The target had trouble: whoever else there is comes first, and then it may be tried once more.
    Target,
    /// The target took too long: whoever else there is comes first, and it is not tried again by this credential.
    Silence,
    /// The target does not have what is asked: only others may.
    Model,
    /// The call itself is at fault: nobody is tried any more.
    Request,
}

/// Whom to try next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    left: VecDeque<Choice>,
    repeated: Vec<Choice>,
    soonest: Option<(Timestamp, Choice)>,
}

/// The order in which to try `candidates`.
#[must_use]
pub fn order(candidates: &[Candidate], strategy: Strategy, dice: u64) -> Order {
    let mut dice = Dice::thrown(dice);
    let turns = in_turn(candidates, strategy, &mut dice);
    let mut left = VecDeque::new();
    for standing in [Standing::Ready, Standing::Doubted] {
        for candidate in &turns {
            let credentials = standing_so(&candidates[*candidate], standing);
            for credential in by_weight(credentials, &mut dice) {
                left.push_back(Choice {
                    candidate: *candidate,
                    credential,
                });
            }
        }
    }
    Order {
        left,
        repeated: Vec::new(),
        soonest: soonest(candidates),
    }
}

impl Iterator for Order {
    type Item = Choice;

    fn next(&mut self) -> Option<Choice> {
        self.left.pop_front()
    }
}

impl Order {
    /// Takes in that `tried` failed.
    pub fn failed(&mut self, tried: Choice, blame: Blame) {
        let others = |choice: &Choice| choice.candidate != tried.candidate;
        match blame {
            Blame::Credential => {}
            Blame::Target => {
                self.put_last(tried.candidate);
                if !self.repeated.contains(&tried) {
                    self.repeated.push(tried);
                    self.left.push_back(tried);
                }
            }
            Blame::Silence => self.put_last(tried.candidate),
            Blame::Model => self.left.retain(others),
            Blame::Request => self.left.clear(),
        }
    }

    /// The cooling credential that is ready first, and when.
    #[must_use]
    pub const fn soonest(&self) -> Option<(Timestamp, Choice)> {
        self.soonest
    }

    /// Whether `choice`, if it comes, comes again.
    #[must_use]
    pub fn repeats(&self, choice: Choice) -> bool {
        self.repeated.contains(&choice)
    }

    fn put_last(&mut self, candidate: usize) {
        let (same, others): (VecDeque<_>, VecDeque<_>) = self
            .left
            .drain(..)
            .partition(|choice| choice.candidate == candidate);
        self.left = others;
        self.left.extend(same);
    }
}

/// The places of the candidates, in the order of their turns.
fn in_turn(candidates: &[Candidate], strategy: Strategy, dice: &mut Dice) -> Vec<usize> {
    let places = |role| {
        let all = candidates.iter().enumerate();
        all.filter(move |(_, candidate)| candidate.role == role)
    };
    let targets = places(Role::Target);
    let mut turns: Vec<usize> = match strategy {
        Strategy::Fallback => targets.map(|(place, _)| place).collect(),
        Strategy::Weighted | Strategy::Latency | Strategy::Cost => {
            let weighed = targets.map(|(place, candidate)| (place, candidate.weight));
            by_weight(weighed.collect(), dice)
        }
    };
    match strategy {
        Strategy::Latency => turns.sort_by_key(|place| candidates[*place].load),
        Strategy::Cost => turns.sort_by_key(|place| {
            let price = candidates[*place].price;
            (price.is_none(), price)
        }),
        Strategy::Weighted | Strategy::Fallback => {}
    }
    turns.extend(places(Role::Fallback).map(|(place, _)| place));
    turns.sort_by_key(|place| candidates[*place].is_ejected);
    turns
}

fn standing_so(candidate: &Candidate, standing: Standing) -> Vec<(usize, u32)> {
    let all = candidate.credentials.iter().enumerate();
    all.filter(|(_, credential)| credential.standing == standing)
        .map(|(place, credential)| (place, credential.weight))
        .collect()
}

fn soonest(candidates: &[Candidate]) -> Option<(Timestamp, Choice)> {
    let all = candidates.iter().enumerate();
    let cooling = all.flat_map(|(candidate, found)| {
        let credentials = found.credentials.iter().enumerate();
        credentials.filter_map(move |(credential, found)| match found.standing {
            Standing::Cooling(until) if found.weight > 0 => Some((
                until,
                Choice {
                    candidate,
                    credential,
                },
            )),
            Standing::Cooling(_) | Standing::Ready | Standing::Doubted | Standing::Disabled => None,
        })
    });
    cooling.min_by_key(|(until, _)| *until)
}
