"""The model catalogue in the package litellm."""

import json
import re
from decimal import Decimal

FILE = "litellm/model_prices_and_context_window_backup.json"

TYPES = {
    "chat": "chat",
    "completion": "chat",
    "responses": "chat",
    "embedding": "embedding",
    "image_generation": "image",
    "image_edit": "image",
}
# What else the catalogue takes up: the hub has no type for it yet.
OTHERS = {"audio_transcription", "audio_speech", "moderation", "rerank", None}

CAPABILITIES = {
    "tools": "supports_function_calling",
    "vision": "supports_vision",
    "pdf": "supports_pdf_input",
    "audio_in": "supports_audio_input",
    "audio_out": "supports_audio_output",
    "json_schema": "supports_response_schema",
    "reasoning": "supports_reasoning",
}

# The hub's counters for tokens, and the fields that hold their rates for one token.
TOKENS = {
    "input_uncached": "input_cost_per_token",
    "cache_read": "cache_read_input_token_cost",
    "cache_write_5m": "cache_creation_input_token_cost",
    "cache_write_1h": "cache_creation_input_token_cost_above_1hr",
    "output_text": "output_cost_per_token",
    "output_reasoning": "output_cost_per_reasoning_token",
    "audio_in": "input_cost_per_audio_token",
    "audio_out": "output_cost_per_audio_token",
    "image_in": "input_cost_per_image_token",
    "image_out": "output_cost_per_image_token",
}
TIER = re.compile(r"^(?P<field>.+)_above_(?P<thousands>\d+)k_tokens$")


def entries(text):
    """Every model, amounts as decimals."""
    found = json.loads(text, parse_float=Decimal)
    return {name: entry for name, entry in found.items() if name != "sample_spec"}


def is_taken(name, entry):
    by_size = re.search(r"(^|/)(\d+-x-\d+|hd|standard|low|medium|high|auto)/", name)
    return not by_size and entry.get("mode") in TYPES | dict.fromkeys(OTHERS)


def about(entry):
    """What a model is, without its price."""
    found = {
        "type": TYPES.get(entry.get("mode")),
        "context_window": whole(entry.get("max_input_tokens") or entry.get("max_tokens")),
        "max_output_tokens": whole(entry.get("max_output_tokens")),
        "capabilities": [word for word, field in CAPABILITIES.items() if entry.get(field) is True],
    }
    if found["type"] == "embedding":
        found["max_output_tokens"] = None
    return {field: value for field, value in found.items() if value}


def whole(number):
    return int(number) if isinstance(number, (int, Decimal)) and number > 0 else None


def versions(entry):
    """A model's price, as the catalogue has it. A rate of zero is left out: it may mean that it is unknown."""
    base = rates(entry)
    if not base:
        return []
    version = {"rates": base}
    tiers = tiers_by_size(entry) or tiers_by_range(entry)
    if tiers:
        version["tiers"] = [{"above": above, "rates": base | of_tier} for above, of_tier in tiers]
    return [version]


def rates(entry):
    ranges = entry.get("tiered_pricing")
    if ranges and "input_cost_per_token" not in entry:
        entry = ranges[0]
    found = by_token(entry)
    if found:
        return found
    mode = entry.get("mode")
    if TYPES.get(mode) == "image":
        return only("images", entry, ["output_cost_per_image", "input_cost_per_image"])
    if mode == "audio_speech" and amount(entry, "input_cost_per_character", 1):
        return only("characters", entry, ["input_cost_per_character"])
    if mode in ("audio_transcription", "audio_speech"):
        return only("seconds", entry, ["input_cost_per_second", "output_cost_per_second"])
    if mode == "rerank":
        return only("requests", entry, ["input_cost_per_query"])
    return {}


def by_token(entry):
    found = {counter: amount(entry, field, 10**6) for counter, field in TOKENS.items()}
    found = {counter: rate for counter, rate in found.items() if rate}
    if found and amount(entry, "input_cost_per_request", 1):
        found["requests"] = amount(entry, "input_cost_per_request", 1)
    searches = entry.get("search_context_cost_per_query") or {}
    if found and amount(searches, "search_context_size_medium", 1):
        found["searches"] = amount(searches, "search_context_size_medium", 1)
    return found


def only(counter, entry, fields):
    found = [amount(entry, field, 1) for field in fields]
    return next(({counter: rate} for rate in found if rate), {})


def amount(entry, field, times):
    """An amount without the noise of the floats that it came from: twelve digits say all that a price says."""
    found = entry.get(field)
    if not isinstance(found, (int, Decimal)) or found <= 0:
        return None
    return Decimal(f"{found * times:.12g}")


def tiers_by_size(entry):
    found = {}
    for field in entry:
        tier = TIER.match(field)
        counter = next((c for c, f in TOKENS.items() if tier and f == tier["field"]), None)
        if counter and amount(entry, field, 10**6):
            found.setdefault(int(tier["thousands"]) * 1000, {})[counter] = amount(entry, field, 10**6)
    return sorted(found.items())


def tiers_by_range(entry):
    ranges = entry.get("tiered_pricing") or []
    if "input_cost_per_token" in entry:
        return []
    return [(int(one["range"][0]), by_token(one)) for one in ranges[1:] if by_token(one)]
