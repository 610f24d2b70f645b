//! Old shapes of events, each lifted version by version to the newest, which is the domain's own.
use serde_json::value::RawValue;

/// The newest form of an event stored under `tag`; `None` where it is the newest already.
///
/// Every tag is at its first version so far: there is nothing to lift.
#[expect(clippy::unnecessary_wraps, reason = "lifting an old shape can fail")]
pub(crate) fn to_newest(
    _tag: &str,
    _stored: &RawValue,
) -> Result<Option<String>, serde_json::Error> {
    Ok(None)
}
