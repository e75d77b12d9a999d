"""What a suite answers, and how its command is run."""
import dataclasses
import os
import signal
import subprocess

TAIL_LINES = 40


@dataclasses.dataclass
class Result:
    """Counts of tests, and what to show of those that failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    messages: list = dataclasses.field(default_factory=list)

    @staticmethod
    def crash(why, output=""):
        """A suite that did not get to count its tests: one failure, with the end of what it printed."""
        return Result(failed=1, messages=[why, tail(output)] if output.strip() else [why])


def tail(text, lines=TAIL_LINES):
    """The last lines of a text."""
    return "\n".join(text.rstrip().splitlines()[-lines:])


def execute(command, folder, limit, environment=None):
    """Runs a command; its exit status (None if it took longer than `limit` seconds and was ended) and all that it printed."""
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=limit)
        status = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        status = None
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)
        raise
    return status, output.decode("utf-8", "replace")
