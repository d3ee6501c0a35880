"""The task on screen: what to write, its signature, the hints taken so far, and its file."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tutor.app.widgets.prose import Prose
from tutor.study.exercises import Exercise
from tutor.study.plain import plain_math
from tutor.study.tables import LessonError


class TaskView(VerticalScroll):
    """The task of one exercise."""

    def __init__(self, exercise: Exercise, signature: str) -> None:
        super().__init__(id="task")
        self.border_title = "task"
        self._exercise = exercise
        self._signature = signature

    def compose(self) -> ComposeResult:
        """The parts from top to bottom."""
        yield Static(_prose(self._exercise.task), classes="part")
        yield Static(self._signature, id="signature", classes="part", markup=False)
        yield Static("", id="hints")
        yield Static("", id="place", markup=False)

    def show_hints(self, taken: int) -> None:
        """Show the hints taken, with their counter."""
        hints = self._exercise.hints
        shown = [f"**hint {n} of {len(hints)}** {hint}" for n, hint in enumerate(hints[:taken], 1)]
        self.query_one("#hints", Static).update(_prose("\n\n".join(shown)))
        self.query_one("#hints").display = taken > 0
        if taken:
            self.call_after_refresh(self.scroll_end, animate=False)

    def show_place(self, path: Path, line: int) -> None:
        """Show where the function stands."""
        home = Path("~").expanduser()
        shown = Path("~", path.relative_to(home)) if path.is_relative_to(home) else path
        self.query_one("#place", Static).update(f"{shown}:{line}")


def _prose(markdown: str) -> Prose:
    try:
        return Prose(plain_math(markdown))
    except LessonError:  # a citation that is in no bibliography; `lint` tells the author
        return Prose(markdown)
