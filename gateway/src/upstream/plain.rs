//! A connection without TLS, with answers mended that the HTTP client does not know what to do with.
//!
//! Small servers of models write answers in HTTP/1.1 that say no length and end with their connection, which is allowed
//! (RFC 9112, section 6.3, rule 8); the client takes them for empty, but knows them in HTTP/1.0, where they were the
//! rule. It takes an answer that is only a first word, such as `100 Continue`, for the whole. And it takes an answer in
//! chunks that breaks off for one that has come to its end, of which only the last chunk can tell (section 8).
use actix_web::rt::net::{ActixStream, Ready};
use bytes::{Buf, Bytes, BytesMut};
use memchr::memmem;
use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The longest head that is waited for.
const MAX_HEAD: usize = 64 << 10;
/// How much is read at once of a head.
const PIECE: usize = 4 << 10;
/// How an answer begins that may need mending.
const HTTP_1_1: &[u8] = b"HTTP/1.1 ";
/// What it begins with once it is mended.
const HTTP_1_0: &[u8] = b"HTTP/1.0 ";

/// A connection, and how far its answer has come.
#[derive(Debug)]
pub(super) struct Plain<Io> {
    io: Io,
    answer: Answer,
}

/// How far an answer has come.
#[derive(Debug)]
enum Answer {
    /// This much of its head.
    Head(BytesMut),
    /// As far as its head, of which this is still to be handed over.
    Read(Bytes, Ending),
    /// As far as its body, or there is nothing to mend here.
    Passing(Ending),
    /// It comes through TLS.
    Sealed,
}

/// What has to come before the connection may end.
#[derive(Clone, Copy, Debug)]
enum Ending {
    /// The client knows it.
    Known,
    /// A chunk of nothing; these bytes came last.
    LastChunk([u8; LAST_CHUNK.len()]),
}

/// How a body in chunks ends, but for trailers, after which no client reads on.
const LAST_CHUNK: &[u8; 7] = b"\r\n0\r\n\r\n";

impl Ending {
    /// Of the answer that begins with `read`.
    fn of(read: &[u8]) -> Self {
        let end = memmem::find(read, b"\r\n\r\n");
        if !end.is_some_and(|end| is_in_chunks(&read[..end])) {
            return Self::Known;
        }
        let mut ending = Self::LastChunk([0; LAST_CHUNK.len()]);
        ending.note(read);
        ending
    }

    fn note(&mut self, bytes: &[u8]) {
        if let Self::LastChunk(last) = self {
            let kept = bytes.len().min(last.len());
            last.rotate_left(kept);
            let (_, new) = last.split_at_mut(LAST_CHUNK.len() - kept);
            new.copy_from_slice(&bytes[bytes.len() - kept..]);
        }
    }

    fn is_here(self) -> bool {
        match self {
            Self::Known => true,
            Self::LastChunk(last) => last == *LAST_CHUNK,
        }
    }
}

impl<Io> Plain<Io> {
    /// A connection whose first answer is still to come.
    pub(super) fn new(io: Io) -> Self {
        let answer = Answer::Head(BytesMut::new());
        Self { io, answer }
    }

    /// A connection in whose bytes nothing can be mended.
    pub(super) const fn sealed(io: Io) -> Self {
        let answer = Answer::Sealed;
        Self { io, answer }
    }
}

impl<Io: AsyncRead + Unpin> Plain<Io> {
    /// Reads until the head is whole, or is none.
    fn poll_head(
        io: &mut Io,
        head: &mut BytesMut,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<Bytes>> {
        loop {
            let mut piece = [0; PIECE];
            let mut piece = ReadBuf::new(&mut piece);
            ready!(Pin::new(&mut *io).poll_read(context, &mut piece))?;
            head.extend_from_slice(piece.filled());
            if piece.filled().is_empty() || is_read(head) {
                return Poll::Ready(Ok(head.split().freeze()));
            }
        }
    }
}

/// Whether enough has come: a head, which is mended, or what is none.
fn is_read(head: &mut BytesMut) -> bool {
    loop {
        let seen = head.len().min(HTTP_1_1.len());
        if head[..seen] != HTTP_1_1[..seen] || head.len() > MAX_HEAD {
            return true;
        }
        let Some(end) = memmem::find(head, b"\r\n\r\n") else {
            return false;
        };
        let status = &head[HTTP_1_1.len()..];
        if status.starts_with(b"1") && !status.starts_with(b"101") {
            head.advance(end + 4);
            continue;
        }
        let has_no_body = status.starts_with(b"204") || status.starts_with(b"304");
        if !has_no_body && !says_its_length(&head[..end]) {
            head[..HTTP_1_0.len()].copy_from_slice(HTTP_1_0);
        }
        return true;
    }
}

/// Whether a head says how long its body is.
fn says_its_length(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').skip(1);
    lines.any(|line| {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let name = name.trim_ascii();
        name.eq_ignore_ascii_case(b"content-length")
            || name.eq_ignore_ascii_case(b"transfer-encoding")
    })
}

/// Whether a head says that its body comes in chunks.
fn is_in_chunks(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').skip(1);
    lines.any(|line| {
        let mut sides = line.splitn(2, |byte| *byte == b':');
        let name = sides.next().unwrap_or_default().trim_ascii();
        let value = sides.next().unwrap_or_default().trim_ascii();
        name.eq_ignore_ascii_case(b"transfer-encoding") && value.eq_ignore_ascii_case(b"chunked")
    })
}

impl<Io: AsyncRead + Unpin> AsyncRead for Plain<Io> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { io, answer } = self.get_mut();
        if let Answer::Head(head) = answer {
            let read = ready!(Self::poll_head(io, head, context))?;
            let ending = Ending::of(&read);
            *answer = Answer::Read(read, ending);
        }
        match answer {
            Answer::Read(read, ending) => {
                let taken = read.len().min(buffer.remaining());
                buffer.put_slice(&read.split_to(taken));
                if read.is_empty() {
                    *answer = Answer::Passing(*ending);
                }
                Poll::Ready(Ok(()))
            }
            Answer::Passing(ending) => {
                let (before, room) = (buffer.filled().len(), buffer.remaining());
                ready!(Pin::new(io).poll_read(context, buffer))?;
                let came = &buffer.filled()[before..];
                if came.is_empty() && room > 0 && !ending.is_here() {
                    return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
                }
                ending.note(came);
                Poll::Ready(Ok(()))
            }
            Answer::Head(_) | Answer::Sealed => Pin::new(io).poll_read(context, buffer),
        }
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for Plain<Io> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Self { io, answer } = self.get_mut();
        if matches!(answer, Answer::Passing(_)) {
            // The next call, which has an answer of its own.
            *answer = Answer::Head(BytesMut::new());
        }
        Pin::new(io).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(context)
    }
}

impl<Io: ActixStream> ActixStream for Plain<Io> {
    fn poll_read_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        self.io.poll_read_ready(context)
    }

    fn poll_write_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        self.io.poll_write_ready(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use proptest::prelude::*;
    use std::{collections::VecDeque, future::poll_fn};

    /// What a provider writes, piece by piece, to whoever reads.
    #[derive(Default)]
    struct Pieces(VecDeque<Vec<u8>>);

    impl AsyncRead for Pieces {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _context: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            if let Some(mut piece) = self.0.pop_front() {
                let rest = piece.split_off(piece.len().min(buffer.remaining()));
                buffer.put_slice(&piece);
                if !rest.is_empty() {
                    self.0.push_front(rest);
                }
            }
            Poll::Ready(Ok(()))
        }
    }

    impl AsyncWrite for Pieces {
        fn poll_write(
            self: Pin<&mut Self>,
            _context: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            Poll::Ready(Ok(bytes.len()))
        }

        fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    /// What the client reads where the provider writes `pieces`.
    fn next(plain: &mut Plain<Pieces>, pieces: &[&[u8]]) -> String {
        let pieces = pieces.iter().filter(|piece| !piece.is_empty());
        plain.io.0.extend(pieces.map(|piece| piece.to_vec()));
        let mut read = Vec::new();
        loop {
            let mut bytes = [0; 7];
            let mut buffer = ReadBuf::new(&mut bytes);
            let reading = poll_fn(|context| Pin::new(&mut *plain).poll_read(context, &mut buffer));
            reading.now_or_never().unwrap().unwrap();
            if buffer.filled().is_empty() {
                return String::from_utf8(read).unwrap();
            }
            read.extend_from_slice(buffer.filled());
        }
    }

    fn read(pieces: &[&[u8]]) -> String {
        next(&mut Plain::new(Pieces::default()), pieces)
    }

    #[test]
    fn a_body_in_chunks_that_breaks_off_is_no_whole_one() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (body, is_whole) in [
            ("", false),
            ("3\r\nabc\r\n", false),
            ("3\r\nabc\r\n0\r\n", false),
            ("3\r\nabc\r\n0\r\n\r\n", true),
            ("0\r\n\r\n", true),
        ] {
            let whole = [head, body].concat();
            for cut in 0..=whole.len() {
                let (one, other) = whole.split_at(cut);
                let mut plain = Plain::new(Pieces::default());
                let pieces = [one, other].into_iter().filter(|piece| !piece.is_empty());
                plain
                    .io
                    .0
                    .extend(pieces.map(|piece| piece.as_bytes().to_vec()));
                assert_eq!(ends_well(&mut plain), is_whole, "{body} at {cut}");
            }
        }
    }

    /// Whether a connection is read to its end without an error.
    fn ends_well(plain: &mut Plain<Pieces>) -> bool {
        loop {
            let mut bytes = [0; 7];
            let mut buffer = ReadBuf::new(&mut bytes);
            let reading = poll_fn(|context| Pin::new(&mut *plain).poll_read(context, &mut buffer));
            match reading.now_or_never().unwrap() {
                Ok(()) if buffer.filled().is_empty() => return true,
                Ok(()) => {}
                Err(_) => return false,
            }
        }
    }

    const BARE: &str =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: HTTP/1.1 \r\n\r\n";

    fn mended() -> String {
        BARE.replacen("HTTP/1.1", "HTTP/1.0", 1)
    }

    #[test]
    fn an_answer_that_ends_with_its_connection_says_so() {
        assert_eq!(read(&[BARE.as_bytes()]), mended());
    }

    #[test]
    fn whatever_needs_no_mending_passes() {
        for answer in [
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\nhi",
            "SSH-2.0-OpenSSH\r\n",
            "HTTP/1.1 200",
            "",
        ] {
            assert_eq!(read(&[answer.as_bytes()]), answer);
        }
        let mut sealed = Plain::sealed(Pieces::default());
        assert_eq!(next(&mut sealed, &[BARE.as_bytes()]), BARE);
    }

    #[test]
    fn a_first_word_is_no_answer() {
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";
        let first = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n";
        assert_eq!(read(&[first.as_bytes(), answer.as_bytes()]), answer);
    }

    #[test]
    fn the_next_answer_on_the_connection_is_mended_too() {
        let mut plain = Plain::new(Pieces::default());
        let whole = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";
        assert_eq!(next(&mut plain, &[whole.as_bytes()]), whole);
        let writing = poll_fn(|context| Pin::new(&mut plain).poll_write(context, b"POST"));
        assert_eq!(writing.now_or_never().unwrap().unwrap(), 4);
        assert_eq!(next(&mut plain, &[BARE.as_bytes()]), mended());
    }

    proptest! {
        #[test]
        fn any_cut_of_the_bytes_reads_the_same(cut in 0..BARE.len(), other in 0..BARE.len()) {
            let (first, last) = (cut.min(other), cut.max(other));
            let bytes = BARE.as_bytes();
            let pieces = [&bytes[..first], &bytes[first..last], &bytes[last..]];
            prop_assert_eq!(read(&pieces), mended());
        }
    }
}
