"""A code card on screen: a function to write again, from its signature and its task."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message
from textual.widgets import Static

from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson
from tutor.study.rewritten import Try
from tutor.study.signatures import heading

IN_THE_SHELL = "In the shell, mlpath-tutor review asks for it and checks your file."


class RewriteBox(Static):
    """What to write again, how to get at it, and later what came of it."""

    DEFAULT_CSS = """
    RewriteBox {
        height: auto; padding: 0 1; margin-bottom: 1;
        border: round $accent; border-title-color: $text-accent;
        &.-right { border: round $success; }
        &.-wrong { border: round $error; }
    }
    """

    class Opened(Message):
        """The learner clicked on it."""

    def __init__(self, lesson: Lesson, exercise: Exercise, can_open: bool) -> None:
        super().__init__("", markup=False)
        self.border_title = "write it again"
        self.exercise = exercise
        self.since: float | None = None
        """When it was opened first, in seconds since 1970."""
        self._asked = f"{heading(lesson, exercise)}:\n\n{exercise.task.strip()}"
        self._write(f"Without looking. {'enter opens it.' if can_open else IN_THE_SHELL}")

    def on_click(self) -> None:
        """Ask for the exercise."""
        self.post_message(self.Opened())

    def wait(self) -> None:
        """Say that nothing was checked."""
        self._write("Nothing was checked yet. enter opens it again, ctrl+n leaves it for later.")

    def tell(self, tries: Sequence[Try]) -> None:
        """Say what came of it."""
        passed = tries[-1].passed
        self.set_class(passed, "-right")
        self.set_class(not passed, "-wrong")
        if not passed:
            said = (
                "✗ not this time. It comes back soon: writing it once more is what makes it stay."
            )
        elif len(tries) > 1:
            said = "✓ it passes every check, at the second try."
        else:
            said = "✓ it passes every check" + (", with a hint." if tries[-1].hinted else ".")
        self._write(said)

    def _write(self, text: str) -> None:
        self.update(f"{self._asked}\n\n{text}")
