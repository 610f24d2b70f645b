//! Conversations.
mod answer;
mod event;
mod request;
mod stream;
mod turns;

pub use answer::{Answer, Choice};
pub use event::{Delta, Event, Finish};
pub use request::{
    CacheTtl, Content, Effort, Message, OutputFormat, Part, Reasoning, Request, Role, Sampling,
    Schema, Tool, ToolCall, ToolChoice, ToolResult,
};
pub use stream::{Decoder, Encoder, Frame, Metering, Progress, StreamFailure, Translated};
pub use turns::{Turn, Turns};
