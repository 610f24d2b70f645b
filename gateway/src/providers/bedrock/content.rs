//! Messages' parts as content blocks.
use super::{
    files::{self, Documents},
    model::{Caching, Family, Model},
    names::wire,
};
use crate::{
    canonical::{
        Unsupported,
        chat::{CacheTtl, Content, Part, Role, ToolCall, ToolResult, Turn},
    },
    providers::gemini::GOOGLES,
};
use serde_json::{Value, json};

/// What stands beside documents that nothing is said about, since something has to be.
const NOTHING_SAID: &str = ".";

/// Writes blocks.
#[derive(Debug)]
pub(super) struct Blocks {
    model: Model,
    documents: Documents,
    /// Whether a mark of what is to be kept had to be left out.
    pub(super) keeps_less: bool,
}

impl Blocks {
    /// For this model.
    pub(super) fn of(model: Model) -> Self {
        Self {
            model,
            documents: Documents::default(),
            keeps_less: false,
        }
    }

    /// The blocks of a turn.
    pub(super) fn turn(&mut self, turn: &Turn) -> Result<Vec<Value>, Unsupported> {
        let mut blocks = Vec::new();
        for part in &turn.parts {
            self.part(part, turn.role, &mut blocks)?;
        }
        let has = |name: &str| blocks.iter().any(|block| block.get(name).is_some());
        if has("document") && !has("text") {
            blocks.push(json!({ "text": NOTHING_SAID }));
        }
        Ok(blocks)
    }

    /// A part of a system message.
    pub(super) fn system(&mut self, part: &Part) -> Vec<Value> {
        let Content::Text(text) = &part.content else {
            return Vec::new();
        };
        let mut blocks = vec![json!({ "text": text })];
        blocks.extend(self.kept(part.cache));
        blocks
    }

    /// The mark that the prompt is to be kept up to here.
    fn kept(&mut self, ttl: Option<CacheTtl>) -> Option<Value> {
        let mark = cache_point(self.model.caching, ttl?);
        self.keeps_less |= mark.is_none();
        mark
    }

    fn part(
        &mut self,
        part: &Part,
        role: Role,
        blocks: &mut Vec<Value>,
    ) -> Result<(), Unsupported> {
        let Some(block) = self.block(&part.content, role)? else {
            return Ok(());
        };
        blocks.push(block);
        if let Content::ToolResult(result) = &part.content {
            let inner = result
                .parts
                .iter()
                .filter_map(|part| part.cache)
                .next_back();
            blocks.extend(self.kept(part.cache.or(inner)));
        } else {
            blocks.extend(self.kept(part.cache));
        }
        Ok(())
    }

    fn block(&mut self, content: &Content, role: Role) -> Result<Option<Value>, Unsupported> {
        let of_model = role == Role::Assistant;
        Ok(Some(match content {
            Content::Text(text) | Content::Refusal(text) => json!({ "text": text }),
            Content::Image(media) => files::picture(media)?,
            Content::Document(media) => self.documents.document(media)?,
            Content::Audio(media) => files::sound(media)?,
            Content::Reasoning {
                text,
                signature: Some(signature),
            } if of_model && !signature.starts_with(GOOGLES) => {
                let thoughts = json!({ "text": text, "signature": signature });
                json!({ "reasoningContent": { "reasoningText": thoughts } })
            }
            Content::RedactedReasoning(data) if of_model => {
                json!({ "reasoningContent": { "redactedContent": data } })
            }
            Content::Reasoning { .. } | Content::RedactedReasoning(_) => return Ok(None),
            Content::ToolCall(call) => tool_use(call)?,
            Content::ToolResult(result) => self.tool_result(result)?,
        }))
    }

    fn tool_result(&mut self, result: &ToolResult) -> Result<Value, Unsupported> {
        let mut content = Vec::new();
        for part in result.parts.iter().filter(|part| !part.is_blank()) {
            content.extend(self.block(&part.content, Role::User)?);
        }
        let mut value = json!({ "toolUseId": wire(&result.call), "content": content });
        let takes_status = matches!(self.model.family, Family::Claude | Family::Nova);
        if result.is_error && takes_status {
            value["status"] = json!("error");
        }
        Ok(json!({ "toolResult": value }))
    }
}

/// The mark that the prompt is to be kept up to here; none where the model's prompts are not kept.
pub(super) fn cache_point(caching: Caching, ttl: CacheTtl) -> Option<Value> {
    let mut point = json!({ "type": "default" });
    match (caching, ttl) {
        (Caching::None, _) => return None,
        (Caching::ForAnHour, CacheTtl::OneHour) => point["ttl"] = json!("1h"),
        (Caching::Messages | Caching::All | Caching::ForAnHour, _) => {}
    }
    Some(json!({ "cachePoint": point }))
}

fn tool_use(call: &ToolCall) -> Result<Value, Unsupported> {
    let (id, name, input) = (wire(&call.id), wire(&call.name), call.input()?);
    Ok(json!({ "toolUse": { "toolUseId": id, "name": name, "input": input } }))
}
