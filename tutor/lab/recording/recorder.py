"""The recorder: what a script holds while its run is written down."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from tutor.engine import chain
from tutor.engine.parameters import Value
from tutor.engine.receipt import Receipt
from tutor.engine.stops import Stop
from tutor.lab.recording.changes import PLACE, STEPS, Changes
from tutor.lab.recording.companion import BUDGET, FIRST, Companion, folder_of, is_kept
from tutor.lab.recording.given import check_given, number
from tutor.lab.recording.growing import GrowingLedger
from tutor.lab.recording.script_facts import script, script_facts, settings
from tutor.lab.recording.watch import Watch, copied, flat
from tutor.lab.tracing.entries import STAGES, Entry
from tutor.lab.tracing.tensor import Tensor, tensor_of


def record(
    path: str | os.PathLike[str],
    model: Any,
    optimizer: Any = None,
    *,
    seed: int = 0,
    params: Mapping[str, Value] | None = None,
    first: int = FIRST,
    keep: Collection[int] = (),
    budget: int = BUDGET,
    every: int = 1,
) -> Recorder:
    """Write a ledger of a training loop, and every named tensor of its steps beside it.

        with record("mine.jsonl", model, optimizer, seed=0) as run:
            for x, y in batches:
                ...
                run.step(loss=loss, batch=(x, y))

    model, optimizer: torch's; without an optimizer, gradients are taken at `run.step`. seed: the
    one that the script has set, written down and not set here. params: what else the run depends
    on, by name. Tensors are kept in full for the `first` steps, for every power of two, and for the
    steps in `keep`, up to `budget` bytes; of every other step their digests. To look at tensors
    takes time: with `every` above 1, only at every so manieth step after the first ones.

    Under torch.distributed, rank 0 writes to `path` and each other one to a file of its own.

    Raises `FileExistsError` where `path` is a file that is no ledger, and `OSError`.
    """
    return Recorder(
        Path(path), model, optimizer, seed, dict(params or {}), first, keep, budget, every
    )


class Recorder:
    """A run being written down; `step` ends one step of it."""

    def __init__(
        self,
        path: Path,
        model: Any,
        optimizer: Any,
        seed: int,
        params: dict[str, Value],
        first: int,
        keep: Collection[int],
        budget: int,
        every: int,
    ) -> None:
        check_given(model, seed, params)
        path = _place(path)
        self._changes = changes = Changes(model)
        self.path = path
        self._last = int(os.environ.get(STEPS) or 0)
        """After how many steps the script is to end; 0 lets it run."""
        self._every = max(1, every)
        self._first, self._keep = max(first, self._last), keep
        self._entries: list[Entry] = []
        self._full: dict[str, Tensor] = {}
        self._steps = 0
        self._columns: list[str] = []
        begun = _begun(model, seed, {**settings(optimizer), **params})
        self._ledger: GrowingLedger | None = GrowingLedger(path, begun)
        self._watch = Watch(model, optimizer, self._seen, changes)
        self._companion = Companion(folder_of(path), budget, self._watch.notes, changes.refused)
        for name, tensor in self._watch.parameters():
            self._seen(f"start.{name}", "start", tensor)

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if error is not None and self._ledger is not None:
            said = str(error).splitlines()
            reason = f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
            with suppress(OSError):
                self._ledger.stop(Stop(self._steps, f"the script ended with {reason}."))
        self.close()

    def step(
        self,
        loss: Any = None,
        batch: Any = None,
        *,
        tensors: Mapping[str, Any] | None = None,
        **numbers: Any,
    ) -> None:
        """End a step: call it once in every turn of the loop, after the optimizer's step.

        loss: a number or tensor of one element. batch: what the step was computed from; without it,
        what the model was called with. tensors: more to compare, by name. numbers: more columns of
        the ledger; the same in every step.
        """
        if self._ledger is None:
            return
        given = {**({} if loss is None else {"loss": loss}), **numbers}
        row = {name: number(name, value) for name, value in given.items()}
        self._check_row(row)
        self._finish(loss, batch, tensors or {}, numbers)
        try:
            state = b""
            if self._looks:
                state = self._companion.write(self._steps, self._in_order(), self._full)
            self._ledger.step(self._steps, row, state)
            self._steps, self._columns = self._steps + 1, list(row)
        except OSError as error:  # a full disk must not end a training run
            warnings.warn(
                f"{self.path}: the recording ends before step {self._steps}: "
                f"{error.strerror or error}. The run goes on.",
                RuntimeWarning,
                stacklevel=2,
            )
            self.close()
        self._entries, self._full = [], {}
        self._changes.after_step()
        if self._last and self._steps >= self._last:
            self.close()
            raise SystemExit(0)

    def close(self) -> None:
        """End the recording; the ledger is then complete."""
        self._watch.close()
        ledger, self._ledger = self._ledger, None
        if ledger is None:
            return
        ledger.close()
        self._companion.close()
        if self._companion.left_out:
            steps = self._companion.left_out
            first, (count, nbytes) = next(iter(steps.items()))
            print(  # noqa: T201  # a script's own log is where its author looks
                f"{self.path}: the budget for tensors is used up: from step {first} on, "
                f"{len(steps)} steps were kept in part (there {count} tensors, "
                f"{nbytes / 1e6:.1f} MB, left out; their digests are kept)",
                file=sys.stderr,
            )

    def _finish(
        self, loss: Any, batch: Any, tensors: Mapping[str, Any], numbers: Mapping[str, Any]
    ) -> None:
        """See what is only known at the end of the step."""
        given = self._watch.inputs if batch is None else list(flat("batch", batch))
        for name, tensor in given:
            self._seen(name, "batch", tensor)
        for name, tensor in tensors.items():
            self._seen(name, "forward", tensor)
        if loss is not None:
            self._seen("loss", "loss", loss)
        for name, value in numbers.items():
            self._seen(f"record.{name}", "record", value)
        self._watch.finish()

    def _seen(self, name: str, stage: str, value: Any) -> None:
        """Take note of a tensor; copy it where this step is kept."""
        if not self._looks:
            return
        kept = is_kept(self._steps, self._first, self._keep)
        tensor = copied(value) if kept else tensor_of(value)
        self._entries.append(Entry.of(name, stage, tensor))
        if kept:
            self._full[name] = tensor

    @property
    def _looks(self) -> bool:
        """Whether this step's tensors are looked at."""
        step = self._steps
        return step % self._every == 0 or is_kept(step, self._first, self._keep)

    def _in_order(self) -> list[Entry]:
        """The entries in order of stages: what was seen last may have been computed first."""
        return sorted(self._entries, key=lambda entry: STAGES.index(entry.stage))

    def _check_row(self, row: Mapping[str, float]) -> None:
        if self._steps and list(row) != self._columns:
            raise ValueError(
                f"run.step was given {', '.join(row) or 'nothing'}, and {', '.join(self._columns)} "
                "before: give the same numbers in every step, in the same order"
            )


def _place(path: Path) -> Path:
    """Return where to write: elsewhere if a calibration asks; a file of its own for each rank."""
    path = Path(os.environ.get(PLACE) or path)
    distributed = sys.modules["torch"].distributed
    rank = distributed.get_rank() if _is_joined(distributed) else 0
    return path.with_name(f"{path.stem}.rank{rank}{path.suffix}") if rank else path


def _is_joined(distributed: Any) -> bool:
    return bool(distributed.is_available() and distributed.is_initialized())


def _begun(model: Any, seed: int, params: dict[str, Value]) -> Receipt:
    """Return the receipt of a script's run before its first step."""
    name, code = script()
    return Receipt(
        lesson=name,
        code=code,
        seed=seed,
        params=params,
        edits=(),
        steps=0,
        stopped=None,
        final={},
        digest=chain.origin(seed, params).hex(),
        facts=script_facts(model),
    )
