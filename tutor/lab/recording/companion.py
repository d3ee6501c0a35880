"""The companion of a ledger: `mine.jsonl.tensors/`, where the tensors of a recorded run are.

`tensors.jsonl` has a line a step: every named tensor with its type, shape and digest, in the order
of computation; where names, types and shapes are those of the line before, the digests alone.
`step-000004.safetensors` has the tensors themselves, for the steps that were kept. Reading either
executes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from tutor.engine import chain
from tutor.engine.receipt import Receipt
from tutor.lab.tracing.entries import Entry, why_stopped
from tutor.lab.tracing.tensor import BFLOAT16, OBJECT, Tensor

FORMAT = "mlpath-tutor tensors 1"
BUDGET = 256 << 20
"""Bytes of tensors that one recording keeps in full, unless it is told otherwise."""
FIRST = 3
"""Steps that are kept from the start; after them every power of two."""


class NoTensors(ValueError):
    """The folder is no companion, or not of this ledger; the message says why."""


def folder_of(ledger: Path) -> Path:
    """Return where the tensors of a ledger are."""
    return ledger.with_name(f"{ledger.name}.tensors")


def is_kept(step: int, first: int = FIRST, also: Iterable[int] = ()) -> bool:
    """Say whether a step's tensors are kept in full: the first, powers of two, and those asked."""
    return step < first or step & (step - 1) == 0 or step in also


class Companion:
    """The folder while it is being written."""

    def __init__(
        self, folder: Path, budget: int, notes: Sequence[str], refused: Mapping[str, str]
    ) -> None:
        """Begin with an empty folder; what an earlier recording left there is removed.

        refused: the changes that cannot calibrate this run, and why.
        """
        if folder.exists():
            for old in (folder / "tensors.jsonl", *folder.glob("step-*.safetensors")):
                with suppress(FileNotFoundError):
                    old.unlink()
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._left = folder, budget
        self._lines = (folder / "tensors.jsonl").open("w", encoding="utf-8")
        self.left_out: dict[int, tuple[int, int]] = {}
        """Steps at which the budget was too small: how many tensors were left out, and bytes."""
        self._heads: list[list[Any]] = []
        """Name, stage, type and shape of each tensor, as the last line with them has it."""
        self._write({"format": FORMAT, "notes": list(notes), "refused": dict(refused)})

    def write(self, step: int, entries: Sequence[Entry], full: dict[str, Tensor]) -> bytes:
        """Write a step, and return the digest that its ledger's line holds as its state."""
        kept, missing = self._within_budget(full)
        if kept:
            _save(self._folder / _file(step), kept)
        if missing:
            nbytes = sum(full[name].bits.nbytes for name in missing)
            self.left_out[step] = len(missing), nbytes
        listed = [entry.to_message() for entry in entries]
        heads = [one[:-1] for one in listed]
        line: dict[str, Any] = {"step": step}
        line |= (
            {"digests": [one[-1] for one in listed]}
            if heads == self._heads
            else {"tensors": listed}
        )
        self._heads = heads
        if missing:
            line["left out"] = missing
        self._write(line)
        return state_of(entries)

    def close(self) -> None:
        """Close the folder's index."""
        with suppress(OSError):  # a full disk: the torn rest of a line is left out on reading
            self._lines.close()

    def _within_budget(self, full: dict[str, Tensor]) -> tuple[dict[str, Tensor], list[str]]:
        kept: dict[str, Tensor] = {}
        for name, tensor in full.items():
            if tensor.bits.nbytes <= self._left:
                self._left -= tensor.bits.nbytes
                kept[name] = tensor
        return kept, [name for name in full if name not in kept]

    def _write(self, line: dict[str, Any]) -> None:
        self._lines.write(json.dumps(line, separators=(",", ":")) + "\n")
        self._lines.flush()


def state_of(entries: Sequence[Entry]) -> bytes:
    """Return one digest over the tensors of a step: names, order, types, shapes and bits."""
    text = json.dumps([entry.to_message() for entry in entries], separators=(",", ":"))
    return chain.digest(text.encode())


class RecordedSide:
    """A recorded run, as a side to compare."""

    def __init__(self, ledger: Path, receipt: Receipt, label: str) -> None:
        """Read the index of a ledger's companion; raise `NoTensors` or `OSError`."""
        self.label, self.receipt = label, receipt
        self.stopped = why_stopped(receipt)
        self._folder = folder_of(ledger)
        self._steps: dict[int, tuple[Entry, ...]] = {}
        self.notes: tuple[str, ...] = ()
        """What this recording could not see."""
        self.refused: dict[str, str] = {}
        """Changes that cannot calibrate this run, and why."""
        self._opened: tuple[int, dict[str, Tensor]] = -1, {}
        for line in self._lines():
            if "format" in line:
                self.notes = tuple(str(note) for note in line.get("notes", ()))
                self.refused = {str(k): str(v) for k, v in dict(line.get("refused", {})).items()}
            elif line.get("step") in range(receipt.steps):  # one more may be there, not counted
                self._steps[line["step"]] = self._entries(line)

    def entries(self, step: int) -> Sequence[Entry] | None:
        """Return what there is of a step; None where the run ended before it."""
        return self._steps.get(step, ()) if step < len(self) else None

    def tensor(self, step: int, name: str) -> Tensor | None:
        """Return a tensor in full; None where it was not kept."""
        if self._opened[0] != step:
            self._opened = step, dict(_load(self._folder / _file(step)))
        return self._opened[1].get(name)

    def state(self, step: int) -> str | None:
        """Return the digest that the ledger's line must have as its state; None without one."""
        return state_of(self._steps[step]).hex() if step in self._steps else None

    def __len__(self) -> int:
        return self.receipt.steps

    def _lines(self) -> Iterator[dict[str, Any]]:
        index = self._folder / "tensors.jsonl"
        for number, text in enumerate(index.read_text(encoding="utf-8").splitlines(), 1):
            try:
                line = json.loads(text)
            except (ValueError, RecursionError):
                if number > 1:
                    return  # the last line of a script that was killed in the middle of it
                line = None
            if not isinstance(line, dict) or (number == 1 and line.get("format") != FORMAT):
                raise NoTensors(f"{index} line {number}: expected {FORMAT!r}")
            yield line

    def _entries(self, line: dict[str, Any]) -> tuple[Entry, ...]:
        step, listed = line["step"], line.get("tensors")
        digests = line.get("digests")
        before = next(reversed(self._steps.values()), ())
        if isinstance(digests, list) and len(digests) == len(before):
            pairs = zip(before, digests, strict=True)
            listed = [[*entry.to_message()[:-1], digest] for entry, digest in pairs]
        if not isinstance(listed, list):
            raise NoTensors(f"{self._folder}: expected the tensors of step {step}")
        try:
            return tuple(Entry.from_message(one) for one in listed)
        except ValueError as error:
            raise NoTensors(f"{self._folder}, step {step}: {error}") from error


def _file(step: int) -> str:
    return f"step-{step:06}.safetensors"


def _save(path: Path, tensors: dict[str, Tensor]) -> None:
    """Write tensors in full, whole or not at all. bfloat16 is kept as uint16, and is said so."""
    from safetensors.numpy import save

    arrays = {name: np.array(t.bits, order="C") for name, t in tensors.items()}
    dtypes = {name: t.dtype for name, t in tensors.items() if t.dtype in (BFLOAT16, OBJECT)}
    beside = path.with_name(f".{path.name}")
    try:
        beside.write_bytes(save(arrays, metadata=dtypes))
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _load(path: Path) -> Iterator[tuple[str, Tensor]]:
    """Yield the tensors of a file; none where there is no such file or it is torn."""
    from safetensors import SafetensorError, safe_open

    if not path.is_file():
        return
    try:
        with safe_open(path, framework="numpy") as file:
            dtypes = file.metadata() or {}
            for name in file.keys():  # noqa: SIM118  # it is no dict
                array = file.get_tensor(name)
                yield name, Tensor(dtypes.get(name, array.dtype.name), array)
    except (SafetensorError, OSError) as error:
        raise NoTensors(f"{path} cannot be read: {error}") from error
