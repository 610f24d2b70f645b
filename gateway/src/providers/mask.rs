//! Masks: OpenAI's say by transparency where a picture may change, others' by black and white.
//!
//! <https://docs.aws.amazon.com/nova/latest/userguide/image-gen-access.html>,
//! <https://platform.openai.com/docs/api-reference/images/createEdit>
use crate::canonical::Unsupported;
use base64::{Engine, engine::general_purpose::STANDARD};
use png::{BitDepth, ColorType, Decoder, Encoder, Limits, Transformations};
use std::io::Cursor;

/// What a mask may come to when it is unpacked, in bytes; 4096 x 4096 pixels.
const MOST_BYTES: usize = 4096 * 4096 * 4;
/// Half as dense as can be: what is less is taken for transparent.
const HALF: u8 = 128;

/// How a model's masks show where a picture changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Changed {
    /// Amazon's models, and Ideogram's.
    Black,
    /// Stability's.
    White,
}

/// The mask of OpenAI's form in the model's; both are PNG in base64.
pub(super) fn of(mask: &str, changed: Changed) -> Result<String, Unsupported> {
    translated(mask, changed).ok_or_else(|| {
        let message = "`mask` must be a PNG of at most 4096 x 4096 pixels that is transparent where the picture is to change.";
        Unsupported::new("mask", message)
    })
}

fn translated(mask: &str, changed: Changed) -> Option<String> {
    let bytes = STANDARD.decode(mask).ok()?;
    let limits = Limits { bytes: MOST_BYTES };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().ok()?;
    let length = reader
        .output_buffer_size()
        .filter(|length| *length <= MOST_BYTES)?;
    let mut pixels = vec![0; length];
    let frame = reader.next_frame(&mut pixels).ok()?;
    let width = frame.color_type.samples();
    let (inside, outside) = match changed {
        Changed::Black => (0, u8::MAX),
        Changed::White => (u8::MAX, 0),
    };
    let alphas = pixels.chunks_exact(width).filter_map(|pixel| pixel.last());
    let shades = alphas.map(|alpha| if *alpha < HALF { inside } else { outside });
    let shades: Vec<u8> = shades.collect();
    written(&shades, (frame.width, frame.height))
}

fn written(shades: &[u8], (width, height): (u32, u32)) -> Option<String> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(shades).ok()?;
    writer.finish().ok()?;
    Some(STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A mask of two pixels: one clear, one dense.
    fn mask() -> String {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(ColorType::Rgba);
        encoder.set_depth(BitDepth::Eight);
        let mut writer = encoder.write_header().unwrap();
        writer
            .write_image_data(&[9, 9, 9, 0, 200, 200, 200, 255])
            .unwrap();
        writer.finish().unwrap();
        STANDARD.encode(bytes)
    }

    fn shades(mask: &str) -> Vec<u8> {
        let bytes = STANDARD.decode(mask).unwrap();
        let mut reader = Decoder::new(Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    }

    #[test]
    fn what_is_transparent_is_what_changes() {
        assert_eq!(shades(&of(&mask(), Changed::Black).unwrap()), [0, 255]);
        assert_eq!(shades(&of(&mask(), Changed::White).unwrap()), [255, 0]);
    }

    #[test]
    fn what_is_no_mask_is_refused() {
        for mask in ["", "AAAA", "not base64!"] {
            let refused = of(mask, Changed::Black).unwrap_err();
            assert_eq!(refused.param.as_deref(), Some("mask"), "{mask}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..60, flip in any::<u8>()) {
            let _ = of(&STANDARD.encode(&bytes), Changed::Black);
            let mut broken = STANDARD.decode(mask()).unwrap();
            let place = at % broken.len();
            broken[place] ^= flip;
            let _ = of(&STANDARD.encode(&broken), Changed::White);
        }
    }
}
