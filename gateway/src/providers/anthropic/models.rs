//! What differs among Anthropic's models, by their versions, which their names tell.
//!
//! <https://docs.anthropic.com/en/docs/about-claude/models/overview>

/// The most tokens of an answer where neither the client nor the catalogue says; every model can.
pub(super) const MAX_TOKENS: u64 = 4096;

/// How a model is asked to think.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::providers) enum Thinking {
    /// It cannot.
    None,
    /// By a number of tokens.
    Budget,
    /// By an effort.
    Adaptive,
}

/// Which ways of drawing tokens a model takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::providers) enum Drawing {
    /// Any.
    Free,
    /// `temperature` or `top_p`, not both.
    One,
    /// None.
    Fixed,
}

/// What is known of a model by its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::providers) struct Model {
    pub(in crate::providers) thinking: Thinking,
    pub(in crate::providers) drawing: Drawing,
    /// Whether it answers by a schema by itself.
    pub(in crate::providers) has_structured_output: bool,
}

impl Model {
    /// The model of this name; one without a version in its name is taken for new.
    pub(in crate::providers) fn named(name: &str) -> Self {
        let version = version(name).unwrap_or((u32::MAX, 0));
        Self {
            thinking: match version {
                (..3, _) | (3, ..7) => Thinking::None,
                (3, _) | (4, ..6) => Thinking::Budget,
                _ => Thinking::Adaptive,
            },
            drawing: match version {
                (..4, _) | (4, 0) => Drawing::Free,
                (4, ..7) => Drawing::One,
                _ => Drawing::Fixed,
            },
            has_structured_output: version >= (4, 5),
        }
    }
}

/// `(4, 5)` of `claude-haiku-4-5-20251001`, and `(3, 0)` of `claude-3-opus-20240229`.
fn version(name: &str) -> Option<(u32, u32)> {
    let parts = name.split(['-', '.', '@', ':', '/']);
    let mut numbers = parts
        .map(|part| part.parse::<u32>().ok().filter(|_| part.len() <= 2))
        .skip_while(Option::is_none);
    let major = numbers.next()??;
    let minor = numbers.next().flatten().unwrap_or(0);
    Some((major, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_known_by_the_version_in_its_name() {
        for (name, expected) in [
            ("claude-3-opus-20240229", Some((3, 0))),
            ("claude-3-5-sonnet-latest", Some((3, 5))),
            ("claude-3-7-sonnet-20250219", Some((3, 7))),
            ("claude-sonnet-4-20250514", Some((4, 0))),
            ("claude-haiku-4-5-20251001", Some((4, 5))),
            ("claude-opus-4-6", Some((4, 6))),
            ("anthropic/claude-sonnet-4.5", Some((4, 5))),
            ("claude-haiku-5-5", Some((5, 5))),
            ("claude-next", None),
        ] {
            assert_eq!(version(name), expected, "{name}");
        }
    }

    #[test]
    fn older_models_think_by_a_budget_and_newer_ones_by_an_effort() {
        let thinking = |name| Model::named(name).thinking;
        assert_eq!(thinking("claude-3-5-haiku-latest"), Thinking::None);
        assert_eq!(thinking("claude-sonnet-4-5"), Thinking::Budget);
        assert_eq!(thinking("claude-opus-4-6"), Thinking::Adaptive);
        assert_eq!(Model::named("claude-sonnet-4-5").drawing, Drawing::One);
        assert_eq!(Model::named("claude-next").drawing, Drawing::Fixed);
    }
}
