//! Google's usage object, and the vector of disjoint counters.
//!
//! Google counts the cached part of a prompt within the prompt, and thoughts beside the answer:
//! <https://ai.google.dev/api/generate-content#UsageMetadata>.
use domain::request::Usage;
use serde::{Deserialize, Serialize};

/// `usageMetadata` of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct UsageMetadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_token_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidates_token_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_token_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cached_content_token_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thoughts_token_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_use_prompt_token_count: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    prompt_tokens_details: Vec<ModalityCount>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cache_tokens_details: Vec<ModalityCount>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    candidates_tokens_details: Vec<ModalityCount>,
}

/// How many of the tokens are of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ModalityCount {
    modality: String,
    token_count: u64,
}

impl From<&UsageMetadata> for Usage {
    fn from(wire: &UsageMetadata) -> Self {
        let uncached = |modality| {
            let all = count(&wire.prompt_tokens_details, modality);
            all.saturating_sub(count(&wire.cache_tokens_details, modality))
        };
        let made = |modality| count(&wire.candidates_tokens_details, modality);
        let cache_read = wire.cached_content_token_count.unwrap_or(0);
        let (audio_in, image_in) = (uncached("AUDIO"), uncached("IMAGE"));
        let (audio_out, image_out) = (made("AUDIO"), made("IMAGE"));
        let prompt = wire.prompt_token_count.unwrap_or(0);
        let prompt = prompt.saturating_add(wire.tool_use_prompt_token_count.unwrap_or(0));
        let answer = wire.candidates_token_count.unwrap_or(0);
        Self {
            input_uncached: less(prompt, [cache_read, audio_in, image_in]),
            cache_read,
            audio_in,
            image_in,
            output_text: less(answer, [audio_out, image_out, 0]),
            output_reasoning: wire.thoughts_token_count.unwrap_or(0),
            audio_out,
            image_out,
            requests: 1,
            ..Self::default()
        }
    }
}

fn count(details: &[ModalityCount], modality: &str) -> u64 {
    let of_it = details.iter().filter(|one| one.modality == modality);
    of_it.map(|one| one.token_count).sum()
}

fn less(total: u64, parts: [u64; 3]) -> u64 {
    parts.into_iter().fold(total, u64::saturating_sub)
}

impl From<&Usage> for UsageMetadata {
    fn from(usage: &Usage) -> Self {
        let some = |count: u64| (count > 0).then_some(count);
        let (input, output) = (usage.input_tokens(), usage.output_tokens());
        Self {
            prompt_token_count: Some(input),
            candidates_token_count: Some(output.saturating_sub(usage.output_reasoning)),
            total_token_count: Some(input.saturating_add(output)),
            cached_content_token_count: some(usage.cache_read),
            thoughts_token_count: some(usage.output_reasoning),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn usage(wire: serde_json::Value) -> Usage {
        Usage::from(&serde_json::from_value::<UsageMetadata>(wire).unwrap())
    }

    #[test]
    fn thoughts_are_part_of_the_answer_and_the_cache_is_part_of_the_prompt() {
        let usage = usage(json!({
            "promptTokenCount": 100, "candidatesTokenCount": 20, "thoughtsTokenCount": 30,
            "cachedContentTokenCount": 64, "toolUsePromptTokenCount": 5, "totalTokenCount": 155
        }));
        let expected = Usage {
            input_uncached: 41,
            cache_read: 64,
            output_text: 20,
            output_reasoning: 30,
            requests: 1,
            ..Usage::default()
        };
        assert_eq!(usage, expected);
        assert_eq!((usage.input_tokens(), usage.output_tokens()), (105, 50));
    }

    #[test]
    fn kinds_of_tokens_are_told_apart_once() {
        let usage = usage(json!({
            "promptTokenCount": 100, "cachedContentTokenCount": 50, "candidatesTokenCount": 1300,
            "promptTokensDetails": [
                { "modality": "TEXT", "tokenCount": 30 }, { "modality": "AUDIO", "tokenCount": 60 },
                { "modality": "IMAGE", "tokenCount": 10 }
            ],
            "cacheTokensDetails": [{ "modality": "AUDIO", "tokenCount": 50 }],
            "candidatesTokensDetails": [{ "modality": "IMAGE", "tokenCount": 1290 }]
        }));
        let seen = (usage.input_uncached, usage.audio_in, usage.image_in);
        assert_eq!((seen, usage.cache_read), ((30, 10, 10), 50));
        assert_eq!((usage.output_text, usage.image_out), (10, 1290));
        assert_eq!(usage.input_tokens(), 100);
    }

    #[test]
    fn zero_completion_tokens() {
        for wire in [
            json!({ "promptTokenCount": 7 }),
            json!({ "promptTokenCount": 7, "candidatesTokenCount": 0 }),
        ] {
            let usage = usage(wire);
            assert_eq!((usage.input_uncached, usage.output_tokens()), (7, 0));
        }
    }

    #[test]
    fn counts_that_contradict_each_other_never_wrap() {
        let usage = usage(json!({ "promptTokenCount": 1, "cachedContentTokenCount": 9 }));
        assert_eq!((usage.input_uncached, usage.cache_read), (0, 9));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let usage = Usage {
            input_uncached: 10,
            cache_read: 4,
            output_text: 3,
            output_reasoning: 2,
            requests: 1,
            ..Usage::default()
        };
        assert_eq!(Usage::from(&UsageMetadata::from(&usage)), usage);
    }
}
