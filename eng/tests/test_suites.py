"""A runner that loses a failure is worse than none: how each kind of suite counts, crashes included."""
import pathlib
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

from suites import check, dotnet, python
from suites.result import execute

FOLDER = pathlib.Path(__file__).resolve().parent


def trx(*outcomes):
    """A TRX document with one test an outcome."""
    tests = "".join(
        f'<UnitTestResult testName="test{i}" outcome="{outcome}"><Output><ErrorInfo><Message>message {i}</Message></ErrorInfo></Output></UnitTestResult>'
        for i, outcome in enumerate(outcomes))
    return xml.fromstring(f'<TestRun xmlns="{dotnet.TRX[1:-1]}"><Results>{tests}</Results></TestRun>')


def counts(result):
    return result.passed, result.failed, result.skipped


class DotnetTests(unittest.TestCase):
    def test_outcomes_are_counted_and_failures_explained(self):
        result = dotnet.read(trx("Passed", "Failed", "NotExecuted", "Passed", "Aborted"), 1, "")
        self.assertEqual((2, 2, 1), counts(result))
        self.assertIn("test1: Failed\nmessage 1", result.messages)

    def test_nothing_ran_is_a_failure(self):
        self.assertEqual((0, 1, 0), counts(dotnet.read(trx(), 0, "no test is available")))

    def test_a_crash_after_passed_tests_is_a_failure(self):
        result = dotnet.read(trx("Passed"), 1, "The active test run was aborted")
        self.assertEqual((1, 1, 0), counts(result))
        self.assertIn("aborted", result.messages[0])

    def test_an_assembly_that_is_not_there_is_a_failure(self):
        with tempfile.TemporaryDirectory() as folder:
            project = pathlib.Path(folder) / "tests" / "Nothing.Tests" / "Nothing.Tests.csproj"
            self.assertEqual((0, 1, 0), counts(dotnet.Suite(project, pathlib.Path(folder)).run(60)))


class PythonTests(unittest.TestCase):
    def test_passed(self):
        self.assertEqual((3, 0, 0), counts(python.read(0, "...\nRan 3 tests in 0.001s\n\nOK\n")))

    def test_failed_errors_and_skipped(self):
        self.assertEqual((4, 3, 2), counts(python.read(1, "Ran 9 tests in 1s\n\nFAILED (failures=1, errors=2, skipped=2)\n")))

    def test_no_test_is_a_failure(self):
        self.assertEqual((0, 1, 0), counts(python.read(0, "Ran 0 tests in 0s\n\nOK\n")))

    def test_a_crash_is_a_failure(self):
        self.assertEqual((0, 1, 0), counts(python.read(139, "Segmentation fault")))
        self.assertEqual((0, 1, 0), counts(python.read(1, "Ran 1 test in 0s\n\nOK\n")))

    def test_too_long_is_a_failure(self):
        self.assertEqual((0, 1, 0), counts(python.read(None, "")))


class CheckTests(unittest.TestCase):
    def test_status_decides(self):
        self.assertEqual((1, 0, 0), counts(check.Suite(FOLDER, "yes", ["true"]).run(10)))
        self.assertEqual((0, 1, 0), counts(check.Suite(FOLDER, "no", ["false"]).run(10)))

    def test_what_takes_too_long_is_ended(self):
        status, _ = execute(["sleep", "60"], FOLDER, 0.1)
        self.assertIsNone(status)


if __name__ == "__main__":
    sys.exit(unittest.main())
