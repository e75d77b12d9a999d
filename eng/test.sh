#!/usr/bin/env bash
# Builds everything in Release, then runs every suite; the arguments go to eng/run_tests.py.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p artifacts/test
started=$SECONDS
if ! { eng/build.sh && dotnet build PiecewiseLinear.sln --configuration Release --nologo -v q -clp:NoSummary; } >artifacts/test/build.log 2>&1; then
    cat artifacts/test/build.log
    echo "The build failed, so no test ran."
    echo "0 passed, 1 failed"
    exit 1
fi
echo "built in $((SECONDS - started)) s"
exec /usr/bin/python3 eng/run_tests.py "$@"
