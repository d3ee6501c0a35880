"""Panels become cells: `draw` makes a canvas, `describe` a sentence, `plotext_curve` a figure."""

from tutor.draw.canvas import Axes, Canvas
from tutor.draw.describe import describe
from tutor.draw.draw import draw
from tutor.draw.figure import plotext_curve
from tutor.draw.numbers import number
from tutor.draw.palette import DARK, LIGHT, Palette

__all__ = [
    "DARK",
    "LIGHT",
    "Axes",
    "Canvas",
    "Palette",
    "describe",
    "draw",
    "number",
    "plotext_curve",
]
