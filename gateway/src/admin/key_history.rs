//! A key as its commits tell it, with the times that the rules need not know.
use domain::{
    api_key::{ApiKeySettings, Event},
    id::UserId,
    provider::Revision,
    time::Timestamp,
};
use infra::event_log::Recorded;

/// A key as of its last commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct History {
    pub(super) settings: ApiKeySettings,
    pub(super) owner: Option<UserId>,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) revoked_at: Option<Timestamp>,
    pub(super) revision: Revision,
}

impl History {
    /// The key that these commits made; `None` without its creation.
    pub(super) fn of(commits: &[Recorded]) -> Option<Self> {
        let mut history = None;
        for Recorded { commit, .. } in commits {
            for event in &commit.events {
                if let domain::event::Event::ApiKey(event) = event {
                    history = applied(history, event, commit.time);
                }
            }
        }
        history
    }
}

fn applied(history: Option<History>, event: &Event, time: Timestamp) -> Option<History> {
    if let (
        None,
        Event::Created {
            owner, settings, ..
        },
    ) = (&history, event)
    {
        return Some(History {
            settings: settings.clone(),
            owner: *owner,
            created_at: time,
            updated_at: time,
            revoked_at: None,
            revision: Revision::FIRST,
        });
    }
    let mut history = history?;
    match event {
        Event::Created { .. } => return Some(history),
        Event::Changed { settings } => history.settings = settings.clone(),
        Event::Revoked {} => history.revoked_at = Some(time),
    }
    history.updated_at = time;
    history.revision = history.revision.next();
    Some(history)
}
