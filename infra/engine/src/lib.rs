//! Starts the ClickHouse engine, and binds a child process to its parent: the only crate with
//! foreign-function calls.
//!
//! The engine is a shared library whose `chdb_query_cmdline` runs the program `clickhouse local`.
//! Its SQL may say `SYSTEM START LISTEN HTTP`, which starts the server's own HTTP handler, so what
//! listens is ClickHouse itself. The last statement reads a pipe that we hold open: closing it lets
//! the program end in its own orderly way.
//!
//! | owns | does not own |
//! | --- | --- |
//! | the foreign calls, the engine's life, the parent-death signal | where its files lie, its configuration, restarts |

mod bound;
mod hold;
mod launch;
mod library;
mod signals;

pub use bound::die_with_parent;
pub use launch::{EngineError, Launch, run};
