"""An exercise in the text of a lesson: its task, how it stands, and the way to its own screen."""

from __future__ import annotations

from rich.console import Group
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import Static

from tutor.app.widgets.prose import Prose
from tutor.study.exercises import Exercise

OPEN = "e opens it."


class ExerciseCard(Static, can_focus=True):
    """The task of one exercise; enter or a click opens it."""

    class Opened(Message):
        """The learner wants to write it."""

        def __init__(self, exercise: Exercise) -> None:
            super().__init__()
            self.exercise = exercise

    def __init__(self, exercise: Exercise) -> None:
        super().__init__("", markup=False, classes="card")
        self.exercise = exercise
        self.has_passed = False
        self.border_title = exercise.function
        self.stand(tried=0, passed="")

    def stand(self, tried: int, passed: str) -> None:
        """Show how it stands: checks so far, and the name of the source that passed."""
        self.has_passed = bool(passed)
        if passed:
            drives = " The picture runs on it." if self.exercise.drives else ""
            status = f"✓ passed · yours · {passed[:8]}.{drives} {OPEN}"
        elif tried:
            status = f"○ checked {tried} time{'s' * (tried != 1)}, not passed yet. {OPEN}"
        else:
            status = f"○ not begun. {OPEN}"
        self.set_class(self.has_passed, "-passed")
        self.update(Group(Prose(self.exercise.task.strip()), Text(f"\n{status}")))

    def on_click(self) -> None:
        """Open it."""
        self.post_message(self.Opened(self.exercise))

    def on_key(self, event: events.Key) -> None:
        """Open it on enter."""
        if event.key == "enter":
            event.stop()
            self.post_message(self.Opened(self.exercise))
