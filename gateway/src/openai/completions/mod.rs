//! OpenAI's text completions, from before there were conversations.
//!
//! A provider that has them gets the client's own words; any other gets the prompt as what a user says, and its answer
//! is the text. <https://platform.openai.com/docs/api-reference/completions>
mod answer;
mod read;
mod splice;
#[cfg(test)]
mod tests;

pub use answer::{TextEncoder, answer};
pub use read::read;
pub use splice::{TextStream, decode};
