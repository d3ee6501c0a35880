"""The text that a process trains on, held once beside its runs, and what counting makes of it.

A run keeps the text's digest: the text is no state, and may be large. So a run that is taken up
again, be it years later, notices when its file is not what it was.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.engine.simulation import CannotStep
from tutor.ml import text_baselines, training_text
from tutor.ml.batches import spread_windows
from tutor.ml.training_text import TrainingText

Array = npt.NDArray[Any]


class TextsInUse:
    """The texts of this process: one, for there is no telling how large it is."""

    def __init__(self) -> None:
        self._text: TrainingText | None = None
        self._version: tuple[object, ...] = ()

    def begin(self, path: str, tokenizer: str, n_merges: int, context: int) -> TrainingText:
        """Return the text of a new run, as its file is now; raise `UnusableText`."""
        version = (path, tokenizer, n_merges, context, _written(path))
        if self._text is None or self._version != version:
            self._text = training_text.read(path, tokenizer, n_merges, context)
            self._version = version
        return self._text

    def again(
        self, digest: str, path: str, tokenizer: str, n_merges: int, context: int
    ) -> TrainingText:
        """Return the text that a run began with; raise `CannotStep` where its file is another."""
        if self._text is None or self._text.digest != digest:
            self.begin(path, tokenizer, n_merges, context)
        text = self._text
        if text is None or text.digest != digest:
            raise CannotStep(
                f"{path or training_text.DOCUMENTATION} is not the text that this run began with: "
                "put the old one back, or begin a new run"
            )
        return text


def scored(text: TrainingText) -> Array:
    """Return the part of the validation text that windows are taken from, and counts scored on."""
    return text.validation[: text_baselines.COUNTED]


@lru_cache(maxsize=2)
def baselines(text: TrainingText, context: int, n_windows: int) -> dict[str, float]:
    """Return what counting reaches on the very symbols that the model is scored on, in nats."""
    part = scored(text)
    _, places = spread_windows(np.arange(len(part)), context, n_windows)
    return text_baselines.baselines(text.train, part, places, text.tokenizer.size)


def _written(path: str) -> tuple[int, int]:
    """When a file was last written, and its size: another pair is another text."""
    if not path or not Path(path).expanduser().is_file():
        return 0, 0
    found = Path(path).expanduser().stat()
    return found.st_mtime_ns, found.st_size
