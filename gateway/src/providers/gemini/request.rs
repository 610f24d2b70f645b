//! The canonical conversation as a call of `generateContent`.
use super::{Gemini, contents, model::Model, schema, thinking};
use crate::{
    canonical::{
        Unsupported,
        chat::{OutputFormat, Request, ToolChoice},
    },
    gemini::wire::{
        FunctionCallingConfig, FunctionDeclaration, GenerateRequest, GenerationConfig, Tool,
        ToolConfig,
    },
    providers::{Encoded, Recipient, UpstreamRequest},
};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// How many texts may end an answer.
const MOST_STOPS: usize = 5;

/// Google's own fields that clients of other formats may send, by both of their spellings.
const GOOGLES: [(&str, &str); 4] = [
    ("safetySettings", "safety_settings"),
    ("cachedContent", "cached_content"),
    ("labels", "labels"),
    ("store", "store"),
];

/// Parameters that were left out.
type Dropped = Vec<Cow<'static, str>>;

/// The request for the conversation's next message.
pub(super) fn encode(request: &Request, to: &Recipient) -> Result<Encoded, Unsupported> {
    let at = Gemini::of(to.kind);
    let model = Model::named(to.model.as_str());
    let mut dropped = dropped(request);
    let said = contents::said(request, at, model)?;
    let mut body = GenerateRequest {
        contents: said.contents,
        system_instruction: said.system,
        tools: tools(request),
        tool_config: tool_config(request),
        generation_config: generation_config(request, model, &mut dropped)?,
        service_tier: service_tier(at, request, &mut dropped),
        rest: googles_own(&request.extra, &mut dropped),
    };
    if body.rest.contains_key("cachedContent") {
        // What was cached holds these, and Google refuses to have them twice.
        body.system_instruction = None;
        body.tools = Vec::new();
        body.tool_config = None;
    }
    let method = if request.stream {
        "streamGenerateContent?alt=sse"
    } else {
        "generateContent"
    };
    let body = serde_json::to_value(&body).unwrap_or_default();
    Ok(Encoded {
        first: UpstreamRequest::json(model.path(at, method), &body),
        more: Vec::new(),
        dropped,
    })
}

/// What Google has no equivalent of.
fn dropped(request: &Request) -> Dropped {
    let all = [
        ("logit_bias", request.sampling.logit_bias.is_some()),
        ("user", request.user.is_some()),
        (
            "parallel_tool_calls",
            request.parallel_tool_calls == Some(false) && !request.tools.is_empty(),
        ),
    ];
    let there = all.into_iter().filter(|(_, is_there)| *is_there);
    there.map(|(name, _)| name.into()).collect()
}

fn tools(request: &Request) -> Vec<Tool> {
    if request.tools.is_empty() {
        return Vec::new();
    }
    let declarations = request.tools.iter().map(|tool| FunctionDeclaration {
        name: tool.name.clone(),
        description: tool.description.clone(),
        parameters: tool.parameters.as_ref().and_then(schema::parameters),
        parameters_json_schema: None,
    });
    vec![Tool {
        function_declarations: declarations.collect(),
        rest: Map::new(),
    }]
}

fn tool_config(request: &Request) -> Option<ToolConfig> {
    let choice = request.tool_choice.as_ref()?;
    if request.tools.is_empty() {
        return None;
    }
    let (mode, allowed) = match choice {
        ToolChoice::Auto => ("AUTO", Vec::new()),
        ToolChoice::Required => ("ANY", Vec::new()),
        ToolChoice::None => ("NONE", Vec::new()),
        ToolChoice::Tool(name) => ("ANY", vec![name.clone()]),
    };
    Some(ToolConfig {
        function_calling_config: Some(FunctionCallingConfig {
            mode: Some(mode.to_owned()),
            allowed_function_names: allowed,
        }),
    })
}

fn generation_config(
    request: &Request,
    model: Model,
    dropped: &mut Dropped,
) -> Result<GenerationConfig, Unsupported> {
    if request.stop.len() > MOST_STOPS {
        let message = format!("This model's provider takes at most {MOST_STOPS} stop texts.");
        return Err(Unsupported::new("stop", message));
    }
    let sampling = &request.sampling;
    let mut config = GenerationConfig {
        candidate_count: request.n.filter(|n| *n > 1),
        stop_sequences: request.stop.clone(),
        max_output_tokens: request.max_tokens,
        temperature: sampling.temperature.clone(),
        top_p: sampling.top_p.clone(),
        top_k: sampling.top_k.map(Into::into),
        seed: sampling.seed.clone(),
        presence_penalty: sampling.presence_penalty.clone(),
        frequency_penalty: sampling.frequency_penalty.clone(),
        response_logprobs: request.logprobs.filter(|wanted| *wanted),
        logprobs: request
            .top_logprobs
            .filter(|_| request.logprobs == Some(true)),
        ..GenerationConfig::default()
    };
    output(request, model, &mut config, dropped);
    if let Some(reasoning) = request.reasoning {
        config.thinking_config = thinking::config(reasoning, model);
        if config.thinking_config.is_none() {
            dropped.push("reasoning_effort".into());
        }
    }
    Ok(config)
}

/// The answer's form, which models before Gemini 3 cannot promise beside tools.
fn output(request: &Request, model: Model, config: &mut GenerationConfig, dropped: &mut Dropped) {
    let schema = match &request.output {
        OutputFormat::Text => return,
        OutputFormat::Json => None,
        OutputFormat::Schema(schema) => Some(schema::normalised(&schema.schema)),
    };
    if !request.tools.is_empty() && model.generation() < (3, 0) {
        dropped.push("response_format".into());
        return;
    }
    config.response_mime_type = Some("application/json".to_owned());
    config.response_schema = schema;
}

/// Google's name of a tier of service; only AI Studio takes it in the body.
fn service_tier(at: Gemini, request: &Request, dropped: &mut Dropped) -> Option<String> {
    let tier = match (at, request.service_tier.as_deref()?) {
        (_, "auto") => return None,
        (Gemini::AiStudio, "default") => "standard",
        (Gemini::AiStudio, "flex") => "flex",
        (Gemini::AiStudio, "priority") => "priority",
        (Gemini::AiStudio | Gemini::Vertex, _) => {
            dropped.push("service_tier".into());
            return None;
        }
    };
    Some(tier.to_owned())
}

/// Google's own fields among those that the client's format does not know, at their place or where Google's client
/// for OpenAI's format puts them (`extra_body.google`).
fn googles_own(extra: &Map<String, Value>, dropped: &mut Dropped) -> Map<String, Value> {
    let mut own = Map::new();
    let nested = extra.get("extra_body").unwrap_or(&Value::Null);
    let places = [extra.get("google"), nested.get("google")];
    let inner = places.into_iter().flatten().filter_map(Value::as_object);
    for (name, value) in inner.chain([extra]).flatten() {
        let known = GOOGLES
            .iter()
            .find(|(camel, snake)| name == camel || name == snake);
        if let Some((camel, _)) = known {
            own.insert((*camel).to_owned(), value.clone());
        } else if !matches!(name.as_str(), "google" | "extra_body") {
            dropped.push(name.clone().into());
        }
    }
    own
}
