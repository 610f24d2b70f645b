//! The conversation as providers that insist on turns want it.
use super::{Content, Part, Request, Role};

/// A conversation with its system messages apart, in turns of user and model.
#[derive(Debug, Default, PartialEq)]
pub struct Turns<'a> {
    /// The parts of every system message, in order.
    pub system: Vec<&'a Part>,
    /// No two in a row are of one role.
    pub turns: Vec<Turn<'a>>,
}

/// What one side said before the other spoke.
#[derive(Debug, PartialEq)]
pub struct Turn<'a> {
    /// Never [`Role::System`].
    pub role: Role,
    /// At least one; a user's tool results come first.
    pub parts: Vec<&'a Part>,
}

impl Request {
    /// The conversation in turns. Texts without any letter and messages without parts are left out, since
    /// providers refuse them.
    #[must_use]
    pub fn turns(&self) -> Turns<'_> {
        let mut all = Turns::default();
        for message in &self.messages {
            let parts = message.parts.iter().filter(|part| !part.is_blank());
            match message.role {
                Role::System => all.system.extend(parts),
                Role::User | Role::Assistant => all.add(message.role, parts.collect()),
            }
        }
        for turn in &mut all.turns {
            let is_result = |part: &&Part| matches!(part.content, Content::ToolResult(_));
            turn.parts.sort_by_key(|part| !is_result(part));
        }
        all
    }
}

impl<'a> Turns<'a> {
    fn add(&mut self, role: Role, parts: Vec<&'a Part>) {
        if parts.is_empty() {
            return;
        }
        match self.turns.last_mut() {
            Some(turn) if turn.role == role => turn.parts.extend(parts),
            Some(_) | None => self.turns.push(Turn { role, parts }),
        }
    }
}

impl Part {
    /// Whether the part is text without anything to read in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(&self.content, Content::Text(text) if text.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Message, ToolResult};
    use super::*;

    fn said(role: Role, text: &str) -> Message {
        Message {
            role,
            parts: vec![Part::text(text)],
        }
    }

    #[test]
    fn consecutive_same_role_messages() {
        let request = Request {
            messages: vec![
                said(Role::System, "a"),
                said(Role::User, "b"),
                said(Role::User, " "),
                said(Role::System, "c"),
                said(Role::User, "d"),
                said(Role::Assistant, "e"),
            ],
            ..Request::default()
        };
        let turns = request.turns();
        assert_eq!(turns.system, [&Part::text("a"), &Part::text("c")]);
        let lengths: Vec<_> = turns.turns.iter().map(|turn| turn.parts.len()).collect();
        assert_eq!(lengths, [2, 1]);
    }

    #[test]
    fn results_of_tools_come_before_what_the_user_says() {
        let result = Content::ToolResult(ToolResult {
            call: "1".into(),
            parts: vec![],
            is_error: false,
        });
        let request = Request {
            messages: vec![
                said(Role::User, "and?"),
                Message {
                    role: Role::User,
                    parts: vec![result.clone().into()],
                },
            ],
            ..Request::default()
        };
        let turns = request.turns();
        assert_eq!(turns.turns[0].parts[0].content, result);
    }
}
