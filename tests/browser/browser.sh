#!/usr/bin/env bash
# Runs a program of this folder with a browser at hand; installs itself at first use.
# usage: browser.sh drive.mjs SCENARIO [ARGUMENT]... | screenshots.mjs [PATTERN OF NAMES] | speed.mjs [ORGANISATION] [ROUNDS]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=${1:?which program}
shift
# The hub is on the loopback address, whatever proxy the environment names.
export NO_PROXY=127.0.0.1,localhost no_proxy=127.0.0.1,localhost
BROWSER_CACHE=$("$here/setup.sh")
export BROWSER_CACHE
exec node "$here/$program" "$@"
