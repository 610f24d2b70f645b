"""The bodies of Bedrock's `InvokeModel`, which each maker's models have of their own: judged, and answered, by the types
that LiteLLM published of them. A field that a type does not have is refused, as is one of another kind."""

import base64
from functools import cache
from pathlib import Path

from published import module_of_litellm, strictly

PNG = base64.b64encode(Path(__file__).with_name("square.png").read_bytes()).decode()
VECTOR = [0.25, -0.5, 0.125]
STABILITY_NAMES = {"output_format": str.upper}


@cache
def types():
    return module_of_litellm("types.llms.bedrock")


def answer_to(model, body):
    """What the model answers; raises ValueError where it would not take the body."""
    for part, taken in FAMILIES.items():
        if part in model:
            return taken(body)
    raise ValueError(f"no such model: {model}")


def vector_of(text):
    """Begins with how many words the text has, so that a test can tell whose it is."""
    return [float(len(text.split())), *VECTOR]


def titan_v2(body):
    strictly(types().AmazonTitanV2EmbeddingRequest, body)
    vector, words = vector_of(body["inputText"]), len(body["inputText"].split())
    answer = {"embedding": vector, "embeddingsByType": {"float": vector}, "inputTextTokenCount": words}
    return strictly(types().AmazonTitanV2EmbeddingResponse, answer)


def titan_v1(body):
    strictly(types().AmazonTitanG1EmbeddingRequest, body)
    text = body["inputText"]
    answer = {"embedding": vector_of(text), "inputTextTokenCount": len(text.split())}
    return strictly(types().AmazonTitanG1EmbeddingResponse, answer)


def titan_of_pictures(body):
    strictly(types().AmazonTitanMultimodalEmbeddingRequest, body)
    text = body["inputText"]
    return {"embedding": vector_of(text), "inputTextTokenCount": len(text.split()), "message": None}


def nova(body):
    strictly(types().NovaEmbeddingRequest, body)
    vector = vector_of(body["singleEmbeddingParams"]["text"]["value"])
    return strictly(types().NovaEmbeddingResponse, {"embeddings": [{"embeddingType": "TEXT", "embedding": vector}]})


def cohere(body):
    # The type has one name where Cohere's API, and LiteLLM itself, have a list of them.
    names = body.get("embedding_types", ["float"])
    strictly(types().CohereEmbeddingRequest, [body | {"embedding_types": name} for name in names][0])
    vectors = [vector_of(text) for text in body["texts"]]
    answer = {"id": "1", "texts": body["texts"]}
    if "embedding_types" in body:
        return answer | {"response_type": "embeddings_by_type", "embeddings": {"float": vectors}}
    return strictly(types().CohereEmbeddingResponse, answer | {"response_type": "embeddings_floats", "embeddings": vectors})


def canvas(body):
    config = strictly(types().AmazonNovaCanvasImageGenerationConfig, body.get("imageGenerationConfig", {}))
    if body.get("taskType") == "TEXT_IMAGE":
        strictly(types().AmazonNovaCanvasTextToImageRequest, body)
    else:
        changes(body)
    answer = {"images": [PNG] * config.get("numberOfImages", 1)}
    return strictly(types().AmazonNovaCanvasTextToImageResponse, answer)


def changes(body):
    """Raises unless a picture is changed in the form that LiteLLM writes; of its types of this, one name is none of
    Amazon's, as its own code for it says."""
    tasks = {
        "IMAGE_VARIATION": ("imageVariationParams", {"images", "text", "negativeText", "similarityStrength"}, {"images"}),
        "INPAINTING": ("inPaintingParams", {"image", "text", "negativeText", "maskImage", "maskPrompt"}, {"image"}),
    }
    field, allowed, needed = tasks.get(body.get("taskType"), ("", set(), set()))
    named = set(body.get(field, {}))
    if set(body) - {"taskType", "imageGenerationConfig"} != {field} or not needed <= named <= allowed:
        raise ValueError(f"{sorted(body)} with {sorted(named)}")
    mask = body[field].get("maskImage")
    if mask and not base64.b64decode(mask).startswith(b"\x89PNG"):
        raise ValueError("the mask is no picture")


def stability(body):
    # Its formats' names are in either case.
    written = {name: STABILITY_NAMES.get(name, lambda same: same)(value) for name, value in body.items()}
    strictly(types().AmazonStability3TextToImageRequest, written)
    return {"images": [PNG], "seeds": [1], "finish_reasons": [None]}


def stability_service(body):
    """The service that paints into a picture, by the type of Stability's own API for it, which Amazon's is."""
    strictly(module_of_litellm("types.llms.stability").StabilityInpaintRequest, body)
    if not {"image", "prompt"} <= set(body):
        raise ValueError("image and prompt are needed")
    return {"images": [PNG], "seeds": [1], "finish_reasons": [None]}


FAMILIES = {
    "titan-embed-text-v2": titan_v2,
    "titan-embed-text-v1": titan_v1,
    "titan-embed-image": titan_of_pictures,
    "nova-2-multimodal-embeddings": nova,
    "cohere.embed": cohere,
    "nova-canvas": canvas,
    "titan-image": canvas,
    "stable-image-inpaint": stability_service,
    "stability.sd3": stability,
}
