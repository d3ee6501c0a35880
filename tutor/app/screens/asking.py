"""A question that is asked before something that cannot be taken back lightly."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static


class AskScreen(ModalScreen[bool]):
    """Two keys: `y` does it, and `n` or escape leaves all as it is."""

    DEFAULT_CSS = """
    AskScreen { align: center middle; }
    AskScreen Vertical {
        width: 64; max-width: 96%; height: auto; padding: 1 2;
        border: round $primary; border-title-color: $text-accent;
        border-subtitle-color: $foreground; background: $surface;
    }
    AskScreen Static { height: auto; }
    """
    BINDINGS = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape,q", "answer(False)", "No"),
    ]

    def __init__(self, title: str, question: str, yes: str, no: str) -> None:
        super().__init__()
        self._title, self._question = title, question
        self._keys = f"y {yes}   n, esc {no}"

    def compose(self) -> ComposeResult:
        """The question in a box, its keys below."""
        with Vertical() as box:
            box.border_title = self._title
            box.border_subtitle = self._keys
            yield Static(self._question, markup=False)

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(yes)
