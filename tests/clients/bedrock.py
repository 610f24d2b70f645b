"""Amazon Bedrock as botocore knows it, on the loopback address.

Every call must be signed as botocore would sign it (or carry Bedrock's own key) and have the form that botocore's model
of the service says; then aimock answers the conversation. What botocore does not know, the bodies of `InvokeModel`, is
judged by the types that LiteLLM published of them.
"""

import base64
import binascii
import json
import re
import struct
import zlib
from threading import Thread
from urllib.parse import unquote

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.validate import ParamValidator

from bedrock_bodies import answer_to, types
from double import Double, Refused, serve

REGION = "eu-central-1"
KEYS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session/token+example==")
BEDROCK_KEY = "bedrock-api-key-example"
SERVICE = botocore.session.get_session().get_service_model("bedrock-runtime")
OPERATIONS = {"converse": "Converse", "converse-stream": "ConverseStream", "invoke": "InvokeModel"}
MODELS = ["amazon.nova-canvas-v1:0", "amazon.titan-embed-text-v2:0", "anthropic.claude-haiku-4-5-v1:0"]


def expect(condition, message):
    if not condition:
        raise Refused(400, "ValidationException", message)


def signed(handler, body):
    """Raises unless the call is signed, as botocore signs it."""
    authorization = handler.headers.get("authorization", "")
    if authorization == f"Bearer {BEDROCK_KEY}":
        return
    form = r"AWS4-HMAC-SHA256 Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)"
    parts = re.fullmatch(form, authorization)
    if not parts:
        raise Refused(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
    key, region, service, names, signature = parts.groups()
    if (key, region, service) != (KEYS.access_key, REGION, "bedrock"):
        raise Refused(403, "UnrecognizedClientException", "The security token included in the request is invalid.")
    names = names.split(";")
    if missing := {"host", "x-amz-date", "x-amz-security-token"} - set(names):
        raise Refused(403, "InvalidSignatureException", f"not signed: {missing}")
    url = f"http://{handler.headers['host']}{handler.path}"
    request = AWSRequest(handler.command, url, {name: handler.headers[name] for name in names}, body)
    request.context["timestamp"] = handler.headers["x-amz-date"]
    auth = SigV4Auth(KEYS, service, region)
    if auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request) != signature:
        raise Refused(403, "InvalidSignatureException", "The request signature we calculated does not match.")


def native(shape, value, place):
    """The value as botocore's caller has it; raises where the model does not allow it."""
    if shape.type_name == "blob":
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, TypeError):
            raise Refused(400, "SerializationException", f"{place} is no base64") from None
    if shape.type_name == "structure" and not getattr(shape, "is_document_type", False) and isinstance(value, dict):
        members = shape.members
        return {name: native(members[name], one, f"{place}.{name}") if name in members else one for name, one in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [native(shape.member, one, f"{place}[{index}]") for index, one in enumerate(value)]
    if shape.type_name == "string" and isinstance(value, str):
        pattern, longest = shape.metadata.get("pattern"), shape.metadata.get("max")
        expect(not shape.enum or value in shape.enum, f"{place} is none of {shape.enum}")
        expect(not pattern or re.fullmatch(pattern, value), f"{place} is not {pattern}")
        expect(not longest or len(value) <= longest, f"{place} is longer than {longest}")
    if shape.type_name in ("float", "integer") and isinstance(value, (int, float)):
        most = shape.metadata.get("max")
        expect(most is None or value <= most, f"{place} is more than {most}")
    return value


def conforms(operation, model, body):
    """Raises unless botocore would take the call."""
    shape = SERVICE.operation_model(operation).input_shape
    given = {"modelId": model} | body
    report = ParamValidator().validate(native(shape, given, "request"), shape)
    expect(not report.has_errors(), report.generate_report())
    for message in body["messages"]:
        expect(message["content"], "a message has no content")
        for block in message["content"]:
            expect(block.get("text", "text").strip(), "The text field in the ContentBlock object is blank.")
    roles = [message["role"] for message in body["messages"]]
    expect(roles[:1] == ["user"], "A conversation must start with a user message.")
    expect(all(one != other for one, other in zip(roles, roles[1:])), "roles must alternate")
    blocks = [block for message in body["messages"] for block in message["content"]]
    used = any("toolUse" in block or "toolResult" in block for block in blocks)
    expect(not used or "toolConfig" in body, "The toolConfig field must be defined when using toolUse and toolResult content blocks.")


def invoked(model, body):
    """The answer to a call of a model's own form; raises where its maker's model would not take it."""
    try:
        return answer_to(model, body)
    except (ValueError, KeyError) as fault:
        raise Refused(400, "ValidationException", f"Malformed input request: {fault}") from None


def ranking(model, body):
    version = {"api_version"} if model.startswith("cohere.") else set()
    expect(set(body) == {"query", "documents", "top_n"} | version, "Malformed input request")
    expect(not version or body["api_version"] >= 2, "#/api_version: 1 is not greater or equal to 2")
    words = set(body["query"].split())
    scores = [len(words & set(text.split())) / len(words) for text in body["documents"]]
    best = sorted(range(len(scores)), key=lambda index: -scores[index])[: body["top_n"]]
    return {"results": [{"index": index, "relevance_score": scores[index]} for index in best]}


def event(kind, name, payload):
    """A message of Amazon's event streams."""
    headers = b""
    for key, value in ((f":{kind}-type", name), (":content-type", "application/json"), (":message-type", kind)):
        headers += struct.pack("!B", len(key)) + key.encode() + struct.pack("!BH", 7, len(value)) + value.encode()
    payload = json.dumps(payload).encode()
    head = struct.pack("!II", 16 + len(headers) + len(payload), len(headers))
    head += struct.pack("!I", zlib.crc32(head))
    message = head + headers + payload
    return message + struct.pack("!I", zlib.crc32(message))


def throttled():
    delta = event("event", "contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": "Hello"}})
    return delta + event("exception", "throttlingException", {"message": "Too many tokens, please wait."})


class Bedrock(Double):
    """Both of Bedrock's hosts."""

    def refused(self, refused):
        kind = f"{refused.name}:http://internal.amazon.com/coral/com.amazon.bedrock/"
        self.json({"message": str(refused)}, refused.status, {"x-amzn-errortype": kind})

    def listed(self):
        signed(self, self.body)
        expect(self.path == "/foundation-models", "no such operation")
        return self.json({"modelSummaries": [{"modelId": model} for model in MODELS]})

    def called(self):
        signed(self, self.body)
        path = re.fullmatch(r"/model/([^/]+)/([a-z-]+)", self.path)
        expect(path and path[2] in OPERATIONS, "no such operation")
        model, operation = unquote(path[1]), path[2]
        body = json.loads(self.body)
        if operation == "invoke" and "rerank" in model:
            return self.json(ranking(model, body))
        if operation == "invoke":
            answer = invoked(model, body)
            self.remember(body)
            return self.json(answer)
        conforms(OPERATIONS[operation], model, body)
        self.remember(body)
        if model == "meta.throttled-v1:0":
            return self.send(200, "application/vnd.amazon.eventstream", throttled())
        return self.passed_on(f"/model/{model}/{operation}")


if __name__ == "__main__":
    # What judges is loaded while nobody waits for it yet.
    Thread(target=types, daemon=True).start()
    serve(Bedrock, __doc__)
