//! Reads of the analytics in ClickHouse: usage added up, calls one by one, and calls as they end.
//!
//! | module | holds |
//! | --- | --- |
//! | `warehouse` | the client: read-only, bounded in time, memory and number |
//! | `reading`, `parameters`, `filter`, `dimension`, `period` | what a query asks for, parsed |
//! | `cover` | which roll-up answers for which part of a period, pure |
//! | `statement`, `usage`, `series`, `metrics` | usage, from statement to answer |
//! | `call`, `calls`, `one` | calls, listed and one in full |
//! | `tail` | calls as they end, from the log itself |
//! | `names` | what ids are called |
//! | `described` | the words of calls, as the document has them |
//! | `csv` | tables of any length, a piece at a time |
//!
//! Invariant: every statement is scoped to the organisations that the caller may see, by `scope` alone.
//!
//! A call counts once although it may be written twice: where a batch of the log ends is settled before it is
//! written, so that whoever writes it again inserts the same block under the same deduplication token, which
//! ClickHouse drops, in the table and in the roll-ups behind it. So nothing here needs `FINAL`.
mod call;
mod calls;
mod cover;
mod csv;
mod described;
mod dimension;
mod filter;
mod metrics;
mod names;
mod one;
mod parameters;
mod period;
mod reading;
mod scope;
mod series;
mod statement;
mod tail;
mod usage;
mod usage_csv;
mod warehouse;

pub(crate) use tail::Tails;
pub use warehouse::{Analytics, AnalyticsError};

use crate::place::at;
use actix_web::{http::Method, web::ServiceConfig};
use utoipa::OpenApi;

/// The routes of this module.
#[derive(OpenApi)]
#[openapi(
    paths(usage::usage, calls::list, one::show, tail::tail),
    tags(
        (name = "analytics", description = "What was called, what it took and cost, added up"),
        (name = "requests", description = "Calls, one by one and as they end"),
    )
)]
pub(crate) struct AnalyticsRoutes;

/// Adds the routes below `/api`. They need as app data, each in a `web::Data`: those of management, and
/// `Tails`; `Analytics` and `Directory` where there are such.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(
            at("/analytics/usage")
                .on(Method::GET, usage::usage)
                .finish(),
        )
        .service(at("/requests").on(Method::GET, calls::list).finish())
        .service(at("/requests/tail").on(Method::GET, tail::tail).finish())
        .service(at("/requests/{id}").on(Method::GET, one::show).finish());
}
