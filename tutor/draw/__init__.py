"""Panels become cells: `draw` makes a canvas, `describe` a sentence.

The names below are loaded when they are first used: choosing a theme imports no NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.draw.canvas import Axes, Canvas
    from tutor.draw.description import describe
    from tutor.draw.drawing import draw
    from tutor.draw.numbers import number
    from tutor.draw.palette import DARK, LIGHT, Palette

_HOME = {
    "DARK": "palette",
    "LIGHT": "palette",
    "Axes": "canvas",
    "Canvas": "canvas",
    "Palette": "palette",
    "describe": "description",
    "draw": "drawing",
    "number": "numbers",
}

__all__ = [
    "DARK",
    "LIGHT",
    "Axes",
    "Canvas",
    "Palette",
    "describe",
    "draw",
    "number",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
