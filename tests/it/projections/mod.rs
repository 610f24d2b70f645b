//! The read models are a function of the log, whatever is killed, repeated or started twice on the way.

mod audit;
mod calls;
mod configuration;
mod costs;
mod crash;
mod rebuild;
mod sums;
