//! Where in the log a commit lies.
use domain::{AggregateId, id::OrganizationId};

/// Every subject of configuration.
pub const CONTROL: &str = "control.>";
/// Every subject of calls.
pub const TRAFFIC: &str = "traffic.>";

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
