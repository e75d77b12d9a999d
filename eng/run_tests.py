#!/usr/bin/python3
"""Runs every suite of the built working tree and adds the results up. The last line is "N passed, N failed[, N skipped]".

    eng/run_tests.py            everything; `make test` builds first
    eng/run_tests.py Exact Rpc  only the suites whose names contain one of these
    eng/run_tests.py --soak     the long versions (SOAK_MINUTES), one suite at a time, and the training of the bundled models

A suite is a test project, a folder of Python tests, or a check (one command, counted as one test). A suite that crashes, or in which
nothing ran, counts as one failure. Logs and results stay in artifacts/test. Exit status 1 if anything failed.
"""
import argparse
import concurrent.futures
import os
import pathlib
import sys
import threading
import time

from suites import check, dotnet, python

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOGS = ROOT / "artifacts" / "test"
PARALLEL = 2
SAMPLE_LIMIT_SECONDS = 3600  # against a suite that hangs, not a slow one: the longest takes two or three minutes


def all_suites(soak):
    """Every suite, the largest first, so that the last to end is a small one."""
    projects = sorted(dotnet.projects(ROOT), key=dotnet.weight, reverse=True)
    suites = [dotnet.Suite(project, LOGS) for project in projects]
    suites += [python.Suite(ROOT, folder, LOGS) for folder in python.folders(ROOT)]
    suites += [
        check.Suite(ROOT, "facts of the models", ["/usr/bin/python3", "models/train/facts.py"]),
        check.Suite(ROOT, "pictures of the theory", ["/usr/bin/python3", "docs/pictures/make.py", "--check"]),
        check.Suite(ROOT, "format", ["make", "--no-print-directory", "format-check"]),
        check.Suite(ROOT, "buf lint", ["make", "--no-print-directory", "lint-proto"]),
        check.Suite(ROOT, "buf breaking", ["make", "--no-print-directory", "breaking-proto"]),
    ]
    if soak:
        suites.append(check.Suite(ROOT, "training of the models", ["/usr/bin/python3", "models/train/train.py", "--check"]))
    return suites


def run(suite, limit, printing):
    """Runs one suite, prints its line and its failures, and returns its result."""
    started = time.monotonic()
    result = suite.run(limit)
    seconds = time.monotonic() - started
    counts = f"{result.passed} passed, {result.failed} failed" + (f", {result.skipped} skipped" if result.skipped else "")
    with printing:
        print(f"{'FAIL' if result.failed else 'ok  '} {suite.name:<34} {counts}  ({seconds:.1f} s)")
        for message in result.messages:
            print("     " + message.rstrip().replace("\n", "\n     "))
        sys.stdout.flush()
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only the suites whose names contain one of these")
    parser.add_argument("--soak", action="store_true", help="the long versions")
    options = parser.parse_args()

    LOGS.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DOTNET_NOLOGO", "1")
    suites = [suite for suite in all_suites(options.soak) if not options.names or any(part in suite.name for part in options.names)]
    limit = None if options.soak else SAMPLE_LIMIT_SECONDS
    printing = threading.Lock()
    with concurrent.futures.ThreadPoolExecutor(1 if options.soak else PARALLEL) as pool:
        results = list(pool.map(lambda suite: run(suite, limit, printing), suites))

    passed, failed, skipped = (sum(getattr(result, kind) for result in results) for kind in ("passed", "failed", "skipped"))
    if passed == 0 and failed == 0:
        print("No test ran.")
        failed = 1
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
