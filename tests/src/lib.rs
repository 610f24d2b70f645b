//! Behaviour across crates, on the real servers: fixtures here, tests in `it/`.

pub mod app;
pub mod browser;
pub mod client;
pub mod gateway;
pub mod hub;
pub mod log;
pub mod outside;
pub mod process;
pub mod projected;
pub mod provider;
pub mod raw;
pub mod read_models;
pub mod serving;
pub mod stack;
pub mod traffic;
pub mod waiting;
pub mod wire;
