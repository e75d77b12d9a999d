"""Python tests: a folder in which `python3 -m unittest discover` finds some."""
import re

from .result import Result, execute, tail

FOLDERS = ["clients/python", "eng"]
RAN = re.compile(r"^Ran (\d+) tests? in ", re.MULTILINE)
VERDICT = re.compile(r"^(?:OK|FAILED)(?: \((.*)\))?$", re.MULTILINE)


def folders(root):
    """The folders that exist in this tree."""
    return [folder for folder in FOLDERS if (root / folder).is_dir()]


class Suite:
    """The tests below one folder."""

    def __init__(self, root, folder, logs):
        self.name, self._folder, self._log = folder, root / folder, logs / (folder.replace("/", "-") + ".log")

    def run(self, limit):
        """Runs the tests for at most `limit` seconds (None: no limit)."""
        status, output = execute(["/usr/bin/python3", "-m", "unittest", "discover"], self._folder, limit)
        self._log.write_text(output, encoding="utf-8")
        return read(status, output)


def read(status, output):
    """The counts that unittest printed."""
    ran, verdict = RAN.search(output), VERDICT.search(output)
    if status is None or ran is None or verdict is None:
        return Result.crash("the tests took too long" if status is None else f"ended with status {status} before counting its tests", output)
    if ran.group(1) == "0":
        return Result.crash("no test ran", output)
    counts = dict(part.split("=") for part in (verdict.group(1) or "").split(", ") if part)
    failed = sum(int(counts.get(kind, 0)) for kind in ("failures", "errors", "unexpected successes"))
    skipped = int(counts.get("skipped", 0))
    if status != 0 and failed == 0:
        return Result.crash(f"ended with status {status}", output)
    return Result(int(ran.group(1)) - failed - skipped, failed, skipped, [tail(output)] if failed else [])
