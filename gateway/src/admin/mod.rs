//! The management API below `/api`: configuration in, events out, and reads of what was configured.
//!
//! Invariant: whoever is not the operator sees and changes one organisation only, that of their key.
mod access;
mod answer;
mod body;
mod check;
mod creation;
mod credentials;
mod description;
mod discover;
mod field;
mod key_history;
mod keys;
mod kinds;
mod me;
mod model_list;
mod models;
mod organizations;
mod page;
mod prices;
pub(crate) mod probe;
mod providers;
mod route_target;
mod routes;
mod routing;
mod secret;
mod session;
mod start;
mod sync;
mod version;

pub(crate) use access::{Admin, Operator};
pub(crate) use description::{ManagementRoutes, refine};
pub(crate) use field::{described, one_of, schemas, words};
pub(crate) use page::{List, Page, PageParameters, encoded};
pub use routes::configure;
pub use start::FirstSteps;
