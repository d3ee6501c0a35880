"""What a window that is too small shows: how large it is, and how large it has to be."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

LEAST = 60, 18
"""Columns and rows below which no screen can be used."""


class SmallScreen(ModalScreen[None]):
    """A sentence in place of everything; it goes away by itself when the window grows."""

    DEFAULT_CSS = """
    SmallScreen { background: $background; align: center middle; }
    SmallScreen Static { width: 100%; height: auto; text-align: center; }
    """

    def compose(self) -> ComposeResult:
        """The sentence."""
        yield Static("", markup=False)

    def on_mount(self) -> None:
        """Say it."""
        self.tell()

    def on_resize(self) -> None:
        """Say the new size."""
        self.tell()

    def tell(self) -> None:
        """Write how large the window is and has to be."""
        width, height = self.app.size
        self.query_one(Static).update(
            f"{width} x {height} is too small.\n{LEAST[0]} x {LEAST[1]} is the least; "
            "80 x 24 shows everything.\nmlpath-tutor --plain needs no window."
        )
