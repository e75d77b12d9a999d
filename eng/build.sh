#!/usr/bin/env bash
# Publishes plin to artifacts/plin, with the host of OR-Tools beside it; does nothing when no source is newer than the last time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=artifacts/plin
stamp=$target/.built
host=src/PiecewiseLinear.Solvers.OrTools/Host

is_current() {
    [[ -x $target/plin && -f $stamp ]] || return 1
    local newer
    newer="$(find src protos eng/build.sh eng/BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json .editorconfig \
        -name node_modules -prune -o -newer "$stamp" -print -quit)"
    [[ -z "$newer" ]]
}

ship_ortools_host() { # a fifth of the npm package: not its builds for browsers, nor the solvers that host.mjs never asks
    local wasm=or-tools-wasm/build/javascript
    mkdir -p "$target.next/ortools-host"
    tar -C "$host" --create \
        --exclude="$wasm/browser" --exclude="$wasm/wasm" --exclude="*.d.ts" \
        --exclude="$wasm/node-wasm/cp_sat_*" --exclude="$wasm/node-wasm/graph_*" --exclude="$wasm/node-wasm/mathopt_*" \
        --exclude="$wasm/node-wasm/routing_*" --exclude="$wasm/node-wasm/set_cover_*" \
        host.mjs package.json package-lock.json node_modules | tar -C "$target.next/ortools-host" --extract
}

if is_current; then exit 0; fi

mkdir -p artifacts
rm -rf "$target.next"
started="$target.started"
: >"$started" # a source that changes while we build is newer than this
echo "Building artifacts/plin/plin" >&2
dotnet publish src/PiecewiseLinear.Cli --configuration Release --output "$target.next" --nologo -v q \
    -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false
ship_ortools_host
mv "$started" "$target.next/.built"
rm -rf "$target"
mv "$target.next" "$target"
