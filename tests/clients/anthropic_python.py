"""The unmodified official `anthropic` package for Python against a running server, whatever provider is behind it."""

import json
from dataclasses import dataclass

import anthropic
from checks import Failed, expect, expect_equal, run_each, target_arguments
from specification import Specification

ASKED = {"role": "user", "content": "What is the weather in Paris?"}
HELLO = {"role": "user", "content": "Say hi"}
WEATHER = {
    "name": "get_weather",
    "description": "The weather in a city.",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
MAX_TOKENS = 100


@dataclass
class Hub:
    """The client, and the model to ask for."""

    client: anthropic.Anthropic
    chat_model: str
    specification: Specification

    def message(self, **options):
        options = {"model": self.chat_model, "messages": [HELLO], "max_tokens": MAX_TOKENS} | options
        return self.client.messages.create(**options)

    def conforms(self, kind, value):
        faults = self.specification.faults(kind, value)
        expect(not faults, "; ".join(faults))


def message(hub):
    answer = hub.message(system="Be brief.")
    expect(answer.content[0].text, "no text")
    expect_equal(answer.stop_reason, "end_turn", "stop_reason")
    expect_equal(answer.model, hub.chat_model, "model")
    expect(answer.usage.input_tokens > 0 and answer.usage.output_tokens > 0, f"usage {answer.usage}")
    expect(answer.id.startswith("msg_"), f"id {answer.id}")


def message_conforms(hub):
    raw = hub.client.messages.with_raw_response.create(model=hub.chat_model, messages=[HELLO], max_tokens=MAX_TOKENS)
    hub.conforms("message", raw.http_response.json())


def message_streamed(hub):
    with hub.client.messages.stream(model=hub.chat_model, messages=[HELLO], max_tokens=MAX_TOKENS) as stream:
        said = "".join(stream.text_stream)
        final = stream.get_final_message()
    expect_equal(final.content[0].text, said, "text")
    expect_equal(final.stop_reason, "end_turn", "stop_reason")
    expect(final.usage.output_tokens > 0, f"usage {final.usage}")


def events_of(hub, **options):
    """Every event of a stream as it came."""
    options = {"model": hub.chat_model, "messages": [HELLO], "max_tokens": MAX_TOKENS} | options
    with hub.client.messages.with_streaming_response.create(stream=True, **options) as response:
        lines = [line.removeprefix("data: ") for line in response.iter_lines() if line.startswith("data: ")]
    return [json.loads(line) for line in lines]


def expect_events(hub, events):
    """Each is as specified, and one block ends before the next begins."""
    open_block = None
    for event in events:
        hub.conforms("message_event", event)
        match event["type"]:
            case "content_block_start":
                expect_equal(open_block, None, "open block")
                open_block = event["index"]
            case "content_block_delta":
                expect_equal(event["index"], open_block, "block that grows")
            case "content_block_stop":
                expect_equal(event["index"], open_block, "block that ends")
                open_block = None
    expect_equal(events[0]["type"], "message_start", "first event")
    expect_equal([event["type"] for event in events[-2:]], ["message_delta", "message_stop"], "last events")


def events_conform(hub):
    expect_events(hub, events_of(hub))


def tool_events_conform(hub):
    expect_events(hub, events_of(hub, messages=[ASKED], tools=[WEATHER]))


def the_request_has_an_id(hub):
    expect(hub.message()._request_id, "no request id")  # noqa: SLF001: the package documents it by this name


def tools(hub):
    """A call of a tool, and the answer once its result is there."""
    first = hub.message(messages=[ASKED], tools=[WEATHER])
    expect_equal(first.stop_reason, "tool_use", "stop_reason")
    [call] = [block for block in first.content if block.type == "tool_use"]
    expect_equal((call.name, call.input), ("get_weather", {"city": "Paris"}), "call")
    said = {"role": "assistant", "content": [{"type": "tool_use", "id": call.id, "name": call.name, "input": call.input}]}
    result = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "sunny"}]}
    second = hub.message(messages=[ASKED, said, result], tools=[WEATHER])
    expect("sunny" in second.content[0].text, f"content {second.content}")


def tools_streamed(hub):
    with hub.client.messages.stream(
        model=hub.chat_model, messages=[ASKED], tools=[WEATHER], max_tokens=MAX_TOKENS
    ) as stream:
        final = stream.get_final_message()
    [call] = [block for block in final.content if block.type == "tool_use"]
    expect_equal(call.input, {"city": "Paris"}, "input")
    expect_equal(final.stop_reason, "tool_use", "stop_reason")


def tokens_are_counted(hub):
    counted = hub.client.messages.count_tokens(model=hub.chat_model, messages=[HELLO])
    expect(counted.input_tokens > 0, f"counted {counted}")


def raised(kind, call):
    """The exception of this kind that the call raises."""
    try:
        call()
    except kind as error:
        return error
    raise Failed(f"no {kind.__name__} was raised")


def a_bad_key_is_an_authentication_error(hub):
    stranger = hub.client.with_options(api_key="not-a-key")
    call = lambda: stranger.messages.create(model=hub.chat_model, messages=[HELLO], max_tokens=MAX_TOKENS)  # noqa: E731
    error = raised(anthropic.AuthenticationError, call)
    hub.conforms("message_error", error.body)


def an_unknown_model_is_not_found(hub):
    error = raised(anthropic.NotFoundError, lambda: hub.message(model="no/such-model"))
    hub.conforms("message_error", error.body)


def a_bad_body_is_a_bad_request(hub):
    raised(anthropic.BadRequestError, lambda: hub.message(messages=[{"role": "alien", "content": "hi"}]))


CHECKS = [
    message,
    message_conforms,
    message_streamed,
    events_conform,
    tool_events_conform,
    the_request_has_an_id,
    tools,
    tools_streamed,
    tokens_are_counted,
    a_bad_key_is_an_authentication_error,
    an_unknown_model_is_not_found,
    a_bad_body_is_a_bad_request,
]


def main():
    args = target_arguments(__doc__).parse_args()
    root = args.base_url.removesuffix("/v1")
    client = anthropic.Anthropic(base_url=root, api_key=args.key, max_retries=0, timeout=60)
    run_each(Hub(client, args.chat_model, Specification("anthropic")), {"chat_model": CHECKS}, args.skip)


if __name__ == "__main__":
    main()
