"""Every contract case, as a test of its own, against a cloud of the run's own with the fake compute driver."""
import unittest

from harness.case import SharedCloud
from harness.cloud import Cloud
from harness.contract import Stage, Target, files

SETTINGS = {"APUS_COMPUTE_DRIVER": "fake", "APUS_NETWORK_UPLINK": "none"}


def stage():
    """The run's personas, in the run's cloud; the first file that asks starts it."""
    if SharedCloud.cloud is None:
        SharedCloud.cloud = Cloud(settings=SETTINGS)
        SharedCloud.cloud.apus("up", "--no-server")
        with open(SharedCloud.cloud.path("secrets", "admin-password"), encoding="utf-8") as file:
            password = file.read().strip()
        address = f"http://{SharedCloud.cloud.settings['APUS_LISTEN']}/identity/v3"
        ContractCase.stage = Stage(Target(address, {
            "OS_USERNAME": "admin", "OS_PASSWORD": password, "OS_PROJECT_NAME": "admin"}))
        ContractCase.personas = len(ContractCase.stage.made)
    return ContractCase.stage


class ContractCase(unittest.TestCase):
    """One data file: its cases run in order and share what they save."""

    stage, personas = None, 0

    @classmethod
    def setUpClass(cls):
        stage()
        cls.variables = {}

    @classmethod
    def tearDownClass(cls):
        left = cls.stage.clear(cls.personas)
        if left:
            raise AssertionError("could not be removed:\n  " + "\n  ".join(left))

    def perform(self, service, case):
        problems = self.stage.perform(service, case, self.variables)
        if problems:
            self.fail("\n".join(problems))


class ZPersonasTest(unittest.TestCase):
    """The last: the run's projects and users can be removed, and are."""

    def test_personas_are_removed(self):
        self.assertEqual(stage().remove(), [])


def _method(service, case):
    return lambda self: self.perform(service, case)


def load_tests(loader, _tests, _pattern):
    """A class for each file, a method for each case, in the order in which they stand there."""
    suite = unittest.TestSuite()
    for service, name, cases in files():
        methods = {
            f"test_{number:02d}_{case['name'].replace(' ', '_')}": _method(service, case)
            for number, case in enumerate(cases, 1)}
        suite.addTests(loader.loadTestsFromTestCase(type(f"{service}_{name}", (ContractCase,), methods)))
    suite.addTests(loader.loadTestsFromTestCase(ZPersonasTest))
    return suite
