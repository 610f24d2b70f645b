//! What each kind of provider offers, and the double that speaks like it. To add a kind, add its row.
//!
//! From this table the tests run and the README's is written: see `kinds`.

/// What a provider can do for a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capability {
    Chat,
    Streaming,
    Tools,
    StructuredOutput,
    Vision,
    Embeddings,
    Images,
    ImageEdits,
}

use Capability::{
    Chat, Embeddings, ImageEdits, Images, Streaming, StructuredOutput, Tools, Vision,
};

impl Capability {
    pub(super) const ALL: [Self; 8] = [
        Chat,
        Streaming,
        Tools,
        StructuredOutput,
        Vision,
        Embeddings,
        Images,
        ImageEdits,
    ];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Chat => "Chat",
            Streaming => "Streaming",
            Tools => "Tools",
            StructuredOutput => "JSON Schema",
            Vision => "Vision",
            Embeddings => "Embeddings",
            Images => "Images",
            ImageEdits => "Image edits",
        }
    }

    /// The checks of the official OpenAI client that show it.
    pub(super) const fn checks(self) -> &'static [&'static str] {
        match self {
            Chat => &["chat", "chat_of_content_parts", "response"],
            Streaming => &["chat_stream", "chat_stream_ends_with_done"],
            Tools => &["tools", "tools_streamed"],
            StructuredOutput => &["structured_output"],
            Vision => &["vision"],
            Embeddings => &["embeddings_of_one_text"],
            Images => &["images_generate"],
            ImageEdits => &["images_edit"],
        }
    }
}

impl Capability {
    /// The checks that show that the hub calls a provider for it as others' clients do.
    pub(super) const fn same(self) -> &'static [&'static str] {
        match self {
            Embeddings => &["same_embeddings"],
            Images => &["same_images"],
            ImageEdits => &["same_edits"],
            Chat | Streaming | Tools | StructuredOutput | Vision => &[],
        }
    }
}

/// A kind of provider.
pub(super) struct Row {
    pub(super) kind: &'static str,
    /// The names of the double's models for words, vectors and pictures.
    pub(super) models: Models,
    /// Which double speaks like it.
    pub(super) double: &'static str,
    /// Where it does, below its address; nothing where its kind's own path will do.
    pub(super) path: Option<&'static str>,
    /// The region that the double knows, where the kind has regions.
    pub(super) region: Option<&'static str>,
    /// What the provider offers in the API that the hub speaks with it, by its documentation.
    pub(super) offers: &'static [Capability],
    /// What of it no double that others wrote can do: what a double of ours does, which takes only calls that others'
    /// published types and clients are known to make.
    pub(super) judged: &'static [Capability],
    /// Checks that clients leave out, for what the double lacks.
    pub(super) skips: &'static [&'static str],
}

/// The names of a double's models.
#[derive(Clone, Copy)]
pub(super) struct Models {
    pub(super) chat: &'static str,
    pub(super) embedding: &'static str,
    pub(super) image: &'static str,
}

const OPENAI: Models = Models {
    chat: "gpt-4o",
    embedding: "text-embedding-3-small",
    image: "gpt-image-1",
};
const GOOGLE: Models = Models {
    chat: "gemini-2.5-flash",
    embedding: "gemini-embedding-001",
    image: "gemini-2.5-flash-image",
};
const VERTEX: Models = Models {
    embedding: "gemini-embedding-2",
    ..GOOGLE
};
const AMAZON: Models = Models {
    chat: "anthropic.claude-haiku-4-5-v1:0",
    embedding: "amazon.titan-embed-text-v2:0",
    image: "amazon.nova-canvas-v1:0",
};
const IDEOGRAM: Models = Models {
    image: "ideogram-v3",
    ..OPENAI
};
const ANTHROPIC: Models = Models {
    chat: "claude-haiku-4-5",
    ..OPENAI
};

const EVERYTHING: &[Capability] = &Capability::ALL;
const WORDS: &[Capability] = &[Chat, Streaming, Tools, StructuredOutput, Vision];
const WORDS_AND_VECTORS: &[Capability] =
    &[Chat, Streaming, Tools, StructuredOutput, Vision, Embeddings];
const WORDS_WITHOUT_SCHEMA: &[Capability] = &[Chat, Streaming, Tools, Vision];
const ALL_BUT_EDITS: &[Capability] = &[
    Chat,
    Streaming,
    Tools,
    StructuredOutput,
    Vision,
    Embeddings,
    Images,
];
const TEXT: &[Capability] = &[Chat, Streaming, Tools];
const TEXT_WITH_SCHEMA: &[Capability] = &[Chat, Streaming, Tools, StructuredOutput];

/// A kind that speaks OpenAI's format.
const fn openai(kind: &'static str, offers: &'static [Capability]) -> Row {
    Row {
        kind,
        models: OPENAI,
        double: "aimock",
        path: None,
        region: None,
        offers,
        judged: &[],
        skips: &[],
    }
}

/// One that speaks its own, which this double speaks at this path.
const fn own(
    kind: &'static str,
    (double, path): (&'static str, &'static str),
    models: Models,
) -> Row {
    Row {
        kind,
        models,
        double,
        path: Some(path),
        region: None,
        offers: EVERYTHING,
        judged: &[],
        skips: &[],
    }
}

/// Where client and provider share a format the answer passes as it is, and the double's is less than its specification.
const ONE_FORMAT: &[&str] = &[
    "message_conforms",
    "events_conform",
    "tool_events_conform",
    "a_bad_body_is_a_bad_request",
    // LangChain's: how much was put in is not in the double's streams.
    "message_streamed",
];
/// Pictures are changed by what the prompt says alone.
const NO_MASK: &[&str] = &["images_edit_with_a_mask_and_several_images"];
/// Pictures come as addresses, which this client does not take; one is changed at a time.
const ADDRESSES: &[&str] = &[
    "openai_images_generate",
    "compatible_images_generate",
    "openai_images_edit",
    "compatible_images_edit",
    "images_edit_with_a_mask_and_several_images",
];
/// The double says what streams took when it is asked, which Mistral must not be: it says it unasked.
const USAGE_UNASKED: &[&str] = &[
    "chat_stream_with_usage",
    "chat_stream_helper",
    "chat_streamed",
    "response_streamed",
    "message_streamed",
    "generate_streamed",
    "responses_stream",
    "completions_stream",
    "completion_streamed",
    "answer_streamed",
    "compatible_stream",
];

/// Every kind, in the order in which people are shown them.
pub(super) const ROWS: &[Row] = &[
    openai("openai", EVERYTHING),
    Row {
        offers: WORDS,
        skips: ONE_FORMAT,
        ..own("anthropic", ("aimock", ""), ANTHROPIC)
    },
    Row {
        skips: NO_MASK,
        ..own("gemini", ("google", "/v1beta"), GOOGLE)
    },
    Row {
        region: Some("europe-west1"),
        judged: &[Embeddings],
        skips: &[
            NO_MASK[0],
            // Google's client sends several texts to this model as one.
            "embed_several",
        ],
        ..own("vertex", ("google", "/v1"), VERTEX)
    },
    Row {
        region: Some("eu-central-1"),
        judged: &[Embeddings, Images, ImageEdits],
        skips: &[
            // The double knows no model that refuses so.
            "a_context_that_is_too_long_is_known_as_such",
            // Where a mask says what changes there is one picture.
            "images_edit_with_a_mask_and_several_images",
        ],
        ..own("bedrock", ("bedrock", ""), AMAZON)
    },
    openai("azure_openai", EVERYTHING),
    openai("deepseek", TEXT_WITH_SCHEMA),
    openai(
        "xai",
        &[Chat, Streaming, Tools, StructuredOutput, Vision, Images],
    ),
    openai("openrouter", WORDS_AND_VECTORS),
    Row {
        skips: USAGE_UNASKED,
        ..openai("mistral", WORDS_AND_VECTORS)
    },
    openai("groq", WORDS),
    openai("together", ALL_BUT_EDITS),
    openai("fireworks", WORDS_AND_VECTORS),
    openai(
        "cohere",
        &[Chat, Streaming, Tools, StructuredOutput, Embeddings],
    ),
    openai("perplexity", &[Chat, Streaming, StructuredOutput, Vision]),
    openai("cerebras", TEXT_WITH_SCHEMA),
    openai("nvidia", WORDS_AND_VECTORS),
    openai("huggingface", WORDS),
    openai("poe", WORDS_WITHOUT_SCHEMA),
    openai("moonshot", WORDS),
    openai("zhipu", ALL_BUT_EDITS),
    openai("qwen", WORDS_AND_VECTORS),
    openai("doubao", ALL_BUT_EDITS),
    openai("minimax", TEXT),
    openai("siliconflow", ALL_BUT_EDITS),
    Row {
        offers: &[Images, ImageEdits],
        judged: &[Images, ImageEdits],
        skips: ADDRESSES,
        ..own("ideogram", ("ideogram", ""), IDEOGRAM)
    },
    openai("ollama", WORDS_AND_VECTORS),
    openai("vllm", WORDS_AND_VECTORS),
    openai("lmstudio", WORDS_AND_VECTORS),
    openai("openai_compatible", EVERYTHING),
];
