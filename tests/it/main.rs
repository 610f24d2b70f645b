//! Behaviour across crates, on the real servers; a module a subject.

mod hub;
mod stack;
