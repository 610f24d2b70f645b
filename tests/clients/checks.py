"""Runs named checks, prints a line for each, and gives the process its exit status.

A check is a function of one argument, the target. It passes if it returns and fails if it raises.
"""

import argparse
import dataclasses
import sys
import traceback


class Failed(Exception):
    """What a check saw and did not want; the message is shown."""


def expect(condition, why):
    if not condition:
        raise Failed(why)


def expect_equal(seen, wanted, what):
    expect(seen == wanted, f"{what} is {seen!r}, not {wanted!r}")


def target_arguments(description):
    """The arguments that every client harness takes. A kind of model that is not named is not checked; names of several
    are separated by commas."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("base_url", help="with /v1")
    parser.add_argument("key")
    parser.add_argument("--chat-model")
    parser.add_argument("--embedding-model")
    parser.add_argument("--image-model")
    parser.add_argument("--skip", action="append", default=[], metavar="NAME", help="a check not to run, or NAME@MODEL; repeatable")
    return parser


def reason(failure):
    if isinstance(failure, Failed):
        return str(failure)
    frame = traceback.extract_tb(failure.__traceback__)[-1]
    return f"{type(failure).__name__}: {failure} ({frame.name}, line {frame.lineno})"


def run(checks, target, skip=()):
    """Runs all, whatever fails, and exits with 1 if any did."""
    end(*tried(checks, target, skip))


def run_each(target, groups, skip=()):
    """Runs each group of checks for each of the models that the target's field of the group's name lists, under a
    line `for MODEL`; exits with 1 if any failed."""
    counts = []
    for field, checks in groups.items():
        for model in (getattr(target, field) or "").split(","):
            if model:
                print(f"for {model}")
                skipped = [name.removesuffix(f"@{model}") for name in skip]
                counts.append(tried(checks, dataclasses.replace(target, **{field: model}), skipped))
    end(*map(sum, zip(*counts)))


def tried(checks, target, skip):
    """How many passed, and how many failed."""
    passed = failed = 0
    for check in checks:
        name = check.__name__
        if name in skip:
            print(f"skip {name}")
            continue
        try:
            check(target)
        except Exception as failure:
            failed += 1
            print(f"FAIL {name}: {' '.join(reason(failure).split())}", flush=True)
        else:
            passed += 1
            print(f"ok {name}", flush=True)
    return passed, failed


def end(passed, failed):
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
