"""The exercise screen: the task on the left, the learner's file on the right, the verdict below."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widgets import Footer, Static

from tutor.app.commands import Command, bindings
from tutor.app.screens.asking import AskScreen
from tutor.app.screens.checking import Checking
from tutor.app.screens.exercise_commands import COMMANDS, NOTES
from tutor.app.screens.solution import SolutionScreen
from tutor.app.widgets.code_area import CodeArea
from tutor.app.widgets.task_view import TaskView
from tutor.app.widgets.verdict_view import VerdictView
from tutor.study.draft import Draft
from tutor.study.exercises import Exercise
from tutor.study.grading.grader import Grader
from tutor.study.lesson import Lesson
from tutor.study.one_way import one_way
from tutor.study.progress import Progress
from tutor.study.signatures import signature
from tutor.study.spans import SourceError
from tutor.study.workspace import Workspace

NARROW = 100
"""Columns below which the task and the verdict take turns under the code."""
GIVE_UP = "See one way to write it? Your text stays, and you can still pass with your own."
NO_MORE = "All hints are taken. f9 shows one way to write it."
ALREADY_PASSED = "You have passed this one. f5 checks it again; f9 shows one way to write it."
FIRST = "Not checked yet: f5 checks what you wrote."


class ExerciseScreen(Checking):
    """One exercise. It is dismissed with True if the exercise has passed by then, else False."""

    CSS_PATH = Path(__file__).parent / "exercise.tcss"
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]
    AUTO_FOCUS = "#code"
    help_title = "an exercise"
    help_notes = NOTES

    def __init__(
        self,
        lesson: Lesson,
        exercise: Exercise,
        progress: Progress,
        grader: Grader,
        workspace: Workspace | None = None,
    ) -> None:
        """Open the exercise in a workspace, by default the learner's own."""
        super().__init__()
        self.lesson, self.exercise = lesson, exercise
        self.progress, self.grader = progress, grader
        self.workspace = workspace or Workspace()
        self.draft = Draft(self.workspace.module(exercise))
        self.code = CodeArea()
        self.task_view = TaskView(exercise, signature(lesson, exercise))
        self.verdict_view = VerdictView()
        self._message = Static("", id="message", markup=False)
        self._warned = progress.warning  # the app has told it
        self._leaving = False

    def compose(self) -> ComposeResult:
        """Head line, task and code, verdict, message, keys."""
        head = f" {self.exercise.function}   {self.lesson.title}"
        yield Static(head, id="head", markup=False)
        with Container(id="exercise"):
            yield self.task_view
            yield self.code
        yield self.verdict_view
        yield self._message
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Have a judge started while the learner reads, and put the file on screen."""
        self.code.border_title = self.draft.path.name
        self.task_view.show_hints(self._hints)
        how_it_stands = ALREADY_PASSED if self.has_passed else FIRST
        self.verdict_view.tell(how_it_stands)
        self.say(how_it_stands)
        try:
            self.grader.start()
        except OSError as error:  # a check tries again, and says so in its turn
            self.say(f"The checker cannot be started: {error}", bad=True)
        self.run_worker(self.open_file(), group="open")

    def on_screen_suspend(self) -> None:
        """Save before another screen comes in front."""
        self.save()

    def on_unmount(self) -> None:
        """Save, however the screen came to its end."""
        self.stop()
        self.save()

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence above the keys."""
        self._message.update(text)
        self._message.set_class(bad, "-bad")

    def on_verdict(self) -> None:
        """Bring the verdict into sight."""
        self._turn_to("verdict")

    def action_hint(self) -> None:
        """Show the next hint, and keep that it was taken."""
        taken = self._hints
        if taken >= len(self.exercise.hints):
            self.say(NO_MORE)
        else:
            self.progress.attempts.hint(self.lesson.id, self.exercise.id, now=time.time())
            self.warn()
            self.task_view.show_hints(taken + 1)
            self.say(f"Hint {taken + 1} of {len(self.exercise.hints)} is in the task.")
        self._turn_to("task")

    @work(group="solution", exclusive=True)
    async def action_solution(self) -> None:
        """Show one way to write it; before the exercise has passed, ask once."""
        attempts, where = self.progress.attempts, (self.lesson.id, self.exercise.id)
        if not self.has_passed and not attempts.count(*where, "gave_up"):
            ask = AskScreen("give up?", GIVE_UP, "see it", "try on")
            if not await self.app.push_screen_wait(ask):
                return
            attempts.gave_up(*where, now=time.time())
            self.warn()
        try:
            lines = one_way(self.lesson, self.exercise, self.draft.path, self.code.text)
        except SourceError as error:
            self.say(f"The solution cannot be shown: {error}", bad=True)
        else:
            self.app.push_screen(SolutionScreen(signature(self.lesson, self.exercise), lines))

    def action_pane(self) -> None:
        """Put the keys on the next pane: the code, the task, the verdict."""
        panes = (self.code, self.task_view, self.verdict_view)
        now = next((i for i, pane in enumerate(panes) if pane is self.focused), 0)
        pane = panes[(now + 1) % len(panes)]
        if pane is not self.code:
            self._turn_to(pane.id or "")
        self.set_focus(pane)

    def action_leave(self) -> None:
        """Stop the check, or go back to the code, or leave; what cannot be saved is told first."""
        if self.is_checking:
            self.stop()
        elif self.focused is not self.code:
            self.set_focus(self.code)
        elif not self.save() and not self._leaving:
            self._leaving = True
            self.say(f"{self.complaint} esc again leaves.", bad=True)
        else:
            self.dismiss(self.has_passed)

    @property
    def _hints(self) -> int:
        """How many hints have been taken."""
        taken = self.progress.attempts.count(self.lesson.id, self.exercise.id, "hint")
        return min(taken, len(self.exercise.hints))

    def _turn_to(self, pane: str) -> None:
        """Show the task or the verdict, where there is room for one of them."""
        self.set_class(pane == "verdict", "-judged")
