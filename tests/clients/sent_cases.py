"""What the hub sends for each of the cases in `tests/fixtures/cases`, held against what the providers published:
Anthropic's and OpenAI's specifications, Google's discovery documents, and botocore's model of Bedrock. Needs no server."""

import json
from pathlib import Path
from urllib.parse import unquote

from bedrock import conforms
from checks import expect, run
from double import Refused
from published import Discovery
from specification import Specification

FOLDER = Path(__file__).parents[1] / "fixtures" / "cases"


def sent(kind):
    """Every call that a kind of provider is sent, by its case and model."""
    for file in sorted(FOLDER.glob("*.json")):
        case = json.loads(file.read_text(encoding="utf-8"))
        for target, call in case["sent"].items():
            if target.startswith(f"{kind} ") and "body" in call:
                yield f"{file.stem} to {target}", call | {"asked": case["asked"]}


def none(faults):
    expect(not faults, "; ".join(faults))


def anthropics_are_of_its_specification(_):
    specification = Specification("anthropic")
    calls = dict(sent("anthropic"))
    none([f"{name}: {fault}" for name, call in calls.items() for fault in specification.faults("message_request", call["body"])])
    expect(len(calls) > 40, f"{len(calls)} calls")


def openais_are_of_its_specification(_):
    """But for what the client itself asked otherwise, which is passed on."""
    specification = Specification()

    def faults(body):
        return specification.faults("chat_request", {"model": "m"} | body)

    for kind in ("deepseek", "mistral"):
        calls = sent(kind)
        none([f"{name}: {fault}" for name, call in calls for fault in faults(call["body"]) if fault not in faults(call["asked"])])


def googles_are_of_its_discovery_documents(_):
    for kind, document, start in (
        ("gemini", "gemini", "/v1beta"),
        ("vertex", "vertex", "/v1/projects/project-1/locations/europe-west1"),
    ):
        service = Discovery(document)
        for name, call in sent(kind):
            _, method = service.method(start + call["path"].split("?")[0])
            expect(method, f"{name}: no method at {call['path']}")
            none([f"{name}: {fault}" for fault in service.faults(method["request"], call["body"])])


def bedrocks_are_of_botocores_model(_):
    faults = []
    for name, call in sent("bedrock"):
        _, _, model, operation = call["path"].split("/")
        try:
            conforms({"converse": "Converse", "converse-stream": "ConverseStream"}[operation], unquote(model), call["body"])
        except Refused as refused:
            faults.append(f"{name}: {refused}")
    none(faults)


CHECKS = [
    anthropics_are_of_its_specification,
    openais_are_of_its_specification,
    googles_are_of_its_discovery_documents,
    bedrocks_are_of_botocores_model,
]

if __name__ == "__main__":
    run(CHECKS, None)
