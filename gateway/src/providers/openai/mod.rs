//! OpenAI itself, and whoever speaks its format.
//!
//! <https://platform.openai.com/docs/api-reference>
mod answer;
mod embeddings;
mod error;
mod images;
mod quirks;
mod request;
mod splice;
mod stream;
#[cfg(test)]
mod tests;

pub use error::{error_in_frame, told};
pub use splice::{completes, has_responses, offer, splice, takes_as_it_is};

use super::{
    Dialect,
    dialect::{Chat, Embeddings, Images},
};
use crate::upstream::Signing;
use stream::ChunkDecoder;

/// As OpenAI speaks it, for clients that speak another.
pub(super) static OPENAI: Dialect = Dialect {
    chat: Some(Chat {
        encode: request::encode,
        decode: |_, answer| answer::decode(&answer.body),
        stream: |_| Box::<ChunkDecoder>::default(),
    }),
    embeddings: Some(Embeddings {
        encode: |request, to| Ok(embeddings::encode(request, to)),
        decode: |_, answers| embeddings::decode(answers),
    }),
    images: Some(Images {
        encode: images::encode,
        decode: |_, answers| images::decode(answers),
    }),
    ..Dialect::new(|_| Signing::Bearer, |failed| error::told(&failed.body))
};

/// As Azure speaks it.
pub(super) static AZURE: Dialect = Dialect {
    signing: |_| Signing::Header("api-key"),
    ..OPENAI
};
