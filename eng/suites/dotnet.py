"""An xunit project: run from its built assembly, counted from its TRX file."""
import xml.etree.ElementTree as xml

from .result import Result, execute, tail

TRX = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
SHOWN_FAILURES = 20


def projects(root):
    """All test projects of the tree."""
    return sorted((root / "tests").glob("*.Tests/*.Tests.csproj"))


def weight(project):
    """A guess at how long a project runs: the size of its sources."""
    return sum(file.stat().st_size for file in project.parent.rglob("*.cs") if "node_modules" not in file.parts)


class Suite:
    """The tests of one project, built in Release before."""

    def __init__(self, project, logs):
        self.name = project.stem
        root = project.parent.parent.parent
        self._assembly = root / "artifacts" / "build" / "bin" / project.stem / "release" / (project.stem + ".dll")
        self._folder, self._logs = root, logs

    def run(self, limit):
        """Runs the tests for at most `limit` seconds (None: no limit)."""
        results = self._logs / (self.name + ".trx")
        if not self._assembly.exists():
            return Result.crash(f"{self._assembly} is not there: it was not built")
        results.unlink(missing_ok=True)
        command = ["dotnet", "test", str(self._assembly), "--logger", f"trx;LogFileName={results.name}", "--results-directory", str(self._logs)]
        status, output = execute(command, self._folder, limit)
        (self._logs / (self.name + ".log")).write_text(output, encoding="utf-8")
        if status is None:
            return Result.crash(f"took longer than {limit} s and was ended", output)
        if not results.exists():
            return Result.crash(f"ended with status {status} and left no results", output)
        return read(xml.parse(results).getroot(), status, output)


def read(run, status, output):
    """The counts of a TRX document, and the messages of the tests that failed."""
    result = Result()
    for test in run.iter(TRX + "UnitTestResult"):
        outcome = test.get("outcome")
        if outcome == "Passed":
            result.passed += 1
        elif outcome == "NotExecuted":
            result.skipped += 1
        else:
            result.failed += 1
            if result.failed <= SHOWN_FAILURES:
                result.messages.append(f"{test.get('testName')}: {outcome}\n{explanation(test)}")
    if result.passed + result.failed + result.skipped == 0:
        return Result.crash("no test ran", output)
    if status != 0 and result.failed == 0:
        result.failed = 1
        result.messages.append(f"the test host ended with status {status}\n{tail(output)}")
    return result


def explanation(test):
    """The message, the stack and the output of one failed test."""
    parts = [test.findtext(f"{TRX}Output/{TRX}{path}") for path in (f"ErrorInfo/{TRX}Message", f"ErrorInfo/{TRX}StackTrace", "StdOut")]
    return "\n".join(tail(part) for part in parts if part)
