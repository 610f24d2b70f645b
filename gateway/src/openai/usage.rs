//! OpenAI's usage objects, read into the vector of disjoint counters.
use domain::request::Usage;
use serde::{Deserialize, Deserializer, Serialize, de::IgnoredAny};

/// `usage` of chat completions and embeddings.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TokenUsage {
    #[serde(deserialize_with = "count")]
    prompt_tokens: Option<u64>,
    #[serde(deserialize_with = "count")]
    completion_tokens: Option<u64>,
    #[serde(deserialize_with = "count")]
    total_tokens: Option<u64>,
    prompt_tokens_details: Option<PromptDetails>,
    completion_tokens_details: Option<CompletionDetails>,
    /// What the cache held, as Moonshot says it.
    #[serde(deserialize_with = "count")]
    cached_tokens: Option<u64>,
    /// The same, as `DeepSeek` says it.
    #[serde(deserialize_with = "count")]
    prompt_cache_hit_tokens: Option<u64>,
}

/// A counter. What is no count says nothing: an answer is not lost for it.
fn count<'de, D: Deserializer<'de>>(value: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Number {
        Whole(u64),
        Broken(f64),
        Other(IgnoredAny),
    }
    Ok(match Number::deserialize(value)? {
        Number::Whole(number) => Some(number),
        Number::Broken(number) if number >= 0.0 => Some(rounded(number)),
        Number::Broken(_) | Number::Other(_) => None,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float stops at the bounds of an integer, and is not negative here"
)]
const fn rounded(number: f64) -> u64 {
    number.ceil() as u64
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct PromptDetails {
    #[serde(deserialize_with = "count")]
    cached_tokens: Option<u64>,
    #[serde(deserialize_with = "count")]
    cache_write_tokens: Option<u64>,
    #[serde(deserialize_with = "count")]
    audio_tokens: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct CompletionDetails {
    #[serde(deserialize_with = "count")]
    reasoning_tokens: Option<u64>,
    #[serde(deserialize_with = "count")]
    audio_tokens: Option<u64>,
}

/// `usage` of images.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ImageUsage {
    output_tokens: Option<u64>,
    input_tokens: Option<u64>,
    input_tokens_details: Option<ImageDetails>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct ImageDetails {
    image_tokens: Option<u64>,
}

/// `usage` of the Responses API.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ResponseUsage {
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    input_tokens_details: Option<PromptDetails>,
    output_tokens_details: Option<CompletionDetails>,
}

impl From<ResponseUsage> for Usage {
    fn from(wire: ResponseUsage) -> Self {
        TokenUsage {
            prompt_tokens: wire.input_tokens,
            completion_tokens: wire.output_tokens,
            prompt_tokens_details: wire.input_tokens_details,
            completion_tokens_details: wire.output_tokens_details,
            ..TokenUsage::default()
        }
        .into()
    }
}

impl From<TokenUsage> for Usage {
    fn from(wire: TokenUsage) -> Self {
        let prompt = wire.prompt_tokens_details.unwrap_or_default();
        let completion = wire.completion_tokens_details.unwrap_or_default();
        let elsewhere = wire.cached_tokens.or(wire.prompt_cache_hit_tokens);
        let cache_read = prompt.cached_tokens.or(elsewhere).unwrap_or(0);
        let written = prompt.cache_write_tokens.unwrap_or(0);
        let audio_in = prompt.audio_tokens.unwrap_or(0);
        let output_reasoning = completion.reasoning_tokens.unwrap_or(0);
        let audio_out = completion.audio_tokens.unwrap_or(0);
        let counted_apart = wire.counts_reasoning_apart(output_reasoning);
        let included = if counted_apart { 0 } else { output_reasoning };
        Self {
            input_uncached: rest_of(wire.prompt_tokens, [cache_read, written, audio_in]),
            cache_read,
            cache_write_5m: written,
            audio_in,
            output_text: rest_of(wire.completion_tokens, [included, audio_out]),
            output_reasoning,
            audio_out,
            requests: 1,
            ..Self::default()
        }
    }
}

impl TokenUsage {
    /// Whether thoughts are no part of the completion, as at xAI: the total tells.
    fn counts_reasoning_apart(&self, reasoning: u64) -> bool {
        let completion = self.completion_tokens.unwrap_or(0);
        let said = self.prompt_tokens.unwrap_or(0).saturating_add(completion);
        reasoning > 0 && self.total_tokens == Some(said.saturating_add(reasoning))
    }
}

impl ImageUsage {
    /// The counters of an answer with this many images.
    #[must_use]
    pub fn with_images(self, images: u64) -> Usage {
        let image_in = self
            .input_tokens_details
            .and_then(|details| details.image_tokens);
        let image_in = image_in.unwrap_or(0);
        Usage {
            input_uncached: rest_of(self.input_tokens, [image_in]),
            image_in,
            image_out: self.output_tokens.unwrap_or(0),
            images,
            requests: 1,
            ..Usage::default()
        }
    }
}

fn rest_of<const N: usize>(total: Option<u64>, parts: [u64; N]) -> u64 {
    parts
        .into_iter()
        .fold(total.unwrap_or(0), u64::saturating_sub)
}

/// The usage object of an answer whose provider sent none of this form.
#[derive(Debug, Serialize)]
pub struct UsageObject {
    prompt_tokens: u64,
    completion_tokens: u64,
    total_tokens: u64,
    prompt_tokens_details: PromptCounts,
    completion_tokens_details: CompletionCounts,
}

#[derive(Debug, Serialize)]
struct PromptCounts {
    cached_tokens: u64,
    #[serde(skip_serializing_if = "is_zero")]
    cache_creation_tokens: u64,
    audio_tokens: u64,
}

#[derive(Debug, Serialize)]
struct CompletionCounts {
    reasoning_tokens: u64,
    audio_tokens: u64,
}

/// Whether a counter that is not OpenAI's is left out.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl From<&Usage> for UsageObject {
    fn from(usage: &Usage) -> Self {
        let (prompt_tokens, completion_tokens) = (usage.input_tokens(), usage.output_tokens());
        Self {
            prompt_tokens,
            completion_tokens,
            total_tokens: prompt_tokens.saturating_add(completion_tokens),
            prompt_tokens_details: PromptCounts {
                cached_tokens: usage.cache_read,
                cache_creation_tokens: usage.cache_write_5m.saturating_add(usage.cache_write_1h),
                audio_tokens: usage.audio_in,
            },
            completion_tokens_details: CompletionCounts {
                reasoning_tokens: usage.output_reasoning,
                audio_tokens: usage.audio_out,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(json: &str) -> Usage {
        serde_json::from_str::<TokenUsage>(json).unwrap().into()
    }

    #[test]
    fn what_the_details_count_is_not_counted_twice() {
        let usage = tokens(
            r#"{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29,
                "prompt_tokens_details":{"cached_tokens":8,"audio_tokens":1},
                "completion_tokens_details":{"reasoning_tokens":4,"audio_tokens":null}}"#,
        );
        let expected = Usage {
            input_uncached: 10,
            cache_read: 8,
            audio_in: 1,
            output_text: 6,
            output_reasoning: 4,
            requests: 1,
            ..Usage::default()
        };
        assert_eq!(usage, expected);
        assert_eq!((usage.input_tokens(), usage.output_tokens()), (19, 10));
    }

    #[test]
    fn thoughts_that_are_no_part_of_the_completion_are_told_by_the_total() {
        let usage = tokens(
            r#"{"prompt_tokens":37,"completion_tokens":30,"total_tokens":100,
                "completion_tokens_details":{"reasoning_tokens":33}}"#,
        );
        assert_eq!((usage.output_text, usage.output_reasoning), (30, 33));
        assert_eq!(usage.output_tokens(), 63);
    }

    #[test]
    fn the_cache_is_counted_where_deepseek_and_moonshot_and_openrouter_say_it() {
        for json in [
            r#"{"prompt_tokens":10,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":6}"#,
            r#"{"prompt_tokens":10,"cached_tokens":4}"#,
            r#"{"prompt_tokens":10,"prompt_tokens_details":{"cached_tokens":4},"prompt_cache_hit_tokens":4}"#,
        ] {
            let usage = tokens(json);
            assert_eq!((usage.input_uncached, usage.cache_read), (6, 4), "{json}");
        }
        let written = tokens(
            r#"{"prompt_tokens":10,"prompt_tokens_details":{"cached_tokens":1,"cache_write_tokens":5}}"#,
        );
        assert_eq!((written.input_uncached, written.cache_write_5m), (4, 5));
    }

    #[test]
    fn what_is_no_count_says_nothing() {
        let usage = tokens(
            r#"{"prompt_tokens":10.0,"completion_tokens":-5,"total_tokens":"many",
                "prompt_tokens_details":{"cached_tokens":null},"completion_tokens_details":null}"#,
        );
        assert_eq!((usage.input_uncached, usage.output_text), (10, 0));
    }

    #[test]
    fn details_larger_than_their_total_never_wrap() {
        let usage = tokens(r#"{"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":5}}"#);
        assert_eq!((usage.input_uncached, usage.cache_read), (0, 5));
    }

    #[test]
    fn images_split_their_input_by_kind() {
        let wire: ImageUsage = serde_json::from_str(
            r#"{"input_tokens":50,"output_tokens":100,"input_tokens_details":{"image_tokens":40,"text_tokens":10}}"#,
        )
        .unwrap();
        let usage = wire.with_images(2);
        assert_eq!(
            (
                usage.input_uncached,
                usage.image_in,
                usage.image_out,
                usage.images
            ),
            (10, 40, 100, 2)
        );
    }
}
