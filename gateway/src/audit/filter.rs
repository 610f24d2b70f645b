//! Which events are wanted.
use super::entry::Entry;
use crate::problem::Problem;
use domain::{activity::AuditedStream, actor::ActorKind, id::OrganizationId};
use infra::event_log::Stream;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A stream of the log.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "UPPERCASE")]
#[schema(as = LogStream)]
pub(super) enum StreamName {
    /// Configuration.
    #[default]
    Control,
    /// Credits.
    Ledger,
    /// Calls.
    Traffic,
    /// What else people and programs did.
    Activity,
}

impl StreamName {
    const ALL: [Self; 4] = [Self::Control, Self::Ledger, Self::Traffic, Self::Activity];

    pub(super) const fn stream(self) -> Stream {
        match self {
            Self::Control => Stream::Control,
            Self::Ledger => Stream::Ledger,
            Self::Traffic => Stream::Traffic,
            Self::Activity => Stream::Activity,
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        self.stream().name()
    }

    /// The stream as a reading of it is recorded.
    pub(super) const fn audited(self) -> AuditedStream {
        match self {
            Self::Control => AuditedStream::Control,
            Self::Ledger => AuditedStream::Ledger,
            Self::Traffic => AuditedStream::Traffic,
            Self::Activity => AuditedStream::Activity,
        }
    }

    /// The stream of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stream| stream.as_str() == name)
    }
}

/// Whose doing is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WantedActor {
    Kind(ActorKind),
    Id(Uuid),
}

/// What has to be true of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) stream: StreamName,
    tag: Option<String>,
    actor: Option<WantedActor>,
    noun: Option<String>,
    id: Option<Uuid>,
}

/// A filter as it is asked for.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) stream: Option<String>,
    pub(super) r#type: Option<String>,
    pub(super) actor: Option<String>,
    pub(super) subject: Option<String>,
}

impl TryFrom<Asked> for Filter {
    type Error = Problem;

    fn try_from(asked: Asked) -> Result<Self, Problem> {
        let (noun, id) = asked.subject.as_deref().map(subject).transpose()?.unzip();
        Ok(Self {
            stream: asked
                .stream
                .as_deref()
                .map(stream)
                .transpose()?
                .unwrap_or_default(),
            tag: asked.r#type.map(tag).transpose()?,
            actor: asked.actor.as_deref().map(actor).transpose()?,
            noun,
            id: id.flatten(),
        })
    }
}

impl Filter {
    /// The subjects of the log that hold every event that is wanted.
    pub(super) fn subject(&self, organization: OrganizationId) -> String {
        match self.stream {
            StreamName::Control => {
                let noun = self.noun.as_deref();
                schemas::subject::configuration_of(organization, noun, self.id)
            }
            StreamName::Traffic => schemas::subject::traffic_of(organization),
            StreamName::Ledger => format!("ledger.{organization}.>"),
            StreamName::Activity => {
                schemas::subject::activity_of(organization, self.noun.as_deref())
            }
        }
    }

    /// Whether an event is wanted.
    pub(super) fn takes(&self, entry: &Entry) -> bool {
        let of_type = |tag: &String| {
            let rest = entry.r#type.strip_prefix(tag);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let by = |actor| match actor {
            WantedActor::Kind(kind) => entry.actor.kind == kind,
            WantedActor::Id(id) => {
                entry.actor.id == Some(id) || entry.actor.on_behalf_of == Some(id)
            }
        };
        self.tag.as_ref().is_none_or(of_type)
            && self.actor.is_none_or(by)
            && self
                .noun
                .as_ref()
                .is_none_or(|noun| *noun == entry.subject.noun)
            && self.id.is_none_or(|id| Some(id) == entry.subject.id)
    }
}

fn stream(name: &str) -> Result<StreamName, Problem> {
    StreamName::named(name)
        .ok_or_else(|| Problem::invalid("/stream", "one of CONTROL, LEDGER, TRAFFIC, ACTIVITY"))
}

fn tag(text: String) -> Result<String, Problem> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.';
    let fits = (1..=100).contains(&text.len()) && text.chars().all(plain);
    fits.then_some(text).ok_or_else(|| {
        let detail = "a type such as provider.added.v1, or its beginning, such as provider";
        Problem::invalid("/type", detail)
    })
}

fn actor(text: &str) -> Result<WantedActor, Problem> {
    let kinds = [
        ActorKind::Operator,
        ActorKind::User,
        ActorKind::ApiKey,
        ActorKind::System,
    ];
    let kind = kinds.into_iter().find(|kind| kind.as_str() == text);
    let id = || text.parse().ok().map(WantedActor::Id);
    kind.map(WantedActor::Kind).or_else(id).ok_or_else(|| {
        let detail = "one of operator, user, api_key, system, or an id";
        Problem::invalid("/actor", detail)
    })
}

fn subject(text: &str) -> Result<(String, Option<Uuid>), Problem> {
    let (noun, id) = match text.split_once('/') {
        Some((noun, id)) => (noun, Some(id.parse().map_err(|_| no_subject())?)),
        None => (text, None),
    };
    let plain = |c: u8| c.is_ascii_lowercase() || c == b'_';
    let fits = (1..=40).contains(&noun.len()) && noun.bytes().all(plain);
    fits.then(|| (noun.to_owned(), id)).ok_or_else(no_subject)
}

fn no_subject() -> Problem {
    Problem::invalid("/subject", "a noun such as provider, or noun/id")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(asked: Asked) -> Result<Filter, String> {
        let pointer = |problem: Problem| problem.errors()[0].pointer.clone();
        Filter::try_from(asked).map_err(pointer)
    }

    #[test]
    fn what_is_asked_for_narrows_what_is_read() {
        let (organization, id) = (OrganizationId::named("acme"), Uuid::from_u128(7));
        for (stream, subject, expected) in [
            (None, None, format!("control.{organization}.>")),
            (
                None,
                Some("provider".to_owned()),
                format!("control.{organization}.provider.*"),
            ),
            (
                None,
                Some(format!("provider/{id}")),
                format!("control.{organization}.provider.{id}"),
            ),
            (
                Some("TRAFFIC"),
                Some(format!("request/{id}")),
                format!("traffic.*.{organization}"),
            ),
        ] {
            let asked = Asked {
                stream: stream.map(str::to_owned),
                subject,
                ..Asked::default()
            };
            assert_eq!(filter(asked).unwrap().subject(organization), expected);
        }
    }

    #[test]
    fn what_is_no_filter_is_refused_by_its_parameter() {
        let some = |text: &str| Some(text.to_owned());
        for (asked, pointer) in [
            (
                Asked {
                    stream: some("control"),
                    ..Asked::default()
                },
                "/stream",
            ),
            (
                Asked {
                    r#type: some("Provider"),
                    ..Asked::default()
                },
                "/type",
            ),
            (
                Asked {
                    r#type: some(""),
                    ..Asked::default()
                },
                "/type",
            ),
            (
                Asked {
                    actor: some("nobody"),
                    ..Asked::default()
                },
                "/actor",
            ),
            (
                Asked {
                    subject: some("*"),
                    ..Asked::default()
                },
                "/subject",
            ),
            (
                Asked {
                    subject: some("provider/>"),
                    ..Asked::default()
                },
                "/subject",
            ),
            (
                Asked {
                    subject: some("provider.x"),
                    ..Asked::default()
                },
                "/subject",
            ),
        ] {
            assert_eq!(filter(asked), Err(pointer.to_owned()));
        }
    }
}
