"""A cloud that is killed and started again."""
import os
import signal
import subprocess

from harness.cloud import Cloud
from harness.host import prefix_of
from harness.poll import eventually
from harness.rest import Rest


class MortalCloud(Cloud):
    """Its one process is a child of the test: it is seen how it ends."""

    def __init__(self, settings=None, roles=()):
        super().__init__(settings=settings)
        self.process = None
        self.arguments = [word for role in roles for word in ("--role", role)]
        self.rest = Rest(self)
        self.prefix = prefix_of(self.home)

    def serve(self, failpoint=None, hold=None):
        """Starts the process; returns when it answers.

        At the failpoint it ends itself; or, with a file to hold it by, makes that and waits until it is removed.
        """
        self.kill()
        # The folder is ours, though its log is there before the program is.
        with open(self.path(".apus-state"), "a", encoding="utf-8"):
            pass
        for name in ("logs", "run"):
            os.makedirs(self.path(name), mode=0o700, exist_ok=True)
        address = self.path("run", "address")
        if os.path.exists(address):
            os.remove(address)
        environment = dict(self.environment)
        if failpoint:
            environment["APUS_TESTING_FAILPOINT"] = failpoint
        if hold:
            environment["APUS_TESTING_FAILPOINT_HOLD"] = hold
        with open(self.path("logs", "apus.log"), "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", *self.arguments], env=environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True)
        self.note_pid()
        eventually("the cloud answers", self.answers, 60, every=0.02)

    def note_pid(self):
        """Writes the pid file that `apus doctor` and `apus down` know the cloud by: its number and its start."""
        with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as file:
            start = file.read().rsplit(")", 1)[1].split()[19]
        with open(self.path("run", "apus.pid"), "w", encoding="utf-8") as file:
            file.write(f"{self.process.pid} {start}")

    def answers(self):
        """Whether it has written its address; a process that ended at its failpoint already need not."""
        return os.path.exists(self.path("run", "address")) or self.process.poll() is not None

    def died(self, seconds=40):
        """Waits until the process has ended itself as a power cut would."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the cloud did not reach its failpoint in {seconds} s") from None
        if status != -signal.SIGKILL:
            raise AssertionError(f"the cloud ended with status {status}\n{self.last_logs()}")

    def kill(self):
        """kill -9, whatever it is doing."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def remove(self):
        """What other clouds of this machine make meanwhile is theirs."""
        left = super().remove()
        self.kill()
        kinds = ("namespace ", "link ", "nftables ", "mount ")
        return [line for line in left if not line.startswith(kinds) or self.prefix in line]
