"""The rules of a chat stream that a schema cannot say: order, identity, and how it ends."""

import json

DONE = "[DONE]"


def payloads(body):
    """The `data:` payloads of an event stream, in order; comments are left out."""
    lines = body.replace("\r\n", "\n").split("\n")
    return [line[len("data:") :].strip() for line in lines if line.startswith("data:")]


def chunks(body):
    return [json.loads(payload) for payload in payloads(body) if payload != DONE]


def named_events(body):
    """The events of a stream that names each, which must be the name that its data has."""
    frames = [frame for frame in body.replace("\r\n", "\n").split("\n\n") if frame.startswith("event:")]
    seen = []
    for frame in frames:
        name, data = frame.split("\n", 1)
        event = json.loads(data.removeprefix("data:"))
        assert name.removeprefix("event:").strip() == event["type"], frame
        seen.append(event)
    return seen


def end_faults(body):
    sent = payloads(body)
    if sent.count(DONE) != 1 or sent[-1] != DONE:
        return [f"{sent.count(DONE)} [DONE], the last payload is {sent[-1] if sent else None!r}"]
    return []


def identity_faults(seen):
    """`id`, `created` and `model` are the same in every chunk."""
    fields = ("id", "created", "model")
    values = {field: sorted({str(chunk.get(field)) for chunk in seen}) for field in fields}
    return [f"{field} differs among chunks: {found}" for field, found in values.items() if len(found) != 1]


def choice_faults(seen):
    """Of every choice: the role is in the first delta alone, and exactly one chunk says how it finished."""
    by_index = {}
    for chunk in seen:
        for choice in chunk["choices"]:
            by_index.setdefault(choice["index"], []).append(choice)
    faults = []
    for index, choices in by_index.items():
        roles = [place for place, choice in enumerate(choices) if "role" in choice["delta"]]
        finishes = [choice["finish_reason"] for choice in choices if choice.get("finish_reason")]
        if roles != [0]:
            faults.append(f"choice {index} has a role in its deltas {roles}, not in the first alone")
        if len(finishes) != 1:
            faults.append(f"choice {index} finishes {len(finishes)} times: {finishes}")
    return faults or ([] if by_index else ["no chunk has a choice"])


def usage_faults(seen):
    """With `include_usage`: the last chunk has the usage and no choice, all others have `usage: null`."""
    faults = []
    if not seen or seen[-1].get("choices") != [] or not seen[-1].get("usage"):
        faults.append("the last chunk is not `choices: []` with a usage")
    if any("usage" not in chunk for chunk in seen[:-1]):
        faults.append("chunks before the last have no `usage` field, which should be there as null")
    if any(chunk.get("usage") for chunk in seen[:-1]):
        faults.append("a chunk before the last has a usage")
    return faults


def unasked_usage_faults(seen):
    """Without `include_usage`: no usage, and no chunk without a choice."""
    faults = ["a usage that was not asked for"] if any(chunk.get("usage") for chunk in seen) else []
    return faults + (["a chunk without a choice"] if any(not chunk["choices"] for chunk in seen) else [])
