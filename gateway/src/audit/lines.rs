//! Every event that was searched for, one JSON object a line, sent as it is found.
use super::{entry::Entry, names::Names, walk::Walk};
use actix_web::{HttpResponse, http::header::CACHE_CONTROL};
use bytes::Bytes;
use futures_util::stream::try_unfold;
use infra::event_log::LogError;

/// The answer with all that `walk` finds. Where the log goes away meanwhile it breaks off, so that nobody takes a part
/// for the whole.
pub(super) fn all(walk: Walk, names: Names) -> HttpResponse {
    let lines = try_unfold((walk, names), |(mut walk, mut names)| async move {
        loop {
            let Some(step) = walk.next().await? else {
                return Ok::<_, LogError>(None);
            };
            if !step.entries.is_empty() {
                let entries = names.give(step.entries).await;
                return Ok(Some((written(&entries), (walk, names))));
            }
        }
    });
    HttpResponse::Ok()
        .content_type("application/x-ndjson")
        .insert_header((CACHE_CONTROL, "no-store"))
        .streaming(lines)
}

fn written(entries: &[Entry]) -> Bytes {
    let mut lines = Vec::new();
    for entry in entries {
        if serde_json::to_writer(&mut lines, entry).is_ok() {
            lines.push(b'\n');
        }
    }
    lines.into()
}
