//! Behaviour across crates, on the real servers; a module a subject.

mod consumer;
mod event_log;
mod hub;
mod journal;
mod live;
mod stack;
