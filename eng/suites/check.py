"""A check: one command, counted as one test, passed when it ends with status 0."""
from .result import Result, execute, tail


class Suite:
    """One command, run in the root of the working tree."""

    def __init__(self, root, name, command):
        self.name, self._root, self._command = name, root, command

    def run(self, limit):
        """Runs the command for at most `limit` seconds (None: no limit)."""
        status, output = execute(self._command, self._root, limit)
        if status == 0:
            return Result(passed=1)
        why = f"took longer than {limit} s" if status is None else f"ended with status {status}"
        return Result(failed=1, messages=[f"{' '.join(self._command)} {why}", tail(output)])
