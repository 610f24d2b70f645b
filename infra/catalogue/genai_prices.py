"""The price data of the package genai-prices, read without running it."""

import ast
from decimal import Decimal
from itertools import product

CLAUSES = {
    "ClauseEquals": ("equals", "{}"),
    "ClauseStartsWith": ("starts_with", "{}*"),
    "ClauseEndsWith": ("ends_with", "*{}"),
    "ClauseContains": ("contains", "*{}*"),
}

# The price keys that count what the hub counts, by the hub's counter: the first that a price has is meant.
# The amounts are for a million tokens, a thousand searches or requests, an hour.
COUNTERS = {
    "input_uncached": (["input_text_mtok", "input_mtok"], 1),
    "cache_read": (["cache_text_read_mtok", "cache_read_mtok"], 1),
    "cache_write_5m": (["cache_write_5m_mtok", "cache_write_mtok"], 1),
    "cache_write_1h": (["cache_write_1h_mtok"], 1),
    "output_text": (["output_text_mtok", "output_mtok"], 1),
    "output_reasoning": (["output_text_reasoning_mtok", "output_reasoning_mtok"], 1),
    "audio_in": (["input_audio_mtok"], 1),
    "audio_out": (["output_audio_mtok"], 1),
    "image_in": (["input_image_mtok"], 1),
    "image_out": (["output_image_mtok"], 1),
    "seconds": (["audio_hours", "input_audio_hours", "output_audio_hours"], 3600),
    "requests": (["requests_kcount"], 1000),
    "searches": (["web_searches_kcount"], 1000),
}


def providers(source):
    """Every provider in the text of `data.py`, each call of a constructor as a dict with its name under `_`."""
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.AnnAssign) and statement.target.id == "providers":
            return {provider["id"]: provider for provider in value(statement.value)}
    raise SystemExit("data.py has no providers: look at what its new version is like")


def value(node):
    match node:
        case ast.Call(func=ast.Name(id="Decimal"), args=[ast.Constant(value=text)]):
            return Decimal(text)
        case ast.Call(func=ast.Attribute(attr=("date" | "time") as kind), args=args):
            return (kind, *map(value, args))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
            fields = {keyword.arg: value(keyword.value) for keyword in keywords}
            return {"_": name, "args": [value(arg) for arg in args], **fields}
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [value(item) for item in items]
        case ast.Dict(keys=keys, values=values):
            return {value(key): value(item) for key, item in zip(keys, values)}
        case ast.Constant(value=constant):
            return constant
    raise SystemExit(f"data.py holds something new: {ast.unparse(node)}")


def patterns(clause):
    """What a match clause means, as patterns and exceptions: `*` is any run, `#` a digit."""
    kind = clause["_"]
    if kind in CLAUSES:
        field, form = CLAUSES[kind]
        return [form.format(literal(clause[field]))], []
    if kind == "ClauseRegex":
        return of_regex(clause["regex"])
    alternatives = [patterns(one) for one in clause["or_" if kind == "ClauseOr" else "and_"]]
    meant = [pattern for one, _ in alternatives for pattern in one]
    exceptions = [pattern for _, one in alternatives for pattern in one]
    if kind == "ClauseOr" and exceptions or kind == "ClauseAnd" and len(meant) != 1:
        # Exceptions hold for a model as a whole: right where its other alternatives cannot meet them.
        assert all("tts" in exception for exception in exceptions), clause
        assert kind == "ClauseOr" or len(meant) == 1, clause
    return meant, exceptions


def literal(text):
    assert not set("*#") & set(text), text
    return text.lower()


def of_regex(regex):
    if regex == "^(?!.*-[tT][tT][sS](?:$|-))":
        return [], ["*-tts", "*-tts-*"]
    assert regex.startswith("^"), regex
    text = regex[1:]
    text, rest = (text[:-1], "") if text.endswith("$") else (text, "*")
    for digits in (8, 4, 2):
        text = text.replace(rf"\d{{{digits}}}", "#" * digits)
    text = text.replace(r"\d", "#").replace(r"\.", ".")
    pieces = text.replace("]", "[").split("[")
    choices = [list(piece) if at % 2 else [piece] for at, piece in enumerate(pieces)]
    found = ["".join(choice) + rest for choice in product(*choices)]
    assert not any(set("\\()|+?^$") & set(one) for one in found), regex
    return [one.lower() for one in found], []


def versions(model):
    """A model's prices, as the catalogue has them."""
    prices = model["prices"]
    is_empty = isinstance(prices, dict) and not set(prices) - {"_", "args"}
    if is_empty and model["id"].endswith(":free"):
        # Said by its name; elsewhere no amount means that none is known.
        return [{"rates": {"input_uncached": Decimal(0), "output_text": Decimal(0)}}]
    if isinstance(prices, dict):
        prices = [{"prices": prices}]
    found = []
    for one in prices:
        version = {}
        constraint = one.get("constraint") or next(iter(one.get("args", [])), None)
        if constraint and "start_date" in constraint:
            version["from"] = "{1:04}-{2:02}-{3:02}T00:00:00.000000Z".format(*constraint["start_date"])
        elif constraint:
            begin, end = constraint["start_time"], constraint["end_time"]
            version["hours"] = f"{begin[1]:02}:{begin[2]:02}-{end[1]:02}:{end[2]:02}"
        base, *tiers = rates(one["prices"])
        if not base[1]:
            return []
        version["rates"] = base[1]
        if tiers:
            version["tiers"] = [{"above": above, "rates": of_tier} for above, of_tier in tiers]
        found.append(version)
    return found


def rates(price):
    """Pairs of a prompt size and the rates above it, the first from 0."""
    starts = {tier["start"] for one in price.values() if isinstance(one, dict) for tier in one["tiers"]}
    return [(start, rates_above(price, start)) for start in [0, *sorted(starts - {0})]]


def rates_above(price, start):
    found = {}
    for counter, (keys, per) in COUNTERS.items():
        amount = next((price[key] for key in keys if price.get(key) is not None), None)
        if isinstance(amount, dict):
            reached = [tier["price"] for tier in amount["tiers"] if tier["start"] <= start and start > 0]
            amount = reached[-1] if reached else amount["base"]
        if amount is not None:
            found[counter] = amount / per
    return found
