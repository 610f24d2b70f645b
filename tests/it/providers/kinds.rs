//! Every kind of provider behind a double that others wrote, called by clients that others wrote: what the README's
//! table says of a kind is what was seen here.

use std::collections::BTreeSet;
use std::fmt::Write;

use anyhow::{Context, ensure};
use domain::provider::{Dialect, Offer, ProviderKind, SecretForm, StreamUsage};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::app::{App, PROVIDER_KEY};
use tests::client::Client;
use tests::outside::{Passed, Servers, passes};

use super::service_account::Tokens;
use super::table::{Capability, ROWS, Row};
use super::{doubles, readme};

/// The clients, and what they are called.
const CLIENTS: [(&str, &str); 9] = [
    ("openai_python.py", "`openai` for Python"),
    ("openai_node.mjs", "`openai` for Node"),
    ("anthropic_python.py", "`anthropic` for Python"),
    ("anthropic_node.mjs", "`@anthropic-ai/sdk`"),
    ("google_python.py", "`google-genai`"),
    ("litellm_python.py", "LiteLLM"),
    (
        "langchain_python.py",
        "LangChain (`langchain-openai`, `langchain-anthropic`)",
    ),
    (
        "ai_sdk_node.mjs",
        "Vercel's AI SDK (`@ai-sdk/openai`, `@ai-sdk/openai-compatible`)",
    ),
    ("aigne_node.mjs", "AIGNE's `@aigne/aigne-hub`"),
];

/// The double counts no tokens of vectors; the models are listed to AIGNE's client without a key where the hub says so.
const NOWHERE: [&str; 2] = ["embeddings_by_default", "models"];
/// What clients call text completions. The double has none: they are seen where they are translated.
const COMPLETIONS: [&str; 2] = ["completion", "completion_streamed"];
/// What clients call it to edit pictures.
const EDITS: [&str; 5] = [
    "images_changed",
    "images_edit",
    "images_edit_with_a_mask_and_several_images",
    "openai_images_edit",
    "compatible_images_edit",
];

/// Models for vectors whose calls are compared with those of others' clients, one of each form.
const SAME_VECTORS: [&str; 5] = [
    "bedrock/amazon.titan-embed-text-v2:0",
    "bedrock/amazon.nova-2-multimodal-embeddings-v1:0",
    "bedrock/cohere.embed-v4:0",
    "vertex/gemini-embedding-2",
    "vertex/text-embedding-005",
];
/// The same of pictures.
const SAME_PICTURES: [&str; 6] = [
    "bedrock/amazon.nova-canvas-v1:0",
    "bedrock/stability.sd3-5-large-v1:0",
    "bedrock/us.stability.stable-image-inpaint-v1:0",
    "vertex/imagen-4.0-generate-001",
    "vertex/gemini-2.5-flash-image",
    "gemini/gemini-2.5-flash-image",
];
/// Of these the model cannot do the one, or the others' client cannot.
const SAME_BUT: [&str; 5] = [
    "same_edits@bedrock/stability.sd3-5-large-v1:0",
    "same_images@bedrock/us.stability.stable-image-inpaint-v1:0",
    "same_edits@vertex/imagen-4.0-generate-001",
    "same_images@vertex/gemini-2.5-flash-image",
    "same_images@gemini/gemini-2.5-flash-image",
];

impl Row {
    fn provider_kind(&self) -> ProviderKind {
        ProviderKind::named(self.kind).unwrap_or(ProviderKind::OPENAI_COMPATIBLE)
    }

    /// Where a double at `root` speaks like it. One that speaks OpenAI's format tells from the path who is meant.
    fn base_url(&self, root: &str) -> String {
        if let Some(path) = self.path {
            return [root, path].concat();
        }
        let own = self.provider_kind().base_url().unwrap_or("https://host/v1");
        let path = own.splitn(4, '/').nth(3).unwrap_or_default();
        let url = [root, self.kind, path].join("/");
        url.trim_end_matches('/').to_owned()
    }

    fn offers(&self, capability: Capability) -> bool {
        self.offers.contains(&capability)
    }

    /// What clients leave out for it, as they are told.
    fn skips(&self) -> impl Iterator<Item = String> {
        let edits = if self.offers(Capability::ImageEdits) {
            [].as_slice()
        } else {
            &EDITS
        };
        let completions = if self.provider_kind().offers(Offer::Completions) {
            COMPLETIONS.as_slice()
        } else {
            &[]
        };
        let names = self.skips.iter().chain(edits).chain(completions);
        names.flat_map(|name| self.models().map(|model| format!("{name}@{model}")))
    }

    /// Its models' names for clients.
    fn models(&self) -> [String; 3] {
        [self.models.chat, self.models.embedding, self.models.image].map(|model| self.named(model))
    }

    fn named(&self, model: &str) -> String {
        format!("{}/{model}", self.kind)
    }

    /// A credential for it, where it needs one.
    fn secret(&self, tokens: &Tokens) -> Option<Value> {
        match self.provider_kind().secret() {
            SecretForm::ApiKey => Some(json!({ "api_key": PROVIDER_KEY })),
            SecretForm::OptionalApiKey => None,
            SecretForm::Aws => Some(json!({
                "access_key_id": "AKIDEXAMPLE",
                "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                "session_token": "session/token+example==",
            })),
            SecretForm::ServiceAccount => {
                Some(json!({ "service_account": tokens.key_file("/token") }))
            }
        }
    }

    async fn connect(
        &self,
        app: &App,
        (doubles, tokens): (&Servers, &Tokens),
    ) -> anyhow::Result<()> {
        let root = doubles.root(self.double)?;
        let mut provider =
            json!({ "name": self.kind, "kind": self.kind, "base_url": self.base_url(root) });
        if let Some(region) = self.region {
            provider["region"] = region.into();
        }
        let provider = app.create("/api/providers", &provider).await?;
        let id = provider["id"].as_str().context("a provider has an id")?;
        if let Some(secret) = self.secret(tokens) {
            let credential = json!({ "name": "main", "secret": secret });
            app.create(&format!("/api/providers/{id}/credentials"), &credential)
                .await?;
        }
        let models = [
            (self.models.chat, "chat"),
            (self.models.embedding, "embedding"),
            (self.models.image, "image"),
        ];
        for (model, r#type) in models {
            let model = json!({ "provider": self.kind, "model": model, "type": r#type });
            app.create("/api/models", &model).await?;
        }
        Ok(())
    }
}

/// A hub that has a provider of every kind.
struct Everything {
    app: App,
    target: [String; 2],
    doubles: Servers,
    _tokens: Tokens,
}

impl Everything {
    async fn start() -> anyhow::Result<Self> {
        let (doubles, app, tokens) = (doubles().await?, App::start().await?, Tokens::start()?);
        for row in ROWS {
            row.connect(&app, (&doubles, &tokens)).await?;
        }
        let key = app.key(&json!({ "name": "clients" })).await?;
        let target = [format!("{}/v1", app.gateway().url()), key.token];
        Ok(Self {
            app,
            target,
            doubles,
            _tokens: tokens,
        })
    }

    /// Runs a client against every kind's models, as far as the kind has them.
    async fn passes(&self, file: &'static str) -> anyhow::Result<Passed> {
        let models = |capability, model: fn(&Row) -> &str| {
            let rows = ROWS.iter().filter(|row| row.offers(capability));
            let names: Vec<String> = rows.map(|row| row.named(model(row))).collect();
            names.join(",")
        };
        let chat = models(Capability::Chat, |row| row.models.chat);
        let embedding = models(Capability::Embeddings, |row| row.models.embedding);
        let image = models(Capability::Images, |row| row.models.image);
        let mut arguments = vec!["--chat-model", &chat];
        arguments.extend(["--embedding-model", &embedding, "--image-model", &image]);
        let skips: Vec<String> = ROWS.iter().flat_map(Row::skips).collect();
        for skip in skips.iter().map(String::as_str).chain(NOWHERE) {
            arguments.extend(["--skip", skip]);
        }
        passes(file, &self.target, &arguments).await
    }
}

impl Everything {
    /// Sees that the hub calls providers as others' clients do for the same; returns the checks that showed it.
    async fn makes_the_same_calls(&self) -> anyhow::Result<Passed> {
        self.connect_more().await?;
        let root = |double| self.doubles.root(double);
        let (bedrock, google) = (root("bedrock")?, root("google")?);
        let doubles = [("bedrock", bedrock), ("vertex", google), ("gemini", google)];
        let doubles = doubles.map(|(kind, url)| format!("{kind}={url}"));
        let (vectors, pictures) = (SAME_VECTORS.join(","), SAME_PICTURES.join(","));
        let mut arguments = vec!["--embedding-model", &vectors, "--image-model", &pictures];
        for double in &doubles {
            arguments.extend(["--double", double]);
        }
        for skip in SAME_BUT {
            arguments.extend(["--skip", skip]);
        }
        let mut same = passes("same_calls.py", &self.target, &arguments).await?;
        let ideogram = root("ideogram")?;
        let arguments = [
            "--image-model",
            "ideogram/ideogram-v3",
            "--double",
            ideogram,
        ];
        same.extend(passes("same_calls.mjs", &self.target, &arguments).await?);
        Ok(same)
    }

    /// Adds the models that no row names.
    async fn connect_more(&self) -> anyhow::Result<()> {
        let all = [
            ("embedding", SAME_VECTORS.as_slice()),
            ("image", &SAME_PICTURES),
        ];
        for (r#type, models) in all {
            for model in models {
                let (provider, name) = model.split_once('/').context("a model has a provider")?;
                if ROWS
                    .iter()
                    .all(|row| !row.models().contains(&(*model).to_owned()))
                {
                    let model = json!({ "provider": provider, "model": name, "type": r#type });
                    self.app.create("/api/models", &model).await?;
                }
            }
        }
        Ok(())
    }
}

#[actix_web::test]
async fn every_kind_does_for_every_client_what_the_readme_says() -> anyhow::Result<()> {
    let everything = Everything::start().await?;
    let runs = CLIENTS.map(|(file, _)| everything.passes(file));
    let mut failed = String::new();
    let mut passed = Vec::new();
    for run in join_all(runs).await {
        match run {
            Ok(checks) => passed.push(checks),
            Err(error) => writeln!(failed, "{error}")?,
        }
    }
    ensure!(failed.is_empty(), failed);
    let same = everything.makes_the_same_calls().await?;
    readme::holds(&table(&passed[0], &same)?)
}

/// What is asked of kinds that refuse some of it.
const PARTICULAR: [(&str, i64); 5] = [
    ("frequency_penalty", 1),
    ("presence_penalty", 1),
    ("top_logprobs", 2),
    ("top_k", 3),
    ("seed", 7),
];

#[actix_web::test]
async fn a_kind_that_speaks_openais_format_in_its_own_way_is_spoken_to_in_it() -> anyhow::Result<()>
{
    let everything = Everything::start().await?;
    let client = everything.app.client().await?;
    let journal = Client::new(everything.doubles.root("aimock")?);
    for row in ROWS {
        let kind = row.provider_kind();
        if kind.is_exact() || kind.dialect() != Dialect::OpenAi {
            continue;
        }
        let mut asked = json!({
            "model": row.named(row.models.chat), "stream": true, "logprobs": true, "user": "ann",
            "messages": [{ "role": "user", "content": "Say hi" }],
        });
        for (name, value) in PARTICULAR {
            asked[name] = value.into();
        }
        let answer = client.chat(&asked).await?;
        assert_eq!(answer.status, 200, "{kind:?}: {}", answer.text());
        let path = format!("{}/chat/completions", row.base_url(""));
        let calls = journal
            .get(&format!("/__aimock/journal?path={path}"))
            .await?;
        let calls = calls.json();
        let said = &calls[0]["body"];
        assert_eq!(said["messages"], asked["messages"], "{kind:?}: {calls}");
        let dropped = answer.header("x-hub-dropped-params").to_owned();
        for refused in kind.quirks().refused {
            assert_eq!(said.get(refused), None, "{kind:?}: {refused}");
            let was_asked = asked.get(refused).is_some();
            let is_told = dropped.split(',').any(|name| name.trim() == *refused);
            assert_eq!(was_asked, is_told, "{kind:?}: {refused} in {dropped}");
        }
        assert_eq!(said[kind.quirks().seed], 7, "{kind:?}");
        let asks_for_usage = kind.quirks().stream_usage == StreamUsage::Asked;
        assert_eq!(
            said.get("stream_options").is_some(),
            asks_for_usage,
            "{kind:?}"
        );
    }
    Ok(())
}

#[test]
fn every_kind_has_a_row() {
    let rows: Vec<&str> = ROWS.iter().map(|row| row.kind).collect();
    let kinds: Vec<&str> = ProviderKind::all().map(ProviderKind::as_str).collect();
    assert_eq!(rows, kinds);
}

/// The README's table, from the checks that the official OpenAI client passed, and from where the calls were the same.
fn table(passed: &Passed, same: &Passed) -> anyhow::Result<String> {
    let mut table = String::from("| Provider | `kind` |");
    for capability in Capability::ALL {
        write!(table, " {} |", capability.title())?;
    }
    table.push_str("\n| --- | --- |");
    table.push_str(&" :-: |".repeat(Capability::ALL.len()));
    for row in ROWS {
        write!(
            table,
            "\n| {} | `{}` |",
            row.provider_kind().title(),
            row.kind
        )?;
        for capability in Capability::ALL {
            write!(table, " {} |", cell(row, capability, (passed, same))?)?;
        }
    }
    let clients = CLIENTS.map(|(_, name)| name).join(", ");
    write!(
        table,
        "\n\n● seen with each of {clients}, as far as it has it · \
         ◐ the same, on a double of ours that takes only what schemas, types and clients published by others allow, and gets from the hub what those clients \
         ask for the same (LiteLLM of Bedrock, Google's own of Vertex AI, `ideogram-api` and AIGNE's of Ideogram) · \
         – not offered by the provider in this API\n"
    )?;
    Ok(table)
}

fn cell(
    row: &Row,
    capability: Capability,
    (passed, same): (&Passed, &Passed),
) -> anyhow::Result<&'static str> {
    if !row.offers(capability) {
        return Ok("–");
    }
    shows(row, capability.checks(), passed)?;
    if !row.judged.contains(&capability) {
        return Ok("●");
    }
    shows(row, capability.same(), same)?;
    Ok("◐")
}

/// Fails unless all of these checks passed for the row's models.
fn shows(row: &Row, checks: &[&str], passed: &Passed) -> anyhow::Result<()> {
    let of_models = row.models().map(|model| passed.get(&model));
    let seen = of_models.into_iter().flatten().flatten();
    let seen: BTreeSet<&str> = seen.map(String::as_str).collect();
    let missing = checks.iter().find(|check| !seen.contains(**check));
    ensure!(
        missing.is_none(),
        "{}: {missing:?} was not seen to pass",
        row.kind
    );
    Ok(())
}
