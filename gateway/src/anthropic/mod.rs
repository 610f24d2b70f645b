//! Anthropic's Messages API as a format of clients, over any provider.
//!
//! <https://docs.anthropic.com/en/api/messages>
mod answer;
mod count;
mod error;
mod events;
pub(crate) mod headers;
mod read;
pub mod splice;
#[cfg(test)]
mod tests;
mod wire;

pub use answer::answer;
pub use count::estimate;
pub use error::{body as error_body, frame as error_frame};
pub use events::EventEncoder;
pub use headers::passed;
pub use read::read;
