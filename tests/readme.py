#!/usr/bin/env python3
"""Runs every command of the README as a newcomer would, in this checkout.

`sh up` and `sh upstream` are the commands that go on running in terminals of their own. The blocks marked `sh` run in one
shell, each must succeed, every curl included; `python` runs with the pinned SDKs. `sh ci` is what CI runs itself.
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 900
LAST_LINE = {"up": "Ctrl-C ends it", "upstream": "\nready"}


def blocks(language, mark=""):
    text = (ROOT / "README.md").read_text()
    found = re.findall(r"^```(\w+) ?(\w*)\n(.*?)^```", text, re.M | re.S)
    return [code for lang, marked, code in found if (lang, marked) == (language, mark)]


def start(mark, environment):
    """Starts what goes on running, and waits until it says that it is ready."""
    [command] = blocks("sh", mark)
    output = tempfile.NamedTemporaryFile("w+", prefix=f"readme-{mark}-")
    process = subprocess.Popen(
        ["bash", "-c", f"exec {command}"], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
        stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
    )
    said = lambda: pathlib.Path(output.name).read_text()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while LAST_LINE[mark] not in said():
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"FAIL {command}{said()}")
        time.sleep(0.1)
    print(f"ok {command}", end="", flush=True)
    return process


def newcomers_environment(home):
    """A shell without anything of ours, in which a curl that gets an error fails."""
    (home / ".curlrc").write_text("fail-with-body\nshow-error\n")
    ours = ("HUB_", "OPENAI_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    if "HUB_CACHE_DIR" in os.environ:
        kept["HUB_CACHE_DIR"] = os.environ["HUB_CACHE_DIR"]
    return kept | {"CURL_HOME": str(home)}


def run(arguments, environment):
    done = subprocess.run(arguments, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"\nFAIL: status {done.returncode} from a command of the README")


def main():
    if (ROOT / ".hub").exists():
        sys.exit("there is a .hub here already: `cargo hub reset` deletes it")
    shell, python = "\n".join(blocks("sh")), blocks("python")
    clients = subprocess.check_output([ROOT / "tests/clients/setup.sh"], text=True).strip()
    running = []
    with tempfile.TemporaryDirectory() as home:
        environment = newcomers_environment(pathlib.Path(home))
        try:
            for mark in ("up", "upstream"):
                running.append(start(mark, environment))
            run(["bash", "-euo", "pipefail", "-c", shell], environment)
            for code in python:
                run([f"{clients}/venv/bin/python", "-c", code], environment)
        finally:
            for process in reversed(running):
                process.send_signal(signal.SIGTERM)
                process.wait(60)
    print(f"{len(running) + len(blocks('sh')) + len(python)} passed, 0 failed")


if __name__ == "__main__":
    main()
