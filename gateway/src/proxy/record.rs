//! What a call leaves in the log.
use super::Arrival;
use domain::{
    actor::Actor,
    id::{CommitId, OrganizationId},
    request::{CalledBy, Event},
};
use infra::{
    clock,
    journal::{AppendRefused, Journal, Position},
};
use schemas::Commit;
use uuid::Uuid;

/// For whom a call is recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Party {
    /// Whose data it is.
    pub(super) organization: OrganizationId,
    /// Who acts.
    pub(super) actor: Actor,
    /// Which key, and whose.
    pub(super) called_by: CalledBy,
}

/// Writes one event of a call to the journal; it is safe from a crash of this process from then on.
///
/// # Errors
/// When the journal takes no more.
pub(super) fn record(
    journal: &Journal,
    party: &Party,
    arrival: &Arrival,
    event: Event,
) -> Result<Position, AppendRefused> {
    journal.append(party.organization, &commit(party, arrival, event))
}

/// Does the same in one write with the events of other calls, for a task that runs to its end whatever happens.
///
/// # Errors
/// When the journal takes no more.
pub(super) async fn record_with_others(
    journal: &Journal,
    party: &Party,
    arrival: &Arrival,
    event: Event,
) -> Result<Position, AppendRefused> {
    let commit = commit(party, arrival, event);
    journal
        .append_with_others(party.organization, &commit)
        .await
}

fn commit(party: &Party, arrival: &Arrival, event: Event) -> Commit {
    Commit {
        id: CommitId(Uuid::now_v7()),
        time: clock::now(),
        organization: party.organization,
        actor: party.actor,
        cause: Some(arrival.request.0),
        events: vec![event.into()],
    }
}
