//! Anthropic's usage, whose input leaves the cache out.
use domain::request::Usage;
use serde::Deserialize;

/// `usage` of an answer or of an event; an event repeats what grew.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TheirUsage {
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    cache_read_input_tokens: Option<u64>,
    cache_creation_input_tokens: Option<u64>,
    cache_creation: Option<Kept>,
    output_tokens_details: Option<Details>,
    server_tool_use: Option<Searches>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct Kept {
    ephemeral_5m_input_tokens: Option<u64>,
    ephemeral_1h_input_tokens: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct Details {
    thinking_tokens: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct Searches {
    web_search_requests: Option<u64>,
}

impl From<TheirUsage> for Usage {
    fn from(wire: TheirUsage) -> Self {
        let written = wire.cache_creation_input_tokens.unwrap_or(0);
        let kept = wire.cache_creation.unwrap_or_default();
        let hour = kept.ephemeral_1h_input_tokens.unwrap_or(0);
        let minutes = kept.ephemeral_5m_input_tokens;
        let thought = wire
            .output_tokens_details
            .unwrap_or_default()
            .thinking_tokens;
        let output_reasoning = thought.unwrap_or(0);
        let output = wire.output_tokens.unwrap_or(0);
        let searches = wire.server_tool_use.unwrap_or_default().web_search_requests;
        Self {
            input_uncached: wire.input_tokens.unwrap_or(0),
            cache_read: wire.cache_read_input_tokens.unwrap_or(0),
            cache_write_5m: minutes.unwrap_or_else(|| written.saturating_sub(hour)),
            cache_write_1h: hour,
            output_text: output.saturating_sub(output_reasoning),
            output_reasoning,
            requests: 1,
            searches: searches.unwrap_or(0),
            ..Self::default()
        }
    }
}
