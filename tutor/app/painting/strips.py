"""A canvas' row as a Textual strip that keeps its arrays.

Textual cuts strips where widgets overlap, and asks for segments only when something else than the
painter wants to read them: a screenshot, or stock painting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tutor.app.painting.cells import Cells, text_of

ToStyle = Callable[[int, int], Style]
"""Makes the Rich style of a foreground and a background."""


class CanvasStrip(Strip):
    """A strip over cells; its segments are made when somebody asks for them."""

    __slots__ = ("cells", "to_style")

    def __init__(self, cells: Cells, to_style: ToStyle) -> None:
        super().__init__((), len(cells.glyph))
        del self._segments  # the slot is filled by __getattr__
        self.cells = cells
        self.to_style = to_style

    def __getattr__(self, name: str) -> Any:
        if name != "_segments":
            raise AttributeError(name)
        self._segments = self._make_segments()
        return self._segments

    def crop(self, start: int, end: int | None = None) -> Strip:
        """Return the cells from `start` to before `end`."""
        size = self.cell_length
        start, end = max(0, start), size if end is None else min(end, size)
        if (start, end) == (0, size):
            return self
        return CanvasStrip(_part(self.cells, start, max(start, end)), self.to_style)

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Cut at the given columns."""
        edges = [cut for cut in cuts if cut <= self.cell_length]
        if edges == [self.cell_length]:
            return [self]
        starts = [0, *edges[:-1]]
        return [self.crop(start, end) for start, end in zip(starts, edges, strict=True)]

    def _make_segments(self) -> list[Segment]:
        cells, segments, start = self.cells, list[Segment](), 0
        size = len(cells.glyph)
        for end in range(1, size + 1):
            if end == size or (cells.fore[end], cells.back[end]) != (
                cells.fore[start],
                cells.back[start],
            ):
                style = self.to_style(int(cells.fore[start]), int(cells.back[start]))
                segments.append(Segment(text_of(cells.glyph[start:end]), style))
                start = end
        return segments


def _part(cells: Cells, start: int, end: int) -> Cells:
    here = slice(start, end)
    return Cells(
        cells.glyph[here],
        cells.fore[here],
        cells.back[here],
        cells.attributes[here],
        cells.layer[here],
    )
