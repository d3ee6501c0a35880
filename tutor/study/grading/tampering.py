"""Noticing that the learner's code has replaced a part of NumPy, of Python or of the checker.

No verdict depends on it: the comparisons are made in another process. It is told because a program
that needs a changed NumPy works nowhere else.
"""

from __future__ import annotations

import builtins
import math
import sys
from types import ModuleType
from typing import Any

import numpy as np

OURS = ("tutor.study.grading", "tutor.engine.wire")


class Watch:
    """The parts as they are now; `changed` names those that are not the same later."""

    def __init__(self) -> None:
        ours = [m for name, m in sys.modules.items() if name.startswith(OURS)]
        modules: list[ModuleType] = [builtins, math, np, np.linalg, np.random, *ours]
        self._kept: list[tuple[ModuleType, dict[str, Any]]] = [(m, {**vars(m)}) for m in modules]

    def changed(self) -> list[str]:
        """Return the names that were given another value or deleted, such as `numpy.allclose`."""
        return [
            f"{module.__name__}.{name}"
            for module, kept in self._kept
            for name, value in kept.items()
            if name != "__warningregistry__" and vars(module).get(name, kept) is not value
        ]
