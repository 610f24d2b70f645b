//! The console: the page for people, which lives on the same API as everybody else.
//!
//! It is made by `npm run build` in `gateway/console`, and served from the directory of `HUB_CONSOLE_DIR`, else from the
//! binary where that was built with the feature `console`.
mod files;
mod headers;
mod serve;

pub(crate) use files::Files;
pub(crate) use headers::protect;
pub(crate) use serve::page_or_problem;
