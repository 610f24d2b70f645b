//! OpenAI's chat completions as values, for calls whose provider speaks another format.
//!
//! <https://platform.openai.com/docs/api-reference/chat>
mod answer;
mod chunks;
mod read;
#[cfg(test)]
mod tests;
pub mod wire;

pub use answer::answer;
pub use chunks::ChunkEncoder;
pub use read::read;
