"""Records what the real upstream and the doubles send, as files below `tests/fixtures/providers`.

usage: record.py KEY CHAT_URL EMBEDDINGS_URL AIMOCK_URL MOCK_OPENAI_URL KATAN_URL
"""

import socket
import sys
from pathlib import Path

from spec import Server, multipart

FOLDER = Path(__file__).parents[1] / "fixtures" / "providers"
HI = [{"role": "user", "content": "Say hi"}]
LONG = [{"role": "user", "content": "word " * 3000}]
USAGE = {"stream": True, "stream_options": {"include_usage": True}}
WEATHER = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}}}


def chat(model, **options):
    return "/chat/completions", {"model": model, "messages": HI, "max_tokens": 4, "temperature": 0} | options


def embedding(model, given, form):
    return "/embeddings", {"model": model, "input": given, "encoding_format": form}


def image(model):
    return "/images/generations", {"model": model, "prompt": "a cat"}


LLAMA_CHAT = {
    "chat.json": chat("smollm2"),
    "chat_logprobs.json": chat("smollm2", logprobs=True, top_logprobs=1),
    "chat_stream.sse": chat("smollm2", stream=True),
    "chat_stream_usage.sse": chat("smollm2", **USAGE),
    "chat_stream_logprobs.sse": chat("smollm2", stream=True, logprobs=True),
    "error_400_missing_messages.json": ("/chat/completions", {"model": "smollm2"}),
    "error_400_context.json": chat("smollm2", messages=LONG),
    "error_404_path.json": ("/images/generations", {}),
    "error_501_embeddings.json": embedding("smollm2", "hello", "float"),
}
LLAMA_EMBEDDINGS = {
    "embeddings_float.json": embedding("all-minilm-l6-v2", "hello", "float"),
    "embeddings_base64.json": embedding("all-minilm-l6-v2", ["hello", "you"], "base64"),
    "embeddings_tokens.json": embedding("all-minilm-l6-v2", [7592, 2088], "base64"),
}
AIMOCK = {
    "chat.json": chat("gpt-4o"),
    "chat_cached.json": chat("gpt-4o-cached"),
    "chat_stream_usage.sse": chat("gpt-4o", **USAGE),
    "chat_tools.json": chat("gpt-4o-tools", tools=[WEATHER]),
    "chat_tools_stream.sse": chat("gpt-4o-tools", tools=[WEATHER], **USAGE),
    "embeddings_base64_asked.json": embedding("text-embedding-3-small", ["hello", "you"], "base64"),
    "images_generation.json": image("gpt-image-1"),
    "images_generation_pair.json": image("gpt-image-1-pair"),
    "images_generation_url.json": image("dall-e-3"),
    "error_400_context.json": chat("fault-context"),
    "error_400_moderation.json": image("image-fault-400"),
    "error_429.json": chat("fault-429"),
    "error_429_quota.json": chat("fault-quota"),
    "error_529.json": chat("fault-529"),
    "malformed.txt": chat("fault-malformed"),
}
MOCK_OPENAI = {
    "chat.json": chat("gpt-4.1:mock-text"),
    "chat_stream_usage.sse": chat("gpt-4.1:mock-text", **USAGE),
    "chat_stream_usage_unasked.sse": chat("gpt-4.1:mock-text", stream=True),
    "chat_tools_stream.sse": chat("gpt-4.1:mock-tool-stream", stream=True),
    "chat_tools_bad_arguments.json": chat("gpt-4.1:mock-bad-tool-json"),
    "images_generation.json": image("gpt-image-1"),
    "error_429.json": chat("gpt-4.1:mock-429"),
    "error_503.json": chat("gpt-4.1:mock-503"),
}
KATAN = {
    "chat.json": chat("katan-echo"),
    "error_400_missing_messages.json": ("/chat/completions", {"model": "katan-echo"}),
}


def save(provider, name, text):
    """The machine's name, which one double echoes, is left out."""
    folder = FOLDER / provider
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text.replace(f"host={socket.gethostname()}:", "host=localhost:"), encoding="utf-8")


def record(provider, url, key, cases):
    server = Server(url, key, "", "", "", None)
    for name, (path, body) in cases.items():
        save(provider, name, server.post(path, body)[1])
    return server


def main(key, chat_url, embeddings_url, aimock_url, mock_url, katan_url):
    llama = record("llama.cpp", chat_url, key, LLAMA_CHAT)
    save("llama.cpp", "models.json", llama.send("GET", "/models")[1])
    save("llama.cpp", "error_401.json", llama.post("/chat/completions", {}, key="bad")[1])
    record("llama.cpp", embeddings_url, key, LLAMA_EMBEDDINGS)
    aimock = record("aimock", aimock_url, key, AIMOCK)
    edit = multipart({"model": "gpt-image-1", "prompt": "a hat"}, [("image[]", "one.png"), ("mask", "mask.png")])
    save("aimock", "images_edit.json", aimock.send("POST", "/images/edits", *edit)[1])
    save("aimock", "error_401.json", aimock.post("/chat/completions", {}, key="bad")[1])
    record("mock-ai-api", mock_url, key, MOCK_OPENAI)
    katan = record("llm-katan", katan_url, key, KATAN)
    save("llm-katan", "error_401.json", katan.post("/chat/completions", {}, key="bad")[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
