"""The coding agents Claude Code and Codex, unmodified, at work through a running server: each reads a file by a tool."""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from checks import expect, run_each, target_arguments

PACKAGES = Path(os.environ["CLIENTS_CACHE"]) / "agents/node_modules"
SECRET = "zebra"
PATIENCE_SECONDS = 120


@dataclass
class Hub:
    """Where the server is, and the model to ask for."""

    base_url: str
    key: str
    chat_model: str


def worked(command, environment, home):
    """What an agent said at last, in an empty folder but for the file that it is asked about."""
    work = Path(home) / "work"
    work.mkdir()
    (work / "secret.txt").write_text(f"The word is {SECRET}.\n")
    environment = {"PATH": os.environ["PATH"], "HOME": home, "NO_PROXY": "127.0.0.1", **environment}
    done = subprocess.run(
        command, cwd=work, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    expect(done.returncode == 0, f"it ended with {done.returncode}: {(done.stdout + done.stderr)[-600:]}")
    return done.stdout


def claude_code_reads_a_file(hub):
    environment = {
        "ANTHROPIC_BASE_URL": hub.base_url.removesuffix("/v1"),
        "ANTHROPIC_AUTH_TOKEN": hub.key,
        "ANTHROPIC_DEFAULT_HAIKU_MODEL": hub.chat_model,
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    }
    program = PACKAGES / "@anthropic-ai/claude-code-linux-x64/claude"
    command = [program, "-p", "Claude: which word is in secret.txt?", "--model", hub.chat_model, "--allowedTools", "Bash"]
    with tempfile.TemporaryDirectory() as home:
        said = worked(command, environment, home)
    expect(f"the word is {SECRET}" in said, f"it said {said[-300:]!r}")


def codex_reads_a_file(hub):
    provider = {"name": "hub", "base_url": hub.base_url, "env_key": "HUB_KEY", "wire_api": "responses"}
    settings = {"model_provider": "hub"} | {f"model_providers.hub.{name}": value for name, value in provider.items()}
    options = [option for name, value in settings.items() for option in ("-c", f"{name}={json.dumps(value)}")]
    program = PACKAGES / ".bin/codex"
    command = [program, "exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", *options]
    with tempfile.TemporaryDirectory() as home:
        said = worked([*command, "-m", hub.chat_model, "Codex: which word is in secret.txt?"], {"HUB_KEY": hub.key}, home)
    expect(f"the word is {SECRET}" in said, f"it said {said[-300:]!r}")


def main():
    arguments = target_arguments(__doc__).parse_args()
    hub = Hub(arguments.base_url, arguments.key, arguments.chat_model)
    run_each(hub, {"chat_model": [claude_code_reads_a_file, codex_reads_a_file]}, arguments.skip)


if __name__ == "__main__":
    main()
