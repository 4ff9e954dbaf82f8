"""Waiting without sleeping blindly."""
import time


def eventually(what, check, seconds=60, every=0.2):
    """The first true value of `check()`; fails with `what` and the last value or error when `seconds` are over."""
    end = time.monotonic() + seconds
    while True:
        try:
            value, error = check(), None
        except Exception as problem:  # noqa: BLE001 - whatever stands in the way may pass
            value, error = None, problem
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not after {seconds} s: {what} (last: {error or value!r})") from error
        time.sleep(every)
