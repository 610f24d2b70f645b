"""Checks that these checks can fail: on recorded answers whose faults are known, and on broken streams.

The table is also the list of what a gateway has to mend in what each server sends.
"""

import json
from pathlib import Path

import stream
from bedrock_bodies import answer_to
from checks import expect, expect_equal, run
from published import Discovery
from specification import Specification

FOLDER = Path(__file__).parents[1] / "fixtures" / "providers"

REFUSAL = "/choices/0/message: 'refusal' is a required property"
PARAM = "/error: 'param' is a required property"
LOGPROBS_REFUSAL = "/choices/0/logprobs: 'refusal' is a required property"


def integer_code(code):
    return f"/error/code: {code} is not valid under any of the given schemas"


DOCUMENTS = {
    "llama.cpp/chat.json": ("chat", {"/choices/0: 'logprobs' is a required property", REFUSAL}),
    "llama.cpp/chat_logprobs.json": ("chat", {LOGPROBS_REFUSAL, REFUSAL}),
    "llama.cpp/chat_stream.sse": ("chunk", set()),
    "llama.cpp/chat_stream_usage.sse": ("chunk", set()),
    "llama.cpp/chat_stream_logprobs.sse": ("chunk", {LOGPROBS_REFUSAL}),
    "llama.cpp/embeddings_float.json": ("embeddings", set()),
    "llama.cpp/embeddings_base64.json": ("embeddings", set()),
    "llama.cpp/embeddings_tokens.json": ("embeddings", set()),
    "llama.cpp/models.json": ("models", set()),
    "llama.cpp/error_400_missing_messages.json": ("error", {integer_code(400), PARAM}),
    "llama.cpp/error_400_context.json": ("error", {integer_code(400), PARAM}),
    "llama.cpp/error_401.json": ("error", {integer_code(401), PARAM}),
    "llama.cpp/error_404_path.json": ("error", {integer_code(404), PARAM}),
    "llama.cpp/error_501_embeddings.json": ("error", {integer_code(501), PARAM}),
    "aimock/chat.json": ("chat", set()),
    "aimock/chat_cached.json": ("chat", set()),
    "aimock/chat_tools.json": ("chat", set()),
    "aimock/chat_stream_usage.sse": ("chunk", set()),
    "aimock/chat_tools_stream.sse": ("chunk", set()),
    "aimock/embeddings_base64_asked.json": ("embeddings", set()),
    "aimock/images_generation.json": ("images", set()),
    "aimock/images_generation_pair.json": ("images", set()),
    "aimock/images_generation_url.json": ("images", set()),
    "aimock/images_edit.json": ("images", set()),
    "aimock/error_400_context.json": ("error", set()),
    "aimock/error_400_moderation.json": ("error", set()),
    "aimock/error_401.json": ("error", {PARAM}),
    "aimock/error_429.json": ("error", set()),
    "aimock/error_429_quota.json": ("error", set()),
    "aimock/error_529.json": ("error", set()),
    "mock-ai-api/chat.json": ("chat", {REFUSAL}),
    "mock-ai-api/chat_tools_bad_arguments.json": ("chat", {REFUSAL}),
    "mock-ai-api/chat_stream_usage.sse": ("chunk", set()),
    "mock-ai-api/chat_stream_usage_unasked.sse": ("chunk", set()),
    "mock-ai-api/chat_tools_stream.sse": ("chunk", set()),
    "mock-ai-api/images_generation.json": ("images", set()),
    "mock-ai-api/error_429.json": ("error", {PARAM}),
    "mock-ai-api/error_503.json": ("error", {PARAM}),
    "llm-katan/chat.json": ("chat", {REFUSAL}),
    "llm-katan/error_400_missing_messages.json": ("error", {PARAM}),
    "llm-katan/error_401.json": ("error", {PARAM}),
}


def text(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def recorded_answers_have_just_the_known_faults(specification):
    for name, (kind, known) in DOCUMENTS.items():
        values = stream.chunks(text(name)) if name.endswith(".sse") else [json.loads(text(name))]
        seen = {fault for value in values for fault in specification.faults(kind, value)}
        expect_equal(sorted(seen), sorted(known), f"faults of {name}")


def every_recorded_answer_is_checked(_):
    found = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.suffix in (".json", ".sse")}
    expect_equal(sorted(found), sorted(DOCUMENTS), "recorded answers")


def a_missing_usage_chunk_is_seen(_):
    for name in ("mock-ai-api/chat_stream_usage.sse", "llama.cpp/chat_stream.sse"):
        expect(stream.usage_faults(stream.chunks(text(name))), f"{name} passed")


def a_usage_that_was_not_asked_for_is_seen(_):
    for name in ("mock-ai-api/chat_stream_usage_unasked.sse", "aimock/chat_stream_usage.sse"):
        expect(stream.unasked_usage_faults(stream.chunks(text(name))), f"{name} passed")
    expect_equal(stream.unasked_usage_faults(stream.chunks(text("llama.cpp/chat_stream.sse"))), [], "faults")


def a_missing_done_is_seen(_):
    whole = text("llama.cpp/chat_stream.sse")
    expect_equal(stream.end_faults(whole), [], "faults")
    expect(stream.end_faults(whole.replace("data: [DONE]\n\n", "")), "a stream without [DONE] passed")
    expect(stream.end_faults(whole + "data: [DONE]\n\n"), "a stream with two [DONE] passed")
    expect(stream.end_faults(whole + "data: {}\n\n"), "a stream that goes on after [DONE] passed")


def a_changed_identity_is_seen(_):
    seen = stream.chunks(text("aimock/chat_stream_usage.sse"))
    expect_equal(stream.identity_faults(seen), [], "faults")
    for field in ("id", "created", "model"):
        changed = [*seen[:-1], seen[-1] | {field: "other"}]
        expect(stream.identity_faults(changed), f"a changed {field} passed")


def a_clock_that_goes_on_in_a_stream_is_seen(_):
    expect(stream.identity_faults(stream.chunks(text("llama.cpp/chat_stream.sse"))), "llama.cpp's `created` passed")


def a_second_role_or_finish_is_seen(_):
    seen = stream.chunks(text("llama.cpp/chat_stream.sse"))
    expect_equal(stream.choice_faults(seen), [], "faults")
    expect(stream.choice_faults([seen[0], *seen]), "a second role passed")
    expect(stream.choice_faults([*seen, seen[-1]]), "a second finish passed")
    expect(stream.choice_faults(seen[:-1]), "no finish passed")


def a_body_that_a_model_of_bedrocks_does_not_have_is_refused(_):
    titan, canvas = "amazon.titan-embed-text-v2:0", "amazon.nova-canvas-v1:0"
    drawn = {"taskType": "TEXT_IMAGE", "textToImageParams": {"text": "a cat"}}
    for model, body in ((titan, {"inputText": "a"}), (canvas, drawn)):
        expect(answer_to(model, body), "no answer")
    wrong = [
        (titan, {"inputText": "a", "dimension": 256}),
        (titan, {"inputText": ["a"]}),
        (titan, {"input": "a"}),
        (canvas, drawn | {"textToImageParams": {"prompt": "a cat"}}),
        (canvas, drawn | {"imageGenerationConfig": {"n": 1}}),
        (canvas, {"taskType": "INPAINTING", "inpaintingParams": {"text": "a", "inputImage": "AAAA"}}),
        ("cohere.embed-v4:0", {"texts": ["a"], "input_type": "document"}),
    ]
    for model, body in wrong:
        try:
            answer_to(model, body)
        except (ValueError, KeyError):
            continue
        expect(False, f"{model} took {body}")


def a_body_that_is_not_in_googles_schemas_is_refused(_):
    gemini = Discovery("gemini")
    _, method = gemini.method("/v1beta/models/any:generateContent")
    said = {"contents": [{"role": "user", "parts": [{"text": "hi"}]}], "generationConfig": {"maxOutputTokens": 8}}
    expect_equal(gemini.faults(method["request"], said), [], "faults")
    wrong = [
        said | {"messages": []},
        said | {"contents": [{"parts": ["hi"]}]},
        said | {"generationConfig": {"max_tokens": 8}},
        said | {"generationConfig": {"maxOutputTokens": "8"}},
        said | {"toolConfig": {"functionCallingConfig": {"mode": "REQUIRED"}}},
    ]
    for body in wrong:
        expect(gemini.faults(method["request"], body), f"{body} passed")
    expect_equal(gemini.method("/v1beta/models/any:complete"), (None, None), "a method that there is not")


CHECKS = [
    recorded_answers_have_just_the_known_faults,
    every_recorded_answer_is_checked,
    a_missing_usage_chunk_is_seen,
    a_usage_that_was_not_asked_for_is_seen,
    a_missing_done_is_seen,
    a_changed_identity_is_seen,
    a_clock_that_goes_on_in_a_stream_is_seen,
    a_second_role_or_finish_is_seen,
    a_body_that_a_model_of_bedrocks_does_not_have_is_refused,
    a_body_that_is_not_in_googles_schemas_is_refused,
]

if __name__ == "__main__":
    run(CHECKS, Specification())
