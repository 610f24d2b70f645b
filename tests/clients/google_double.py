"""Google's AI Studio and Vertex AI as their discovery documents describe them, on the loopback address.

Every call must be one of a method that Google published, at its path, with a body that holds only what its schema has;
then aimock answers it. Where the schema says `any`, in `predict`, LiteLLM's types judge texts to embed.
"""

import json
from functools import cache
from urllib.parse import parse_qs, urlsplit

from double import Double, Refused, serve
from published import Discovery, module_of_litellm, strictly

# The token that the tests' service account buys.
TOKEN = "Bearer ya29.token"
# As Google's own client writes them.
PARAMETERS = {"outputDimensionality", "autoTruncate"}
VECTOR = [0.25, -0.5, 0.125, 1.0]


@cache
def services():
    return {"/v1beta/": Discovery("gemini"), "/v1/": Discovery("vertex")}


def refuse(message):
    raise Refused(400, "INVALID_ARGUMENT", message)


def predicted(body):
    """Vectors of texts as `predict` makes them."""
    instance = module_of_litellm("llms.vertex_ai.vertex_embeddings.types").TextEmbeddingInput
    try:
        texts = [strictly(instance, one)["content"] for one in body["instances"]]
    except (ValueError, KeyError) as fault:
        refuse(str(fault))
    if unknown := set(body.get("parameters", {})) - PARAMETERS:
        refuse(f"unknown parameters {unknown}")
    counted = [{"token_count": float(len(text.split())), "truncated": False} for text in texts]
    return {"predictions": [{"embeddings": {"values": VECTOR, "statistics": each}} for each in counted]}


class Google(Double):
    """Both of Google's hosts; the version in the path says which."""

    def refused(self, refused):
        self.json({"error": {"code": refused.status, "message": str(refused), "status": refused.name}}, refused.status)

    def called(self):
        url = urlsplit(self.path)
        service = next((one for start, one in services().items() if url.path.startswith(start)), None)
        match, method = service.method(url.path) if service else (None, None)
        if not method:
            raise Refused(404, "NOT_FOUND", f"no method at {url.path}")
        self.known(url.path)
        if unknown := set(parse_qs(url.query)) - service.options:
            refuse(f"unknown options {unknown}")
        body = json.loads(self.body)
        if faults := service.faults(method["request"], body):
            refuse("; ".join(faults))
        self.remember(body)
        model = next(iter(match.groupdict().values())).rsplit("/", 1)[-1]
        self.reply(model, url.path.rsplit(":", 1)[-1], body)

    def known(self, path):
        """Raises unless the caller says who they are, in the service's own way."""
        vertex = path.startswith("/v1/")
        said = self.headers.get("authorization") if vertex else self.headers.get("x-goog-api-key")
        if said != TOKEN if vertex else not said:
            raise Refused(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")

    def reply(self, model, operation, body):
        if operation == "predict" and not model.startswith("imagen"):
            return self.json(predicted(body))
        if operation in ("embedContent", "predict"):
            return self.passed_on(f"/v1beta/models/{model}:{operation}")
        if operation == "batchEmbedContents":
            return self.json({"embeddings": [self.vector(model, one) for one in body["requests"]]})
        return self.passed_on(self.path)

    def vector(self, model, request):
        """Aimock's answer to one of several texts, which it takes one at a time."""
        answer = self.of_aimock(f"/v1beta/models/{model}:embedContent", json.dumps(request))
        said = json.loads(answer.read())
        if answer.status != 200:
            raise Refused(answer.status, "INTERNAL", json.dumps(said))
        return said["embedding"]


if __name__ == "__main__":
    serve(Google, __doc__)
