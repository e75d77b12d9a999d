#!/usr/bin/env bash
# The main job: plin demo talks to a service of its own over gRPC and leaves certificates; then both checkers judge each of them.
# Ends with status 0 only if all are valid.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=artifacts/demo
model=models/digits/digits.onnx
rm -rf "$out"
mkdir -p "$out"

# In a process group of its own, so that nothing of it, the service least, outlives this script.
setsid eng/plin.sh demo --out "$out" &
demo=$!
trap 'kill -- "-$demo" 2>/dev/null || true' EXIT
wait "$demo"

shopt -s nullglob
certificates=("$out"/*.certificate)
((${#certificates[@]})) || { echo "The demo left no certificate in $out" >&2; exit 1; }

echo
echo "Every certificate, judged again from the files alone by two checkers that share no code:"
rejected=0
judge() { # NAME COMMAND...
    local name="$1" verdict
    shift
    verdict="$("$@" 2>&1)" || rejected=$((rejected + 1))
    printf '  %-8s %s\n' "$name" "$verdict"
}
for certificate in "${certificates[@]}"; do
    echo "$certificate"
    judge Python env PYTHONPATH=clients/python /usr/bin/python3 -m piecewiselinear_check "$model" "$certificate"
    judge plin eng/plin.sh check "$model" "$certificate"
done

if ((rejected)); then
    echo "$rejected of $((2 * ${#certificates[@]})) verdicts are not VALID" >&2
    exit 1
fi
echo "All ${#certificates[@]} certificates are VALID. They lie in $out, with the picture."
