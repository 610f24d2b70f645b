//! The local stack: a real nats-server, a real Postgres and the real ClickHouse engine as
//! supervised child processes of one program, without Docker and without root.
//!
//! [`Stack`] is what to start, [`Running`] what runs. The servers come from pinned packages, kept
//! once a user ([`Cache`]); their data lies in one directory ([`Place`]). A part that ends by
//! itself is started again at the same port with the same data; when the process that started them
//! ends, however it ends, the kernel ends them.

mod account;
mod builder;
mod cache;
mod child;
mod clickhouse;
mod credentials;
mod error;
mod fetch;
mod lock;
mod machine;
mod measure;
mod nats;
mod orphans;
mod outside;
mod package;
mod part;
mod place;
mod ports;
mod postgres;
mod probe;
mod process;
mod program;
mod progress;
mod running;
#[cfg(test)]
mod scratch;
mod site;
mod state;
mod supervisor;
mod tail;
mod tool;
mod unpack;

pub use builder::Stack;
pub use cache::Cache;
pub use credentials::{admin_token, admin_token_file, master_key, master_key_file};
pub use error::StackError;
pub use lock::holder;
pub use machine::{NEEDED_FOR_DATA_MB, NEEDED_MB, check_processor, check_room};
pub use nats::{LogSync, UnknownLogSync};
pub use outside::{Outside, is_reachable, without_password};
pub use part::Part;
pub use place::{DATA_VERSION, Place};
pub use ports::{PortChoice, Ports, is_free};
pub use probe::Probe;
pub use process::Process;
pub use program::Program;
pub use progress::{Observer, Progress, Step};
pub use running::{Addresses, Running};
pub use state::{Recorded, State};
pub use tool::Tool;
