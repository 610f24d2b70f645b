"""What the hub asks of Amazon Bedrock and of Google, beside what other people's clients ask of them for the same: LiteLLM's
own transformations for Bedrock, Google's own `google-genai` for Vertex AI and AI Studio. Both call the same double."""

import json
import os
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

# Else the package fetches its prices from the network when it is imported.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm
import openai
from google import genai
from google.genai import types
from google.oauth2.credentials import Credentials

from checks import expect, expect_equal, run_each, target_arguments

PICTURE = Path(__file__).with_name("square.png")
TEXT, PROMPT = "hello you", "a cat"
# What LiteLLM and Google's client always say, in the places where the hub leaves it to the provider.
THEIR_DEFAULTS = {"schemaVersion": "nova-multimodal-embed-v1", "role": "user", "output_format": "png"}
# Cut a text that is too long, or refuse it: LiteLLM cuts it, the hub says so.
TRUNCATION = {"truncationMode", "truncate"}
AMAZON = {
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "aws_session_token": "session/token+example==",
    "aws_region_name": "eu-central-1",
}


def plain(value, name=""):
    """A call without what need not be the same: defaults, and what Google and Amazon read in two ways of writing it."""
    if isinstance(value, list):
        return [plain(one, name) for one in value]
    if isinstance(value, str):
        return {"path": unquote, "data": standard_base64}.get(name, str)(value)
    if not isinstance(value, dict):
        return value
    kept = {name: one for name, one in value.items() if THEIR_DEFAULTS.get(name) != one and name not in TRUNCATION}
    return {name.replace("mime_type", "mimeType"): plain(one, name) for name, one in kept.items()}


def standard_base64(value):
    return value.replace("-", "+").replace("_", "/")


@dataclass
class Hub:
    """The hub, the doubles that are behind it, and the models to ask for."""

    client: openai.OpenAI
    doubles: dict
    embedding_model: str
    image_model: str

    def same(self, model, ask_hub, ask_provider):
        """Both calls reach the double, at one path and with one body. `ask_provider` gets the model's own name."""
        kind, name = model.split("/", 1)
        asked = self.received(kind, lambda: ask_hub(model))
        theirs = self.received(kind, lambda: ask_provider[kind](name, self.doubles[kind]))
        expect(asked, "the hub asked nothing")
        expect_equal(plain(asked), plain(theirs), "what the hub asked")

    def received(self, kind, ask):
        journal = f"{self.doubles[kind]}/journal"
        urllib.request.urlopen(urllib.request.Request(journal, method="DELETE"), timeout=60)
        ask()
        return json.loads(urllib.request.urlopen(journal, timeout=60).read())


def of_litellm(double):
    return AMAZON | {"aws_bedrock_runtime_endpoint": double, "num_retries": 0, "timeout": 60}


def google(double, **options):
    http = types.HttpOptions(base_url=double, api_version="v1" if "vertexai" in options else "v1beta", timeout=60_000)
    return genai.Client(http_options=http, **options)


def vertex(double):
    return google(double, vertexai=True, project="project-1", location="europe-west1", credentials=Credentials("ya29.token"))


def studio(double):
    return google(double, api_key="key")


def embedded_by_litellm(model, double):
    # Cohere's models are told the form of the numbers, and Amazon's only if it is another.
    form = {"encoding_format": "float"} if "cohere" in model else {}
    litellm.embedding(f"bedrock/{model}", input=[TEXT], dimensions=256, **form, **of_litellm(double))


def embedded_by_google(model, double):
    client, config = vertex(double), types.EmbedContentConfig(output_dimensionality=256)
    client.models.embed_content(model=model, contents=TEXT, config=config)


def same_embeddings(hub):
    hub.same(
        hub.embedding_model,
        lambda model: hub.client.embeddings.create(model=model, input=TEXT, dimensions=256),
        {"bedrock": embedded_by_litellm, "vertex": embedded_by_google},
    )


def options_of(model):
    """LiteLLM tells Stability's models no more than what to draw."""
    return {} if "stability" in model else {"n": 2, "size": "720x1280"}


def drawn_by_litellm(model, double):
    litellm.image_generation(PROMPT, f"bedrock/{model}", **options_of(model), **of_litellm(double))


def drawn_by_google(model, double):
    client, config = vertex(double), types.GenerateImagesConfig(number_of_images=2, aspect_ratio="9:16")
    client.models.generate_images(model=model, prompt=PROMPT, config=config)


def same_images(hub):
    hub.same(
        hub.image_model,
        lambda model: hub.client.images.generate(model=model, prompt=PROMPT, **options_of(model)),
        {"bedrock": drawn_by_litellm, "vertex": drawn_by_google},
    )


def changed_by_litellm(model, double):
    with PICTURE.open("rb") as picture:
        litellm.image_edit(picture, PROMPT, f"bedrock/{model}", n=1, **of_litellm(double))


def changed_by_google(client, model):
    picture = types.Part.from_bytes(data=PICTURE.read_bytes(), mime_type="image/png")
    config = types.GenerateContentConfig(response_modalities=["TEXT", "IMAGE"])
    client.models.generate_content(model=model, contents=[picture, PROMPT], config=config)


def same_edits(hub):
    hub.same(
        hub.image_model,
        lambda model: hub.client.images.edit(model=model, prompt=PROMPT, image=PICTURE),
        {
            "bedrock": changed_by_litellm,
            "vertex": lambda model, double: changed_by_google(vertex(double), model),
            "gemini": lambda model, double: changed_by_google(studio(double), model),
        },
    )


def main():
    parser = target_arguments(__doc__)
    parser.add_argument("--double", action="append", default=[], metavar="KIND=URL")
    args = parser.parse_args()
    client = openai.OpenAI(base_url=args.base_url, api_key=args.key, max_retries=0, timeout=60)
    doubles = dict(double.split("=", 1) for double in args.double)
    hub = Hub(client, doubles, args.embedding_model, args.image_model)
    run_each(hub, {"embedding_model": [same_embeddings], "image_model": [same_images, same_edits]}, args.skip)


if __name__ == "__main__":
    main()
