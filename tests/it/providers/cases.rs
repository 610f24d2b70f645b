//! What every provider is sent for the same call: a file a case in `tests/fixtures/cases`, with what a client of
//! OpenAI's asked and what became of it. `UPDATE_CASES=1` writes the latter anew, and `clients/self_check.py` holds it
//! against the specifications that the providers published.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use bytes::Bytes;
use domain::provider::{ModelName, ProviderKind, ProviderName, ProviderSettings};
use domain::request::Operation;
use gateway::format::Format;
use gateway::openai::body;
use gateway::providers::{self, Recipient};
use serde_json::{Value, json};
use tests::outside::client;

/// Kinds of providers, and a model of each way of being asked.
const TARGETS: [(&str, &str); 9] = [
    ("openai_compatible", "any-model"),
    ("deepseek", "deepseek-chat"),
    ("mistral", "mistral-large-latest"),
    ("anthropic", "claude-opus-4-6"),
    ("anthropic", "claude-3-5-sonnet-20241022"),
    ("gemini", "gemini-3-pro-preview"),
    ("vertex", "gemini-2.5-flash"),
    ("bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0"),
    ("bedrock", "amazon.nova-lite-v1:0"),
];

/// Cases that there have to be, whatever others are added.
const NAMED: [&str; 18] = [
    "basic",
    "full",
    "generation_config",
    "image_file",
    "image_inline",
    "image_url",
    "multi_turn_tools",
    "parallel_tool_call",
    "reasoning",
    "reasoning_max",
    "reasoning_replay",
    "reasoning_replay_unsigned",
    "structured_output",
    "tool_call",
    "cache_control",
    "system_message",
    "server_tools",
    "tool_history_without_tools",
];

/// What a target is sent, or why it is not.
fn sent(asked: &Value, (kind, model): (&str, &str)) -> anyhow::Result<Value> {
    let mut asked = asked.clone();
    asked["model"] = json!("p/m");
    let settings = ProviderSettings {
        display_name: None,
        base_url: None,
        region: None,
        api_version: None,
        enabled: true,
    };
    let to = Recipient {
        kind: ProviderKind::named(kind).context("no such kind")?,
        provider: &ProviderName::try_from("p".to_owned())?,
        settings: &settings,
        model: &ModelName::try_from(model.to_owned())?,
        max_output_tokens: None,
        lacks_completions: false,
    };
    let call = body::decode(Format::OpenAi, Operation::Chat, asked.to_string().into());
    let encoded = call.and_then(|call| providers::encode(&call, &to));
    let encoded = match encoded {
        Ok(encoded) => encoded,
        Err(error) => {
            return Ok(json!({ "refused": { "param": error.param, "message": error.message } }));
        }
    };
    let body: Value = read(&encoded.first.body)?;
    let mut sent = json!({ "path": encoded.first.path, "body": body });
    if !encoded.dropped.is_empty() {
        sent["dropped"] = json!(encoded.dropped);
    }
    Ok(sent)
}

fn read(body: &Bytes) -> anyhow::Result<Value> {
    Ok(serde_json::from_slice(body)?)
}

fn files() -> anyhow::Result<Vec<PathBuf>> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fixtures", "cases"]
        .iter()
        .collect();
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<anyhow::Result<_>>()?;
    files.sort();
    Ok(files)
}

fn name(file: &Path) -> String {
    file.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Checks a case, or writes it; returns how what was sent differs from what it says.
fn differs(file: &Path) -> anyhow::Result<String> {
    let mut case: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
    let mut differences = String::new();
    let kept = case["sent"].take();
    for target in TARGETS {
        let place = format!("{} {}", target.0, target.1);
        let now = sent(&case["asked"], target)?;
        if kept[&place] != now {
            writeln!(differences, "{} to {place}:\n{now:#}", name(file))?;
        }
        case["sent"][place] = now;
    }
    if std::env::var_os("UPDATE_CASES").is_some_and(|value| value == "1") {
        fs::write(file, written(&case)?)?;
        return Ok(String::new());
    }
    Ok(differences)
}

/// A case, with a line for what was asked and for what each target is sent.
fn written(case: &Value) -> anyhow::Result<String> {
    let sent = case["sent"].as_object().context("what is sent")?;
    let sent = sent
        .iter()
        .map(|(target, call)| format!("    \"{target}\": {call}"));
    let sent = sent.collect::<Vec<_>>().join(",\n");
    let asked = &case["asked"];
    Ok(format!(
        "{{\n  \"asked\": {asked},\n  \"sent\": {{\n{sent}\n  }}\n}}\n"
    ))
}

#[test]
fn every_target_is_sent_what_its_case_says() -> anyhow::Result<()> {
    let mut differences = String::new();
    for file in files()? {
        differences += &differs(&file)?;
    }
    ensure!(
        differences.is_empty(),
        "UPDATE_CASES=1 writes what is sent now:\n{differences}"
    );
    Ok(())
}

#[test]
fn the_named_cases_are_there() -> anyhow::Result<()> {
    let there: Vec<String> = files()?.iter().map(|file| name(file)).collect();
    for named in NAMED {
        assert!(there.iter().any(|name| name == named), "{named}");
    }
    Ok(())
}

/// Runs a program of `tests/clients` that needs no server, to its good end.
async fn holds(file: &'static str) -> anyhow::Result<()> {
    let ran = tokio::task::spawn_blocking(move || client(file, &[])).await??;
    let said = String::from_utf8_lossy(&ran.stdout);
    let complained = String::from_utf8_lossy(&ran.stderr);
    ensure!(ran.status.success(), "{file}:\n{said}{complained}");
    Ok(())
}

#[actix_web::test]
async fn what_is_sent_is_of_the_form_that_the_providers_published() -> anyhow::Result<()> {
    holds("sent_cases.py").await
}

#[actix_web::test]
async fn what_judges_the_hub_can_find_fault() -> anyhow::Result<()> {
    holds("self_check.py").await
}
