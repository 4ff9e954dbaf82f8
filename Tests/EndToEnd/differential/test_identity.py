"""Identity beside the real Keystone: one test for each file of exchanges, and none of their answers may differ without
a reason. Runs where a Keystone runs: PEERS_ROOT names its folder, with the `peers.rc` that tells how to reach it."""
import shutil
import unittest

from harness.mortal import MortalCloud
from harness.twins import Twins, files, keystone

KEYSTONE = keystone()


class TwinCase(unittest.TestCase):
    """The run's two clouds; the first file makes the people that the others ask as."""

    maxDiff = None
    cloud = twins = None

    @classmethod
    def setUpClass(cls):
        if TwinCase.twins is None:
            TwinCase.cloud = MortalCloud(roles=["identity"])
            cls.cloud.serve()
            with open(cls.cloud.path("secrets", "admin-password"), encoding="utf-8") as file:
                password = file.read().strip()
            TwinCase.twins = Twins(KEYSTONE, (
                f"http://{cls.cloud.settings['APUS_LISTEN']}/identity/v3",
                {"OS_USERNAME": "admin", "OS_PASSWORD": password, "OS_PROJECT_NAME": "admin"}))

    def perform(self, entries):
        lines = self.twins.perform_all(entries)
        if lines:
            self.fail("\n" + "\n".join(lines))


class ZLastTest(TwinCase):
    """What was made is removed, and no reason stands there that nothing needs."""

    def test_every_expected_difference_is_met(self):
        self.twins.remove()
        self.assertEqual(self.twins.expected.stale(), [])
        print(f"     {self.twins.summary()}", flush=True)

    @classmethod
    def tearDownClass(cls):
        cls.cloud.remove()
        shutil.rmtree(cls.cloud.home, ignore_errors=True)


@unittest.skipUnless(KEYSTONE, "no Keystone runs under PEERS_ROOT")
class SkippedTest(unittest.TestCase):
    """Says why there is nothing else."""

    def test_keystone_is_there(self):
        self.assertTrue(KEYSTONE)


def _method(entries):
    return lambda self: self.perform(entries)


def load_tests(loader, _tests, _pattern):
    """A test for each file, in their order."""
    if KEYSTONE is None:
        return loader.loadTestsFromTestCase(SkippedTest)
    suite = unittest.TestSuite()
    for name, entries in files():
        kind = type(f"identity_{name.replace('-', '_')}", (TwinCase,), {"test_answers_are_the_same": _method(entries)})
        suite.addTests(loader.loadTestsFromTestCase(kind))
    suite.addTests(loader.loadTestsFromTestCase(ZLastTest))
    return suite
