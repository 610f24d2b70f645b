//! Old versions of events, each read as the newest, which is the domain's own.

/// The newest tag under which data stored under `tag` can be read as it is: that of the next version where
/// that only added what may be absent.
pub(crate) fn newest(tag: &str) -> &str {
    match tag {
        // What a call cost was not known at first, and then which characters were spoken was not counted.
        "request.settled.v1" | "request.settled.v2" => "request.settled.v3",
        tag => tag,
    }
}
