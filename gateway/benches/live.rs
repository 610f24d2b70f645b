//! What it costs to fold the control plane, at the start and for one commit later.
mod timing;

use domain::{
    Aggregate,
    actor::Actor,
    api_key::{ApiKey, ApiKeySettings, Event, ModelPattern, Scope},
    id::{ApiKeyId, CommitId, OrganizationId},
    time::Timestamp,
};
use gateway::live::{Folder, Live};
use infra::event_log::Sequence;
use schemas::{
    Commit,
    subject::{self, ControlSubject},
};
use std::error::Error;
use timing::time;
use uuid::Uuid;

const COMMITS: u32 = 10_000;

struct Stored {
    subject: String,
    payload: Vec<u8>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let stored: Vec<Stored> = (0..COMMITS).map(changed_key).collect::<Result<_, _>>()?;
    let bytes = stored
        .iter()
        .map(|stored| stored.payload.len())
        .sum::<usize>();
    time(
        &format!("{COMMITS} commits, {bytes} bytes, from nothing"),
        1,
        || folded(&stored),
    );
    let (live, mut folder) = folded(&stored);
    let one = changed_key(COMMITS)?;
    let mut sequence = folder.sequence();
    time("one commit more, published", 1, || {
        sequence += 1;
        fold(&mut folder, sequence, &one);
        folder.publish();
        live.snapshot()
    });
    Ok(())
}

fn changed_key(number: u32) -> Result<Stored, serde_json::Error> {
    let organization = OrganizationId::named("default");
    let key = ApiKeyId(Uuid::from_u128(number.into()));
    let settings = ApiKeySettings {
        name: format!("key {number}"),
        scopes: Scope::CALLS.to_vec(),
        models: vec![ModelPattern::any()],
        expires_at: None,
    };
    let commit = Commit {
        id: CommitId(Uuid::from_u128(number.into())),
        time: Timestamp::from_micros(number.into()),
        organization,
        actor: Actor::OPERATOR,
        cause: None,
        events: vec![Event::Changed { settings }.into()],
    };
    Ok(Stored {
        subject: subject::control(&ApiKey::aggregate_id(organization, key)),
        payload: schemas::encode(&commit)?,
    })
}

fn folded(stored: &[Stored]) -> (Live, Folder) {
    let (live, mut folder) = Folder::new();
    for (sequence, stored) in (1..).zip(stored) {
        fold(&mut folder, sequence, stored);
    }
    folder.publish();
    (live, folder)
}

fn fold(folder: &mut Folder, sequence: Sequence, stored: &Stored) {
    let subject = ControlSubject::parse(&stored.subject);
    if let (Some(subject), Ok(commit)) = (subject, schemas::decode(&stored.payload)) {
        folder.fold(sequence, &subject, &commit);
    }
}
