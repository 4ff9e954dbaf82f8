"""A program that a test starts and stops, and the machine itself as a place to run one."""
import contextlib
import os
import signal
import subprocess


class Program:
    """A program that runs inside a host until it is stopped; what it prints goes to a file."""

    def __init__(self, arguments, log, environment=None):
        self.log = log
        with open(log, "ab") as output:
            self._process = subprocess.Popen(
                arguments, env=environment, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True)
        self.arguments = arguments

    @property
    def has_ended(self):
        return self._process.poll() is not None

    def _innermost(self):
        """The program's own pid: what enters the host stays outside as its parent."""
        pid = self._process.pid
        while open(f"/proc/{pid}/comm").read().strip() in ("hosts", "bash", "nsenter"):
            children = open(f"/proc/{pid}/task/{pid}/children").read().split()
            if not children:
                break
            pid = int(children[0])
        return pid

    def freeze(self):
        os.kill(self._innermost(), signal.SIGSTOP)

    def thaw(self):
        # nsenter stops with its child.
        os.killpg(self._process.pid, signal.SIGCONT)

    def kill(self):
        """Ends it as a power cut would."""
        self.stop(signal.SIGKILL)

    def stop(self, number=signal.SIGTERM, seconds=40):
        """Sends the signal and waits for the end; SIGKILL after so many seconds. Whether it ended by itself."""
        if self.has_ended:
            return True
        pid = self._innermost()
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        try:
            self._process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
            return False


class Here:
    """This machine's loopback, in the place of a host in a namespace."""

    NET = "127.0.0"

    def address(self, _=0):
        return "127.0.0.1"

    def start(self, _, arguments, log, environment=None):
        return Program(list(map(str, arguments)), log, {**os.environ, **(environment or {})})

    def run(self, _, *arguments, timeout=120):
        return subprocess.run(
            list(map(str, arguments)), cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=timeout)

    def network_of(self, _):
        return contextlib.nullcontext()
