//! Unmodified clients, and the published specification, against a hub with a real model server and a double
//! that others wrote behind it.

use domain::request::{Event, Operation, Outcome};
use tests::app::App;
use tests::outside::{Servers, passes};

/// A hub, and what it calls.
struct Outside {
    app: App,
    base_url: String,
    token: String,
    _upstream: Servers,
    _doubles: Servers,
}

impl Outside {
    async fn start() -> anyhow::Result<Self> {
        let upstream = tokio::task::spawn_blocking(|| Servers::start("upstream.sh", &["0", "0"]));
        let doubles = tokio::task::spawn_blocking(|| Servers::start("doubles.sh", &[]));
        let (upstream, doubles) = (upstream.await??, doubles.await??);
        // AIGNE's own client asks for the models without a key.
        let app = App::build().set("HUB_PUBLIC_MODELS", "true");
        let app = app.start().await?;
        for (kind, name, url, models) in [
            (
                "openai_compatible",
                "local",
                upstream.url("chat")?,
                [("smollm2", "chat")].as_slice(),
            ),
            (
                "openai_compatible",
                "vectors",
                upstream.url("embeddings")?,
                &[("all-minilm-l6-v2", "embedding")],
            ),
            (
                // So that its answers have a cost, which comes behind a stream's end.
                "openai",
                "double",
                doubles.url("aimock")?,
                &[("gpt-4o", "chat"), ("gpt-image-1", "image")],
            ),
            (
                "openai",
                "others",
                doubles.url("aimock-lenient")?,
                &[("omni-moderation-latest", "chat")],
            ),
            (
                "cohere",
                "cohere",
                &format!("{}/compatibility/v1", doubles.root("aimock-lenient")?),
                &[],
            ),
            (
                "anthropic",
                "claude",
                doubles.root("aimock")?,
                &[("claude-haiku-4-5", "chat")],
            ),
        ] {
            app.provider_of_kind(kind, (name, url), models).await?;
        }
        let token = app
            .key(&serde_json::json!({ "name": "clients" }))
            .await?
            .token;
        Ok(Self {
            base_url: format!("{}/v1", app.gateway().url()),
            app,
            token,
            _upstream: upstream,
            _doubles: doubles,
        })
    }

    /// Runs a client against these models and checks that all its checks passed.
    async fn passes(&self, file: &'static str, models: &[&str]) -> anyhow::Result<()> {
        passes(file, &[self.base_url.clone(), self.token.clone()], models).await?;
        Ok(())
    }
}

/// The real model server, with the double for images.
const REAL: [&str; 14] = [
    "--chat-model",
    "local/smollm2",
    "--embedding-model",
    "vectors/all-minilm-l6-v2",
    "--image-model",
    "double/gpt-image-1",
    // The model server calls no tools, and the model is too small for what is asked beside words.
    "--skip",
    "tools",
    "--skip",
    "tools_streamed",
    "--skip",
    "structured_output",
    "--skip",
    "vision",
];
/// The double alone, but for what it lacks: it counts no tokens of embeddings and knows no log probabilities.
const DOUBLE: [&str; 8] = [
    "--chat-model",
    "double/gpt-4o",
    "--image-model",
    "double/gpt-image-1",
    "--skip",
    "chat_answer_with_logprobs",
    "--skip",
    "chat_chunks_with_logprobs",
];

/// The double as Anthropic, behind its own format.
const CLAUDE: [&str; 6] = [
    "--chat-model",
    "claude/claude-haiku-4-5",
    "--skip",
    "chat_answer_with_logprobs",
    "--skip",
    "chat_chunks_with_logprobs",
];

/// The same for a client of that format: what the double says passes as it is, and it is less than the specification.
const SAME_FORMAT: &[&str] = &[
    "--chat-model",
    "claude/claude-haiku-4-5",
    "--skip",
    "message_conforms",
    "--skip",
    "events_conform",
    "--skip",
    "tool_events_conform",
    "--skip",
    "a_bad_body_is_a_bad_request",
];

/// What passes to those that have it, and is translated for nobody.
const OTHERS: [&str; 8] = [
    "--moderation-model",
    "others/omni-moderation-latest",
    "--rerank-model",
    "cohere/rerank-v3.5",
    "--speech-model",
    "double/tts-1",
    "--transcription-model",
    "double/gpt-4o-transcribe",
];

#[actix_web::test]
async fn official_sdks_and_the_published_specification_find_nothing_wrong() -> anyhow::Result<()> {
    let outside = Outside::start().await?;
    for file in ["openai_python.py", "openai_node.mjs", "spec.py"] {
        for models in [REAL.as_slice(), &DOUBLE, &CLAUDE] {
            outside.passes(file, models).await?;
        }
    }
    for models in [&["--chat-model", "double/gpt-4o"] as &[&str], SAME_FORMAT] {
        for file in [
            "anthropic_python.py",
            "anthropic_python_older.py",
            "anthropic_node.mjs",
        ] {
            outside.passes(file, models).await?;
        }
    }
    for models in [
        &[
            "--chat-model",
            "double/gpt-4o",
            "--image-model",
            "double/gpt-image-1",
        ] as &[&str],
        &["--chat-model", "claude/claude-haiku-4-5"],
    ] {
        outside.passes("aigne_node.mjs", models).await?;
    }
    outside.passes("openai_others.py", &OTHERS).await?;
    let mut traffic = outside.app.traffic().await?;
    let mut operations: Vec<Operation> = Vec::new();
    for record in traffic.all().await? {
        if let Event::Settled(settled) = &record.event
            && settled.outcome == Outcome::Succeeded
        {
            operations.push(settled.operation);
        }
    }
    for operation in [
        Operation::Chat,
        Operation::Embeddings,
        Operation::ImageGeneration,
        Operation::ImageEdit,
        Operation::Moderation,
        Operation::Rerank,
        Operation::Speech,
        Operation::Transcription,
    ] {
        assert!(operations.contains(&operation), "{operation:?}");
    }
    Ok(())
}
