//! The body of `POST /responses`, as far as it can be answered without state.
use serde::Deserialize;
use serde_json::{Map, Number, Value};

/// What a client asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Body {
    pub(super) input: Option<Input>,
    pub(super) instructions: Option<String>,
    pub(super) tools: Option<Vec<Tool>>,
    pub(super) tool_choice: Option<ToolChoice>,
    pub(super) parallel_tool_calls: Option<bool>,
    pub(super) max_output_tokens: Option<u64>,
    pub(super) temperature: Option<Number>,
    pub(super) top_p: Option<Number>,
    pub(super) top_logprobs: Option<u64>,
    pub(super) text: Option<Text>,
    pub(super) reasoning: Option<Reasoning>,
    pub(super) user: Option<String>,
    pub(super) safety_identifier: Option<String>,
    pub(super) service_tier: Option<String>,
    pub(super) stream: Option<bool>,
    pub(super) previous_response_id: Option<String>,
    pub(super) conversation: Option<Value>,
    pub(super) prompt: Option<Value>,
    pub(super) background: Option<bool>,
    /// Says what else to send; everything that there is is sent.
    pub(super) include: Option<Value>,
    /// Nothing is stored, whatever this says.
    pub(super) store: Option<bool>,
    pub(super) stream_options: Option<Value>,
    pub(super) model: Option<String>,
    /// Echoed.
    pub(super) metadata: Option<Value>,
    /// Only `disabled` can be done here.
    pub(super) truncation: Option<String>,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

/// The conversation.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Input {
    Text(String),
    Items(Vec<Item>),
}

/// A piece of the conversation.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Item {
    Typed(Typed),
    /// A message may leave its type out.
    Message(Message),
    /// Of a type that is not known here.
    Other(Other),
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Typed {
    Message(Message),
    FunctionCall {
        call_id: String,
        name: String,
        arguments: String,
    },
    FunctionCallOutput {
        call_id: String,
        output: Content,
    },
    CustomToolCall {
        call_id: String,
        name: String,
        input: String,
    },
    CustomToolCallOutput {
        call_id: String,
        output: Content,
    },
    Reasoning {
        #[serde(default)]
        summary: Vec<Thought>,
        #[serde(default)]
        content: Option<Vec<Thought>>,
        #[serde(default)]
        encrypted_content: Option<String>,
    },
}

#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub(super) role: Role,
    pub(super) content: Content,
}

#[derive(Debug, Deserialize)]
pub(super) struct Other {
    pub(super) r#type: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    User,
    Assistant,
    System,
    Developer,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Part {
    #[serde(alias = "output_text", alias = "text")]
    InputText {
        text: String,
    },
    Refusal {
        refusal: String,
    },
    InputImage {
        image_url: Option<String>,
        file_id: Option<String>,
    },
    InputFile {
        file_data: Option<String>,
        file_url: Option<String>,
        file_id: Option<String>,
        filename: Option<String>,
    },
    InputAudio {
        input_audio: Audio,
    },
}

#[derive(Debug, Deserialize)]
pub(super) struct Audio {
    pub(super) data: String,
    pub(super) format: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Thought {
    pub(super) text: String,
}

/// What the model may call.
#[derive(Debug, Deserialize)]
pub(super) struct Tool {
    pub(super) r#type: String,
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) parameters: Option<Value>,
    pub(super) strict: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum ToolChoice {
    Mode(String),
    Named {
        name: String,
    },
    /// Of a set of tools, or of a tool that the provider hosts.
    Other {},
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Text {
    pub(super) format: Option<Format>,
    pub(super) verbosity: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Format {
    Text,
    JsonObject,
    JsonSchema {
        name: String,
        description: Option<String>,
        schema: Value,
        strict: Option<bool>,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Reasoning {
    pub(super) effort: Option<String>,
}
