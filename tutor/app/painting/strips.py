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

ToStyle = Callable[[int, int, int], Style]
"""Makes the Rich style of a foreground, a background and attributes."""


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
        return CanvasStrip(self.cells.part((slice(start, max(start, end)),)), self.to_style)

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Cut at the given columns."""
        edges = [cut for cut in cuts if cut <= self.cell_length]
        if edges == [self.cell_length]:
            return [self]
        starts = [0, *edges[:-1]]
        return [self.crop(start, end) for start, end in zip(starts, edges, strict=True)]

    def _make_segments(self) -> list[Segment]:
        cells, segments = self.cells, list[Segment]()
        looks = list(
            zip(cells.fore.tolist(), cells.back.tolist(), cells.attributes.tolist(), strict=True)
        )
        start = 0
        for end in range(1, len(looks) + 1):
            if end == len(looks) or looks[end] != looks[start]:
                style = self.to_style(*looks[start])
                segments.append(Segment(text_of(cells.glyph[start:end]), style))
                start = end
        return segments
