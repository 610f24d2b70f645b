"""The unmodified `litellm` package for Python against a running server, as OpenAI's API and as Anthropic's."""

import asyncio
import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

# Else the package fetches its prices from the network when it is imported.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm

from checks import Failed, expect, expect_equal, run_each, target_arguments

PICTURE = Path(__file__).with_name("square.png")
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
HELLO = [{"role": "user", "content": "Say hi"}]
ASKED = {"role": "user", "content": "What is the weather in Paris?"}
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}
WEATHER = {
    "type": "function",
    "function": {"name": "get_weather", "description": "The weather in a city.", "parameters": CITY},
}
MAX_TOKENS = 100


@dataclass
class Hub:
    """Where the server is, and the models to ask for."""

    base_url: str
    key: str
    chat_model: str
    embedding_model: str
    image_model: str

    def target(self, model):
        return {"model": f"openai/{model}", "api_base": self.base_url, "api_key": self.key, "num_retries": 0, "timeout": 60}

    def chat(self, **options):
        return litellm.completion(**self.target(self.chat_model) | {"messages": HELLO, "max_tokens": MAX_TOKENS} | options)

    def message(self, **options):
        """The same by Anthropic's format."""
        root = self.base_url.removesuffix("/v1")
        return self.chat(model=f"anthropic/{self.chat_model}", api_base=root, **options)


def raised(kind, call):
    """The exception of this kind that the call raises."""
    try:
        call()
    except kind as error:
        return error
    raise Failed(f"no {kind.__name__} was raised")


def expect_answer(answer):
    expect(answer.choices[0].message.content, "no content")
    expect_equal(answer.choices[0].finish_reason, "stop", "finish_reason")
    usage = answer.usage
    expect(usage.prompt_tokens > 0 and usage.completion_tokens > 0, f"usage {usage}")


def chat(hub):
    expect_answer(hub.chat())


def chat_without_waiting(hub):
    options = hub.target(hub.chat_model) | {"messages": HELLO, "max_tokens": MAX_TOKENS}
    expect_answer(asyncio.run(litellm.acompletion(**options)))


def expect_stream(chunks):
    """The text of a stream that has one finish, and its usage at the end."""
    chunks = list(chunks)
    rebuilt = litellm.stream_chunk_builder(chunks, messages=HELLO)
    said = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    expect_equal(rebuilt.choices[0].message.content, said, "text")
    finishes = [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason]
    expect_equal(finishes, ["stop"], "finishes")
    expect(rebuilt.usage.prompt_tokens > 0 and rebuilt.usage.completion_tokens > 0, f"usage {rebuilt.usage}")
    return said


def chat_streamed(hub):
    said = expect_stream(hub.chat(stream=True, stream_options={"include_usage": True}))
    expect_equal(said, hub.chat().choices[0].message.content, "text")


def expect_weather(call):
    expect_equal((call.function.name, json.loads(call.function.arguments)), ("get_weather", {"city": "Paris"}), "call")


def expect_tools(ask):
    """A call of a tool, and the answer once its result is there."""
    first = ask(messages=[ASKED], tools=[WEATHER])
    expect_equal(first.choices[0].finish_reason, "tool_calls", "finish_reason")
    [call] = first.choices[0].message.tool_calls
    expect_weather(call)
    result = {"role": "tool", "tool_call_id": call.id, "content": "sunny"}
    second = ask(messages=[ASKED, first.choices[0].message.model_dump(exclude_none=True), result], tools=[WEATHER])
    expect("sunny" in second.choices[0].message.content, f"content {second.choices[0].message.content}")


def tools(hub):
    expect_tools(hub.chat)


def tools_streamed(hub):
    chunks = list(hub.chat(messages=[ASKED], tools=[WEATHER], stream=True))
    [call] = litellm.stream_chunk_builder(chunks).choices[0].message.tool_calls
    expect_weather(call)


def structured_output(hub):
    form = {"type": "json_schema", "json_schema": {"name": "city", "schema": CITY, "strict": True}}
    answer = hub.chat(messages=[{"role": "user", "content": "Name a city as JSON."}], response_format=form)
    expect_equal(json.loads(answer.choices[0].message.content), {"city": "Paris"}, "content")


def vision(hub):
    picture = base64.b64encode(PICTURE.read_bytes()).decode()
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture}"}},
    ]
    expect(hub.chat(messages=[{"role": "user", "content": parts}]).choices[0].message.content, "no content")


def response(hub):
    answer = litellm.responses(**hub.target(hub.chat_model), input="Say hi", max_output_tokens=MAX_TOKENS)
    expect(answer.output[-1].content[0].text, f"output {answer.output}")
    expect(answer.usage.output_tokens > 0, f"usage {answer.usage}")


def response_streamed(hub):
    options = hub.target(hub.chat_model) | {"input": "Say hi", "max_output_tokens": MAX_TOKENS}
    events = list(litellm.responses(stream=True, **options))
    said = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    expect_equal(events[-1].type, "response.completed", "the last event")
    expect_equal(events[-1].response.output[-1].content[0].text, said, "text")


def message(hub):
    expect_answer(hub.message())


def message_streamed(hub):
    expect_stream(hub.message(stream=True, stream_options={"include_usage": True}))


def message_tools(hub):
    expect_tools(hub.message)


def a_bad_key_is_an_authentication_error(hub):
    raised(litellm.AuthenticationError, lambda: hub.chat(api_key="not-a-key"))


def an_unknown_model_is_not_found(hub):
    raised(litellm.NotFoundError, lambda: hub.chat(model="openai/no/such-model"))


def a_context_that_is_too_long_is_known_as_such(hub):
    """The double's model by this name refuses as OpenAI does."""
    provider = hub.chat_model.split("/")[0]
    raised(litellm.ContextWindowExceededError, lambda: hub.chat(model=f"openai/{provider}/fault-context"))


def embeddings_of_one_text(hub):
    answer = litellm.embedding(**hub.target(hub.embedding_model), input="hello")
    expect(len(answer.data[0]["embedding"]) > 1, "no vector")


def embeddings_of_several_texts(hub):
    answer = litellm.embedding(**hub.target(hub.embedding_model), input=["hello", "you"])
    expect_equal([item["index"] for item in answer.data], [0, 1], "indexes")


def expect_picture(answer):
    """Where the provider has but an address of the picture, that is what the client gets."""
    [picture, *_] = answer.data
    content = base64.b64decode(picture.b64_json) if picture.b64_json else urlopen(picture.url, timeout=60).read()
    expect(content.startswith(PNG_HEAD), "no PNG")


def images_generate(hub):
    expect_picture(litellm.image_generation(**hub.target(hub.image_model), prompt="a cat"))


def images_edit(hub):
    with PICTURE.open("rb") as picture:
        expect_picture(litellm.image_edit(**hub.target(hub.image_model), prompt="a hat", image=picture))


CHAT = [
    chat,
    chat_without_waiting,
    chat_streamed,
    tools,
    tools_streamed,
    structured_output,
    vision,
    response,
    response_streamed,
    message,
    message_streamed,
    message_tools,
    a_bad_key_is_an_authentication_error,
    an_unknown_model_is_not_found,
    a_context_that_is_too_long_is_known_as_such,
]
EMBEDDINGS = [embeddings_of_one_text, embeddings_of_several_texts]
IMAGES = [images_generate, images_edit]


def main():
    args = target_arguments(__doc__).parse_args()
    models = (args.chat_model, args.embedding_model, args.image_model)
    litellm.suppress_debug_info = True
    groups = {"chat_model": CHAT, "embedding_model": EMBEDDINGS, "image_model": IMAGES}
    run_each(Hub(args.base_url, args.key, *models), groups, args.skip)


if __name__ == "__main__":
    main()
