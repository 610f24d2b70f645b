"""The unmodified official `google-genai` package for Python against a running server, whatever provider is behind it."""

from dataclasses import dataclass
from pathlib import Path

from google import genai
from google.genai import errors, types

from checks import Failed, expect, expect_equal, run_each, target_arguments

PICTURE = Path(__file__).with_name("square.png")
ASKED = "What is the weather in Paris?"
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER = types.Tool(
    function_declarations=[
        types.FunctionDeclaration(name="get_weather", description="The weather in a city.", parameters_json_schema=CITY)
    ]
)
MAX_TOKENS = 100
UNKNOWN = "no/such-model"


@dataclass
class Hub:
    """The client, and the models to ask for."""

    client: genai.Client
    chat_model: str
    embedding_model: str

    def generate(self, contents="Say hi", model=None, **config):
        config = types.GenerateContentConfig(**({"max_output_tokens": MAX_TOKENS} | config))
        return self.client.models.generate_content(model=model or self.chat_model, contents=contents, config=config)

    def stream(self, contents="Say hi", model=None, **config):
        config = types.GenerateContentConfig(**({"max_output_tokens": MAX_TOKENS} | config))
        chunks = self.client.models.generate_content_stream(
            model=model or self.chat_model, contents=contents, config=config
        )
        return list(chunks)


def client(root, key):
    return genai.Client(api_key=key, vertexai=False, http_options=types.HttpOptions(base_url=root, timeout=60_000))


def error_of(call):
    """The API's error that the call raises."""
    try:
        call()
    except errors.APIError as error:
        return error
    raise Failed("no error was raised")


def generate(hub):
    answer = hub.generate(system_instruction="Be brief.")
    expect(answer.text, "no text")
    expect_equal(answer.candidates[0].finish_reason, types.FinishReason.STOP, "finish_reason")
    usage = answer.usage_metadata
    expect(usage.prompt_token_count > 0 and usage.candidates_token_count > 0, f"usage {usage}")
    expect_equal(usage.total_token_count, usage.prompt_token_count + usage.candidates_token_count, "total")


def generate_streamed(hub):
    chunks = hub.stream()
    expect_equal("".join(chunk.text or "" for chunk in chunks), hub.generate().text, "text")
    expect(len(chunks) > 1, "one chunk")
    finishes = [chunk.candidates[0].finish_reason for chunk in chunks if chunk.candidates]
    expect_equal([finish for finish in finishes if finish], [types.FinishReason.STOP], "finish reasons")
    expect(chunks[-1].usage_metadata.candidates_token_count > 0, f"usage {chunks[-1].usage_metadata}")


def calls_in(answers):
    return [call for answer in answers for call in answer.function_calls or []]


def expect_call(calls):
    [call] = calls
    expect_equal((call.name, call.args), ("get_weather", {"city": "Paris"}), "call")


def tools(hub):
    """A call of a function, and the answer once its result is there."""
    first = hub.generate(ASKED, tools=[WEATHER])
    expect_call(calls_in([first]))
    result = types.Part.from_function_response(name="get_weather", response={"result": "sunny"})
    said = [
        types.Content(role="user", parts=[types.Part(text=ASKED)]),
        first.candidates[0].content,
        types.Content(role="user", parts=[result]),
    ]
    second = hub.generate(said, tools=[WEATHER])
    expect("sunny" in second.text, f"text {second.text}")


def tools_streamed(hub):
    expect_call(calls_in(hub.stream(ASKED, tools=[WEATHER])))


def structured_output(hub):
    answer = hub.generate("Name a city as JSON.", response_mime_type="application/json", response_json_schema=CITY)
    expect_equal(answer.parsed, {"city": "Paris"}, "parsed")


def vision(hub):
    picture = types.Part.from_bytes(data=PICTURE.read_bytes(), mime_type="image/png")
    expect(hub.generate(["What is this?", picture]).text, "no text")


def a_chat_goes_on(hub):
    chat = hub.client.chats.create(model=hub.chat_model)
    expect(chat.send_message("Say hi").text, "no text")
    expect(chat.send_message("Say hi").text, "no second text")


def an_unknown_model_is_not_found(hub):
    error = error_of(lambda: hub.generate(model=UNKNOWN))
    expect_equal((error.code, error.status), (404, "NOT_FOUND"), "code and status")


def an_unknown_model_is_not_found_before_a_stream(hub):
    error = error_of(lambda: hub.stream(model=UNKNOWN))
    expect_equal((error.code, error.status), (404, "NOT_FOUND"), "code and status")


def a_bad_key_is_unauthenticated(hub):
    root = hub.client._api_client._http_options.base_url
    stranger = Hub(client(root, "not-a-key"), hub.chat_model, "")
    error = error_of(stranger.generate)
    expect_equal((error.code, error.status), (401, "UNAUTHENTICATED"), "code and status")


def embed(hub):
    answer = hub.client.models.embed_content(model=hub.embedding_model, contents="hello")
    [vector] = answer.embeddings
    expect(len(vector.values) > 1, f"{len(vector.values)} numbers")


def embed_several(hub):
    answer = hub.client.models.embed_content(model=hub.embedding_model, contents=["hello", "you"])
    expect_equal(len(answer.embeddings), 2, "vectors")


CHAT = [
    generate,
    generate_streamed,
    tools,
    tools_streamed,
    structured_output,
    vision,
    a_chat_goes_on,
    an_unknown_model_is_not_found,
    an_unknown_model_is_not_found_before_a_stream,
    a_bad_key_is_unauthenticated,
]
EMBEDDINGS = [embed, embed_several]


def main():
    args = target_arguments(__doc__).parse_args()
    root = args.base_url.removesuffix("/v1")
    hub = Hub(client(root, args.key), args.chat_model, args.embedding_model)
    run_each(hub, {"chat_model": CHAT, "embedding_model": EMBEDDINGS}, args.skip)


if __name__ == "__main__":
    main()
