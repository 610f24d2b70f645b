//! The envelope of a call and what it holds, as far as it is acted on.
use serde::Deserialize;
use serde_json::{Map, Number, Value};

/// What a client sends.
#[derive(Debug, Deserialize)]
pub(super) struct Body<I> {
    pub(super) input: I,
    #[serde(default)]
    pub(super) options: Options,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Options {
    #[serde(default)]
    pub(super) streaming: Option<bool>,
}

/// As much of any call's input as says where it goes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Address {
    pub(super) model_options: Option<Model>,
    pub(super) image: Option<Vec<serde::de::IgnoredAny>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Model {
    pub(super) model: Option<String>,
}

/// As much of an input as says in which form its answer is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Wanted {
    pub(super) response_format: Option<ResponseFormat>,
    pub(super) output_file_type: Option<FileType>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FileType {
    /// Its bytes, as base64.
    File,
    /// An address, which may be a data URL.
    #[default]
    Url,
    /// A file of the client's, which the client itself writes.
    Local,
}

/// A conversation.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Chat {
    pub(super) messages: Vec<Message>,
    #[serde(default)]
    pub(super) tools: Option<Vec<Tool>>,
    #[serde(default)]
    pub(super) tool_choice: Option<ToolChoice>,
    #[serde(default)]
    pub(super) response_format: Option<ResponseFormat>,
    #[serde(default)]
    pub(super) model_options: ModelOptions,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ModelOptions {
    pub(super) max_tokens: Option<u64>,
    pub(super) temperature: Option<Number>,
    pub(super) top_p: Option<Number>,
    pub(super) top_k: Option<u64>,
    pub(super) frequency_penalty: Option<Number>,
    pub(super) presence_penalty: Option<Number>,
    pub(super) seed: Option<Number>,
    pub(super) parallel_tool_calls: Option<bool>,
    pub(super) reasoning_effort: Option<Effort>,
    pub(super) cache_config: Option<CacheConfig>,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Effort {
    Tokens(u64),
    Name(String),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct CacheConfig {
    pub(super) enabled: Option<bool>,
    pub(super) ttl: Option<CacheTime>,
    pub(super) strategy: Option<String>,
    pub(super) auto_breakpoints: Breakpoints,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Breakpoints {
    pub(super) tools: bool,
    pub(super) system: bool,
    pub(super) last_message: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum CacheTime {
    Name(String),
    Seconds(u64),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Message {
    pub(super) role: Role,
    #[serde(default)]
    pub(super) content: Option<Content>,
    #[serde(default)]
    pub(super) tool_calls: Option<Vec<ToolCall>>,
    #[serde(default)]
    pub(super) tool_call_id: Option<String>,
    #[serde(default)]
    pub(super) cache_control: Option<CacheControl>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    System,
    User,
    Agent,
    Tool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Part {
    #[serde(flatten)]
    pub(super) kind: PartKind,
    #[serde(default)]
    pub(super) cache_control: Option<CacheControl>,
}

#[derive(Debug, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub(super) enum PartKind {
    Text {
        text: String,
        #[serde(default)]
        is_thinking: bool,
    },
    #[serde(untagged)]
    File(File),
}

/// A file, wherever it is.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum File {
    #[serde(rename = "file")]
    Inline {
        data: String,
        #[serde(flatten)]
        about: About,
    },
    Url {
        url: String,
        #[serde(flatten)]
        about: About,
    },
    /// On the client's machine, where the hub cannot read it.
    Local {},
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct About {
    pub(super) mime_type: Option<String>,
    pub(super) filename: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CacheControl {
    #[serde(default)]
    pub(super) ttl: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ToolCall {
    pub(super) id: String,
    pub(super) function: Called,
    #[serde(default)]
    pub(super) metadata: Option<Metadata>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Called {
    pub(super) name: String,
    #[serde(default)]
    pub(super) arguments: Value,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata {
    #[serde(default)]
    pub(super) thought_signature: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tool {
    pub(super) function: Function,
    #[serde(default)]
    pub(super) cache_control: Option<CacheControl>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Function {
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) parameters: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum ToolChoice {
    Mode(Mode),
    Tool { function: Named },
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mode {
    Auto,
    None,
    Required,
}

#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub(super) enum ResponseFormat {
    Text,
    JsonSchema { json_schema: JsonSchema },
}

#[derive(Debug, Deserialize)]
pub(super) struct JsonSchema {
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: Option<String>,
    pub(super) schema: Value,
    #[serde(default)]
    pub(super) strict: Option<bool>,
}

/// Pictures to make.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Pictures {
    pub(super) prompt: String,
    #[serde(default)]
    pub(super) image: Option<Vec<File>>,
    #[serde(default)]
    pub(super) mask: Option<File>,
    #[serde(default)]
    pub(super) n: Option<u64>,
    #[serde(default)]
    pub(super) size: Option<String>,
    #[serde(default)]
    pub(super) quality: Option<String>,
    #[serde(default)]
    pub(super) model_options: Map<String, Value>,
}
