"""Checks whole answers and every stream chunk of a running server against OpenAI's published specification."""

import http.client
import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import stream
from checks import expect, expect_equal, run, target_arguments
from specification import Specification

PICTURE = Path(__file__).with_name("square.png").read_bytes()
PROMPT = [{"role": "user", "content": "Say hi"}]
MAX_TOKENS = 8
TIMEOUT_SECONDS = 60


@dataclass
class Server:
    """The server under check and the models to ask for."""

    base_url: str
    key: str
    chat_model: str
    embedding_model: str
    image_model: str
    specification: Specification

    def send(self, method, path, body=None, headers=None, key=None):
        """The status and text of one raw exchange."""
        url = urlsplit(self.base_url)
        connection = http.client.HTTPConnection(url.netloc, timeout=TIMEOUT_SECONDS)
        headers = {"authorization": f"Bearer {key or self.key}"} | (headers or {})
        connection.request(method, url.path + path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def post(self, path, body, **options):
        return self.send("POST", path, json.dumps(body), {"content-type": "application/json"}, **options)

    def conforms(self, kind, value):
        faults = self.specification.faults(kind, value)
        expect(not faults, "; ".join(faults))

    def answer(self, kind, exchange):
        """The parsed body of a successful exchange, valid as this kind."""
        status, text = exchange
        expect_equal(status, 200, f"status (body {text[:200]})")
        value = json.loads(text)
        self.conforms(kind, value)
        return value

    def refusal(self, wanted_status, exchange):
        """The parsed body of a refused exchange, valid as an error."""
        status, text = exchange
        expect_equal(status, wanted_status, f"status (body {text[:200]})")
        value = json.loads(text)
        self.conforms("error", value)
        return value["error"]

    def chat_body(self, **options):
        return {"model": self.chat_model, "messages": PROMPT, "max_tokens": MAX_TOKENS} | options

    def chat_stream(self, **options):
        status, text = self.post("/chat/completions", self.chat_body(stream=True, **options))
        expect_equal(status, 200, f"status (body {text[:200]})")
        return text


def none(faults):
    expect(not faults, "; ".join(faults))


def chat_answer(server):
    server.answer("chat", server.post("/chat/completions", server.chat_body()))


def chat_answer_with_logprobs(server):
    body = server.chat_body(logprobs=True, top_logprobs=2)
    value = server.answer("chat", server.post("/chat/completions", body))
    expect(value["choices"][0]["logprobs"], "logprobs were asked for and did not come")


def chunks_conform(server, **options):
    seen = stream.chunks(server.chat_stream(**options))
    none(sorted({fault for chunk in seen for fault in server.specification.faults("chunk", chunk)}))
    return seen


def chat_chunks(server):
    chunks_conform(server)


def chat_chunks_with_usage(server):
    chunks_conform(server, stream_options={"include_usage": True})


def chat_chunks_with_logprobs(server):
    seen = chunks_conform(server, logprobs=True)
    choices = [choice for chunk in seen for choice in chunk["choices"]]
    expect(any(choice.get("logprobs") for choice in choices), "logprobs were asked for and did not come")


def chat_stream_keeps_its_identity(server):
    none(stream.identity_faults(stream.chunks(server.chat_stream())))


def chat_stream_has_one_role_and_one_finish(server):
    none(stream.choice_faults(stream.chunks(server.chat_stream())))


def chat_stream_ends_with_done(server):
    none(stream.end_faults(server.chat_stream()))


def chat_stream_has_usage_if_asked(server):
    none(stream.usage_faults(stream.chunks(server.chat_stream(stream_options={"include_usage": True}))))


def chat_stream_has_no_usage_unless_asked(server):
    none(stream.unasked_usage_faults(stream.chunks(server.chat_stream())))


def completion_answer(server):
    body = {"model": server.chat_model, "prompt": "Say hi", "max_tokens": 8}
    server.answer("completion", server.post("/completions", body))


def error_for_a_completion_without_a_prompt(server):
    server.refusal(400, server.post("/completions", {"model": server.chat_model}))


def response_body(server, **options):
    return {"model": server.chat_model, "input": "Say hi", "max_output_tokens": 2 * MAX_TOKENS} | options


def response_answer(server):
    value = server.answer("response", server.post("/responses", response_body(server, instructions="Be brief.")))
    expect(value["output"], "no output")


def response_events(server):
    status, text = server.post("/responses", response_body(server, stream=True))
    expect_equal(status, 200, f"status (body {text[:200]})")
    seen = stream.named_events(text)
    none(sorted({fault for event in seen for fault in server.specification.faults("response_event", event)}))
    expect_equal([event["sequence_number"] for event in seen], list(range(len(seen))), "sequence numbers")
    expect(seen[-1]["type"] in ("response.completed", "response.incomplete"), f"the last event is {seen[-1]['type']}")
    said = "".join(event["delta"] for event in seen if event["type"] == "response.output_text.delta")
    expect_equal(said, seen[-1]["response"]["output"][-1]["content"][0]["text"], "text")


def error_for_a_response_that_needs_another(server):
    body = response_body(server, previous_response_id="resp_1")
    expect_equal(server.refusal(400, server.post("/responses", body))["param"], "previous_response_id", "param")


def error_for_a_bad_key(server):
    error = server.refusal(401, server.post("/chat/completions", server.chat_body(), key="not-a-key"))
    expect_equal(error["code"], "invalid_api_key", "code")


def error_for_an_unknown_model(server):
    error = server.refusal(404, server.post("/chat/completions", server.chat_body(model="no/such-model")))
    expect_equal(error["code"], "model_not_found", "code")


def error_for_a_missing_field(server):
    server.refusal(400, server.post("/chat/completions", {"model": server.chat_model}))


def error_for_broken_json(server):
    server.refusal(400, server.send("POST", "/chat/completions", "{", {"content-type": "application/json"}))


def error_for_an_unknown_path(server):
    server.refusal(404, server.send("GET", "/no/such/path"))


def models_list(server):
    value = server.answer("models", server.send("GET", "/models"))
    expect(server.chat_model in [model["id"] for model in value["data"]], f"{server.chat_model} is not listed")


def model_with_a_plain_path(server):
    value = server.answer("model", server.send("GET", f"/models/{server.chat_model}"))
    expect_equal(value["id"], server.chat_model, "id")


def model_with_an_encoded_path(server):
    name = server.chat_model.replace("/", "%2F")
    expect_equal(server.answer("model", server.send("GET", f"/models/{name}"))["id"], server.chat_model, "id")


def error_for_an_unknown_model_path(server):
    server.refusal(404, server.send("GET", "/models/no/such-model"))


def embeddings_as(server, form, given, count):
    body = {"model": server.embedding_model, "input": given} | form
    value = server.answer("embeddings", server.post("/embeddings", body))
    expect_equal([item["index"] for item in value["data"]], list(range(count)), "indexes")
    return value


def embeddings_as_floats(server):
    value = embeddings_as(server, {"encoding_format": "float"}, ["hello", "you"], 2)
    expect(isinstance(value["data"][0]["embedding"], list), "floats are not a list")


def embeddings_as_base64(server):
    value = embeddings_as(server, {"encoding_format": "base64"}, "hello", 1)
    expect(isinstance(value["data"][0]["embedding"], str), "base64 is not a string")


def embeddings_are_floats_by_default(server):
    value = embeddings_as(server, {}, "hello", 1)
    expect(isinstance(value["data"][0]["embedding"], list), "floats are not a list")


def embeddings_of_tokens(server):
    embeddings_as(server, {}, [7592, 2088], 1)
    embeddings_as(server, {}, [[7592], [2088]], 2)


def images_generated(server):
    value = server.answer("images", server.post("/images/generations", {"model": server.image_model, "prompt": "a cat"}))
    expect(value.get("data"), "no image")


def multipart(fields, files):
    """A form body and its headers; files are (field, file name) and all hold the same picture."""
    boundary = uuid.uuid4().hex
    head = f'--{boundary}\r\ncontent-disposition: form-data; name="'.encode()
    parts = [head + f'{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    for field, name in files:
        parts.append(head + f'{field}"; filename="{name}"\r\ncontent-type: image/png\r\n\r\n'.encode() + PICTURE + b"\r\n")
    body = b"".join(parts) + f"--{boundary}--\r\n".encode()
    return body, {"content-type": f"multipart/form-data; boundary={boundary}"}


def images_edited(server):
    files = [("image[]", "one.png"), ("image[]", "two.png"), ("mask", "mask.png")]
    body, headers = multipart({"model": server.image_model, "prompt": "a cat"}, files)
    value = server.answer("images", server.send("POST", "/images/edits", body, headers))
    expect(value.get("data"), "no image")


def error_for_an_image_without_a_prompt(server):
    server.refusal(400, server.post("/images/generations", {"model": server.image_model}))


CHAT = [
    chat_answer,
    chat_answer_with_logprobs,
    chat_chunks,
    chat_chunks_with_usage,
    chat_chunks_with_logprobs,
    chat_stream_keeps_its_identity,
    chat_stream_has_one_role_and_one_finish,
    chat_stream_ends_with_done,
    chat_stream_has_usage_if_asked,
    chat_stream_has_no_usage_unless_asked,
    completion_answer,
    error_for_a_completion_without_a_prompt,
    response_answer,
    response_events,
    error_for_a_response_that_needs_another,
    error_for_a_bad_key,
    error_for_an_unknown_model,
    error_for_a_missing_field,
    error_for_broken_json,
    error_for_an_unknown_path,
    models_list,
    model_with_a_plain_path,
    model_with_an_encoded_path,
    error_for_an_unknown_model_path,
]
EMBEDDINGS = [embeddings_as_floats, embeddings_as_base64, embeddings_are_floats_by_default, embeddings_of_tokens]
IMAGES = [images_generated, images_edited, error_for_an_image_without_a_prompt]


def main():
    args = target_arguments(__doc__).parse_args()
    models = (args.chat_model, args.embedding_model, args.image_model)
    server = Server(args.base_url, args.key, *models, Specification())
    checks = [check for model, group in zip(models, (CHAT, EMBEDDINGS, IMAGES)) if model for check in group]
    run(checks, server, args.skip)


if __name__ == "__main__":
    main()
