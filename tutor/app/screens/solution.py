"""One way to write it: the solution beside what the learner wrote, as a diff in words and signs."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tutor.study.one_way import Line, Mark
from tutor.study.visible import visible

SIGNS: dict[Mark, tuple[str, str]] = {
    "same": ("  ", ""),
    "yours": ("− ", "$text-error"),
    "other": ("+ ", "$text-success"),
}
LEGEND = "− yours   + one way to write it"
SAME = "Yours is written the same way."


class SolutionScreen(ModalScreen[None]):
    """The two functions; reading changes nothing."""

    DEFAULT_CSS = """
    SolutionScreen { align: center middle; }
    SolutionScreen VerticalScroll {
        width: 96%; max-width: 100; height: auto; max-height: 95%; padding: 1 2;
        border: round $primary; border-title-color: $text-accent;
        border-subtitle-color: $foreground; background: $surface;
    }
    SolutionScreen Static { height: auto; }
    SolutionScreen #legend { margin-bottom: 1; text-style: bold; }
    """
    BINDINGS = [Binding("escape,q,f9", "dismiss", "Close")]

    def __init__(self, signature: str, lines: Sequence[Line]) -> None:
        super().__init__()
        self._signature = signature
        self._lines = lines

    def compose(self) -> ComposeResult:
        """What the signs mean, the signature, and the lines."""
        differs = any(line.mark != "same" for line in self._lines)
        head = Content(f"  def {self._signature}:")
        with VerticalScroll() as box:
            box.border_title = "one way to write it"
            box.border_subtitle = "esc closes; your text stays as it is"
            yield Static(LEGEND if differs else SAME, id="legend", markup=False)
            yield Static(Content("\n").join([head, *map(_line, self._lines)]))


def _line(line: Line) -> Content:
    sign, style = SIGNS[line.mark]
    text = f"{sign}    {visible(line.text)}"
    return Content.styled(text, style) if style else Content(text)
