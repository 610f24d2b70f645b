//! Speech, in pieces.

use actix_web::web::Bytes;
use futures_util::{Stream, stream};

use super::ledger::Entry;

/// The pieces of every speech, with the bytes that text could be broken by.
pub const SOUND: [&[u8]; 3] = [b"ID3\x04\0", b"\xff\xfb\n\n", b"data: \0"];

/// A speech: all of it, each piece after a step where the model is `stepped`; or one piece and the end of the
/// connection where it is `cut`.
pub(super) fn sound_of(
    model: &str,
    entry: Entry,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> + use<> {
    let (is_stepped, is_cut) = (model.starts_with("stepped"), model.starts_with("cut"));
    let state = (SOUND.iter(), Some(entry));
    stream::unfold(state, move |(mut pieces, entry)| async move {
        let entry = entry?;
        if is_cut && pieces.len() < SOUND.len() {
            // Lets the server send what came before.
            tokio::task::yield_now().await;
            entry.answered();
            return Some((Err(std::io::Error::other("cut")), (pieces, None)));
        }
        let Some(piece) = pieces.next() else {
            entry.answered();
            return None;
        };
        if is_stepped {
            entry.step().await;
        }
        Some((Ok(Bytes::from_static(piece)), (pieces, Some(entry))))
    })
}
