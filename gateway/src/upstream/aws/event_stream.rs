//! Cutting `application/vnd.amazon.eventstream` into its messages.
//!
//! <https://smithy.io/2.0/aws/amazon-eventstream.html>
//! Invariant: a message is passed on only when both of its checksums hold.
#[cfg(test)]
pub(crate) mod tests;

use crate::canonical::chat::Frame;
use bytes::{Buf, Bytes, BytesMut};
use serde_json::json;

/// Two lengths and their checksum.
const PRELUDE: usize = 12;
/// A message's checksum, at its end.
const CHECKSUM: usize = 4;
/// The longest message; the payload's own bound is 16 MiB.
const MESSAGE_BYTES: usize = (16 << 20) + (128 << 10) + PRELUDE + CHECKSUM;
/// The most that a message's headers take.
const HEADER_BYTES: usize = 128 << 10;

/// Cuts a stream into messages as its bytes come.
#[derive(Debug, Default)]
pub struct MessageSplitter {
    pending: BytesMut,
    corrupt: bool,
}

/// The bytes are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message of the stream is corrupt")]
pub struct Corrupt;

/// The headers that say what a message is.
#[derive(Default)]
struct Kind {
    message: String,
    event: Option<String>,
    exception: Option<String>,
    code: Option<String>,
    error: Option<String>,
}

impl MessageSplitter {
    /// Takes more bytes of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        if !self.corrupt {
            self.pending.extend_from_slice(bytes);
        }
    }

    /// The next whole message: an event or an exception by its name, or `error` for one that has none.
    ///
    /// # Errors
    /// When the bytes are no message; then nothing after them is one.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, Corrupt> {
        let frame = if self.corrupt {
            Err(Corrupt)
        } else {
            self.cut()
        };
        if frame.is_err() {
            self.corrupt = true;
            self.pending = BytesMut::new();
        }
        frame
    }

    fn cut(&mut self) -> Result<Option<Frame>, Corrupt> {
        let Some(prelude) = self.pending.get(..PRELUDE) else {
            return Ok(None);
        };
        let (lengths, mut checksum) = prelude.split_at(8);
        if crc32fast::hash(lengths) != checksum.get_u32() {
            return Err(Corrupt);
        }
        let mut lengths = lengths;
        let length = bounded(lengths.get_u32(), MESSAGE_BYTES)?;
        let headers = bounded(lengths.get_u32(), HEADER_BYTES)?;
        if length < PRELUDE + headers + CHECKSUM {
            return Err(Corrupt);
        }
        if self.pending.len() < length {
            return Ok(None);
        }
        let mut message = self.pending.split_to(length).freeze();
        let mut checksum = message.split_off(length - CHECKSUM);
        if crc32fast::hash(&message) != checksum.get_u32() {
            return Err(Corrupt);
        }
        message.advance(PRELUDE);
        let kind = Kind::of(message.split_to(headers))?;
        Ok(Some(kind.frame(message)))
    }
}

fn bounded(length: u32, most: usize) -> Result<usize, Corrupt> {
    let length = usize::try_from(length).map_err(|_| Corrupt)?;
    if length <= most {
        Ok(length)
    } else {
        Err(Corrupt)
    }
}

impl Kind {
    fn of(mut headers: Bytes) -> Result<Self, Corrupt> {
        let mut kind = Self::default();
        while headers.has_remaining() {
            let length = headers.try_get_u8().map_err(|_| Corrupt)?;
            let name = taken(&mut headers, usize::from(length))?;
            let Some(value) = text(&mut headers)? else {
                continue;
            };
            match &*name {
                b":message-type" => kind.message = value,
                b":event-type" => kind.event = Some(value),
                b":exception-type" => kind.exception = Some(value),
                b":error-code" => kind.code = Some(value),
                b":error-message" => kind.error = Some(value),
                _ => {}
            }
        }
        Ok(kind)
    }

    fn frame(self, payload: Bytes) -> Frame {
        if self.message != "error" {
            let event = self.exception.or(self.event);
            return Frame {
                event,
                data: payload,
            };
        }
        let said = json!({ "code": self.code, "message": self.error });
        Frame {
            event: Some("error".to_owned()),
            data: said.to_string().into(),
        }
    }
}

/// A header's value, where it is text.
fn text(headers: &mut Bytes) -> Result<Option<String>, Corrupt> {
    let r#type = headers.try_get_u8().map_err(|_| Corrupt)?;
    let length = match r#type {
        0 | 1 => 0,
        2 => 1,
        3 => 2,
        4 => 4,
        5 | 8 => 8,
        6 | 7 => headers.try_get_u16().map_err(|_| Corrupt)?.into(),
        9 => 16,
        _ => return Err(Corrupt),
    };
    let value = taken(headers, length)?;
    if r#type != 7 {
        return Ok(None);
    }
    let value = String::from_utf8(value.into()).map_err(|_| Corrupt)?;
    Ok(Some(value))
}

fn taken(headers: &mut Bytes, length: usize) -> Result<Bytes, Corrupt> {
    if headers.len() < length {
        return Err(Corrupt);
    }
    Ok(headers.split_to(length))
}
