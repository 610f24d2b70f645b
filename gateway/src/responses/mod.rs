//! OpenAI's Responses API, without state where it is translated: then every call holds its whole conversation.
//!
//! <https://platform.openai.com/docs/api-reference/responses>
mod answer;
mod echo;
mod events;
mod item;
mod read;
pub mod splice;
#[cfg(test)]
mod tests;
mod wire;

pub use answer::answer;
pub use events::EventEncoder;
pub use read::read;
