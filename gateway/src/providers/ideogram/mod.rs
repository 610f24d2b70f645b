//! Ideogram, which makes and changes pictures and does nothing else, by its own API.
//!
//! <https://developer.ideogram.ai/v1/api-reference>
mod answer;
mod model;
mod request;
#[cfg(test)]
mod tests;

use super::{
    Dialect,
    dialect::{Images, Models},
};
use crate::{canonical::Malformed, upstream::Signing};
use serde::de::IgnoredAny;

/// Ideogram's dialect.
pub(super) static IDEOGRAM: Dialect = Dialect {
    images: Some(Images {
        encode: request::encode,
        decode: |_, answers| answer::decode(answers),
    }),
    models: Models {
        decode: listed,
        ..Models::LISTED
    },
    ..Dialect::new(
        |_| Signing::Header("api-key"),
        |failed| answer::told(&failed.body),
    )
};

/// The list holds models that the owner of the key trained; a key that gets it can draw by all others, too.
fn listed(body: &[u8]) -> Result<Vec<String>, Malformed> {
    let _: IgnoredAny = serde_json::from_slice(body)?;
    Ok(model::NAMES.map(str::to_owned).to_vec())
}
