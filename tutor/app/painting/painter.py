"""The painter: what the screen should show, what the terminal shows, and the way from one to the
other.

Updates are written into `wanted` as they come, also while nothing may be sent; so many of them can
become one frame, and none is ever lost.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tutor.app.painting.ansi import changes
from tutor.app.painting.cells import UNKNOWN, Cells, Mask

INTERFACE = 0
"""The layer of everything that is no picture."""

Fits = Callable[[int], bool]


class Painter:
    """Two screens of cells and the difference between them."""

    def __init__(self) -> None:
        self._wanted = Cells.unknown(0, 0)
        self._shown = Cells.unknown(0, 0)
        self._next_layer = 0
        self._touched = False
        """Whether anything was put since the last frame took all that differed."""

    @property
    def size(self) -> tuple[int, int]:
        """The width and the height of the screen."""
        height, width = self._wanted.glyph.shape
        return width, height

    def resize(self, width: int, height: int) -> None:
        """Take another size; what the terminal shows is then unknown."""
        self._wanted, self._shown = Cells.unknown(width, height), Cells.unknown(width, height)

    def forget(self) -> None:
        """Take it that the terminal may show anything, and write every cell again."""
        self._touched = True
        self._shown.glyph[:] = UNKNOWN

    def put(self, row: int, column: int, part: Cells, left: int, right: int) -> None:
        """Have the columns left..right show their share of a part that begins at `column`."""
        width, height = self.size
        start, end = max(left, column, 0), min(right, column + len(part.glyph), width)
        if 0 <= row < height and start < end:
            self._wanted.put(row, column, part, start - column, end - column)
            self._touched = True

    def frame(self, fits: Fits) -> str:
        """Return what shows the wanted screen, or as many whole layers of it as fit.

        The interface comes first, then the pictures in turn; one layer is returned in any case.
        """
        if not self._touched:
            return ""
        changed = self._changed()
        layers = np.unique(self._wanted.layer[changed]).tolist()
        text = changes(self._wanted, changed)
        self._touched = len(layers) > 1 and not fits(len(text))
        if self._touched:
            changed, text = self._some(changed, layers, fits)
        self._shown.copy_where(changed, self._wanted)
        return text

    def interface(self) -> str:
        """Return what shows the interface as wanted, and leaves the pictures as they are."""
        changed = self._changed() & (self._wanted.layer == INTERFACE)
        self._shown.copy_where(changed, self._wanted)
        return changes(self._wanted, changed)

    @property
    def is_behind(self) -> bool:
        """Whether the terminal shows something else than is wanted."""
        return self._touched and bool(self._changed().any())

    def _changed(self) -> Mask:
        known: Mask = self._wanted.glyph != UNKNOWN
        return self._wanted.differs(self._shown) & known

    def _some(self, changed: Mask, layers: list[int], fits: Fits) -> tuple[Mask, str]:
        """Return the cells and the text of the layers that fit, in turn."""
        taken = np.zeros_like(changed)
        text = ""
        for layer in sorted(layers, key=self._turn):
            own = changed & (self._wanted.layer == layer)
            more = changes(self._wanted, own)
            if text and not fits(len(text) + len(more)):
                break
            taken |= own
            text += more
            self._next_layer = layer + 1
        return taken, text

    def _turn(self, layer: int) -> tuple[bool, bool, int]:
        """Order layers: the interface, then those whose turn it is."""
        return layer != INTERFACE, layer < self._next_layer, layer
