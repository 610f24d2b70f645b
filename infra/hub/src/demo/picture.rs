//! A picture: a gradient as a PNG, its pixels uncompressed.

const SIDE: u32 = 96;
/// What every PNG begins with.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Eight bits a channel, red, green and blue, nothing interlaced.
const FORMAT: [u8; 5] = [8, 2, 0, 0, 0];
/// The longest block of uncompressed bytes.
const BLOCK: usize = 65_535;

/// A picture of its own for each `seed`.
pub(super) fn png(seed: u8) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend_from_slice(&SIDE.to_be_bytes());
    header.extend_from_slice(&SIDE.to_be_bytes());
    header.extend_from_slice(&FORMAT);
    let mut png = SIGNATURE.to_vec();
    chunk(&mut png, *b"IHDR", &header);
    chunk(&mut png, *b"IDAT", &zlib(&pixels(seed)));
    chunk(&mut png, *b"IEND", &[]);
    png
}

/// Row by row, each after the byte that says that it is not filtered.
fn pixels(seed: u8) -> Vec<u8> {
    let shade = |at: u32| u8::try_from(at * 255 / SIDE).unwrap_or(u8::MAX);
    let row = |y| {
        let pixels = (0..SIDE).flat_map(move |x| [shade(x), shade(y), seed]);
        std::iter::once(0).chain(pixels)
    };
    (0..SIDE).flat_map(row).collect()
}

fn chunk(png: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    let length = u32::try_from(content.len()).unwrap_or_default();
    png.extend_from_slice(&length.to_be_bytes());
    let named = [&name[..], content].concat();
    png.extend_from_slice(&named);
    png.extend_from_slice(&crc32fast::hash(&named).to_be_bytes());
}

/// `plain` as zlib has it, in blocks that are not compressed.
fn zlib(plain: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x78, 0x01];
    let mut blocks = plain.chunks(BLOCK).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or_default();
        packed.push(u8::from(blocks.peek().is_none()));
        packed.extend_from_slice(&length.to_le_bytes());
        packed.extend_from_slice(&(!length).to_le_bytes());
        packed.extend_from_slice(block);
    }
    packed.extend_from_slice(&adler32(plain).to_be_bytes());
    packed
}

fn adler32(plain: &[u8]) -> u32 {
    let (low, high) = plain.iter().fold((1, 0), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    (high << 16) | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksums_are_those_of_their_definitions() {
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
        let png = png(7);
        assert!(png.starts_with(SIGNATURE));
        // The last chunk is the same in every PNG.
        assert!(png.ends_with(b"\x00\x00\x00\x00IEND\xAE\x42\x60\x82"));
    }
}
