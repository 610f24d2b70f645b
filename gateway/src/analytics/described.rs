//! The closed sets of words in what is told of a call, as the document has them: those of the domain.
use crate::admin::{one_of, schemas, words};
use domain::request;
use std::borrow::Cow;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};

/// Describes [`request::Outcome`], with `refused` besides.
pub(super) enum RequestStatus {}
/// Describes [`request::Operation`].
pub(super) enum Operation {}
/// Describes [`request::FailureReason`], of a call to a provider.
pub(super) enum AttemptFailure {}
/// Describes [`request::FailureReason`] and [`request::RefusalReason`].
pub(super) enum RequestFailure {}
/// Describes [`request::UsageSource`].
pub(super) enum UsageSource {}

schemas! {
    RequestStatus, "RequestStatus" => words("How a request ended: `cancelled` by the client, `refused` before any provider was called.", statuses());
    Operation, "Operation" => words("What was called.", operations());
    AttemptFailure, "AttemptFailure" => words("Why a call to a provider failed.", one_of::<request::FailureReason>());
    RequestFailure, "RequestFailure" => words("Why a request failed or was refused.", failures());
    UsageSource, "UsageSource" => words("`reported` by the provider, `estimated` here, or `unknown`.", one_of::<request::UsageSource>());
}

/// How requests end.
pub(super) fn statuses() -> Vec<String> {
    let mut words = one_of::<request::Outcome>();
    words.push("refused".to_owned());
    words
}

/// What can be called.
pub(super) fn operations() -> Vec<String> {
    let all = request::Operation::ALL.iter();
    all.map(|operation| operation.as_str().to_owned()).collect()
}

fn failures() -> Vec<String> {
    let mut words = one_of::<request::FailureReason>();
    words.extend(one_of::<request::RefusalReason>());
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::request::{FailureReason, Outcome, RefusalReason};

    #[test]
    fn the_words_are_those_that_calls_are_recorded_with() {
        assert_eq!(statuses(), ["succeeded", "failed", "cancelled", "refused"]);
        assert!(statuses().contains(&Outcome::Cancelled.as_str().to_owned()));
        assert!(operations().contains(&request::Operation::ImageEdit.as_str().to_owned()));
        for word in [
            FailureReason::UpstreamTimeout.as_str(),
            FailureReason::NoCredential.as_str(),
            RefusalReason::KeyRevoked.as_str(),
            RefusalReason::LogUnavailable.as_str(),
        ] {
            assert!(failures().contains(&word.to_owned()), "{word}");
        }
    }
}
