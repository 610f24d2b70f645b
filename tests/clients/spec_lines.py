"""Checks saved answers against OpenAI's published specification.

A file is one JSON document, JSON lines, or a recorded event stream (`data:` lines); `-` is standard input.
"""

import argparse
import json
import sys

import stream
from specification import KINDS, Specification


def values(text):
    """Every JSON value of the text, with its place."""
    if text.lstrip().startswith(("data:", "event:", ":")):
        return [(f"payload {number}", chunk) for number, chunk in enumerate(stream.chunks(text), 1)]
    try:
        return [("document", json.loads(text))]
    except json.JSONDecodeError:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        return [(f"line {number}", json.loads(line)) for number, line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("file", type=argparse.FileType(encoding="utf-8"))
    args = parser.parse_args()
    specification = Specification()
    seen = values(args.file.read())
    faults = [f"{place}: {fault}" for place, value in seen for fault in specification.faults(args.kind, value)]
    for fault in faults:
        print("FAIL", fault)
    print(f"{len(seen)} checked, {len(faults)} faults")
    sys.exit(1 if faults or not seen else 0)


if __name__ == "__main__":
    main()
