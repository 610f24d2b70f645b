//! The bodies of `generateContent` as Google documents them.
//!
//! Google reads names in both of their spellings, `inlineData` and `inline_data`; so does this.
use super::usage::UsageMetadata;
use domain::request::Usage;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

/// The body of `models/MODEL:generateContent`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GenerateRequest {
    pub(crate) contents: Vec<Content>,
    #[serde(alias = "system_instruction", skip_serializing_if = "Option::is_none")]
    pub(crate) system_instruction: Option<Content>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tools: Vec<Tool>,
    #[serde(alias = "tool_config", skip_serializing_if = "Option::is_none")]
    pub(crate) tool_config: Option<ToolConfig>,
    #[serde(alias = "generation_config", skip_serializing_if = "is_empty_config")]
    pub(crate) generation_config: GenerationConfig,
    #[serde(alias = "service_tier", skip_serializing_if = "Option::is_none")]
    pub(crate) service_tier: Option<String>,
    /// Fields that nothing here acts on: `safetySettings`, `cachedContent`, `labels`, ...
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}

fn is_empty_config(config: &GenerationConfig) -> bool {
    *config == GenerationConfig::default()
}

/// What one side said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// `user` or `model`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    pub(crate) parts: Vec<Part>,
}

/// A piece of what was said: one of its fields says what it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Part {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    /// Whether the text is the model's thoughts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) thought: Option<bool>,
    /// What the model wants back with this piece.
    #[serde(alias = "thought_signature", skip_serializing_if = "Option::is_none")]
    pub(crate) thought_signature: Option<String>,
    #[serde(alias = "inline_data", skip_serializing_if = "Option::is_none")]
    pub(crate) inline_data: Option<Blob>,
    #[serde(alias = "file_data", skip_serializing_if = "Option::is_none")]
    pub(crate) file_data: Option<FileData>,
    #[serde(alias = "function_call", skip_serializing_if = "Option::is_none")]
    pub(crate) function_call: Option<FunctionCall>,
    #[serde(alias = "function_response", skip_serializing_if = "Option::is_none")]
    pub(crate) function_response: Option<FunctionResponse>,
    #[serde(alias = "executable_code", skip_serializing_if = "Option::is_none")]
    pub(crate) executable_code: Option<ExecutableCode>,
    #[serde(
        alias = "code_execution_result",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) code_execution_result: Option<CodeExecutionResult>,
}

impl Part {
    /// Text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: Some(text.into()),
            ..Self::default()
        }
    }
}

/// A file's content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Blob {
    #[serde(alias = "mime_type", skip_serializing_if = "Option::is_none")]
    pub(crate) mime_type: Option<String>,
    pub(crate) data: String,
}

/// Where a file lies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FileData {
    #[serde(alias = "mime_type", skip_serializing_if = "Option::is_none")]
    pub(crate) mime_type: Option<String>,
    #[serde(alias = "file_uri")]
    pub(crate) file_uri: String,
}

/// The model calls a function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionCall {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) args: Map<String, Value>,
}

/// What a function gave.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) response: Map<String, Value>,
    /// Pictures and other files among it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) parts: Vec<Part>,
}

/// A program that the model wrote and Google ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExecutableCode {
    pub(crate) language: String,
    pub(crate) code: String,
}

/// What the program printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeExecutionResult {
    pub(crate) outcome: String,
    pub(crate) output: String,
}

/// What the model may use: functions, or Google's own tools in `rest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Tool {
    #[serde(alias = "function_declarations", skip_serializing_if = "Vec::is_empty")]
    pub(crate) function_declarations: Vec<FunctionDeclaration>,
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}

/// A function that the model may call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FunctionDeclaration {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// Its arguments, in Google's form of schemas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parameters: Option<Value>,
    /// Its arguments as JSON Schema.
    #[serde(
        alias = "parameters_json_schema",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) parameters_json_schema: Option<Value>,
}

/// How tools are used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ToolConfig {
    #[serde(
        alias = "function_calling_config",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) function_calling_config: Option<FunctionCallingConfig>,
}

/// Whether functions are called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FunctionCallingConfig {
    /// `AUTO`, `ANY`, `NONE` or `VALIDATED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mode: Option<String>,
    #[serde(
        alias = "allowed_function_names",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) allowed_function_names: Vec<String>,
}

/// How the answer is made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GenerationConfig {
    #[serde(alias = "candidate_count", skip_serializing_if = "Option::is_none")]
    pub(crate) candidate_count: Option<u64>,
    #[serde(alias = "stop_sequences", skip_serializing_if = "Vec::is_empty")]
    pub(crate) stop_sequences: Vec<String>,
    #[serde(alias = "max_output_tokens", skip_serializing_if = "Option::is_none")]
    pub(crate) max_output_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) temperature: Option<Number>,
    #[serde(alias = "top_p", skip_serializing_if = "Option::is_none")]
    pub(crate) top_p: Option<Number>,
    #[serde(alias = "top_k", skip_serializing_if = "Option::is_none")]
    pub(crate) top_k: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seed: Option<Number>,
    #[serde(alias = "presence_penalty", skip_serializing_if = "Option::is_none")]
    pub(crate) presence_penalty: Option<Number>,
    #[serde(alias = "frequency_penalty", skip_serializing_if = "Option::is_none")]
    pub(crate) frequency_penalty: Option<Number>,
    #[serde(alias = "response_logprobs", skip_serializing_if = "Option::is_none")]
    pub(crate) response_logprobs: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) logprobs: Option<u64>,
    #[serde(alias = "response_mime_type", skip_serializing_if = "Option::is_none")]
    pub(crate) response_mime_type: Option<String>,
    #[serde(alias = "response_schema", skip_serializing_if = "Option::is_none")]
    pub(crate) response_schema: Option<Value>,
    #[serde(
        alias = "response_json_schema",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) response_json_schema: Option<Value>,
    #[serde(alias = "response_modalities", skip_serializing_if = "Vec::is_empty")]
    pub(crate) response_modalities: Vec<String>,
    #[serde(alias = "thinking_config", skip_serializing_if = "Option::is_none")]
    pub(crate) thinking_config: Option<ThinkingConfig>,
    #[serde(alias = "image_config", skip_serializing_if = "Option::is_none")]
    pub(crate) image_config: Option<Value>,
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}

/// How much the model thinks first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ThinkingConfig {
    #[serde(alias = "include_thoughts", skip_serializing_if = "Option::is_none")]
    pub(crate) include_thoughts: Option<bool>,
    /// In tokens; -1 leaves it to the model.
    #[serde(alias = "thinking_budget", skip_serializing_if = "Option::is_none")]
    pub(crate) thinking_budget: Option<i64>,
    /// Models since Gemini 3: `MINIMAL`, `LOW`, `MEDIUM` or `HIGH`.
    #[serde(alias = "thinking_level", skip_serializing_if = "Option::is_none")]
    pub(crate) thinking_level: Option<String>,
}

/// The answer, or a piece of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GenerateAnswer {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) candidates: Vec<Candidate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) prompt_feedback: Option<PromptFeedback>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usage_metadata: Option<UsageMetadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) model_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) response_id: Option<String>,
}

impl GenerateAnswer {
    /// What the answer took, searches among it, where it says.
    #[must_use]
    pub fn usage(&self) -> Option<Usage> {
        let grounded = self
            .candidates
            .iter()
            .filter_map(|one| one.grounding_metadata.as_ref());
        let searches: usize = grounded.map(|one| one.web_search_queries.len()).sum();
        let usage = self.usage_metadata.as_ref()?;
        Some(Usage {
            searches: searches as u64,
            ..Usage::from(usage)
        })
    }
}

/// One of the answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Candidate {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) finish_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) index: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) logprobs_result: Option<LogprobsResult>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) grounding_metadata: Option<GroundingMetadata>,
}

/// Why a prompt was not answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PromptFeedback {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) block_reason: Option<String>,
}

/// What the answer was looked up in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GroundingMetadata {
    pub(crate) web_search_queries: Vec<String>,
}

/// Log probabilities, token by token.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct LogprobsResult {
    pub(crate) top_candidates: Vec<TopCandidates>,
    pub(crate) chosen_candidates: Vec<TokenLogprob>,
}

/// The likeliest tokens at one place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TopCandidates {
    pub(crate) candidates: Vec<TokenLogprob>,
}

/// A token and its log probability.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TokenLogprob {
    pub(crate) token: String,
    pub(crate) log_probability: Option<Number>,
}
