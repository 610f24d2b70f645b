#!/usr/bin/env python3
"""Writes costs.json anew: what genai-prices itself calculates for a sample of models and usages.

    python3 -m venv /tmp/calculator && /tmp/calculator/bin/pip install genai-prices==0.2.3
    /tmp/calculator/bin/python infra/catalogue/costs.py

Each case says whose calculator it was, when, what was used in the hub's counters, and the cost in USD. The hub's own
arithmetic must come to the same, to the last digit.
"""

import importlib.metadata
import json
import pathlib
import sys
from datetime import UTC, datetime
from decimal import Decimal

FOLDER = pathlib.Path(__file__).parent
# Else the reader of its source, which lies beside this file under its name, would hide the package.
sys.path = [path for path in sys.path if pathlib.Path(path or ".").resolve() != FOLDER.resolve()]

from genai_prices import Usage
from genai_prices.data import providers

VERSION = "0.2.3"
OURS = {
    "google": "gemini",
    "aws": "bedrock",
    "moonshotai": "moonshot",
    "voyageai": "voyage",
    "x-ai": "xai",
    "zhipuai": "zhipu",
}
TIMES = [
    "2026-11-24T12:00:00.000000Z",
    "2026-11-30T23:59:59.999999Z",
    "2026-12-01T00:00:00.000000Z",
    "2027-01-01T03:59:59.000000Z",
]
USAGES = [
    {"input_uncached": 1, "output_text": 1},
    {"input_uncached": 1234, "cache_read": 567, "output_text": 89, "output_reasoning": 377},
    {"input_uncached": 90_000, "cache_read": 9_999, "cache_write_5m": 1, "cache_write_1h": 7, "output_text": 3},
    {"input_uncached": 100_000, "output_text": 11},
    {"input_uncached": 100_001, "cache_write_5m": 40, "output_text": 13},
    {"input_uncached": 128_001, "cache_read": 71_999, "output_text": 17},
    {"input_uncached": 200_001, "output_text": 19},
    {"input_uncached": 1, "cache_read": 271_999, "output_text": 23},
    {"input_uncached": 272_001, "cache_read": 1, "output_text": 29, "output_reasoning": 31, "searches": 3},
    {"input_uncached": 123_456_789, "audio_in": 321, "output_text": 987_654_321, "audio_out": 123},
]
# One model in so many of the large providers; all of the others.
EVERY = {"openrouter": 9, "together": 4, "novita": 4, "fireworks": 2, "azure": 2, "aws": 3}


def main():
    assert importlib.metadata.version("genai-prices") == VERSION
    known = {entry["id"] for entry in json.loads((FOLDER / "catalogue.json").read_text())["providers"]}
    cases = []
    for provider in providers:
        if OURS.get(provider.id, provider.id) in known:
            for at, model in enumerate(provider.models[:: EVERY.get(provider.id, 1)]):
                cases += cases_of(provider, model, at)
    lines = ",\n".join(json.dumps(case) for case in cases)
    (FOLDER / "costs.json").write_text(f"[\n{lines}\n]\n")
    print(f"{len(cases)} cases by genai-prices {VERSION}")


def cases_of(provider, model, number):
    if provider.find_model(model.id) is not model:
        return
    for step in (0, 1):
        at = TIMES[(number + step) % len(TIMES)]
        usage = USAGES[(number * 3 + step * 7) % len(USAGES)]
        price = model.get_prices(datetime.fromisoformat(at))
        if not covers(price, usage):
            continue
        found = model.calc_price(of(usage), provider, genai_request_timestamp=datetime.fromisoformat(at))
        yield {
            "provider": OURS.get(provider.id, provider.id),
            "model": model.id,
            "at": at,
            "usage": usage | {"requests": 1},
            "usd": plain(found.total_price),
        }


def covers(price, usage):
    """Whether nothing is used that the price says nothing about: the calculator gives that away, the hub does not."""
    if price.input_mtok is None:
        return False
    answered = any(counter.startswith(("output", "audio_out")) for counter in usage)
    searched = "searches" in usage
    return (price.output_mtok is not None or not answered) and (price.web_searches_kcount is not None or not searched)


def of(usage):
    """The counters, which count nothing twice, as the calculator's, which do."""
    get = lambda counter: usage.get(counter, 0)
    written = get("cache_write_5m") + get("cache_write_1h")
    return Usage(
        input_tokens=get("input_uncached") + get("cache_read") + written + get("audio_in"),
        cache_read_tokens=get("cache_read"),
        cache_write_tokens=written,
        cache_write_5m_tokens=get("cache_write_5m"),
        cache_write_1h_tokens=get("cache_write_1h"),
        input_audio_tokens=get("audio_in"),
        cache_audio_read_tokens=0,
        input_image_tokens=0,
        cache_image_read_tokens=0,
        output_tokens=get("output_text") + get("output_reasoning") + get("audio_out"),
        output_reasoning_tokens=get("output_reasoning"),
        output_audio_tokens=get("audio_out"),
        output_image_tokens=0,
        web_searches=get("searches"),
    )


def plain(amount):
    # Half to even, as the hub rounds.
    return f"{amount.quantize(Decimal(10) ** -12).normalize():f}"


if __name__ == "__main__":
    main()
