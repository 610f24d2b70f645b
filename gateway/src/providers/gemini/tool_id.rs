//! Ids of tools' calls, which Google does not need and its models' signatures travel in.
//!
//! Newer models want the signature that came with a call back with it, and refuse the conversation without:
//! <https://ai.google.dev/gemini-api/docs/thought-signatures>. Clients keep ids and drop what they do not know, so the id
//! holds the signature too, in letters that every provider takes in an id.
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// What parts an id from the signature in it.
const MARK: &str = "__thought__";

/// An id for a call.
pub(super) fn with_signature(id: &str, signature: Option<&str>) -> String {
    match signature.and_then(bytes_of) {
        Some(bytes) => [id, MARK, &URL_SAFE_NO_PAD.encode(bytes)].concat(),
        None => id.to_owned(),
    }
}

/// The signature in an id.
pub(super) fn signature_in(id: &str) -> Option<String> {
    let (_, encoded) = id.rsplit_once(MARK)?;
    let bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?;
    Some(STANDARD.encode(bytes))
}

/// An id for the call at this place of an answer, where Google gave none: its own among all answers.
pub(super) fn made(answer: Option<&str>, place: u32) -> String {
    let answer = answer.unwrap_or("answer");
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let answer: String = answer.chars().filter(|letter| plain(*letter)).collect();
    format!("call_{answer}_{place}")
}

fn bytes_of(signature: &str) -> Option<Vec<u8>> {
    let standard = STANDARD.decode(signature);
    let bytes = standard.or_else(|_| STANDARD_NO_PAD.decode(signature));
    bytes.or_else(|_| URL_SAFE_NO_PAD.decode(signature)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_id_without_a_signature_is_just_an_id() {
        assert_eq!(with_signature("call_1", None), "call_1");
        assert_eq!(signature_in("call_1"), None);
        assert_eq!(signature_in("call__thought__%"), None);
    }

    proptest! {
        #[test]
        fn any_signature_survives_in_letters_that_ids_may_have(bytes in prop::collection::vec(any::<u8>(), 1..300)) {
            let signature = STANDARD.encode(&bytes);
            let id = with_signature("call_r-1_0", Some(&signature));
            prop_assert!(id.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"_-".contains(&letter)));
            prop_assert_eq!(signature_in(&id), Some(signature));
        }
    }
}
