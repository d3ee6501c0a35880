"""The form in which a model is trained: compiled where that is asked for, averaged over processes.

Both wrap the model and share its weights. They are no part of a run's state, so they are kept here,
beside it: a copy of the model, from a rewind or a checkpoint, gets a form of its own.
"""

from __future__ import annotations

import torch
from torch import nn

from tutor.ml import ranks


class TrainingForms:
    """The form of the model that is being trained. One at a time: a form keeps its model alive."""

    def __init__(self) -> None:
        self._model: nn.Module | None = None
        self._compiled = False
        self._form: nn.Module | None = None

    def of(self, model: nn.Module, compiled: bool) -> nn.Module:
        """Return what to call instead of `model` to train it."""
        if not compiled and ranks.world() == 1:
            return model
        if self._form is None or self._model is not model or self._compiled != compiled:
            inner = torch.compile(model) if compiled else model
            self._model, self._compiled, self._form = model, compiled, ranks.averaged(inner)
        return self._form
