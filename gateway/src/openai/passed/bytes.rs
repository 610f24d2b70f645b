//! Sounds: bytes that pass as they come, of which nothing can be said but that they do.
use super::usage::of_speech;
use crate::canonical::chat::{Metering, StreamFailure};

/// An answer of which the hub knows no form.
#[derive(Debug, Default)]
pub struct PassedBytes {
    promised: Option<u64>,
    passed: u64,
    spoken: u64,
}

impl PassedBytes {
    /// A text of so many characters, spoken.
    #[must_use]
    pub const fn speaking(characters: u64) -> Self {
        Self {
            promised: None,
            passed: 0,
            spoken: characters,
        }
    }

    /// Takes in how many bytes the answer's head promised; nothing where it did not.
    pub const fn promise(&mut self, bytes: Option<u64>) {
        self.promised = bytes;
    }

    /// Appends what came to `out`.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        self.passed = self.passed.saturating_add(bytes.len() as u64);
        out.extend_from_slice(bytes);
    }

    const fn has_any(&self) -> bool {
        self.passed > 0
    }

    /// What was measured of it so far: providers say nothing of what a sound took.
    #[must_use]
    pub fn metering(&self) -> Metering {
        Metering {
            usage: of_speech(self.spoken).filter(|_| self.has_any()),
            has_token: self.has_any(),
        }
    }

    /// Whether the answer may end here.
    ///
    /// # Errors
    /// When less came than was promised, or nothing at all.
    pub fn end(&self) -> Result<(), StreamFailure> {
        let is_short = self.promised.is_some_and(|promised| self.passed < promised);
        if is_short || !self.has_any() {
            Err(StreamFailure::Cut)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_than_was_promised_or_nothing_is_no_answer() {
        for (promised, is_whole) in [(None, true), (Some(3), true), (Some(4), false)] {
            let mut bytes = PassedBytes::speaking(5);
            bytes.promise(promised);
            assert_eq!(bytes.end(), Err(StreamFailure::Cut));
            bytes.push(b"abc", &mut Vec::new());
            assert_eq!(bytes.end().is_ok(), is_whole, "{promised:?}");
            let spoken = bytes.metering().usage.map(|usage| usage.characters);
            assert_eq!(spoken, Some(5));
        }
    }
}
