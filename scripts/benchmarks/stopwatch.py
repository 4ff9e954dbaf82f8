"""Timing requests, and what a process has used of the processor."""
import os
import statistics
import time


def milliseconds(action, runs=30, warmup=5):
    """The median wall time of `action()` in ms."""
    times = []
    for run in range(warmup + runs):
        began = time.perf_counter()
        action()
        if run >= warmup:
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def cpu_seconds(pid):
    """User and system time of all threads of a process so far."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
