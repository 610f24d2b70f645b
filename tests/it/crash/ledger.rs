//! What the log holds of the calls of a load, and whether that is right.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{bail, ensure};
use domain::id::RequestId;
use domain::request::{Event, Outcome};
use tests::provider::Provider;
use tests::traffic::{Record, Traffic};
use tests::waiting::until;

use super::load::Tally;

/// What was recorded, by the model that the call named.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Ledger {
    pub(super) accepted: BTreeMap<String, RequestId>,
    pub(super) settled: BTreeMap<String, RequestId>,
    pub(super) succeeded: u64,
    pub(super) input_tokens: u64,
    pub(super) output_tokens: u64,
}

impl Ledger {
    /// Adds the records up; a second record of the same thing is a fault.
    fn of(records: &[Record]) -> anyhow::Result<Self> {
        let mut ledger = Self::default();
        let mut commits = BTreeSet::new();
        for record in records {
            assert!(
                commits.insert(record.commit),
                "twice in the log: {record:?}"
            );
            let former = match &record.event {
                Event::Accepted(accepted) => {
                    let model = accepted.requested_model.clone();
                    ledger.accepted.insert(model, accepted.request)
                }
                Event::Settled(settled) => {
                    ledger.succeeded += u64::from(settled.outcome == Outcome::Succeeded);
                    ledger.input_tokens += settled.usage.input_tokens();
                    ledger.output_tokens += settled.usage.output_tokens();
                    let model = settled.requested_model.clone();
                    ledger.settled.insert(model, settled.request)
                }
                Event::Refused(refused) => bail!("nothing was to be refused: {refused:?}"),
            };
            ensure!(former.is_none(), "recorded twice: {record:?}");
        }
        Ok(ledger)
    }

    /// Waits until the log has every call that reached the provider and every answer, and checks that each
    /// is there once.
    pub(super) async fn complete(
        traffic: &mut Traffic,
        provider: &Provider,
        tally: &Tally,
    ) -> anyhow::Result<Self> {
        let reached: BTreeSet<String> = provider
            .received()
            .into_iter()
            .map(|call| format!("double/{}", call.model))
            .collect();
        let answered = tally.answered();
        let complete = async || {
            let read = traffic.all().await.and_then(Self::of);
            let is_complete = |ledger: &Self| {
                let mut answered = answered.iter();
                reached
                    .iter()
                    .all(|model| ledger.accepted.contains_key(model))
                    && answered.all(|(model, id)| ledger.settled.get(model) == Some(id))
            };
            (!read.as_ref().is_ok_and(|ledger| !is_complete(ledger))).then_some(read)
        };
        let ledger = until("every call in the log", complete).await??;
        let settled_of_accepted = |(model, id)| ledger.accepted.get(model) == Some(id);
        assert!(ledger.settled.iter().all(settled_of_accepted));
        report(&[
            ("calls", tally.calls()),
            ("answered", answered.len()),
            ("reached the provider", reached.len()),
            ("accepted", ledger.accepted.len()),
            ("settled", ledger.settled.len()),
        ]);
        Ok(ledger)
    }
}

#[expect(
    clippy::print_stdout,
    reason = "what was counted, for who runs it with --nocapture"
)]
fn report(counts: &[(&str, usize)]) {
    println!("{counts:?}");
}
