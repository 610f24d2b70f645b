"""A real model server: llama.cpp with a small chat model, and a second one with a small embedding model."""

import argparse
import sys
from pathlib import Path

from servers import Server, free_port, serve

LAUNCHER = str(Path(__file__).with_name("llama_server.py"))


def arguments():
    parser = argparse.ArgumentParser(prog="upstream.sh", description=__doc__)
    parser.add_argument("chat_port", type=int, help="0 for a free one")
    parser.add_argument("embedding_port", type=int, help="0 for a free one")
    parser.add_argument("--api-key", help="the key that both demand; any is accepted if absent")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--parent", type=int, required=True)
    return parser.parse_args()


def llama(name, port, model, options, args):
    port = free_port(port)
    command = [sys.executable, LAUNCHER, str(args.cache / "models" / model), str(port)]
    command += ["--threads", str(args.threads), *options]
    if args.api_key:
        command += ["--api-key", args.api_key]
    root = f"http://127.0.0.1:{port}"
    return Server(name, command, f"{root}/v1", f"{root}/health")


def main(args):
    chat = ["--alias", "smollm2", "--context", "8192"]
    embedding = ["--alias", "all-minilm-l6-v2", "--context", "2048", "--embeddings"]
    servers = [
        llama("chat", args.chat_port, "smollm2.gguf", chat, args),
        llama("embeddings", args.embedding_port, "minilm.gguf", embedding, args),
    ]
    serve(servers, args.parent, args.cache / "upstream.log")


if __name__ == "__main__":
    main(arguments())
