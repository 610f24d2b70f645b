//! The client's wire format, OpenAI's: what we act on is typed, the rest passes through byte for byte.
pub mod answer;
pub mod body;
pub mod chat;
pub mod chunk;
pub mod completions;
pub mod error;
pub mod multipart;
pub mod passed;
pub mod pictures;
pub mod rankings;
pub mod splice;
mod tool_calls;
pub mod usage;
pub mod vectors;
