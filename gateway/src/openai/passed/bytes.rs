//! Sounds: bytes that pass as they come, of which nothing can be said but that they do.
use crate::canonical::chat::StreamFailure;

/// An answer of which the hub knows no form.
#[derive(Debug, Default)]
pub struct PassedBytes {
    promised: Option<u64>,
    passed: u64,
}

impl PassedBytes {
    /// An answer of which its head promised so many bytes; nothing where it did not.
    #[must_use]
    pub const fn of(promised: Option<u64>) -> Self {
        Self {
            promised,
            passed: 0,
        }
    }

    /// Appends what came to `out`.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        self.passed = self.passed.saturating_add(bytes.len() as u64);
        out.extend_from_slice(bytes);
    }

    /// Whether anything came.
    #[must_use]
    pub const fn has_any(&self) -> bool {
        self.passed > 0
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
            let mut bytes = PassedBytes::of(promised);
            assert_eq!(bytes.end(), Err(StreamFailure::Cut));
            bytes.push(b"abc", &mut Vec::new());
            assert_eq!(bytes.end().is_ok(), is_whole, "{promised:?}");
        }
    }
}
