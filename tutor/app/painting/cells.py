"""Cells: what stands in every place of the screen, as arrays of numbers.

A colour is the terminal's own default (-1), one of its numbered ones (-2 - n) or 0xRRGGBB. A glyph
is a code point, or a number beyond all of them for several code points that share a cell.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from rich.cells import cell_len, split_graphemes
from rich.color import Color, ColorSystem, ColorType
from rich.segment import Segment
from rich.style import Style

from tutor.draw.canvas import Spot

CONTINUED = -1
"""The glyph of a cell that the wide character to its left reaches into."""
UNKNOWN = -2
"""The glyph of a cell of which nobody knows what the terminal shows."""
LAST_CODE = 0x10FFFF

REVERSE = 1 << 6
"""The attribute of foreground and background exchanged, in the order of Rich's bits."""

Ints = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Ink = tuple[int, int, int]
"""Foreground, background, and attributes as the bits of SGR's codes."""

_clusters: list[str] = []
_numbers: dict[str, int] = {}


@dataclass(eq=False)
class Cells:
    """Cells of a screen or of a part of a row; all arrays have one shape.

    layer: 0 for the interface, another number for the picture that a cell belongs to.
    """

    glyph: Ints
    fore: Ints
    back: Ints
    attributes: Ints
    layer: Ints

    @classmethod
    def unknown(cls, width: int, height: int) -> Cells:
        """Return a screen of which nothing is known."""
        made = cls(*(np.zeros((height, width), np.int32) for _ in fields(cls)))
        made.glyph[:] = UNKNOWN
        return made

    def row(self, row: int) -> Cells:
        """Return one row of a screen."""
        return self.part((row,))

    def part(self, where: tuple[int | slice, ...]) -> Cells:
        """Return the cells at an index; they are these cells, not copies."""
        return Cells(
            self.glyph[where],
            self.fore[where],
            self.back[where],
            self.attributes[where],
            self.layer[where],
        )

    def turn_on(self, attribute: int, spot: Spot) -> None:
        """Give an attribute to the cells of an area."""
        rows = slice(spot.row, spot.row + spot.height)
        self.attributes[rows, spot.column : spot.column + spot.width] |= attribute

    def put(self, row: int, column: int, part: Cells, start: int, end: int) -> None:
        """Write the cells start..end of a part of a row, its first cell standing at `column`."""
        there, here = slice(column + start, column + end), slice(start, end)
        self.glyph[row, there] = part.glyph[here]
        self.fore[row, there] = part.fore[here]
        self.back[row, there] = part.back[here]
        self.attributes[row, there] = part.attributes[here]
        self.layer[row, there] = part.layer[here]

    def copy_where(self, chosen: Mask, other: Cells) -> None:
        """Take the chosen cells of `other`."""
        for field in fields(self):
            mine, theirs = getattr(self, field.name), getattr(other, field.name)
            np.copyto(mine, theirs, where=chosen)

    def differs(self, other: Cells) -> Mask:
        """Return where a terminal that shows `other` would have to be changed to show these."""
        changed: Mask = self.glyph != other.glyph
        changed |= self.fore != other.fore
        changed |= self.back != other.back
        changed |= self.attributes != other.attributes
        # a wide character is written and lost as a whole, on both sides of the change
        for glyph in (self.glyph, other.glyph):
            right = glyph == CONTINUED
            if right.any():
                left = np.zeros_like(right)
                left[..., :-1] = right[..., 1:]
                halves = changed & (right | left)
                spread = halves.copy()
                spread[..., 1:] |= halves[..., :-1] & right[..., 1:]
                spread[..., :-1] |= halves[..., 1:] & left[..., :-1]
                changed |= spread
        return changed


def from_segments(segments: list[Segment], system: ColorSystem) -> Cells:
    """Return the cells of a row's segments, in the colours that `system` has."""
    parts = [(glyphs(text), *ink(style, system)) for text, style, control in segments if text]
    if not parts:
        return Cells(*(np.zeros(0, np.int32) for _ in fields(Cells)))
    counts = [len(part[0]) for part in parts]
    glyph = np.concatenate([part[0] for part in parts])
    fore, back, attributes = (
        np.repeat(np.array([part[place] for part in parts], np.int32), counts)
        for place in (1, 2, 3)
    )
    return Cells(glyph, fore, back, attributes, np.zeros(len(glyph), np.int32))


def glyphs(text: str) -> Ints:
    """Return the glyph of every cell that `text` takes."""
    if cell_len(text) == len(text):
        return np.frombuffer(text.encode("utf-32-le", "replace"), np.int32)
    found: list[int] = []
    for start, end, width in split_graphemes(text)[0]:
        cluster = text[start:end]
        if width:
            found += [ord(cluster) if len(cluster) == 1 else _number(cluster)]
            found += [CONTINUED] * (width - 1)
    return np.array(found, np.int32)


def text_of(glyph: Ints) -> str:
    """Return the text that shows these glyphs."""
    if len(glyph) and glyph.min() >= 0 and glyph.max() <= LAST_CODE:
        return glyph.tobytes().decode("utf-32-le")
    return "".join(_written(code) for code in glyph.tolist())


def ink(style: Style | None, system: ColorSystem) -> Ink:
    """Return the colours and attributes that a style has on a terminal with those colours."""
    if style is None:
        return -1, -1, 0
    key = (style, system)
    found = _inks.get(key)
    if found is None:
        attributes = style._attributes & style._set_attributes
        found = _colour(style.color, system), _colour(style.bgcolor, system), attributes
        if len(_inks) > 20_000:
            _inks.clear()
        _inks[key] = found
    return found


_inks: dict[tuple[Style, ColorSystem], Ink] = {}


def _colour(color: Color | None, system: ColorSystem) -> int:
    if color is None:
        return -1
    color = color.downgrade(system)
    if color.type is ColorType.DEFAULT:
        return -1
    if color.triplet is not None:
        red, green, blue = color.triplet
        return red << 16 | green << 8 | blue
    return -2 - (color.number or 0)


def _number(cluster: str) -> int:
    if cluster not in _numbers:
        _clusters.append(cluster)
        _numbers[cluster] = LAST_CODE + len(_clusters)
    return _numbers[cluster]


def _written(code: int) -> str:
    if code < 0:
        return "" if code == CONTINUED else " "
    return chr(code) if code <= LAST_CODE else _clusters[code - LAST_CODE - 1]
