#!/usr/bin/env bash
# Runs the benchmarks; the arguments say which (default: all). The machine should be idle otherwise.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ -z "${BENCH_DATA:-}" && -d ../shared/bench ]]; then
    BENCH_DATA="$(cd ../shared/bench && pwd)"
    export BENCH_DATA
fi
[[ -n "${BENCH_DATA:-}" ]] || echo "No public networks (BENCH_DATA names no folder, and ../shared/bench is not there): their benchmarks are left out." >&2
exec dotnet run --project bench/PiecewiseLinear.Benchmarks --configuration Release -- "$@"
