//! Splitting a stream of server-sent events into frames, wherever the network cut it.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html>; of its fields only `data` matters here.
use bytes::{Bytes, BytesMut};
use memchr::memchr;

/// The largest frame that is waited for.
const MAX_FRAME: usize = 16 << 20;

/// Holds the start of a frame until its end has come.
#[derive(Debug, Default)]
pub struct FrameSplitter {
    pending: BytesMut,
    /// How much of `pending` is whole lines that do not end a frame.
    scanned: usize,
}

/// A frame grew past all bounds.
#[derive(Debug, thiserror::Error)]
#[error("a frame is larger than {MAX_FRAME} bytes")]
pub struct FrameTooLarge;

impl FrameSplitter {
    /// Takes more bytes of the stream.
    ///
    /// # Errors
    /// When a frame is larger than any provider's would be.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), FrameTooLarge> {
        if self.pending.len() + bytes.len() > MAX_FRAME {
            return Err(FrameTooLarge);
        }
        self.pending.extend_from_slice(bytes);
        Ok(())
    }

    /// The data of the next whole frame; frames without data, such as comments, are passed over.
    pub fn next_frame(&mut self) -> Option<Bytes> {
        while let Some(length) = self.frame_length() {
            self.scanned = 0;
            let frame = self.pending.split_to(length).freeze();
            if let Some(data) = data_of(&frame) {
                return Some(data);
            }
        }
        None
    }

    /// The data of what is left when the stream ended without a blank line.
    pub fn finish(&mut self) -> Option<Bytes> {
        self.pending.extend_from_slice(b"\n\n");
        self.next_frame()
    }

    /// How long the first frame is, with the blank line that ends it.
    fn frame_length(&mut self) -> Option<usize> {
        while let Some(end) = memchr(b'\n', &self.pending[self.scanned..]) {
            let line = &self.pending[self.scanned..self.scanned + end];
            let blank = line.is_empty() || line == b"\r";
            self.scanned += end + 1;
            if blank {
                return Some(self.scanned);
            }
        }
        None
    }
}

/// The frame's data: one line's without copying, several lines' joined by line feeds.
fn data_of(frame: &Bytes) -> Option<Bytes> {
    let mut lines = frame.split(|byte| *byte == b'\n').filter_map(data_line);
    let first = lines.next()?;
    let Some(second) = lines.next() else {
        return Some(frame.slice_ref(first));
    };
    let mut joined = [first, b"\n", second].concat();
    for line in lines {
        joined.push(b'\n');
        joined.extend_from_slice(line);
    }
    Some(joined.into())
}

fn data_line(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    // A stream may begin with a byte order mark.
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    let value = line.strip_prefix(b"data")?;
    if value.is_empty() {
        return Some(value);
    }
    let value = value.strip_prefix(b":")?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frames(cuts: &[&[u8]]) -> Vec<Bytes> {
        let mut splitter = FrameSplitter::default();
        let mut frames = Vec::new();
        for cut in cuts {
            splitter.push(cut).unwrap();
            frames.extend(std::iter::from_fn(|| splitter.next_frame()));
        }
        frames.extend(splitter.finish());
        frames
    }

    #[test]
    fn frames_are_found_in_every_form_of_the_format() {
        let text = ": hello\n\ndata: {\"a\":1}\n\nevent: x\r\ndata:two\r\n\r\n:ping\n\ndata: a\ndata: b\n\nid: 7\n\ndata\n\ndata: [DONE]";
        assert_eq!(
            frames(&[text.as_bytes()]),
            ["{\"a\":1}", "two", "a\nb", "", "[DONE]"]
        );
    }

    #[test]
    fn a_byte_order_mark_hides_no_frame() {
        let text = "\u{feff}data: one\n\ndata: two\n\n";
        assert_eq!(frames(&[text.as_bytes()]), ["one", "two"]);
    }

    #[test]
    fn a_frame_past_all_bounds_is_refused() {
        let mut splitter = FrameSplitter::default();
        assert!(splitter.push(&vec![b'x'; MAX_FRAME]).is_ok());
        assert!(splitter.push(b"x").is_err());
    }

    proptest! {
        #[test]
        fn any_cut_of_the_bytes_gives_the_same_frames(
            text in "(data: |data:|:c|event: e|é|模|x|\n|\r\n|\n\n){0,40}",
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let bytes = text.as_bytes();
            let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            places.extend([0, bytes.len()]);
            places.sort_unstable();
            let pieces: Vec<&[u8]> = places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            prop_assert_eq!(frames(&pieces), frames(&[bytes]));
        }
    }
}
