//! Which names of models a price is for: `gpt-4o`, `gpt-4o-####-##-##`, `claude-3-haiku*`.
use serde::Deserialize;

/// A pattern in lower case: `*` stands for any run of characters, `#` for one digit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct NamePattern(String);

impl NamePattern {
    /// The pattern with this text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The one name that is meant, where it is only one.
    #[must_use]
    pub fn only(&self) -> Option<&str> {
        (!self.0.contains(['*', '#'])).then_some(&self.0)
    }

    /// Whether a name in lower case is meant.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let (pattern, name) = (self.0.as_bytes(), name.as_bytes());
        let (mut at, mut seen) = (0, 0);
        // Where the last star is, and how much of the name it has taken.
        let mut star = None;
        while seen < name.len() {
            match pattern.get(at) {
                Some(b'*') => {
                    star = Some((at, seen));
                    at += 1;
                }
                Some(c) if stands_for(*c, name[seen]) => {
                    at += 1;
                    seen += 1;
                }
                Some(_) | None => {
                    let Some((star_at, taken)) = star else {
                        return false;
                    };
                    star = Some((star_at, taken + 1));
                    at = star_at + 1;
                    seen = taken + 1;
                }
            }
        }
        pattern[at..].iter().all(|c| *c == b'*')
    }
}

const fn stands_for(pattern: u8, c: u8) -> bool {
    match pattern {
        b'#' => c.is_ascii_digit(),
        _ => pattern == c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stars_are_runs_and_number_signs_are_digits() {
        for (pattern, name, expected) in [
            ("gpt-4o", "gpt-4o", true),
            ("gpt-4o", "gpt-4o-mini", false),
            ("gpt-6-sol-####-##-##", "gpt-6-sol-2026-09-01", true),
            ("gpt-6-sol-####-##-##", "gpt-6-sol-2026-09-x1", false),
            ("gpt-6-sol-####-##-##", "gpt-6-sol-2026-09-011", false),
            ("gemini-3.5-flash-#*", "gemini-3.5-flash-001", true),
            ("gemini-3.5-flash-#*", "gemini-3.5-flash-lite", false),
            ("claude-3-haiku*", "claude-3-haiku-20240307", true),
            ("*claude-v2*", "anthropic.claude-v2:1", true),
            ("*-tts", "gemini-2.5-pro-tts", true),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
        ] {
            let pattern = NamePattern::new(pattern);
            assert_eq!(pattern.matches(name), expected, "{pattern:?} {name}");
        }
    }

    #[test]
    fn a_pattern_without_stars_and_digits_is_one_name() {
        assert_eq!(NamePattern::new("gpt-4o").only(), Some("gpt-4o"));
        assert_eq!(NamePattern::new("gpt-4o*").only(), None);
        assert_eq!(NamePattern::new("gpt-#").only(), None);
    }

    proptest! {
        #[test]
        fn it_agrees_with_a_plain_backtracking_matcher(pattern in "[a1*#]{0,8}", name in "[a12]{0,10}") {
            fn plain(pattern: &[u8], text: &[u8]) -> bool {
                match pattern.split_first() {
                    None => text.is_empty(),
                    Some((b'*', rest)) => (0..=text.len()).any(|at| plain(rest, &text[at..])),
                    Some((b'#', rest)) => text.first().is_some_and(u8::is_ascii_digit) && plain(rest, &text[1..]),
                    Some((c, rest)) => text.first() == Some(c) && plain(rest, &text[1..]),
                }
            }
            let expected = plain(pattern.as_bytes(), name.as_bytes());
            prop_assert_eq!(NamePattern::new(pattern).matches(&name), expected);
        }
    }
}
