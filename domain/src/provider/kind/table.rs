//! The kinds that are known. To add one that speaks OpenAI's format, add its row and name it in `ALL`.
use super::{
    Dialect, Elsewhere, Need, Offer, Quirks, Row, Schemas, SecretForm, StreamUsage, ToolIds,
};

/// Every row, in the order in which people are shown them.
pub(super) static ALL: [&Row; 30] = [
    &OPENAI,
    &ANTHROPIC,
    &GEMINI,
    &VERTEX,
    &BEDROCK,
    &AZURE_OPENAI,
    &DEEPSEEK,
    &XAI,
    &OPENROUTER,
    &MISTRAL,
    &GROQ,
    &TOGETHER,
    &FIREWORKS,
    &COHERE,
    &PERPLEXITY,
    &CEREBRAS,
    &NVIDIA,
    &HUGGINGFACE,
    &POE,
    &MOONSHOT,
    &ZHIPU,
    &QWEN,
    &DOUBAO,
    &MINIMAX,
    &SILICONFLOW,
    &IDEOGRAM,
    &OLLAMA,
    &VLLM,
    &LMSTUDIO,
    &OPENAI_COMPATIBLE,
];

pub(super) static OPENAI: Row = Row {
    name: "openai",
    title: "OpenAI",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.openai.com/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("OPENAI_API_KEY"),
    catalogue: Some("openai"),
    documentation: "https://platform.openai.com/docs/api-reference",
    offers: &[
        Offer::Responses,
        Offer::OldCompletions,
        Offer::Moderations,
        Offer::Speech,
        Offer::Transcriptions,
    ],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static ANTHROPIC: Row = Row {
    name: "anthropic",
    title: "Anthropic",
    dialect: Dialect::Anthropic,
    base_url: Some("https://api.anthropic.com"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("ANTHROPIC_API_KEY"),
    catalogue: Some("anthropic"),
    documentation: "https://docs.anthropic.com/en/api/messages",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static AZURE_OPENAI: Row = Row {
    name: "azure_openai",
    title: "Azure OpenAI",
    dialect: Dialect::AzureOpenAi,
    base_url: None,
    needs: &[Need::BaseUrl],
    secret: SecretForm::ApiKey,
    environment: Some("AZURE_OPENAI_API_KEY"),
    catalogue: Some("azure"),
    documentation: "https://learn.microsoft.com/azure/ai-foundry/openai/reference",
    offers: &[
        Offer::Responses,
        Offer::OldCompletions,
        Offer::Speech,
        Offer::Transcriptions,
    ],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static GEMINI: Row = Row {
    name: "gemini",
    title: "Google Gemini",
    dialect: Dialect::Gemini,
    base_url: Some("https://generativelanguage.googleapis.com/v1beta"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("GEMINI_API_KEY"),
    catalogue: Some("gemini"),
    documentation: "https://ai.google.dev/api/generate-content",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static VERTEX: Row = Row {
    name: "vertex",
    title: "Google Vertex AI",
    dialect: Dialect::VertexGemini,
    base_url: None,
    needs: &[Need::Region],
    secret: SecretForm::ServiceAccount,
    environment: None,
    catalogue: Some("gemini"),
    documentation: "https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static BEDROCK: Row = Row {
    name: "bedrock",
    title: "Amazon Bedrock",
    dialect: Dialect::Bedrock,
    base_url: None,
    needs: &[Need::Region],
    secret: SecretForm::Aws,
    environment: Some("AWS_BEARER_TOKEN_BEDROCK"),
    catalogue: Some("bedrock"),
    documentation: "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static DEEPSEEK: Row = Row {
    name: "deepseek",
    title: "DeepSeek",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.deepseek.com/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("DEEPSEEK_API_KEY"),
    catalogue: Some("deepseek"),
    documentation: "https://api-docs.deepseek.com",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks {
        own: &["thinking"],
        schemas: Schemas::Told,
        ..Quirks::NONE
    },
};

pub(super) static XAI: Row = Row {
    name: "xai",
    title: "xAI",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.x.ai/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("XAI_API_KEY"),
    catalogue: Some("xai"),
    documentation: "https://docs.x.ai/docs/api-reference",
    offers: &[Offer::Completions],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static OPENROUTER: Row = Row {
    name: "openrouter",
    title: "OpenRouter",
    dialect: Dialect::OpenAi,
    base_url: Some("https://openrouter.ai/api/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("OPENROUTER_API_KEY"),
    catalogue: Some("openrouter"),
    documentation: "https://openrouter.ai/docs/api-reference/overview",
    offers: &[Offer::Completions],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static MISTRAL: Row = Row {
    name: "mistral",
    title: "Mistral",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.mistral.ai/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("MISTRAL_API_KEY"),
    catalogue: Some("mistral"),
    documentation: "https://docs.mistral.ai/api",
    offers: &[Offer::Moderations, Offer::Transcriptions],
    elsewhere: &[],
    quirks: Quirks {
        refused: &[
            "logit_bias",
            "logprobs",
            "service_tier",
            "top_k",
            "top_logprobs",
            "user",
        ],
        own: &["prompt_mode", "safe_prompt"],
        seed: "random_seed",
        tool_ids: ToolIds::NineAlphanumerics,
        stream_usage: StreamUsage::Unasked,
        ..Quirks::NONE
    },
};

pub(super) static GROQ: Row = Row {
    name: "groq",
    title: "Groq",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.groq.com/openai/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("GROQ_API_KEY"),
    catalogue: Some("groq"),
    documentation: "https://console.groq.com/docs/openai",
    offers: &[Offer::Speech, Offer::Transcriptions],
    elsewhere: &[],
    quirks: Quirks {
        refused: &["logit_bias", "logprobs", "top_k", "top_logprobs"],
        ..Quirks::NONE
    },
};

pub(super) static TOGETHER: Row = Row {
    name: "together",
    title: "Together AI",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.together.xyz/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("TOGETHER_API_KEY"),
    catalogue: Some("together"),
    documentation: "https://docs.together.ai/docs/openai-api-compatibility",
    offers: &[
        Offer::Completions,
        Offer::Rerank,
        Offer::Speech,
        Offer::Transcriptions,
    ],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static FIREWORKS: Row = Row {
    name: "fireworks",
    title: "Fireworks AI",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.fireworks.ai/inference/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("FIREWORKS_API_KEY"),
    catalogue: Some("fireworks"),
    documentation: "https://docs.fireworks.ai/tools-sdks/openai-compatibility",
    offers: &[Offer::Completions, Offer::Rerank],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static COHERE: Row = Row {
    name: "cohere",
    title: "Cohere",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.cohere.ai/compatibility/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("COHERE_API_KEY"),
    catalogue: Some("cohere"),
    documentation: "https://docs.cohere.com/docs/compatibility-api",
    offers: &[Offer::Rerank],
    elsewhere: &[Elsewhere {
        offer: Offer::Rerank,
        end: "/compatibility/v1",
        instead: "/v2",
    }],
    quirks: Quirks::NONE,
};

pub(super) static PERPLEXITY: Row = Row {
    name: "perplexity",
    title: "Perplexity",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.perplexity.ai"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("PERPLEXITY_API_KEY"),
    catalogue: Some("perplexity"),
    documentation: "https://docs.perplexity.ai/api-reference",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static CEREBRAS: Row = Row {
    name: "cerebras",
    title: "Cerebras",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.cerebras.ai/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("CEREBRAS_API_KEY"),
    catalogue: Some("cerebras"),
    documentation: "https://inference-docs.cerebras.ai/resources/openai",
    offers: &[Offer::Completions],
    elsewhere: &[],
    quirks: Quirks {
        refused: &["frequency_penalty", "logit_bias", "presence_penalty"],
        ..Quirks::NONE
    },
};

pub(super) static NVIDIA: Row = Row {
    name: "nvidia",
    title: "NVIDIA NIM",
    dialect: Dialect::OpenAi,
    base_url: Some("https://integrate.api.nvidia.com/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("NVIDIA_API_KEY"),
    catalogue: None,
    documentation: "https://docs.api.nvidia.com/nim/reference/llm-apis",
    offers: &[Offer::Completions],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static HUGGINGFACE: Row = Row {
    name: "huggingface",
    title: "Hugging Face",
    dialect: Dialect::OpenAi,
    base_url: Some("https://router.huggingface.co/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("HF_TOKEN"),
    catalogue: None,
    documentation: "https://huggingface.co/docs/inference-providers/index",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static POE: Row = Row {
    name: "poe",
    title: "Poe",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.poe.com/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("POE_API_KEY"),
    catalogue: None,
    documentation: "https://creator.poe.com/docs/external-applications/openai-compatible-api",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static MOONSHOT: Row = Row {
    name: "moonshot",
    title: "Moonshot AI (Kimi)",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.moonshot.ai/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("MOONSHOT_API_KEY"),
    catalogue: Some("moonshot"),
    documentation: "https://platform.moonshot.ai/docs/api/chat",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static ZHIPU: Row = Row {
    name: "zhipu",
    title: "Zhipu AI (GLM)",
    dialect: Dialect::OpenAi,
    base_url: Some("https://open.bigmodel.cn/api/paas/v4"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("ZHIPU_API_KEY"),
    catalogue: Some("zhipu"),
    documentation: "https://docs.bigmodel.cn/cn/guide/develop/openai/introduction",
    offers: &[Offer::Rerank, Offer::Speech, Offer::Transcriptions],
    elsewhere: &[],
    quirks: Quirks {
        own: &["do_sample", "request_id", "thinking"],
        schemas: Schemas::Told,
        ..Quirks::NONE
    },
};

pub(super) static QWEN: Row = Row {
    name: "qwen",
    title: "Qwen (DashScope)",
    dialect: Dialect::OpenAi,
    base_url: Some("https://dashscope-intl.aliyuncs.com/compatible-mode/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("DASHSCOPE_API_KEY"),
    catalogue: Some("dashscope"),
    documentation: "https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static DOUBAO: Row = Row {
    name: "doubao",
    title: "Doubao (Volcengine Ark)",
    dialect: Dialect::OpenAi,
    base_url: Some("https://ark.cn-beijing.volces.com/api/v3"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("ARK_API_KEY"),
    catalogue: None,
    documentation: "https://www.volcengine.com/docs/82379/1330626",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static MINIMAX: Row = Row {
    name: "minimax",
    title: "MiniMax",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.minimax.io/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("MINIMAX_API_KEY"),
    catalogue: Some("minimax"),
    documentation: "https://platform.minimax.io/docs/api-reference/text-openai-api",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static SILICONFLOW: Row = Row {
    name: "siliconflow",
    title: "SiliconFlow",
    dialect: Dialect::OpenAi,
    base_url: Some("https://api.siliconflow.com/v1"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("SILICONFLOW_API_KEY"),
    catalogue: None,
    documentation: "https://docs.siliconflow.com/en/api-reference/chat-completions/chat-completions",
    offers: &[Offer::Rerank, Offer::Speech, Offer::Transcriptions],
    elsewhere: &[],
    quirks: Quirks {
        own: &["enable_thinking", "min_p", "thinking_budget"],
        schemas: Schemas::Told,
        ..Quirks::NONE
    },
};

pub(super) static IDEOGRAM: Row = Row {
    name: "ideogram",
    title: "Ideogram",
    dialect: Dialect::Ideogram,
    base_url: Some("https://api.ideogram.ai"),
    needs: &[],
    secret: SecretForm::ApiKey,
    environment: Some("IDEOGRAM_API_KEY"),
    catalogue: None,
    documentation: "https://developer.ideogram.ai/v1/api-reference",
    offers: &[],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static OLLAMA: Row = Row {
    name: "ollama",
    title: "Ollama",
    dialect: Dialect::OpenAi,
    base_url: Some("http://127.0.0.1:11434/v1"),
    needs: &[],
    secret: SecretForm::OptionalApiKey,
    environment: None,
    catalogue: None,
    documentation: "https://docs.ollama.com/api/openai-compatibility",
    offers: &[Offer::Completions],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static VLLM: Row = Row {
    name: "vllm",
    title: "vLLM",
    dialect: Dialect::OpenAi,
    base_url: Some("http://127.0.0.1:8000/v1"),
    needs: &[],
    secret: SecretForm::OptionalApiKey,
    environment: None,
    catalogue: None,
    documentation: "https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html",
    offers: &[Offer::Completions, Offer::Rerank, Offer::Transcriptions],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static LMSTUDIO: Row = Row {
    name: "lmstudio",
    title: "LM Studio",
    dialect: Dialect::OpenAi,
    base_url: Some("http://127.0.0.1:1234/v1"),
    needs: &[],
    secret: SecretForm::OptionalApiKey,
    environment: None,
    catalogue: None,
    documentation: "https://lmstudio.ai/docs/developer/openai-compat",
    offers: &[Offer::Completions],
    elsewhere: &[],
    quirks: Quirks::NONE,
};

pub(super) static OPENAI_COMPATIBLE: Row = Row {
    name: "openai_compatible",
    title: "OpenAI-compatible",
    dialect: Dialect::OpenAi,
    base_url: None,
    needs: &[Need::BaseUrl],
    secret: SecretForm::OptionalApiKey,
    environment: None,
    catalogue: None,
    documentation: "https://platform.openai.com/docs/api-reference/chat",
    offers: &[
        Offer::Completions,
        Offer::Moderations,
        Offer::Rerank,
        Offer::Speech,
        Offer::Transcriptions,
    ],
    elsewhere: &[],
    quirks: Quirks::NONE,
};
