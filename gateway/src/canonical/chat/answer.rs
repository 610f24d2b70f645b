//! A whole answer, put together from its pieces.
use super::{Content, Delta, Event, Finish, ToolCall};
use domain::request::Usage;
use serde_json::Value;

/// A whole answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// In their order; most often one.
    pub choices: Vec<Choice>,
    /// What it took, where the provider said.
    pub usage: Option<Usage>,
}

/// One of the answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// In the order in which they came.
    pub content: Vec<Content>,
    /// Why it ended, where that is known.
    pub finish: Option<Finish>,
    /// In OpenAI's form.
    pub logprobs: Option<Value>,
}

impl FromIterator<Event> for Answer {
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> Self {
        let mut answer = Self::default();
        for event in events {
            match event {
                Event::Delta { choice, delta } => answer.choice(choice).add(delta),
                Event::Finish { choice, finish } => answer.choice(choice).finish = Some(finish),
                Event::Usage(usage) => answer.usage = Some(greatest(answer.usage, usage)),
            }
        }
        answer
    }
}

/// What is known of usage after one more report of it.
pub(super) fn greatest(known: Option<Usage>, more: Usage) -> Usage {
    known.map_or(more, |known| known.max(more))
}

impl Answer {
    fn choice(&mut self, index: u32) -> &mut Choice {
        let index = index as usize;
        while self.choices.len() <= index {
            self.choices.push(Choice::default());
        }
        &mut self.choices[index]
    }
}

impl Choice {
    /// All of its text.
    #[must_use]
    pub fn text(&self) -> String {
        let texts = self.content.iter().filter_map(|content| match content {
            Content::Text(text) => Some(text.as_str()),
            Content::Image(_)
            | Content::Document(_)
            | Content::Audio(_)
            | Content::Reasoning { .. }
            | Content::RedactedReasoning(_)
            | Content::ToolCall(_)
            | Content::ToolResult(_)
            | Content::Refusal(_) => None,
        });
        texts.collect()
    }

    /// Its calls of tools.
    pub fn tool_calls(&self) -> impl Iterator<Item = &ToolCall> {
        self.content.iter().filter_map(|content| match content {
            Content::ToolCall(call) => Some(call),
            Content::Text(_)
            | Content::Image(_)
            | Content::Document(_)
            | Content::Audio(_)
            | Content::Reasoning { .. }
            | Content::RedactedReasoning(_)
            | Content::ToolResult(_)
            | Content::Refusal(_) => None,
        })
    }

    fn add(&mut self, delta: Delta) {
        match delta {
            Delta::Text(more) => match self.content.last_mut() {
                Some(Content::Text(text)) => text.push_str(&more),
                Some(_) | None => self.content.push(Content::Text(more)),
            },
            Delta::Refusal(more) => match self.content.last_mut() {
                Some(Content::Refusal(text)) => text.push_str(&more),
                Some(_) | None => self.content.push(Content::Refusal(more)),
            },
            Delta::Reasoning(more) => self.thoughts().0.push_str(&more),
            Delta::Signature(more) => *self.thoughts().1 = Some(more),
            Delta::RedactedReasoning(data) => self.content.push(Content::RedactedReasoning(data)),
            Delta::ToolCall {
                id,
                name,
                signature,
                ..
            } => self.content.push(Content::ToolCall(ToolCall {
                id,
                name,
                arguments: String::new(),
                signature,
            })),
            Delta::Arguments { index, json } => {
                if let Some(call) = self.call(index) {
                    call.arguments.push_str(&json);
                }
            }
            Delta::Image(media) => self.content.push(Content::Image(media)),
            Delta::Logprobs(more) => self.logprobs = Some(more),
        }
    }

    /// The thoughts under way, and their signature; new ones where the last are signed or there are none.
    fn thoughts(&mut self) -> (&mut String, &mut Option<String>) {
        let open = matches!(
            self.content.last(),
            Some(Content::Reasoning {
                signature: None,
                ..
            })
        );
        if !open {
            self.content.push(Content::Reasoning {
                text: String::new(),
                signature: None,
            });
        }
        match self.content.last_mut() {
            Some(Content::Reasoning { text, signature }) => (text, signature),
            Some(_) | None => unreachable!("thoughts were just pushed"),
        }
    }

    fn call(&mut self, index: u32) -> Option<&mut ToolCall> {
        let calls = self.content.iter_mut().filter_map(|content| match content {
            Content::ToolCall(call) => Some(call),
            Content::Text(_)
            | Content::Image(_)
            | Content::Document(_)
            | Content::Audio(_)
            | Content::Reasoning { .. }
            | Content::RedactedReasoning(_)
            | Content::ToolResult(_)
            | Content::Refusal(_) => None,
        });
        calls.into_iter().nth(index as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_one_kind_join_and_calls_keep_their_arguments_apart() {
        let call = |index, id: &str| {
            Event::delta(Delta::ToolCall {
                index,
                id: id.into(),
                name: "f".into(),
                signature: None,
            })
        };
        let arguments = |index, json: &str| {
            let json = json.into();
            Event::delta(Delta::Arguments { index, json })
        };
        let answer: Answer = [
            Event::delta(Delta::Reasoning("hm".into())),
            Event::delta(Delta::Signature("s".into())),
            Event::delta(Delta::Reasoning("again".into())),
            Event::text("a"),
            Event::text("b"),
            call(0, "x"),
            call(1, "y"),
            arguments(1, "{}"),
            arguments(0, "{\"a\""),
            arguments(0, ":1}"),
            Event::finish(Finish::ToolCalls),
        ]
        .into_iter()
        .collect();
        let choice = &answer.choices[0];
        assert_eq!(choice.text(), "ab");
        let calls: Vec<_> = choice.tool_calls().map(|call| &*call.arguments).collect();
        assert_eq!(calls, ["{\"a\":1}", "{}"]);
        assert_eq!(
            choice.content[..2],
            [
                Content::Reasoning {
                    text: "hm".into(),
                    signature: Some("s".into())
                },
                Content::Reasoning {
                    text: "again".into(),
                    signature: None
                },
            ]
        );
    }
}
