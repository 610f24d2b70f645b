//! `GET /api/audit/events`: the log, searched.
use super::{
    entry::Entry,
    lines,
    names::Names,
    query::{Bounds, FilterParameters, Search, SearchParameters, place},
    walk::Walk,
};
use crate::{
    admin::{Admin, List, encoded},
    directory::Directory,
    problem::Problem,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{ACCEPT, CACHE_CONTROL},
    web::Data,
};
use async_nats::jetstream;
use domain::activity::Exported;
use std::time::{Duration, Instant};

/// How many commits one page looks at, and for how long; then it is shown as it is.
const MOST_LOOKED_AT: usize = 20_000;
const LONGEST: Duration = Duration::from_millis(1500);

/// Search the log
///
/// Newest first, or oldest first after a sequence. A page may be shorter than `limit`, even empty, while `next_cursor` is
/// not null: what is rare is searched for in bounded steps. With `Accept: application/x-ndjson` every match is sent, one a
/// line, without `limit` and `cursor`.
#[utoipa::path(get, path = "/api/audit/events", tag = "audit", params(FilterParameters, SearchParameters),
    responses((status = 200, description = "One page, or all lines", content(
        (List<Entry> = "application/json"),
        (String = "application/x-ndjson")))))]
pub(super) async fn list(
    admin: Admin,
    search: Search,
    (log, directory): (Data<jetstream::Context>, Option<Data<Directory>>),
    http: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (wants_lines, stream) = (wants_lines(&http), search.filter.stream);
    if wants_lines {
        let Bounds { from, to, .. } = search.bounds;
        admin.takes(Exported::Audit, from, to).await?;
    }
    admin.reads(stream.audited()).await?;
    let names = Names::new(admin.view()?, directory);
    let walk = Walk::begin(&log, admin.organization, search.filter, &search.bounds).await?;
    if wants_lines {
        return Ok(lines::all(walk, names));
    }
    let (order, limit) = (search.bounds.order, search.page.limit);
    let (data, next) = page(walk, names, limit).await?;
    let list = List {
        data,
        next_cursor: next.map(|next| encoded(&place(order, next))),
    };
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(list))
}

/// At most `limit` events, and the place to go on from where there may be more.
async fn page(
    mut walk: Walk,
    mut names: Names,
    limit: usize,
) -> Result<(Vec<Entry>, Option<(u64, u32)>), Problem> {
    let (began, mut looked_at) = (Instant::now(), 0);
    let mut found = Vec::new();
    let next = loop {
        let Some(step) = walk.next().await? else {
            break None;
        };
        looked_at += step.looked_at;
        found.extend(step.entries);
        if found.len() > limit {
            found.truncate(limit);
            let last = found.last().map(|last: &Entry| last.position);
            break last.map(|last| (last.sequence, last.event));
        }
        if looked_at >= MOST_LOOKED_AT || began.elapsed() >= LONGEST {
            break Some(walk.place());
        }
    };
    Ok((names.give(found).await, next))
}

fn wants_lines(http: &HttpRequest) -> bool {
    let accepted = http.headers().get_all(ACCEPT);
    let mut accepted = accepted.filter_map(|value| value.to_str().ok());
    accepted.any(|value| value.contains("application/x-ndjson"))
}
