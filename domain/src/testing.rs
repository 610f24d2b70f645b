//! Given events, when a command, then events or an error.
use crate::{Decider, fold};
use std::fmt::Debug;

/// The history that a test starts from.
#[derive(Debug)]
pub struct Given<D: Decider>(Vec<D::Event>);

/// What a command led to.
#[derive(Debug)]
#[must_use = "finish with `then` or `then_error`"]
pub struct When<D: Decider>(Result<Vec<D::Event>, D::Error>);

/// Starts from `events`.
pub fn given<D: Decider>(events: impl Into<Vec<D::Event>>) -> Given<D> {
    Given(events.into())
}

impl<D: Decider> Given<D> {
    /// Decides `command` on the state that the history folds to.
    pub fn when(self, command: D::Command) -> When<D> {
        When(D::decide(&fold::<D>(&self.0), command))
    }
}

impl<D: Decider> When<D>
where
    D::Event: Debug + PartialEq,
    D::Error: PartialEq,
{
    /// Expects exactly these events.
    ///
    /// # Panics
    /// When the command led to anything else.
    #[track_caller]
    pub fn then(self, expected: impl Into<Vec<D::Event>>) {
        assert_eq!(self.0, Ok(expected.into()));
    }

    /// Expects the command to be refused.
    ///
    /// # Panics
    /// When it was not, or for another reason.
    #[track_caller]
    pub fn then_error(self, expected: D::Error) {
        assert_eq!(self.0, Err(expected));
    }
}
