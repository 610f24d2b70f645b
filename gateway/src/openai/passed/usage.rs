//! What such answers say that they took.
use domain::request::{Operation, Usage};
use serde::Deserialize;

/// What of an answer, or of the last event of a stream, says what it took.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Took {
    usage: Option<Counts>,
    meta: Option<Meta>,
    /// Of what was heard, in seconds.
    duration: Option<RoundedUp>,
}

/// Tokens or seconds of audio, in the several names that there are.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Counts {
    input_tokens: Option<u64>,
    prompt_tokens: Option<u64>,
    output_tokens: Option<u64>,
    completion_tokens: Option<u64>,
    total_tokens: Option<u64>,
    input_token_details: Option<InputDetails>,
    seconds: Option<RoundedUp>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct InputDetails {
    audio_tokens: Option<u64>,
}

/// Cohere's account, and that of its imitators.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Meta {
    billed_units: Option<Billed>,
    tokens: Option<Counts>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Billed {
    search_units: Option<RoundedUp>,
    input_tokens: Option<RoundedUp>,
}

/// A count (of seconds, tokens or searches) that some write with decimals, rounded up.
#[derive(Clone, Copy, Debug)]
struct RoundedUp(u64);

impl<'de> Deserialize<'de> for RoundedUp {
    fn deserialize<D: serde::Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Number {
            Whole(u64),
            Broken(f64),
            /// Older answers of OpenAI's have the number in a text.
            Text(String),
        }
        Ok(match Number::deserialize(value)? {
            Number::Whole(number) => Self(number),
            Number::Broken(number) => Self(rounded_up(number)),
            Number::Text(text) => Self(text.trim().parse().map_or(0, rounded_up)),
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float stops at the bounds of an integer, and is not negative here"
)]
fn rounded_up(number: f64) -> u64 {
    number.ceil().max(0.0) as u64
}

impl Took {
    /// The counters, where anything was said.
    pub(super) fn usage(self, operation: Operation) -> Option<Usage> {
        match operation {
            Operation::Rerank => self.ranked(),
            Operation::Speech => Some(spoken(&self.usage?)),
            Operation::Transcription => self.heard(),
            Operation::Moderation => Some(self.usage.map_or(ONE_REQUEST, |counts| Usage {
                input_uncached: counts.input(),
                ..ONE_REQUEST
            })),
            Operation::Chat
            | Operation::Embeddings
            | Operation::ImageGeneration
            | Operation::ImageEdit => None,
        }
    }

    fn ranked(self) -> Option<Usage> {
        let Meta {
            billed_units,
            tokens,
        } = self.meta.unwrap_or_default();
        let billed = billed_units.unwrap_or_default();
        let tokens = self.usage.or(tokens).map(|counts| counts.input());
        let tokens = tokens.or(billed.input_tokens.map(|tokens| tokens.0));
        if tokens.is_none() && billed.search_units.is_none() {
            return None;
        }
        Some(Usage {
            input_uncached: tokens.unwrap_or(0),
            searches: billed.search_units.map_or(0, |units| units.0),
            ..ONE_REQUEST
        })
    }

    fn heard(self) -> Option<Usage> {
        let Some(counts) = self.usage else {
            let duration = self.duration?;
            return Some(Usage {
                seconds: duration.0,
                ..ONE_REQUEST
            });
        };
        let seconds = counts.seconds.or(self.duration);
        let details = counts.input_token_details.as_ref();
        let audio_in = details.and_then(|details| details.audio_tokens);
        let audio_in = audio_in.unwrap_or(0);
        Some(Usage {
            input_uncached: counts.input().saturating_sub(audio_in),
            audio_in,
            output_text: counts.output(),
            seconds: seconds.map_or(0, |seconds| seconds.0),
            ..ONE_REQUEST
        })
    }
}

fn spoken(counts: &Counts) -> Usage {
    Usage {
        input_uncached: counts.input(),
        audio_out: counts.output(),
        ..ONE_REQUEST
    }
}

impl Counts {
    fn input(&self) -> u64 {
        let said = self.input_tokens.or(self.prompt_tokens);
        said.or(self.total_tokens).unwrap_or(0)
    }

    fn output(&self) -> u64 {
        self.output_tokens.or(self.completion_tokens).unwrap_or(0)
    }
}

/// What speech took whose provider says nothing of it: the characters of its text.
pub(super) fn of_speech(characters: u64) -> Option<Usage> {
    (characters > 0).then_some(Usage {
        characters,
        ..ONE_REQUEST
    })
}

/// That the provider answered.
const ONE_REQUEST: Usage = Usage {
    requests: 1,
    ..Usage::NOTHING
};

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn usage(operation: Operation, answer: Value) -> Option<Usage> {
        let took: Took = serde_json::from_value(answer).unwrap();
        took.usage(operation)
    }

    #[test]
    fn what_was_heard_is_counted_in_tokens_or_in_seconds() {
        let tokens = json!({ "usage": {
            "type": "tokens", "input_tokens": 14, "output_tokens": 45, "total_tokens": 59,
            "input_token_details": { "text_tokens": 4, "audio_tokens": 10 },
        } });
        let counted = usage(Operation::Transcription, tokens).unwrap();
        assert_eq!(
            (
                counted.input_uncached,
                counted.audio_in,
                counted.output_text
            ),
            (4, 10, 45)
        );
        for (answer, seconds) in [
            (json!({ "usage": { "type": "duration", "seconds": 9 } }), 9),
            (json!({ "duration": 8.47 }), 9),
            (json!({ "duration": "8.47" }), 9),
        ] {
            let counted = usage(Operation::Transcription, answer).unwrap();
            assert_eq!((counted.seconds, counted.requests), (seconds, 1));
        }
        assert_eq!(
            usage(Operation::Transcription, json!({ "text": "a" })),
            None
        );
    }

    #[test]
    fn rankings_are_counted_in_searches_or_in_tokens() {
        let cohere = json!({ "meta": { "billed_units": { "search_units": 1.0 } } });
        let jina = json!({ "usage": { "total_tokens": 815 } });
        let siliconflow =
            json!({ "meta": { "tokens": { "input_tokens": 30, "output_tokens": 0 } } });
        let counts = |answer| {
            let usage = usage(Operation::Rerank, answer).unwrap();
            (usage.searches, usage.input_uncached)
        };
        assert_eq!(counts(cohere), (1, 0));
        assert_eq!(counts(jina), (0, 815));
        assert_eq!(counts(siliconflow), (0, 30));
        assert_eq!(usage(Operation::Rerank, json!({ "results": [] })), None);
    }

    #[test]
    fn a_judgement_is_a_request_and_speech_has_the_tokens_that_its_last_event_tells() {
        assert_eq!(usage(Operation::Moderation, json!({})).unwrap().requests, 1);
        let spoken = json!({ "usage": { "input_tokens": 5, "output_tokens": 60 } });
        let spoken = usage(Operation::Speech, spoken).unwrap();
        assert_eq!((spoken.input_uncached, spoken.audio_out), (5, 60));
    }
}
