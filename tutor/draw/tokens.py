"""Draw tokens: text that flows in lines, every token on the shade of its value.

Where colours cannot carry 16 shades, every text line has a line below it with a digit under each
token: 0 the lowest tenth of the scale, 9 the highest. A token without a value (NaN) has no shade
and no digit. The last row explains the shades. When there is too much text, its end is shown.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Axes, Canvas, Spot
from tutor.draw.frame import share
from tutor.draw.glyphs import length, shorten
from tutor.draw.grades import Scale, settle_scale
from tutor.draw.numbers import number
from tutor.draw.palette import Palette
from tutor.draw.ranges import LARGEST, fit_exact
from tutor.draw.scalebar import draw_scale
from tutor.draw.shading import HOLE
from tutor.draw.tokenflow import flow
from tutor.engine.panels import Tokens

DIGITS = 10


def draw_tokens(
    panel: Tokens, width: int, height: int, palette: Palette, keep: Axes | None = None
) -> Canvas:
    """Draw the panel; `keep` is the axes of its last canvas. Its x axis is the values'."""
    canvas = Canvas.blank(width, height)
    canvas.axes = keep
    if not panel.tokens or width < 1 or height < 1:
        canvas.put(0, 0, "nothing to draw yet", palette.muted)
        return canvas
    values = _values(panel)
    scale = _choose_scale(panel, values, keep)
    canvas.axes = Axes((scale.low, scale.high), (0.0, float(len(panel.tokens))))
    levels = scale.grade(values).tolist()
    tenths = np.clip(share(values, (scale.low, scale.high)) * DIGITS, 0, DIGITS - 1).astype(int)
    pitch = 2 if palette.shades and height > 1 else 1
    legend = int(height > pitch + 1)
    room = height - legend
    pieces, earlier = flow(panel.tokens, width, room // pitch, max((room - 1) // pitch, 1))
    top = int(earlier is not None and room > pitch)
    first: dict[int, Spot] = {}
    for piece in pieces:
        size = max(min(length(piece.text), width - piece.column), 1)
        spot = Spot(top + piece.line * pitch, piece.column, pitch, size)
        begins = first.setdefault(piece.token, spot) is spot
        _draw_piece(canvas, spot, piece.text, levels[piece.token], palette)
        if begins and pitch > 1 and levels[piece.token] != HOLE:
            _draw_digit(canvas, spot, piece.text, int(tenths[piece.token]), palette)
    if top and earlier is not None:
        text = f"… {earlier} earlier token{'s' if earlier > 1 else ''}" if earlier else "…"
        canvas.put(0, 0, shorten(text, width), palette.muted)
    if legend:
        infinite = int(np.isinf(values).sum())
        _draw_legend(canvas, panel.value_label, scale, infinite, palette)
    canvas.locate = lambda token, _: first.get(token)
    return canvas


def _values(panel: Tokens) -> npt.NDArray[np.float64]:
    """Return a value for every token; NaN where the panel has none."""
    given = np.asarray(panel.values, np.float64).ravel()[: len(panel.tokens)]
    missing = np.full(len(panel.tokens) - len(given), np.nan)
    return np.concatenate((given, missing))


def _choose_scale(panel: Tokens, values: npt.NDArray[np.float64], keep: Axes | None) -> Scale:
    """Return the values of the first and the last shade."""
    finite = np.clip(values[np.isfinite(values)], -LARGEST, LARGEST)
    need = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    low, high = settle_scale(need, keep.x if keep else None, fit_exact)
    low = low if panel.low is None or not math.isfinite(panel.low) else panel.low
    high = high if panel.high is None or not math.isfinite(panel.high) else panel.high
    return Scale(*((low, high) if high > low else fit_exact((min(low, high), max(low, high)))))


def _draw_piece(canvas: Canvas, spot: Spot, text: str, level: int, palette: Palette) -> None:
    """Write a piece on its shade."""
    shaded = level != HOLE and not palette.shades
    back = palette.sequential[level] if shaded else None
    canvas.put(spot.row, spot.column, text, palette.foreground, back)


def _draw_digit(canvas: Canvas, spot: Spot, text: str, digit: int, palette: Palette) -> None:
    """Write a token's digit below its first letter."""
    indent = len(text) - len(text.lstrip(" ")) if text.strip(" ") else 0
    canvas.put(spot.row + 1, spot.column + indent, str(digit), palette.muted)


def _draw_legend(canvas: Canvas, name: str, scale: Scale, infinite: int, palette: Palette) -> None:
    """Write in the last row what the shades or the digits mean."""
    row, low, high = canvas.height - 1, number(scale.low), number(scale.high)
    column = length(name) + 1 if name else 0
    canvas.put(row, 0, name, palette.foreground)
    used = 0
    if not palette.shades:
        room = canvas.width - column
        used = draw_scale(canvas, row, column, room, scale, palette.sequential, palette)
    if not used:
        text = f"0 = {low} … {DIGITS - 1} = {high}" if palette.shades else f"{low} … {high}"
        canvas.put(row, column, shorten(text, max(canvas.width - column, 0)), palette.muted)
        used = length(text)
    note, column = f"! {infinite} infinite", column + used + 2
    if infinite and column + length(note) <= canvas.width:
        canvas.put(row, column, note, palette.warning)
