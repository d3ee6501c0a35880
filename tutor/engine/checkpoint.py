"""Checkpoints: folders that are whole or absent, each enough to go on from its step.

    checkpoints/00000128/state.safetensors    every array and tensor
    checkpoints/00000128/state.json           the tree they hang from, and the digests of both

A checkpoint is written beside its place, brought to the disk, and moved into it. What does not have
the digests it was written with is refused, and so is one whose state, put back, is not the state.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.numpy import load, save

from tutor.engine.checkpoint_names import Unrestorable
from tutor.engine.checkpoint_restore import Restorer
from tutor.engine.checkpoint_tree import Tree
from tutor.engine.panels import Array
from tutor.engine.run import Past, Run

FORMAT = "mlpath-tutor checkpoint 1"
KEPT = 3
TENSORS, STATE = "state.safetensors", "state.json"
WRITING = ".writing-"


class NoCheckpoint(ValueError):
    """The folder is no checkpoint of this run; the message says why."""


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint as read: whole, and as it was written."""

    step: int
    chain: str
    """The run's chained digest at that step: it ties the checkpoint to the ledger."""
    state: str
    """The digest of the simulation's state."""
    nodes: Mapping[str, Any]
    kept: Any
    tensors: Mapping[str, Array]


def write(folder: Path, run: Run) -> Path:
    """Write a checkpoint of the run as it stands, and prune the older ones.

    Raises `OSError` (disk full, read-only), and `UnsavableState` for a state that is no data; what
    was there before is then untouched.
    """
    tree = Tree()
    with run.ambient:
        nodes = tree.state(run.simulation)
        kept = tree.node(run.keep())
    tensors = save(tree.tensors)
    content = {
        "format": FORMAT,
        "step": run.step,
        "chain": run.digest(),
        "state": run.state_now(),
        "tensors": _digest(tensors),
        "nodes": nodes,
        "kept": kept,
    }
    text = json.dumps({**content, "seal": _seal(content)}, separators=(",", ":"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / f"{run.step:08d}"
    half = folder / f"{WRITING}{place.name}"
    shutil.rmtree(half, ignore_errors=True)
    try:
        half.mkdir(mode=0o700)
        _to_disk(half / TENSORS, tensors)
        _to_disk(half / STATE, text.encode())
        _sync_folder(half)
        shutil.rmtree(place, ignore_errors=True)  # a refused one of this very step
        half.rename(place)
        _sync_folder(folder)
    except OSError:
        shutil.rmtree(half, ignore_errors=True)
        raise
    for old in list(reversed(steps(folder)))[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return place


def steps(folder: Path) -> list[Path]:
    """Return the checkpoints' folders, oldest first; half-written ones are none."""
    try:
        found = [path for path in folder.iterdir() if path.name.isdigit()]
    except OSError:
        return []
    return sorted(found, key=lambda path: int(path.name))


def newest_first(folder: Path) -> Iterator[Path]:
    """Yield the checkpoints' folders, the newest first."""
    yield from reversed(steps(folder))


def read(place: Path) -> Checkpoint:
    """Read a checkpoint; raise `NoCheckpoint` for one that is torn, changed or newer."""
    try:
        content = json.loads((place / STATE).read_bytes())
        tensors = (place / TENSORS).read_bytes()
    except OSError as error:
        raise NoCheckpoint(f"{error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise NoCheckpoint(f"{STATE} is torn") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        given = content.get("format") if isinstance(content, dict) else None
        raise NoCheckpoint(f'{STATE}: its "format" is {given!r}, expected {FORMAT!r}')
    if content.pop("seal", None) != _seal(content):
        raise NoCheckpoint(f"{STATE} was changed after it was written")
    if content.get("tensors") != _digest(tensors):
        raise NoCheckpoint(f"{TENSORS} is torn, or was changed after it was written")
    try:
        found = load(tensors)
        return of(content, found)
    except (KeyError, SafetensorError) as error:
        raise NoCheckpoint(f"it is none that this program writes: {error}") from error


def of(content: Mapping[str, Any], tensors: Mapping[str, Array]) -> Checkpoint:
    """Return the checkpoint that `content` describes; raises `KeyError` where it does not."""
    step, chain, state = content["step"], content["chain"], content["state"]
    return Checkpoint(step, chain, state, content["nodes"], content["kept"], tensors)


def restore(checkpoint: Checkpoint, run: Run, past: Past) -> None:
    """Have a run that was just begun stand at the checkpoint.

    past: the ledger's lines up to there. Raises `NoCheckpoint` where it does not fit; the run is
    then of no use, begin it anew.
    """
    if past.digests and past.digests[-1] != checkpoint.chain:
        raise NoCheckpoint("it is not of the run that the ledger tells of")
    restorer = Restorer(checkpoint.tensors.__getitem__, type(run.simulation).__module__)
    try:
        with run.ambient:
            restorer.state(run.simulation, checkpoint.nodes)
        kept = restorer.value(checkpoint.kept)
        run.take_up(kept, past)
    except Unrestorable as error:
        raise NoCheckpoint(str(error)) from error
    except (TypeError, ValueError, LookupError, AttributeError, RuntimeError) as error:
        said = f"{type(error).__name__}: {error}"
        raise NoCheckpoint(f"it is none that this program writes: {said}") from error
    if run.state_now() != checkpoint.state:
        raise NoCheckpoint("its state, put back, is not the one that was written")


def clear_half_written(folder: Path) -> None:
    """Remove what a killed process left of a checkpoint that it was writing."""
    for half in folder.glob(f"{WRITING}*"):
        shutil.rmtree(half, ignore_errors=True)


def _to_disk(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _seal(content: Mapping[str, Any]) -> str:
    return _digest(json.dumps(content, sort_keys=True, separators=(",", ":")).encode())
