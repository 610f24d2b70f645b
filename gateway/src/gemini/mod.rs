//! Google's Gemini API, as clients speak it; its providers speak it too.
//!
//! <https://ai.google.dev/api/generate-content>
mod answer;
pub mod error;
mod read;
pub mod schema;
mod target;
#[cfg(test)]
mod tests;
pub mod usage;
pub mod vectors;
pub mod wire;

pub use answer::{FrameEncoder, answer};
pub use read::read;
pub use target::Target;
