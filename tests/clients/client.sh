#!/usr/bin/env bash
# Runs one of the clients here with what it needs; installs itself at first use.
# usage: client.sh PROGRAM ARGUMENTS..., where the program is one of README.md's
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
client=${1:?which client}
shift
export PYTHONDONTWRITEBYTECODE=1
# The servers are on the loopback address, whatever proxy the environment names.
export NO_PROXY=127.0.0.1,localhost no_proxy=127.0.0.1,localhost
extra=()
case $client in
aigne_node.mjs | same_calls.mjs) extra=(--aigne) ;;
agents.py) extra=(--agents) ;;
esac
CLIENTS_CACHE=$("$here/setup.sh" "${extra[@]}")
export CLIENTS_CACHE
case $client in
*.mjs) exec node "$here/$client" "$@" ;;
*.py) exec "$CLIENTS_CACHE/venv/bin/python" "$here/$client" "$@" ;;
*) echo "no such client: $client" >&2 && exit 2 ;;
esac
