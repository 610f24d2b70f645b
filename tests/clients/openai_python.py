"""The unmodified official `openai` package for Python against a running server."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import openai

import stream
from checks import Failed, expect, expect_equal, run_each, target_arguments

PICTURE = Path(__file__).with_name("square.png")
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PROMPT = [{"role": "user", "content": "Say hi"}]
MAX_TOKENS = 8
TOLERANCE = 1e-4


@dataclass
class Hub:
    """The client, and the models to ask for."""

    client: openai.OpenAI
    chat_model: str
    embedding_model: str
    image_model: str

    def chat(self, **options):
        options = {"model": self.chat_model, "messages": PROMPT, "max_tokens": MAX_TOKENS} | options
        return self.client.chat.completions.create(**options)

    def chat_chunks(self, **options):
        """All chunks of a stream, as plain objects."""
        return [chunk.model_dump(exclude_unset=True) for chunk in self.chat(stream=True, **options)]

    def embed(self, given, **options):
        return self.client.embeddings.create(model=self.embedding_model, input=given, **options)


def none(faults):
    expect(not faults, "; ".join(faults))


def raised(kind, call):
    """The exception of this kind that the call raises."""
    try:
        call()
    except kind as error:
        return error
    raise Failed(f"no {kind.__name__} was raised")


WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
ASKED = {"role": "user", "content": "What is the weather in Paris?"}
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}


def tools(hub):
    """A call of a tool, and the answer once its result is there."""
    first = hub.chat(messages=[ASKED], tools=[WEATHER], max_tokens=100)
    expect_equal(first.choices[0].finish_reason, "tool_calls", "finish_reason")
    [call] = first.choices[0].message.tool_calls
    expect_equal((call.function.name, json.loads(call.function.arguments)), ("get_weather", {"city": "Paris"}), "call")
    said = first.choices[0].message.model_dump(exclude_none=True)
    result = {"role": "tool", "tool_call_id": call.id, "content": "sunny"}
    second = hub.chat(messages=[ASKED, said, result], tools=[WEATHER], max_tokens=100)
    expect("sunny" in second.choices[0].message.content, f"content {second.choices[0].message.content}")


def tools_streamed(hub):
    seen = hub.chat_chunks(messages=[ASKED], tools=[WEATHER], max_tokens=100)
    deltas = [choice["delta"] for chunk in seen for choice in chunk["choices"]]
    calls = [call for delta in deltas for call in delta.get("tool_calls") or []]
    expect_equal([call["id"] for call in calls if call.get("id")], [calls[0]["id"]], "ids")
    expect_equal({call["index"] for call in calls}, {0}, "indexes")
    arguments = "".join(call["function"].get("arguments") or "" for call in calls)
    expect_equal(json.loads(arguments), {"city": "Paris"}, "arguments")
    finishes = [choice["finish_reason"] for chunk in seen for choice in chunk["choices"] if choice["finish_reason"]]
    expect_equal(finishes, ["tool_calls"], "finish_reason")


def structured_output(hub):
    form = {"type": "json_schema", "json_schema": {"name": "city", "schema": CITY, "strict": True}}
    asked = [{"role": "user", "content": "Name a city as JSON."}]
    answer = hub.chat(messages=asked, response_format=form, max_tokens=100)
    expect_equal(json.loads(answer.choices[0].message.content), {"city": "Paris"}, "content")


def vision(hub):
    picture = base64.b64encode(PICTURE.read_bytes()).decode()
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture}"}},
    ]
    answer = hub.chat(messages=[{"role": "user", "content": parts}])
    expect(answer.choices[0].message.content, "no content")


def complete(hub, **options):
    return hub.client.completions.create(model=hub.chat_model, prompt="Say hi", max_tokens=MAX_TOKENS, **options)


def completion(hub):
    answer = complete(hub)
    expect(answer.choices[0].text, "no text")
    expect_equal((answer.object, answer.model), ("text_completion", hub.chat_model), "object and model")
    expect(answer.usage.prompt_tokens > 0 and answer.usage.completion_tokens > 0, f"usage {answer.usage}")


def completion_streamed(hub):
    seen = list(complete(hub, stream=True, stream_options={"include_usage": True}))
    expect("".join(choice.text for chunk in seen for choice in chunk.choices), "no text")
    finishes = [choice.finish_reason for chunk in seen for choice in chunk.choices if choice.finish_reason]
    expect_equal(len(finishes), 1, "finishes")
    expect_equal(seen[-1].choices, [], "choices of the last chunk")
    expect(seen[-1].usage.completion_tokens > 0, f"usage {seen[-1].usage}")
    quiet = list(complete(hub, stream=True))
    expect(all(chunk.choices and not chunk.usage for chunk in quiet), "a usage that was not asked for")


def response(hub):
    answer = hub.client.responses.create(model=hub.chat_model, input="Say hi", max_output_tokens=2 * MAX_TOKENS)
    expect(answer.output_text, "no text")
    usage = answer.usage
    expect_equal(usage.total_tokens, usage.input_tokens + usage.output_tokens, "total_tokens")


def response_streamed(hub):
    with hub.client.responses.stream(model=hub.chat_model, input="Say hi", max_output_tokens=2 * MAX_TOKENS) as stream:
        events = list(stream)
    said = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    expect(events[-1].type in ("response.completed", "response.incomplete"), f"the last event is {events[-1].type}")
    expect_equal(events[-1].response.output_text, said, "text")


def chat(hub):
    answer = hub.chat()
    expect_equal(answer.choices[0].message.role, "assistant", "role")
    expect(answer.choices[0].message.content, "no content")
    expect(answer.choices[0].finish_reason in ("stop", "length"), f"finish_reason {answer.choices[0].finish_reason}")
    usage = answer.usage
    expect(usage.prompt_tokens > 0 and usage.completion_tokens > 0, f"usage {usage}")
    expect_equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens, "total_tokens")


def chat_names_the_requested_model(hub):
    expect_equal(hub.chat().model, hub.chat_model, "model")


def chat_of_content_parts(hub):
    parts = [{"type": "text", "text": "Say "}, {"type": "text", "text": "hi"}]
    expect(hub.chat(messages=[{"role": "user", "content": parts}]).choices, "no choice")


def chat_stream(hub):
    seen = hub.chat_chunks()
    none(stream.choice_faults(seen) + stream.identity_faults(seen) + stream.unasked_usage_faults(seen))
    text = "".join(choice["delta"].get("content") or "" for chunk in seen for choice in chunk["choices"])
    expect(text, "no content")


def chat_stream_names_the_requested_model(hub):
    expect_equal({chunk["model"] for chunk in hub.chat_chunks()}, {hub.chat_model}, "models")


def chat_stream_with_usage(hub):
    seen = hub.chat_chunks(stream_options={"include_usage": True})
    none(stream.choice_faults(seen) + stream.identity_faults(seen))
    expect_equal(seen[-1]["choices"], [], "choices of the last chunk")
    expect(seen[-1]["usage"]["completion_tokens"] > 0, f"usage {seen[-1]['usage']}")
    expect(not any(chunk.get("usage") for chunk in seen[:-1]), "a chunk before the last has a usage")


def chat_stream_ends_with_done(hub):
    creator = hub.client.chat.completions.with_streaming_response
    options = {"model": hub.chat_model, "messages": PROMPT, "max_tokens": MAX_TOKENS}
    with creator.create(stream=True, **options) as answer:
        expect_equal(answer.headers["content-type"].split(";")[0], "text/event-stream", "content-type")
        none(stream.end_faults("\n".join(answer.iter_lines())))


def chat_stream_can_be_left(hub):
    with hub.chat(stream=True) as chunks:
        next(iter(chunks))
    expect(hub.chat().choices, "no choice afterwards")


def answers_carry_a_request_id(hub):
    expect(hub.chat()._request_id, "no x-request-id")


def models_list(hub):
    expect(hub.chat_model in [model.id for model in hub.client.models.list()], f"{hub.chat_model} is not listed")


def models_retrieve(hub):
    expect_equal(hub.client.models.retrieve(hub.chat_model).id, hub.chat_model, "id")


def a_bad_key_is_an_authentication_error(hub):
    stranger = hub.client.with_options(api_key="not-a-key")
    error = raised(openai.AuthenticationError, lambda: Hub(stranger, hub.chat_model, "", "").chat())
    expect_equal((error.status_code, error.code), (401, "invalid_api_key"), "status and code")


def an_unknown_model_is_not_found(hub):
    error = raised(openai.NotFoundError, lambda: hub.chat(model="no/such-model"))
    expect_equal((error.status_code, error.code), (404, "model_not_found"), "status and code")


def an_unknown_model_is_not_found_before_a_stream(hub):
    error = raised(openai.NotFoundError, lambda: hub.chat(model="no/such-model", stream=True))
    expect_equal(error.code, "model_not_found", "code")


def an_unknown_model_is_not_retrieved(hub):
    raised(openai.NotFoundError, lambda: hub.client.models.retrieve("no/such-model"))


def a_bad_body_is_a_bad_request(hub):
    error = raised(openai.BadRequestError, lambda: hub.chat(messages="not a list"))
    expect(error.type and error.body.get("message"), f"body {error.body}")


def embeddings_by_default(hub):
    answer = hub.embed("hello")
    expect_equal([item.index for item in answer.data], [0], "indexes")
    expect(len(answer.data[0].embedding) > 1, "no vector")
    expect(answer.usage.prompt_tokens > 0, f"usage {answer.usage}")


def embeddings_of_one_text(hub):
    packed, plain = hub.embed("hello"), hub.embed("hello", encoding_format="float")
    pairs = zip(packed.data[0].embedding, plain.data[0].embedding, strict=True)
    expect(all(abs(left - right) < TOLERANCE for left, right in pairs), "the vectors differ")


def embeddings_are_the_same_as_floats(hub):
    packed, plain = hub.embed(["hello", "you"]), hub.embed(["hello", "you"], encoding_format="float")
    for one, other in zip(packed.data, plain.data, strict=True):
        pairs = zip(one.embedding, other.embedding, strict=True)
        expect(all(abs(left - right) < TOLERANCE for left, right in pairs), f"vectors {one.index} differ")


def embeddings_of_one_token_array(hub):
    expect_equal(len(hub.embed([7592, 2088]).data), 1, "vectors")


def embeddings_of_several_token_arrays(hub):
    expect_equal([item.index for item in hub.embed([[7592], [2088]]).data], [0, 1], "indexes")


def embeddings_of_an_unknown_model(hub):
    raised(openai.NotFoundError, lambda: hub.client.embeddings.create(model="no/such-model", input="hello"))


def expect_picture(answer):
    """Where the provider has but an address of the picture, that is what the client gets."""
    [picture, *_] = answer.data
    content = base64.b64decode(picture.b64_json) if picture.b64_json else urlopen(picture.url, timeout=60).read()
    expect(content.startswith(PNG_HEAD), "no PNG")


def images_generate(hub):
    expect_picture(hub.client.images.generate(model=hub.image_model, prompt="a cat"))


def images_edit(hub):
    expect_picture(hub.client.images.edit(model=hub.image_model, prompt="a hat", image=PICTURE))


def images_edit_with_a_mask_and_several_images(hub):
    pictures = [("one.png", PICTURE.read_bytes(), "image/png"), ("two.png", PICTURE.read_bytes(), "image/png")]
    options = {"image": pictures, "mask": PICTURE, "n": 1, "size": "1024x1024"}
    expect_picture(hub.client.images.edit(model=hub.image_model, prompt="a hat", **options))


def images_of_an_unknown_model(hub):
    raised(openai.NotFoundError, lambda: hub.client.images.generate(model="no/such-model", prompt="a cat"))


CHAT = [
    tools,
    tools_streamed,
    structured_output,
    vision,
    completion,
    completion_streamed,
    response,
    response_streamed,
    chat,
    chat_names_the_requested_model,
    chat_of_content_parts,
    chat_stream,
    chat_stream_names_the_requested_model,
    chat_stream_with_usage,
    chat_stream_ends_with_done,
    chat_stream_can_be_left,
    answers_carry_a_request_id,
    models_list,
    models_retrieve,
    a_bad_key_is_an_authentication_error,
    an_unknown_model_is_not_found,
    an_unknown_model_is_not_found_before_a_stream,
    an_unknown_model_is_not_retrieved,
    a_bad_body_is_a_bad_request,
]
EMBEDDINGS = [
    embeddings_by_default,
    embeddings_of_one_text,
    embeddings_are_the_same_as_floats,
    embeddings_of_one_token_array,
    embeddings_of_several_token_arrays,
    embeddings_of_an_unknown_model,
]
IMAGES = [
    images_generate,
    images_edit,
    images_edit_with_a_mask_and_several_images,
    images_of_an_unknown_model,
]


def main():
    args = target_arguments(__doc__).parse_args()
    models = (args.chat_model, args.embedding_model, args.image_model)
    client = openai.OpenAI(base_url=args.base_url, api_key=args.key, max_retries=0, timeout=60)
    groups = {"chat_model": CHAT, "embedding_model": EMBEDDINGS, "image_model": IMAGES}
    run_each(Hub(client, *models), groups, args.skip)


if __name__ == "__main__":
    main()
