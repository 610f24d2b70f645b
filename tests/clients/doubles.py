"""Provider doubles, on the loopback address: aimock, mock-ai-api (two servers), llm-katan, and those of ours that others' statements judge."""

import argparse
import os
import sys
from pathlib import Path

from servers import Server, free_port, serve

FIXTURES = Path(__file__).with_name("aimock")
KATAN_PROVIDERS = ("openai", "anthropic", "vertexai", "bedrock", "azure_openai")


def arguments():
    parser = argparse.ArgumentParser(prog="doubles.sh", description=__doc__)
    for name in ("aimock", "mock-openai", "mock-anthropic", "katan"):
        parser.add_argument(f"--{name}-port", type=int, default=0, help="a free one if absent")
    parser.add_argument("--judged", action="store_true", help="also Bedrock, Google and Ideogram, as judged by what others published")
    parser.add_argument("--api-key", help="the key that aimock and llm-katan demand; any is accepted if absent")
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--parent", type=int, required=True)
    return parser.parse_args()


def root(port):
    return f"http://127.0.0.1:{port}"


def aimock(args, name="aimock", asked=("--strict",)):
    """With `asked` alone it differs: without `--strict` it also judges texts and ranks documents, of which it has no files."""
    port = free_port(args.aimock_port if name == "aimock" else 0)
    program = args.cache / "node_modules/@copilotkit/aimock/dist/cli.js"
    command = ["node", str(program), "--host", "127.0.0.1", "--port", str(port), "--log-level", "warn"]
    command += [*asked, "--validate-on-load", "--fixtures", str(FIXTURES)]
    environment = {"AIMOCK_API_KEYS": args.api_key} if args.api_key else {}
    return Server(name, command, f"{root(port)}/v1", f"{root(port)}/health", environment)


def judged(args, name, program, aimock):
    """A double of ours, before aimock."""
    port = free_port(0)
    command = [sys.executable if program.endswith(".py") else "node", str(Path(__file__).with_name(program))]
    command += ["--port", str(port), "--aimock", aimock.url]
    return Server(name, command, root(port), f"{root(port)}/health", {"CLIENTS_CACHE": str(args.cache)})


def mock_ai(provider, port):
    """The package's own launcher would put its servers into other sessions, where they could outlive it."""
    port = free_port(port)
    command = [sys.executable, "-m", "uvicorn", f"app.{provider}_app:app", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--log-level", "warning"]
    return Server(f"mock-{provider}", command, f"{root(port)}/v1", f"{root(port)}/health")


def katan(args):
    port = free_port(args.katan_port)
    command = [str(Path(sys.executable).with_name("llm-katan")), "--backend", "echo", "--model", "katan-echo"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--providers", ",".join(KATAN_PROVIDERS)]
    command += ["--stats-file", os.devnull, "--disable-dashboard", "--log-level", "warning"]
    if args.api_key:
        keys = ",".join(f"{provider}={args.api_key}" for provider in KATAN_PROVIDERS)
        command += ["--validate-keys", "--api-keys", keys]
    return Server("katan", command, f"{root(port)}/v1", f"{root(port)}/health")


def main(args):
    servers = [
        aimock(args),
        aimock(args, "aimock-lenient", ()),
        mock_ai("openai", args.mock_openai_port),
        mock_ai("anthropic", args.mock_anthropic_port),
        katan(args),
    ]
    if args.judged:
        programs = {"bedrock": "bedrock.py", "google": "google_double.py", "ideogram": "ideogram_double.mjs"}
        servers += [judged(args, name, program, servers[0]) for name, program in programs.items()]
    serve(servers, args.parent, args.cache / "doubles.log")


if __name__ == "__main__":
    main(arguments())
