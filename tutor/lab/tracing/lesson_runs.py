"""A lesson's run against another: the same once more, the learner's code, a ledger.

Every side is a process of its own, and ends with the comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tutor.engine.ledger import Ledger
from tutor.lab.tracing.calibration import Calibration
from tutor.lab.tracing.entries import Side
from tutor.lab.tracing.from_ledger import numbers_of, side_of
from tutor.lab.tracing.order import Order
from tutor.lab.tracing.process import ProcessSide
from tutor.lab.tracing.report import Report, compare

OTHER_KERNELS = {
    "OPENBLAS_CORETYPE": "Haswell",
    "MKL_CBWR": "COMPATIBLE",
    "ATEN_CPU_CAPABILITY": "default",
}
"""The variables that make the libraries take other instructions for the same mathematics."""

Told = Callable[[int], Any]


@contextmanager
def sides(*orders: tuple[Order, str]) -> Iterator[list[ProcessSide]]:
    """Begin runs in processes of their own, which end with the block."""
    with ExitStack() as stack:
        begun = []
        for order, label in orders:
            side = ProcessSide(order, label)
            stack.callback(side.close)
            begun.append(side)
        yield begun


def run_against_run(
    one: Order,
    other: Order,
    steps: int,
    labels: tuple[str, str],
    calibrated: bool = False,
    told: Told | None = None,
) -> Report:
    """Compare two runs tensor by tensor; raise `CannotRun` or `SideLost`."""
    calibration = calibration_of(one, steps) if calibrated else None
    with sides((one, labels[0]), (other, labels[1])) as (a, b):
        return compare(a, b, steps, calibration, told)


def run_against_ledger(
    order: Order,
    path: Path,
    ledger: Ledger,
    steps: int,
    labels: tuple[str, str],
    told: Told | None = None,
) -> tuple[Report, str]:
    """Compare a ledger (A) with a run (B); return what is to be said of the ledger's tensors too.

    Of a ledger that another program wrote, the numbers are compared: its tensors have other names.
    """
    against: Side
    if ledger.receipt.lesson == order.source.lesson:
        against, said = side_of(path, ledger, labels[0])
    else:
        against, said = numbers_of(ledger, labels[0]), ""
    with sides((order, labels[1])) as (b,):
        return compare(against, b, min(steps, len(ledger.rows)), told=told), said


def calibration_of(order: Order, steps: int) -> Calibration:
    """Run the same code again under each change that must not matter, and measure."""
    changes: Mapping[str, tuple[Order, Mapping[str, str]]] = {
        "2 threads": (replace(order, threads=2), {}),
        "other kernels": (order, OTHER_KERNELS),
        "an ulp more or less each step": (replace(order, nudge=1), {}),
        "an ulp less or more each step": (replace(order, nudge=2), {}),
    }
    with ExitStack() as stack:
        baseline = ProcessSide(order, "the run")
        stack.callback(baseline.close)
        others: dict[str, Side] = {}
        for name, (changed, variables) in changes.items():
            side = ProcessSide(changed, f"the run with {name}", variables)
            stack.callback(side.close)
            others[name] = side
        found = Calibration(tuple(others))
        for step in range(steps):
            if baseline.entries(step) is None:
                break
            found.follow(baseline, others, step)
        return found
