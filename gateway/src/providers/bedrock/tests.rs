//! The rules of the way to Bedrock and back, each by its name.
mod answers;
mod pictures;
mod requests;
mod streams;
mod vectors;

use super::*;
use crate::{
    canonical::{
        self, Unsupported,
        chat::{self, Request},
    },
    providers::{
        Encoded, Received,
        testing::{asked, body_of, conversation as request, dropped_of, recipient, settings},
    },
};
use serde_json::{Value, json};

const CLAUDE: &str = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
const NEW: &str = "global.anthropic.claude-opus-4-7-v1:0";
const OLD: &str = "anthropic.claude-3-5-sonnet-20241022-v2:0";
const NOVA: &str = "amazon.nova-lite-v1:0";
const LLAMA: &str = "us.meta.llama4-scout-17b-instruct-v1:0";

fn tried(model: &str, body: &Value) -> Result<Encoded, Unsupported> {
    asked("bedrock", model, body)
}

fn sent(model: &str, body: &Value) -> Value {
    body_of(&tried(model, body).unwrap().first)
}

fn dropped(model: &str, body: &Value) -> Vec<String> {
    dropped_of(&tried(model, body).unwrap())
}

/// A tool of this name, as OpenAI's clients send it.
fn tool(name: &str) -> Value {
    json!({ "type": "function", "function": { "name": name, "parameters": { "type": "object" } } })
}

#[test]
fn a_region_has_its_own_host_and_models_are_listed_beside_it() {
    let placed = ProviderSettings {
        region: Some("eu-central-1".into()),
        ..settings()
    };
    let base_url = (BEDROCK.base_url)(&placed);
    assert_eq!(
        base_url,
        "https://bedrock-runtime.eu-central-1.amazonaws.com"
    );
    let listing = (BEDROCK.models.base_url)(base_url);
    assert_eq!(listing, "https://bedrock.eu-central-1.amazonaws.com");
    let own = (BEDROCK.models.base_url)("https://proxy.example/bedrock-runtime.".into());
    assert_eq!(own, "https://proxy.example/bedrock-runtime.");
    let Signing::Aws { region, service } = (BEDROCK.signing)(&placed) else {
        panic!("signed by something else");
    };
    assert_eq!((&*region, service), ("eu-central-1", "bedrock"));
}

#[test]
fn a_model_is_one_part_of_the_path_whatever_its_letters() {
    let profile =
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0";
    assert_eq!(
        path(profile, "converse"),
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-lite-v1%3A0/converse"
    );
}

#[test]
fn the_models_that_are_listed_are_foundation_models() {
    let body = json!({ "modelSummaries": [
        { "modelId": "amazon.nova-lite-v1:0", "modelName": "Nova Lite" },
        { "modelId": NOVA },
    ] });
    let models = (BEDROCK.models.decode)(body.to_string().as_bytes()).unwrap();
    assert_eq!(models, ["amazon.nova-lite-v1:0", NOVA]);
    assert!((BEDROCK.models.decode)(b"{}").is_err());
}
