//! What a client asks of a conversation.
use crate::canonical::{Unsupported, media::Media};
use serde_json::{Map, Number, Value};

/// A conversation and how to go on with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// What was said so far, in order; system messages where the client put them.
    pub messages: Vec<Message>,
    /// What the model may call.
    pub tools: Vec<Tool>,
    /// Whether it may, must or must not.
    pub tool_choice: Option<ToolChoice>,
    /// Whether it may call several at once.
    pub parallel_tool_calls: Option<bool>,
    /// The most tokens of the answer, reasoning included.
    pub max_tokens: Option<u64>,
    /// How tokens are drawn.
    pub sampling: Sampling,
    /// Texts at which the answer ends.
    pub stop: Vec<String>,
    /// How many answers.
    pub n: Option<u64>,
    /// Whether log probabilities are wanted, and of how many tokens beside each.
    pub logprobs: Option<bool>,
    /// Of how many other tokens.
    pub top_logprobs: Option<u64>,
    /// The answer's form.
    pub output: OutputFormat,
    /// How much the model may think first.
    pub reasoning: Option<Reasoning>,
    /// The client's name for its user.
    pub user: Option<String>,
    /// The provider's tier of service.
    pub service_tier: Option<String>,
    /// Whether the answer is streamed.
    pub stream: bool,
    /// Fields that nothing here knows, for the dialects that do.
    pub extra: Map<String, Value>,
}

/// How tokens are drawn; numbers as the client wrote them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sampling {
    /// Higher is wilder.
    pub temperature: Option<Number>,
    /// Of the most likely tokens, those that make up this share.
    pub top_p: Option<Number>,
    /// Of the most likely tokens, this many.
    pub top_k: Option<u64>,
    /// Against tokens by how often they came.
    pub frequency_penalty: Option<Number>,
    /// Against tokens that came at all.
    pub presence_penalty: Option<Number>,
    /// Makes draws repeatable.
    pub seed: Option<Number>,
    /// For and against single tokens.
    pub logit_bias: Option<Map<String, Value>>,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// By whom.
    pub role: Role,
    /// In pieces; a tool's result is a piece of a user's message.
    pub parts: Vec<Part>,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Whoever set the conversation up.
    System,
    /// The user, and the user's tools.
    User,
    /// The model.
    Assistant,
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is.
    pub content: Content,
    /// That the provider is to keep the prompt up to here, and for how long.
    pub cache: Option<CacheTtl>,
}

/// What a piece of a message is.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Text.
    Text(String),
    /// A picture.
    Image(Media),
    /// A document, such as a PDF.
    Document(Media),
    /// A sound.
    Audio(Media),
    /// The model's thoughts; only those that are signed may be sent back to the provider that signed them.
    Reasoning {
        /// The thoughts, or a summary of them.
        text: String,
        /// What the provider knows them by.
        signature: Option<String>,
    },
    /// The model's thoughts, which only the provider can read.
    RedactedReasoning(String),
    /// The model calls a tool.
    ToolCall(ToolCall),
    /// What the tool gave.
    ToolResult(ToolResult),
    /// The model declined.
    Refusal(String),
}

/// How long a provider keeps a part of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheTtl {
    /// Five minutes.
    FiveMinutes,
    /// An hour.
    OneHour,
}

/// A call of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolCall {
    /// What its result names.
    pub id: String,
    /// Which tool.
    pub name: String,
    /// Its arguments: JSON text as the model wrote it, which need not be valid.
    pub arguments: String,
    /// What the provider wants back with the call.
    pub signature: Option<String>,
}

/// The result of a tool's call.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolResult {
    /// Of which call.
    pub call: String,
    /// Texts, pictures, documents.
    pub parts: Vec<Part>,
    /// Whether the tool failed.
    pub is_error: bool,
}

/// What a model may call.
#[derive(Clone, Debug, PartialEq)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The JSON Schema of its arguments; none where it takes none.
    pub parameters: Option<Value>,
    /// Whether arguments must follow the schema.
    pub strict: Option<bool>,
    /// That the provider is to keep the tools up to here, and for how long.
    pub cache: Option<CacheTtl>,
}

/// Whether tools are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToolChoice {
    /// As the model likes.
    Auto,
    /// Some tool must be.
    Required,
    /// None may be.
    None,
    /// This one must be.
    Tool(String),
}

/// The form of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum OutputFormat {
    /// Text.
    #[default]
    Text,
    /// Any JSON object.
    Json,
    /// JSON of this schema.
    Schema(Schema),
}

/// The JSON Schema of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The schema.
    pub schema: Value,
    /// Whether the answer must follow it.
    pub strict: Option<bool>,
}

/// How much a model thinks before it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reasoning {
    /// Not at all.
    Off,
    /// As much as it sees fit.
    Adaptive,
    /// About so much.
    Effort(Effort),
    /// At most this many tokens.
    Budget(u64),
}

/// An amount of thought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// Next to none.
    Minimal,
    /// Little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
    /// Very much.
    Xhigh,
    /// All that the model has.
    Max,
}

impl Effort {
    /// The effort's name, which all formats share.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Xhigh => "xhigh",
            Self::Max => "max",
        }
    }

    /// The effort of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [
            Self::Minimal,
            Self::Low,
            Self::Medium,
            Self::High,
            Self::Xhigh,
            Self::Max,
        ]
        .into_iter()
        .find(|effort| effort.as_str() == name)
    }
}

impl Request {
    /// The parameters that are there and that nobody but OpenAI has an equivalent of.
    pub fn openais(&self) -> impl Iterator<Item = &'static str> {
        let sampling = &self.sampling;
        let all = [
            ("n", self.n.is_some_and(|n| n > 1)),
            ("seed", sampling.seed.is_some()),
            ("logprobs", self.logprobs == Some(true)),
            ("top_logprobs", self.top_logprobs.is_some()),
            ("logit_bias", sampling.logit_bias.is_some()),
            ("frequency_penalty", sampling.frequency_penalty.is_some()),
            ("presence_penalty", sampling.presence_penalty.is_some()),
        ];
        let there = all.into_iter().filter(|(_, is_there)| *is_there);
        there.map(|(name, _)| name)
    }
}

impl ToolCall {
    /// The arguments as the object that they have to be; of a call without any, an empty one.
    ///
    /// # Errors
    /// When they are no JSON object.
    pub fn input(&self) -> Result<Map<String, Value>, Unsupported> {
        if self.arguments.trim().is_empty() {
            return Ok(Map::new());
        }
        serde_json::from_str(&self.arguments).map_err(|_| {
            let name = &self.name;
            let message = format!("The arguments of the call of `{name}` are no JSON object.");
            Unsupported::new("messages", message)
        })
    }
}

impl Part {
    /// Text that no cache mark follows.
    pub fn text(text: impl Into<String>) -> Self {
        Content::Text(text.into()).into()
    }
}

impl From<Content> for Part {
    fn from(content: Content) -> Self {
        Self {
            content,
            cache: None,
        }
    }
}
