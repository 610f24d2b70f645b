//! Answers that pass as they come: judgements of texts, rankings, speech and what was heard. The hub reads of them
//! what they took, and nothing else.
//!
//! <https://platform.openai.com/docs/api-reference/audio>, <https://docs.cohere.com/reference/rerank>
mod bytes;
mod events;
mod usage;
mod whole;

pub use bytes::PassedBytes;
pub use events::PassedEvents;
pub use whole::decode;
