#!/usr/bin/env python3
"""Writes catalogue.json anew from the packages in requirements.txt.

    infra/catalogue/generate.py [--date 2026-11-24] [--wheels FOLDER]

Both packages are fetched by pip at their pinned hashes (or taken from FOLDER) and read, never run. genai-prices has
dated prices and the rules by which a name means a model; litellm has limits, capabilities, and models that the other
lacks. Where both price a model:

- a name that genai-prices lists has its price;
- a name that it only matches by a pattern has the price that litellm lists for the very name, if that is another.

Amounts are decimals throughout.
"""

import argparse
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile
from decimal import Decimal

import genai_prices
import litellm_prices

FOLDER = pathlib.Path(__file__).parent

# Ours; that of genai-prices; those of litellm; the hosts of its API.
PROVIDERS = [
    ("openai", "openai", ["openai", "text-completion-openai"], ["api.openai.com", "*.api.openai.com"]),
    ("anthropic", "anthropic", ["anthropic"], ["api.anthropic.com"]),
    ("gemini", "google", ["gemini"], ["*googleapis.com"]),
    ("bedrock", "aws", ["bedrock", "bedrock_converse"], ["bedrock-runtime.*.amazonaws.com"]),
    (
        "azure",
        "azure",
        ["azure", "azure_ai"],
        ["*.openai.azure.com", "*.cognitiveservices.azure.com", "*.services.ai.azure.com"],
    ),
    ("cerebras", "cerebras", ["cerebras"], ["api.cerebras.ai"]),
    ("cohere", "cohere", ["cohere", "cohere_chat"], ["api.cohere.ai", "api.cohere.com"]),
    ("dashscope", None, ["dashscope"], ["dashscope.aliyuncs.com", "dashscope-*.aliyuncs.com"]),
    ("deepinfra", None, ["deepinfra"], ["api.deepinfra.com"]),
    ("deepseek", "deepseek", ["deepseek"], ["api.deepseek.com"]),
    ("fireworks", "fireworks", ["fireworks_ai", "fireworks_ai-embedding-models"], ["api.fireworks.ai"]),
    ("groq", "groq", ["groq"], ["api.groq.com"]),
    ("minimax", "minimax", ["minimax"], ["api.minimax.io", "api.minimax.com", "api.minimaxi.com"]),
    ("mistral", "mistral", ["mistral"], ["api.mistral.ai"]),
    ("moonshot", "moonshotai", ["moonshot"], ["api.moonshot.ai", "api.moonshot.cn"]),
    ("nebius", None, ["nebius"], ["api.studio.nebius.ai", "api.studio.nebius.com", "api.tokenfactory.nebius.com"]),
    ("novita", "novita", ["novita"], ["api.novita.ai"]),
    ("openrouter", "openrouter", [], ["openrouter.ai", "api.openrouter.ai"]),
    ("perplexity", "perplexity", ["perplexity"], ["api.perplexity.ai"]),
    ("sambanova", None, ["sambanova"], ["api.sambanova.ai"]),
    ("together", "together", ["together_ai"], ["api.together.xyz", "api.together.ai"]),
    ("voyage", "voyageai", ["voyage"], ["api.voyageai.com"]),
    ("xai", "x-ai", ["xai"], ["api.x.ai", "*.api.x.ai"]),
    ("zai", "zai", ["zai"], ["api.z.ai"]),
    ("zhipu", "zhipuai", [], ["open.bigmodel.cn"]),
]
OURS = {theirs: ours for ours, theirs, _, _ in PROVIDERS if theirs}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--date", default=datetime.date.today().isoformat())
    options.add_argument("--wheels", type=pathlib.Path)
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as fetched:
        folder = options.wheels or fetch(pathlib.Path(fetched))
        genai = genai_prices.providers(read(folder, "genai_prices", "genai_prices/data.py"))
        litellm = litellm_prices.entries(read(folder, "litellm", litellm_prices.FILE))
    catalogue = [provider(row, genai, litellm) for row in PROVIDERS]
    write(f"catalogue-{options.date}", catalogue)


def fetch(folder):
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    # The wheels of the platform that the hashes are for; they are only read.
    pip += ["--only-binary=:all:", "--platform", "manylinux_2_28_x86_64", "--python-version", "3.11"]
    subprocess.run([*pip, "-r", str(FOLDER / "requirements.txt"), "-d", str(folder)], check=True)
    return folder


def read(folder, package, path):
    [wheel] = folder.glob(f"{package}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(path).decode()


def provider(row, genai, litellm):
    ours, theirs, others, hosts = row
    known = genai.get(theirs, {"models": []})
    models = [of_genai(model) for model in known["models"]]
    for model in models:
        # Of several models that match a name, genai-prices means the first.
        model["names"] = [name for name in model["names"] if first(models, name) is model]
    for model in models:
        if not find(models, model["id"].lower()):
            model["names"].append(model["id"].lower())
    for name, entry in sorted(litellm.items()):
        if entry.get("litellm_provider") in others and litellm_prices.is_taken(name, entry):
            add(models, bare(ours, name, others), entry)
    resells = [OURS[one] for one in known.get("fallback_model_providers") or [] if one in OURS]
    return {"id": ours, "hosts": hosts, "resells": resells, "models": models}


def of_genai(model):
    meant, exceptions = genai_prices.patterns(model["match"])
    exact = [pattern for pattern in meant if not set("*#") & set(pattern)]
    return {
        "id": model["id"],
        "names": exact,
        "match": [pattern for pattern in meant if pattern not in exact],
        "except": exceptions,
        "context_window": model.get("context_window"),
        "source": "genai-prices",
        "prices": genai_prices.versions(model),
    }


def bare(ours, name, others):
    """A name as its provider knows it, without litellm's prefix."""
    for prefix in [*others, ours]:
        name = name.removeprefix(f"{prefix}/")
    return name.removeprefix("accounts/fireworks/models/") if ours == "fireworks" else name


def add(models, name, entry):
    """Adds what litellm knows of a name: to the model that it means, or as a model of its own."""
    lower, versions = name.lower(), litellm_prices.versions(entry)
    if "/" in lower and entry["litellm_provider"].startswith(("bedrock", "azure")):
        return  # One region's price: which region it is, no name tells.
    found = find(models, lower)
    is_listed = found and lower in (*found["names"], found["id"].lower())
    if found and (is_listed or not versions or is_same(versions, found["prices"])):
        for field, value in litellm_prices.about(entry).items():
            if is_listed and field != "context_window" or field not in found or not found[field]:
                found[field] = value
        if not found["prices"] and is_listed:
            found |= {"source": "litellm", "prices": versions}
        return
    about = litellm_prices.about(entry)
    models.append({"id": name, "names": [lower], "source": "litellm", "prices": versions} | about)


def is_same(versions, others):
    def main(version):
        rates = version["rates"]
        return rates.get("input_uncached"), rates.get("output_text")

    return any(main(versions[0]) == main(other) for other in others)


def find(models, name):
    """The model that a name means: the one that lists it, or the first that matches it."""
    listed = (model for model in models if name in model["names"])
    matched = (model for model in models if matches(model, name))
    return next(listed, None) or next(matched, None)


def first(models, name):
    return next(model for model in models if name in model["names"] or matches(model, name))


def matches(model, name):
    def one(pattern):
        if pattern and pattern[0] == "*":
            return any(glob(pattern[1:], name[at:]) for at in range(len(name) + 1))
        return glob(pattern, name)

    return any(map(one, model.get("match", []))) and not any(map(one, model.get("except", [])))


def glob(pattern, name):
    if not pattern or not name:
        return not name and not pattern.strip("*")
    if pattern[0] == "*":
        return any(glob(pattern[1:], name[at:]) for at in range(len(name) + 1))
    return (pattern[0] == name[0] or pattern[0] == "#" and name[0].isdigit()) and glob(pattern[1:], name[1:])


def write(version, catalogue):
    """One line a model, so that a change can be read."""
    parts = []
    for entry in catalogue:
        models = ",\n".join(json.dumps(line(model), **COMPACT) for model in entry.pop("models"))
        head = json.dumps({**entry}, **COMPACT).removesuffix("}")
        parts.append(f'{head},"models":[\n{models}\n]}}')
    text = f'{{"version":"{version}","providers":[\n' + ",\n".join(parts) + "\n]}\n"
    (FOLDER / "catalogue.json").write_text(text)
    print(f"{version}: {text.count(chr(10))} lines, {len(text) // 1000} kB")


COMPACT = {"separators": (",", ":"), "ensure_ascii": False, "default": lambda amount: plain(amount)}


def line(model):
    model = {field: value for field, value in model.items() if value}
    if model.get("names") == [model["id"]]:
        del model["names"]
    if "prices" not in model:
        model.pop("source", None)
    return model


def plain(amount):
    """A decimal without exponent or trailing zeros; one that never ends (a second of an hour's price) is cut far behind what can be paid."""
    assert isinstance(amount, Decimal), amount
    digits = amount.quantize(Decimal(10) ** -20) if -amount.as_tuple().exponent > 20 else amount
    return f"{digits.normalize():f}"


if __name__ == "__main__":
    main()
