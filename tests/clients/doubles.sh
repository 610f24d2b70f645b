#!/usr/bin/env bash
# Provider doubles that others wrote, on the loopback address; installs itself at first use.
# usage: doubles.sh [--aimock-port N] [--mock-openai-port N] [--mock-anthropic-port N] [--katan-port N] [--judged] [--api-key KEY]
# Prints `log PATH`, `NAME URL` for each and `ready`; ends with the process that started it, or on SIGTERM.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=$("$here/setup.sh")
export PYTHONDONTWRITEBYTECODE=1
exec "$cache/venv/bin/python" "$here/doubles.py" --cache "$cache" --parent "$PPID" "$@"
