#!/usr/bin/env bash
# Installs the browser and what drives it into a per-user cache; needs Node 20, npm and `flock`, no root and no other browser.
# Progress goes to stderr; the last line on stdout is the folder, which holds `node_modules` and `chromium`.
# The folder's name carries a hash of what is pinned, so a change of a pin gets a fresh one. HUB_CACHE_DIR moves it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
hash=$(cd "$here" && cat package.json package-lock.json setup.sh | sha256sum | cut -c1-12)
cache=${HUB_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/aigne-hub}/browser-$hash

say() { echo "browser: $*" >&2; }

need() {
    command -v "$1" >/dev/null || { say "$1 is needed: install $2" && exit 1; }
}

install_node() {
    say "installing a browser and Node packages into $cache (70 MB)"
    cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$cache/"
    (cd "$cache" && npm ci --silent) >&2
    touch "$cache/node.done"
}

unbrotli() {
    node -e 'const { createReadStream } = require("fs"), { createBrotliDecompress } = require("zlib");
        createReadStream(process.argv[1]).pipe(createBrotliDecompress()).pipe(process.stdout)' "$1"
}

# The package's own program expects a machine of one cloud; only what it carries is used: Chromium's headless shell, the
# few libraries that it wants beside the C library, and one font.
unpack_chromium() {
    local packed=$cache/node_modules/@sparticuz/chromium/bin place=$cache/chromium
    rm -rf "$place"
    mkdir -p "$place"
    unbrotli "$packed/chromium.br" >"$place/chromium"
    chmod +x "$place/chromium"
    unbrotli "$packed/al2023.tar.br" | tar -x -C "$place"
    unbrotli "$packed/fonts.tar.br" | tar -x -C "$place"
    cat >"$place/fonts.conf" <<FONTS
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>$place/fonts</dir><dir>/usr/share/fonts</dir><cachedir>$place/fonts-cache</cachedir></fontconfig>
FONTS
    rm -rf "$packed"
    touch "$cache/chromium.done"
}

need node "Node.js 20.19 or newer (https://nodejs.org)"
need npm "npm, which comes with Node.js (https://nodejs.org)"
need flock "util-linux"
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
[ -e "$cache/node.done" ] || install_node
[ -e "$cache/chromium.done" ] || unpack_chromium
echo "$cache"
