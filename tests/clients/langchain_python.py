"""LangChain for Python, by its unmodified packages `langchain-openai` and `langchain-anthropic`, against a running server."""

import base64
import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

# The encodings that it counts embeddings' tokens by would be fetched from the network; LiteLLM's package brings them.
os.environ["TIKTOKEN_CACHE_DIR"] = str(Path(find_spec("litellm").origin).parent / "litellm_core_utils" / "tokenizers")
os.environ["LANGSMITH_TRACING"] = "false"

import anthropic
import openai
from langchain_anthropic import ChatAnthropic
from langchain_core.messages import HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import BaseModel

from checks import Failed, expect, expect_equal, run_each, target_arguments

PICTURE = Path(__file__).with_name("square.png")
ASKED = HumanMessage("What is the weather in Paris?")
MAX_TOKENS = 100


@tool
def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"sunny in {city}"


class City(BaseModel):
    """A city."""

    city: str


@dataclass
class Hub:
    """Where the server is, and the models to ask for."""

    base_url: str
    key: str
    chat_model: str
    embedding_model: str

    def openai(self, model=None, key=None, **options):
        return ChatOpenAI(
            model=model or self.chat_model,
            base_url=self.base_url,
            api_key=key or self.key,
            max_tokens=MAX_TOKENS,
            max_retries=0,
            stream_usage=True,
            **options,
        )

    def responses(self):
        return self.openai(use_responses_api=True)

    def anthropic(self, model=None, key=None):
        return ChatAnthropic(
            model=model or self.chat_model,
            base_url=self.base_url.removesuffix("/v1"),
            api_key=key or self.key,
            max_tokens=MAX_TOKENS,
            max_retries=0,
        )


def raised(kind, call):
    """The exception of this kind that the call raises."""
    try:
        call()
    except kind as error:
        return error
    raise Failed(f"no {kind.__name__} was raised")


def expect_answer(answer):
    expect(answer.text, "no text")
    usage = answer.usage_metadata
    expect(usage and usage["input_tokens"] > 0 and usage["output_tokens"] > 0, f"usage {usage}")


def expect_chat(model):
    expect_answer(model.invoke([SystemMessage("Be brief."), HumanMessage("Say hi")]))


def expect_stream(model):
    """The chunks of a stream add up to the whole answer and its usage."""
    chunks = list(model.stream("Say hi"))
    expect(len(chunks) > 1, f"{len(chunks)} chunk")
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk
    expect_answer(whole)
    expect_equal(whole.text, model.invoke("Say hi").text, "text")


def expect_tools(model):
    """A call of a tool, its run, and the answer once its result is there."""
    model = model.bind_tools([get_weather])
    first = model.invoke([ASKED])
    [call] = first.tool_calls
    expect_equal((call["name"], call["args"]), ("get_weather", {"city": "Paris"}), "call")
    result = get_weather.invoke(call)
    expect(isinstance(result, ToolMessage), f"result {result!r}")
    second = model.invoke([ASKED, first, result])
    expect("sunny" in second.text, f"text {second.text}")


def expect_tools_streamed(model):
    whole = None
    for chunk in model.bind_tools([get_weather]).stream([ASKED]):
        whole = chunk if whole is None else whole + chunk
    calls = [(call["name"], call["args"]) for call in whole.tool_calls]
    expect_equal(calls, [("get_weather", {"city": "Paris"})], "calls")


def expect_structured(model):
    answer = model.with_structured_output(City, method="json_schema").invoke("Name a city as JSON.")
    expect_equal(answer, City(city="Paris"), "answer")


def expect_vision(model):
    picture = base64.b64encode(PICTURE.read_bytes()).decode()
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image", "base64": picture, "mime_type": "image/png"},
    ]
    expect(model.invoke([HumanMessage(content=parts)]).text, "no text")


def chat(hub):
    expect_chat(hub.openai())


def chat_streamed(hub):
    expect_stream(hub.openai())


def chat_in_a_batch(hub):
    answers = hub.openai().batch(["Say hi", "Say hi"])
    expect_equal(len(answers), 2, "answers")
    for answer in answers:
        expect_answer(answer)


def tools(hub):
    expect_tools(hub.openai())


def tools_streamed(hub):
    expect_tools_streamed(hub.openai())


def structured_output(hub):
    expect_structured(hub.openai())


def vision(hub):
    expect_vision(hub.openai())


def response(hub):
    expect_chat(hub.responses())


def response_streamed(hub):
    expect_stream(hub.responses())


def response_tools(hub):
    expect_tools(hub.responses())


def response_tools_streamed(hub):
    expect_tools_streamed(hub.responses())


def response_structured_output(hub):
    expect_structured(hub.responses())


def response_vision(hub):
    expect_vision(hub.responses())


def message(hub):
    expect_chat(hub.anthropic())


def message_streamed(hub):
    expect_stream(hub.anthropic())


def message_tools(hub):
    expect_tools(hub.anthropic())


def message_tools_streamed(hub):
    expect_tools_streamed(hub.anthropic())


def message_structured_output(hub):
    expect_structured(hub.anthropic())


def message_vision(hub):
    expect_vision(hub.anthropic())


def a_bad_key_is_an_authentication_error(hub):
    raised(openai.AuthenticationError, lambda: hub.openai(key="not-a-key").invoke("Say hi"))
    raised(anthropic.AuthenticationError, lambda: hub.anthropic(key="not-a-key").invoke("Say hi"))


def an_unknown_model_is_not_found(hub):
    raised(openai.NotFoundError, lambda: hub.openai(model="no/such-model").invoke("Say hi"))
    raised(anthropic.NotFoundError, lambda: hub.anthropic(model="no/such-model").invoke("Say hi"))


def embeddings_client(hub, **options):
    return OpenAIEmbeddings(model=hub.embedding_model, base_url=hub.base_url, api_key=hub.key, max_retries=0, **options)


def embeddings_of_tokens(hub):
    """Which is how it sends texts by default."""
    client = embeddings_client(hub)
    vectors = client.embed_documents(["hello", "you"])
    expect_equal(len(vectors), 2, "vectors")
    expect_equal(client.embed_query("hello"), vectors[0], "vector")


def embeddings_of_one_text(hub):
    expect(len(embeddings_client(hub, check_embedding_ctx_length=False).embed_query("hello")) > 1, "no vector")


def embeddings_of_several_texts(hub):
    client = embeddings_client(hub, check_embedding_ctx_length=False)
    expect_equal(len(client.embed_documents(["hello", "you"])), 2, "vectors")


CHAT = [
    chat,
    chat_streamed,
    chat_in_a_batch,
    tools,
    tools_streamed,
    structured_output,
    vision,
    response,
    response_streamed,
    response_tools,
    response_tools_streamed,
    response_structured_output,
    response_vision,
    message,
    message_streamed,
    message_tools,
    message_tools_streamed,
    message_structured_output,
    message_vision,
    a_bad_key_is_an_authentication_error,
    an_unknown_model_is_not_found,
]
EMBEDDINGS = [embeddings_of_tokens, embeddings_of_one_text, embeddings_of_several_texts]


def main():
    args = target_arguments(__doc__).parse_args()
    hub = Hub(args.base_url, args.key, args.chat_model, args.embedding_model)
    run_each(hub, {"chat_model": CHAT, "embedding_model": EMBEDDINGS}, args.skip)


if __name__ == "__main__":
    main()
