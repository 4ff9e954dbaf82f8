"""Measures and the table of their results."""
from dataclasses import dataclass
from typing import Optional

MEASURES = []


@dataclass
class Result:
    """One row. `must` is a bound on the ratio when there is a reference in the same run, else on our own value; "-" is
    none."""

    ours: float
    unit: str
    must: str
    command: str
    reference: Optional[float] = None
    # What the real services took, measured once elsewhere; only shown.
    recorded: str = ""

    @property
    def ratio(self):
        return self.ours / self.reference if self.reference else None

    @property
    def reached(self):
        """`must` is a comparison: "<= 1.15", ">= 5000"."""
        if self.must == "-":
            return True
        comparison, bound = self.must.split()
        value = self.ratio if self.reference else self.ours
        return value <= float(bound) if comparison == "<=" else value >= float(bound)


def measure(name):
    """Registers a function that takes nothing and returns a `Result`."""
    def register(function):
        MEASURES.append((name, function))
        return function
    return register


def number(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def rows(results):
    """The table as lines of text; `results` are pairs of a name and a `Result`, or of a name and an error's text."""
    head = ("measure", "ours", "reference", "ratio", "must reach", "", "command")
    table = [head]
    for name, result in results:
        if isinstance(result, str):
            table.append((name, "-", "-", "-", "-", "FAIL", result))
            continue
        table.append((
            name, f"{number(result.ours)} {result.unit}",
            f"{number(result.reference)} {result.unit}" if result.reference else f"({result.recorded or '-'})",
            number(result.ratio), result.must,
            "shown" if result.must == "-" else "ok" if result.reached else "MISS", result.command))
    widths = [max(len(row[column]) for row in table) for column in range(len(head) - 1)] + [0]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in table]
