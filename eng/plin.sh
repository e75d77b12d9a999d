#!/usr/bin/env bash
# Runs artifacts/plin/plin, telling it where the .NET runtime is if the SDK was installed in an unusual place.
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")/.."
if [[ -z "${DOTNET_ROOT:-}" ]] && dotnet="$(command -v dotnet)"; then
    DOTNET_ROOT="$(dirname "$(readlink -f "$dotnet")")"
    export DOTNET_ROOT
fi
exec "$here/artifacts/plin/plin" "$@"
