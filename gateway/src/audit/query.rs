//! The parameters of the audit routes.
use super::filter::{Asked, Filter, StreamName};
use crate::{
    admin::{Page, described},
    problem::Problem,
};
use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Query};
use domain::time::Timestamp;
use infra::event_log::Sequence;
use serde::Deserialize;
use std::{
    future::{Ready, ready},
    str::FromStr,
};
use utoipa::IntoParams;

/// Which events are wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Search` and `Following` read")]
pub(super) struct FilterParameters {
    /// Which stream of the log.
    #[param(required = false, value_type = StreamName, default = "CONTROL")]
    stream: String,
    /// What happened: a type such as `provider.added.v1`, or its beginning by words, such as `provider`.
    #[param(required = false, pattern = "^[a-z0-9_.]{1,100}$")]
    r#type: String,
    /// Who did it: `operator`, `user`, `api_key`, `system`, or an id.
    #[param(
        required = false,
        pattern = "^(operator|user|api_key|system|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
    )]
    actor: String,
    /// What it happened to: a noun such as `provider`, or `noun/id`.
    #[param(
        required = false,
        pattern = "^[a-z_]{1,40}(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$"
    )]
    subject: String,
}

/// Which part of the stream is wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Search` reads")]
pub(super) struct SearchParameters {
    /// What the log took at this time or later.
    #[param(required = false, value_type = described::Timestamp)]
    from: String,
    /// What the log took before this time.
    #[param(required = false, value_type = described::Timestamp)]
    to: String,
    /// What lies after this sequence, oldest first; newest first where absent.
    #[param(required = false, minimum = 0)]
    after: u64,
    /// The most events to return.
    #[param(minimum = 1, maximum = 500, default = 50, required = false)]
    limit: u16,
    /// `next_cursor` of the page before; the first page where absent.
    #[param(required = false, pattern = "^6[ef](3[0-9]){1,18}2d(3[0-9]){1,9}$")]
    cursor: String,
}

/// Where the tail begins.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Following` reads")]
pub(super) struct FollowingParameters {
    /// Begin after this sequence; from now on where absent.
    #[param(required = false, minimum = 0)]
    after: u64,
}

/// Where the tail goes on.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes what `Following` reads")]
pub(super) struct ResumeParameters {
    /// The `id` of the last event that was read, to go on after it.
    #[param(
        rename = "Last-Event-ID",
        required = false,
        pattern = "^(CONTROL|LEDGER|TRAFFIC|ACTIVITY)-[0-9]{1,18}-[0-9]{1,9}$"
    )]
    last_event_id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    stream: Option<String>,
    r#type: Option<String>,
    actor: Option<String>,
    subject: Option<String>,
    from: Option<String>,
    to: Option<String>,
    after: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// In which direction events are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Newest first.
    Newest,
    /// Oldest first.
    Oldest,
}

/// Which part of a stream is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) order: Order,
    /// What the log took at this time or later.
    pub(super) from: Option<Timestamp>,
    /// What the log took before this time.
    pub(super) to: Option<Timestamp>,
    /// What was seen already, up to this sequence and event, in the order of the list.
    pub(super) seen: Option<(Sequence, u32)>,
}

/// A search.
pub(super) struct Search {
    pub(super) filter: Filter,
    pub(super) bounds: Bounds,
    pub(super) page: Page,
}

/// What is to be followed.
pub(super) struct Following {
    pub(super) filter: Filter,
    /// What was seen already; everything up to now where absent.
    pub(super) seen: Option<(Sequence, u32)>,
}

impl FromRequest for Search {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(search(request.query_string()))
    }
}

impl FromRequest for Following {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(following(request))
    }
}

fn search(query: &str) -> Result<Search, Problem> {
    let raw = raw(query)?;
    let page = Page::parse(query)?;
    let after: Option<Sequence> = read("/after", raw.after.as_deref())?;
    let order = after.map_or(Order::Newest, |_| Order::Oldest);
    let (order, seen) = match page.after.as_deref() {
        Some(place) => place_of(place)?,
        None => (order, after.map(|after| (after, u32::MAX))),
    };
    let bounds = Bounds {
        order,
        from: read("/from", raw.from.as_deref())?,
        to: read("/to", raw.to.as_deref())?,
        seen,
    };
    Ok(Search {
        filter: asked(raw).try_into()?,
        bounds,
        page,
    })
}

fn following(request: &HttpRequest) -> Result<Following, Problem> {
    let raw = raw(request.query_string())?;
    for (name, value) in [
        ("from", &raw.from),
        ("to", &raw.to),
        ("limit", &raw.limit),
        ("cursor", &raw.cursor),
    ] {
        if value.is_some() {
            return Err(Problem::invalid(format!("/{name}"), "the tail takes none"));
        }
    }
    let after: Option<Sequence> = read("/after", raw.after.as_deref())?;
    let filter = Filter::try_from(asked(raw))?;
    let last = request.headers().get("last-event-id");
    let last = last.map(|id| last_event(id.to_str().unwrap_or_default(), filter.stream));
    Ok(Following {
        filter,
        seen: last.transpose()?.or(after.map(|after| (after, u32::MAX))),
    })
}

fn raw(query: &str) -> Result<Raw, Problem> {
    let raw = Query::<Raw>::from_query(query);
    let raw = raw.map_err(|error| Problem::invalid("", format!("query: {error}")))?;
    Ok(raw.into_inner())
}

fn asked(raw: Raw) -> Asked {
    Asked {
        stream: raw.stream,
        r#type: raw.r#type,
        actor: raw.actor,
        subject: raw.subject,
    }
}

fn read<T: FromStr>(pointer: &str, text: Option<&str>) -> Result<Option<T>, Problem> {
    let detail = match pointer {
        "/after" => "a sequence: a number from 0",
        _ => "an RFC 3339 date and time, such as 2026-12-31T23:59:59Z",
    };
    let value = text.map(str::parse).transpose();
    value.map_err(|_| Problem::invalid(pointer, detail))
}

/// A place in a list as the cursor states it.
pub(super) fn place(order: Order, (sequence, event): (Sequence, u32)) -> String {
    let letter = match order {
        Order::Newest => 'n',
        Order::Oldest => 'o',
    };
    format!("{letter}{sequence}-{event}")
}

fn place_of(place: &str) -> Result<(Order, Option<(Sequence, u32)>), Problem> {
    let order = |letter| match letter {
        "n" => Some(Order::Newest),
        "o" => Some(Order::Oldest),
        _ => None,
    };
    let parsed = place.split_at_checked(1).and_then(|(letter, rest)| {
        let (sequence, event) = rest.split_once('-')?;
        Some((
            order(letter)?,
            Some((sequence.parse().ok()?, event.parse().ok()?)),
        ))
    });
    parsed.ok_or_else(|| Problem::invalid("/cursor", "take it from `next_cursor`"))
}

fn last_event(id: &str, stream: StreamName) -> Result<(Sequence, u32), Problem> {
    let parsed = id.strip_prefix(stream.as_str()).and_then(|rest| {
        let (sequence, event) = rest.strip_prefix('-')?.split_once('-')?;
        Some((sequence.parse().ok()?, event.parse().ok()?))
    });
    let detail = "the `id` of an event of the stream that is followed";
    parsed.ok_or_else(|| Problem::invalid("/Last-Event-ID", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_goes_on_in_its_own_direction() {
        for (order, seen) in [(Order::Newest, (17, 3)), (Order::Oldest, (0, u32::MAX))] {
            let parsed = place_of(&place(order, seen)).unwrap();
            assert_eq!(parsed, (order, Some(seen)));
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (query, pointer) in [
            ("after=-1", "/after"),
            ("after=x", "/after"),
            ("from=yesterday", "/from"),
            ("to=2026", "/to"),
            ("limit=0", "/limit"),
            ("cursor=61", "/cursor"),
            ("cursor=6e31", "/cursor"),
            ("colour=red", ""),
            ("after=1&after=2", ""),
        ] {
            let problem = search(query).err().unwrap();
            assert_eq!(problem.errors()[0].pointer, pointer, "{query}");
        }
    }
}
