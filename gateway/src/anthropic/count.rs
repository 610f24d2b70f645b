//! How many tokens a conversation has, where its provider cannot be asked.
use crate::canonical::chat::{Content, Part, Request};

/// What a message costs beside its words.
const MESSAGE: u64 = 4;
/// What a picture or a page costs, about.
const PICTURE: u64 = 1600;

/// An estimate of a conversation's tokens: four letters of a Latin text a token, and a token each of other scripts.
#[must_use]
pub fn estimate(request: &Request) -> u64 {
    let messages = request.messages.iter();
    let said: u64 = messages
        .map(|message| MESSAGE + message.parts.iter().map(part).sum::<u64>())
        .sum();
    let tools = request.tools.iter().map(|tool| {
        let schema = tool.parameters.as_ref().map(ToString::to_string);
        let texts = [Some(&tool.name), tool.description.as_ref(), schema.as_ref()];
        texts.into_iter().flatten().map(|it| text(it)).sum::<u64>()
    });
    said + tools.sum::<u64>()
}

fn part(part: &Part) -> u64 {
    match &part.content {
        Content::Text(said) | Content::Refusal(said) | Content::Reasoning { text: said, .. } => {
            text(said)
        }
        Content::RedactedReasoning(data) => text(data),
        Content::Image(_) | Content::Document(_) | Content::Audio(_) => PICTURE,
        Content::ToolCall(call) => text(&call.name) + text(&call.arguments),
        Content::ToolResult(result) => result.parts.iter().map(self::part).sum(),
    }
}

fn text(text: &str) -> u64 {
    let latin = text.chars().filter(char::is_ascii).count() as u64;
    let other = text.chars().filter(|letter| !letter.is_ascii()).count() as u64;
    latin.div_ceil(4) + other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_by_four_and_other_scripts_one_by_one() {
        assert_eq!(text("hello"), 2);
        assert_eq!(text("模型"), 2);
        assert_eq!(text(""), 0);
    }
}
