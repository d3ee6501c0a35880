"""The side of a lesson's run: lived in this process, one step after another.

A step of a lesson measures first and moves then. So what it has is its record, and the state after
it; step 0 has the state before it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tutor.engine.receipt import Receipt, receipt_of
from tutor.lab.start import begin, simulation_of
from tutor.lab.tracing.entries import Entry
from tutor.lab.tracing.naming import is_gradient, state_of
from tutor.lab.tracing.nudging import Nudge
from tutor.lab.tracing.order import Order
from tutor.lab.tracing.tensor import Tensor, tensor_of

HELD = 3
"""Steps whose tensors are kept at hand."""
STATE = "state"
"""The name of the digest of the whole state, as a ledger has it."""


class LivedSide:
    """A run that is advanced, or sought back, as far as it is asked about."""

    def __init__(self, order: Order, label: str) -> None:
        """Begin the run; raise `CannotRun`."""
        self.label = label
        self._source = order.source
        kind = simulation_of(order.source)
        self._run = begin(kind, order.seed, order.values, order.edits)
        self._nudge = Nudge(order.nudge)
        self._nudge.move(self._run.simulation)
        self._start = {name: t.copy() for name, t in state_of(self._run.simulation).items()}
        self._held: dict[int, dict[str, tuple[str, Tensor]]] = {}
        """The newest steps: with several threads, one that is lived again may come out anew."""

    @property
    def receipt(self) -> Receipt:
        """What was run, as far as it has gone."""
        return receipt_of(self._run, self._source)

    @property
    def stopped(self) -> str:
        """Why the run went no further, or nothing."""
        stop = self._run.stopped
        return f"stopped at step {stop.step}: {stop.reason}" if stop else ""

    def entries(self, step: int) -> Sequence[Entry] | None:
        """Return what there is of a step; None where the run ended before it."""
        if not self._stand(step):
            return None
        found = [Entry.of(name, *held) for name, held in self._held[step].items()]
        state = self._run.state_digest(step)
        if state is not None:
            found.append(Entry(STATE, "update", "digest", (), state))
        return found

    def tensor(self, step: int, name: str) -> Tensor | None:
        """Return a tensor in full."""
        if not self._stand(step) or name not in self._held[step]:
            return None
        return self._held[step][name][1]

    def _stand(self, step: int) -> bool:
        """Stand after the record of `step`, and take it and the state by name."""
        if step in self._held:
            return True
        run = self._run
        if step + 1 <= len(run):
            run.seek(step + 1)
        else:
            run.seek(len(run))
            while run.step <= step and run.advance(1):
                self._nudge.move(run.simulation)
        if run.step != step + 1:
            return False
        self._held[step] = {name: (stage, t.copy()) for name, (stage, t) in self._named(step)}
        if len(self._held) > HELD:
            del self._held[next(iter(self._held))]
        return True

    def _named(self, step: int) -> Iterator[tuple[str, tuple[str, Tensor]]]:
        if step == 0:
            for name, tensor in self._start.items():
                yield f"start.{name}", ("start", tensor)
        for name, value in self._run.row(step).items():
            yield f"record.{name}", ("record", tensor_of(value))
        for name in self._run.array_names:
            yield f"record.{name}", ("record", tensor_of(self._run.records.last(name)))
        for name, tensor in state_of(self._run.simulation).items():
            yield name, ("gradient" if is_gradient(name) else "update", tensor)
