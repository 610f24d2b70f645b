//! Where in the log a commit lies.
use domain::{AggregateId, id::OrganizationId};
use uuid::Uuid;

/// Every subject of configuration.
pub const CONTROL: &str = "control.>";
/// Every subject of credits.
pub const LEDGER: &str = "ledger.>";
/// Every subject of calls.
pub const TRAFFIC: &str = "traffic.>";
/// Every subject of what people and programs did beside: sign-ins, consents, exports.
pub const ACTIVITY: &str = "activity.>";

/// The subject of one aggregate's commits.
#[must_use]
pub fn control(id: &AggregateId) -> String {
    format!("control.{}.{}.{}", id.organization, id.noun, id.id)
}

/// The subject of an organisation's calls, in a partition of the traffic.
#[must_use]
pub fn traffic(partition: u32, organization: OrganizationId) -> String {
    format!("traffic.{partition}.{organization}")
}

/// The subjects of an organisation's calls, in every partition.
#[must_use]
pub fn traffic_of(organization: OrganizationId) -> String {
    format!("traffic.*.{organization}")
}

/// The subject of what was done in an organisation beside calls and configuration.
#[must_use]
pub fn activity(organization: OrganizationId, noun: &str) -> String {
    format!("activity.{organization}.{noun}")
}

/// The subjects of what was done in an organisation: all of it, or that of one noun.
#[must_use]
pub fn activity_of(organization: OrganizationId, noun: Option<&str>) -> String {
    activity(organization, noun.unwrap_or(">"))
}

/// The subjects of an organisation's configuration: all of it, that of one noun, or one aggregate's.
#[must_use]
pub fn configuration_of(
    organization: OrganizationId,
    noun: Option<&str>,
    id: Option<Uuid>,
) -> String {
    match (noun, id) {
        (None, _) => format!("control.{organization}.>"),
        (Some(noun), None) => format!("control.{organization}.{noun}.*"),
        (Some(noun), Some(id)) => format!("control.{organization}.{noun}.{id}"),
    }
}

/// Which aggregate's commits lie at a subject of configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlSubject<'a> {
    /// Whose it is.
    pub organization: OrganizationId,
    /// What it is, such as `provider`.
    pub noun: &'a str,
    /// Which one.
    pub id: Uuid,
}

impl<'a> ControlSubject<'a> {
    /// What `subject` names; nothing where it is no subject of configuration.
    #[must_use]
    pub fn parse(subject: &'a str) -> Option<Self> {
        let mut parts = subject.strip_prefix("control.")?.split('.');
        let subject = Self {
            organization: parts.next()?.parse().ok()?,
            noun: parts.next().filter(|noun| !noun.is_empty())?,
            id: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(subject)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_subject_names_is_read_back() {
        let id = AggregateId {
            organization: OrganizationId::named("default"),
            noun: "provider",
            id: Uuid::from_u128(7),
        };
        let subject = control(&id);
        let parsed = ControlSubject {
            organization: id.organization,
            noun: id.noun,
            id: id.id,
        };
        assert_eq!(ControlSubject::parse(&subject), Some(parsed));
    }

    #[test]
    fn a_subject_of_another_form_names_nothing() {
        let id = Uuid::from_u128(7);
        for subject in [
            String::new(),
            format!("traffic.0.{id}"),
            format!("control.{id}.provider"),
            format!("control.{id}..{id}"),
            format!("control.{id}.provider.{id}.more"),
            format!("control.default.provider.{id}"),
            format!("control.{id}.provider.first"),
        ] {
            assert_eq!(ControlSubject::parse(&subject), None, "{subject}");
        }
    }
}
