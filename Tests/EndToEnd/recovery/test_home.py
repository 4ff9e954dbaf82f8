"""The state folder: only one that is ours is marked, used and removed, and each of its roles has one process."""
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from fake_cloud import SETTINGS

from harness.cloud import Cloud, free_port
from harness.poll import eventually


class FolderTest(unittest.TestCase):
    """Commands on folders that no cloud has used yet."""

    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="apus-e2e-home-")
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        self.cloud = Cloud(home=self.home, settings=SETTINGS)

    def put(self, *names):
        path = os.path.join(self.home, *names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write("listen: 127.0.0.1:0\n" if names == ("apus.yaml",) else "mine")

    def content(self):
        return sorted(os.listdir(self.home))

    def test_a_folder_with_other_things_is_refused_and_stays_as_it_is(self):
        self.put("thesis.txt")
        self.put("db", "mine.sqlite")
        for arguments in (["up", "--no-server"], ["serve"], ["serve", "--role", "image"], ["down", "--purge"]):
            with self.subTest(" ".join(arguments)):
                done = self.cloud.apus(*arguments, check=False)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(self.home, done.stderr)
                self.assertEqual(self.content(), ["db", "thesis.txt"])

    def test_nothing_on_the_host_is_touched_for_a_folder_that_is_not_a_clouds(self):
        self.put("instances", "console.log")
        # Looks like a guest of this folder's.
        bait = subprocess.Popen(
            ["/usr/bin/qemu-system-x86_64", "-S", "-display", "none", "-machine", "none", "-name",
             self.home + "/instances/x"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        self.addCleanup(bait.wait)
        self.addCleanup(bait.kill)
        done = self.cloud.apus("down", "--purge", check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("no .apus-state", done.stderr)
        self.assertIsNone(bait.poll())

    def test_an_operators_files_may_be_there_first(self):
        self.put("apus.yaml")
        self.put("policy", "identity.yaml.example")
        self.put("secrets", "admin-password")
        process = Serving(self.cloud, "--role", "identity")
        self.addCleanup(process.stop)
        process.is_ready()
        self.assertIn(".apus-state", self.content())
        process.stop()
        self.cloud.down(purge=True)
        self.assertFalse(os.path.exists(self.home))


class LockTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Roles that need identity find it elsewhere; nobody asks it anything here.
        cls.cloud = Cloud(settings={**SETTINGS, "APUS_ENDPOINTS_IDENTITY": "http://127.0.0.1:1/identity"})

    @classmethod
    def tearDownClass(cls):
        left = cls.cloud.remove()
        if left:
            raise AssertionError("left behind:\n  " + "\n  ".join(left))

    def serve(self, *roles):
        process = Serving(self.cloud, *[word for role in roles for word in ("--role", role)])
        self.addCleanup(process.stop)
        return process

    def test_a_role_of_a_folder_has_one_process(self):
        first = self.serve("identity", "image")
        first.is_ready()
        second = self.serve("placement", "image")
        self.assertNotEqual(second.ended(), 0)
        self.assertIn(f"The role image of the cloud in {self.cloud.home} is served by process {first.pid} already",
                      second.said())
        with self.subTest("not even on another port, as the whole cloud"):
            whole = self.serve()
            self.assertNotEqual(whole.ended(), 0)
            self.assertIn(f"served by process {first.pid} already", whole.said())
        with self.subTest("other roles may share the folder"):
            other = self.serve("placement")
            other.is_ready()
            other.stop()
        with self.subTest("and a lock ends with its process, however that ends"):
            first.kill()
            self.serve("image").is_ready()


class Serving:
    """`apus serve` on a port of its own."""

    def __init__(self, cloud, *arguments):
        self._log = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            [cloud.program, "serve", *arguments, "--listen", f"127.0.0.1:{free_port()}"], env=cloud.environment,
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log)
        self.pid = self._process.pid

    def said(self):
        self._log.seek(0)
        return self._log.read()

    def is_ready(self):
        eventually("it is ready", lambda: "ready at" in self.said() or self._process.poll() is not None, 30, every=0.05)
        if self._process.poll() is not None:
            raise AssertionError(f"it ended: {self.said()}")

    def ended(self):
        return self._process.wait(20)

    def kill(self):
        self.stop(signal.SIGKILL)

    def stop(self, number=signal.SIGTERM):
        if self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(40)
