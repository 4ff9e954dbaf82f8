"""The moment in which an ssh server first answers."""
import errno
import select
import socket
import time

EVERY, PATIENCE = 0.1, 1.0


def wait(address, make=lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM), seconds=180):
    """Connects to `address` ten times a second, each connection for a second, until one says SSH-2.0.

    Returns that moment (monotonic seconds). One lost packet must not cost a measure a second, hence many connections.
    """
    end, attempts, poll = time.monotonic() + seconds, {}, select.poll()
    due = 0.0
    try:
        while (now := time.monotonic()) < end:
            if now >= due:
                due = now + EVERY
                attempt = _open(address, make)
                if attempt is not None:
                    attempts[attempt.fileno()] = (attempt, now)
                    poll.register(attempt, select.POLLIN)
            for number, _ in poll.poll(max(0, due - time.monotonic()) * 1000):
                if _speaks(attempts[number][0]):
                    return time.monotonic()
                _forget(attempts, poll, number)
            for number in [number for number, (_, since) in attempts.items() if now - since > PATIENCE]:
                _forget(attempts, poll, number)
    finally:
        for number in list(attempts):
            _forget(attempts, poll, number)
    raise TimeoutError(f"{address[0]} port {address[1]} sent no ssh banner in {seconds} s")


def _open(address, make):
    attempt = make()
    attempt.setblocking(False)
    if attempt.connect_ex(address) in (0, errno.EINPROGRESS):
        return attempt
    attempt.close()
    return None


def _speaks(attempt):
    try:
        return attempt.recv(8) == b"SSH-2.0-"
    except OSError:
        return False


def _forget(attempts, poll, number):
    poll.unregister(number)
    attempts.pop(number)[0].close()
