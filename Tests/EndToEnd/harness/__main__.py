"""Runs one suite and ends with "N passed, N failed".

usage: python -m harness SUITE [PATTERN]    SUITE: a folder beside this one; PATTERN: part of a test's name
"""
import os
import sys
import time
import unittest

from harness.case import SharedCloud


class Report(unittest.TestResult):
    """One line per test when it ends, the whole story of a failure right below it."""

    def __init__(self):
        super().__init__()
        self.passed = 0

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()

    def _line(self, mark, test, text=""):
        took = time.monotonic() - getattr(self, "began", time.monotonic())
        print(f"{mark} {test.id()} ({took:.1f} s)" + (f"\n{text}" if text else ""), flush=True)

    def addSuccess(self, test):
        self.passed += 1
        self._line("ok  ", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._line("FAIL", test, self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self._line("FAIL", test, self.errors[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._line("skip", test, reason)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            told = self.failures if issubclass(err[0], test.failureException) else self.errors
            self._line("FAIL", subtest, told[-1][1])


def main():
    suite, *pattern = sys.argv[1:]
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), suite)
    loader = unittest.TestLoader()
    if pattern:
        loader.testNamePatterns = [f"*{pattern[0]}*"]
    report = Report()
    tests = loader.discover(folder, top_level_dir=folder)
    if os.geteuid() != 0 and tests.countTestCases():
        sys.exit("these tests make network namespaces and run guests: run them as root")
    tests.run(report)
    failed = len(report.failures) + len(report.errors)
    if SharedCloud.cloud is not None:
        if failed:
            print(SharedCloud.cloud.last_logs())
        left = SharedCloud.cloud.remove()
        print("FAIL left behind:\n  " + "\n  ".join(left) if left else "ok   nothing is left on the host", flush=True)
        failed, report.passed = failed + bool(left), report.passed + (not left)
    skipped = f", {len(report.skipped)} skipped" if report.skipped else ""
    print(f"{report.passed} passed, {failed} failed{skipped}", flush=True)
    sys.exit(failed > 0)


main()
