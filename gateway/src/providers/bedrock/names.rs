//! Names of tools and ids of their calls in the letters, and at the length, that Converse takes.
use crate::{canonical::chat::Request, providers::anthropic::remembered};
use std::collections::HashMap;

/// How long a name or an id may be.
const LONGEST: usize = 64;
/// How much of one that is too long is kept before its checksum.
const KEPT: usize = LONGEST - 9;

/// The client's names of tools by what they are called at Bedrock, where that differs.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<String, String>);

impl Names {
    /// The names of a conversation.
    pub(super) fn of(request: &Request) -> Self {
        let tools = request.tools.iter().map(|tool| tool.name.as_str());
        let all = tools
            .chain(remembered(request))
            .map(|name| (wire(name), name));
        let changed = all.filter(|(wire, name)| wire != name);
        Self(
            changed
                .map(|(wire, name)| (wire, name.to_owned()))
                .collect(),
        )
    }

    /// The client's name of a tool.
    pub(super) fn back(&self, wire: String) -> String {
        self.0.get(&wire).cloned().unwrap_or(wire)
    }
}

/// A name as it is taken: itself, or as much of it as can be, and a checksum that tells it from others.
pub(super) fn wire(name: &str) -> String {
    let taken = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if (1..=LONGEST).contains(&name.len()) && name.chars().all(taken) {
        return name.to_owned();
    }
    let kept = name.chars().take(KEPT);
    let kept: String = kept
        .map(|letter| if taken(letter) { letter } else { '_' })
        .collect();
    format!("{kept}_{:08x}", crc32fast::hash(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_are_taken_stay_and_others_are_told_apart() {
        assert_eq!(wire("get_weather-2"), "get_weather-2");
        assert_ne!(wire("a.b"), wire("a:b"));
        let long = "mcp__server__".repeat(9);
        assert_ne!(wire(&format!("{long}x")), wire(&format!("{long}y")));
    }

    proptest! {
        #[test]
        fn any_name_is_taken(name in "\\PC{0,100}") {
            let wire = wire(&name);
            prop_assert!((1..=64).contains(&wire.len()));
            prop_assert!(wire.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)));
            prop_assert_eq!(super::wire(&wire), wire);
        }
    }
}
