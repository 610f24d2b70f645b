//! The canonical answer as a whole response.
use super::{
    echo::{Echo, State},
    item,
};
use crate::{canonical::chat::Answer, format::Envelope};

/// The body of a response.
#[must_use]
pub fn answer(answer: &Answer, envelope: &Envelope) -> Vec<u8> {
    let echo = Echo::of(envelope);
    let choice = answer.choices.first();
    let content = choice.map_or(&[][..], |choice| &choice.content);
    let items = item::all(&echo, content);
    let state = State::Ended(choice.and_then(|choice| choice.finish.as_ref()));
    let response = echo.response(&state, &items, answer.usage.as_ref());
    response.to_string().into_bytes()
}
