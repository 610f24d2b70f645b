//! Changing a few places in a text and leaving every other byte as it came.
use serde_json::value::RawValue;
use std::ops::Range;

/// Replacements in one text, in the order of their places.
#[derive(Clone, Debug, Default)]
pub struct Edits(Vec<(Range<usize>, Vec<u8>)>);

impl Edits {
    /// Replaces what lies at `place`; an empty range inserts. Places must not overlap.
    pub fn replace(&mut self, place: Range<usize>, with: impl Into<Vec<u8>>) {
        let at = self
            .0
            .partition_point(|(other, _)| other.start <= place.start);
        self.0.insert(at, (place, with.into()));
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends `source` with the replacements made to `target`.
    pub fn apply(&self, source: &[u8], target: &mut Vec<u8>) {
        let added: usize = self.0.iter().map(|(_, with)| with.len()).sum();
        target.reserve(source.len() + added);
        let mut copied = 0;
        for (place, with) in &self.0 {
            target.extend_from_slice(&source[copied..place.start]);
            target.extend_from_slice(with);
            copied = place.end;
        }
        target.extend_from_slice(&source[copied..]);
    }
}

/// Where `value` lies in `source`, from which it was borrowed.
#[must_use]
pub fn place_of(value: &RawValue, source: &[u8]) -> Range<usize> {
    let start = value.get().as_ptr().addr() - source.as_ptr().addr();
    start..start + value.get().len()
}

/// `text` as a JSON string.
#[must_use]
pub fn json_string(text: &str) -> Vec<u8> {
    serde_json::Value::from(text).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_places_change() {
        let mut edits = Edits::default();
        edits.replace(4..5, b"five".as_slice());
        edits.replace(1..1, b"+".as_slice());
        let mut target = b"> ".to_vec();
        edits.apply(b"0123456", &mut target);
        assert_eq!(target, b"> 0+123five56");
    }

    #[test]
    fn a_borrowed_value_is_found_where_it_lies() {
        let source = br#"{ "model" : "gpt" }"#;
        let fields: std::collections::BTreeMap<&str, &RawValue> =
            serde_json::from_slice(source).unwrap();
        assert_eq!(&source[place_of(fields["model"], source)], br#""gpt""#);
    }
}
