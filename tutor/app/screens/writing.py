"""Writing: the learner's file in the editor on screen, saved by itself and shared with others."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from textual import on, work
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import TextArea

from tutor.app.editor import EditorError, editor_command, run_editor
from tutor.app.screens.asking import AskScreen
from tutor.app.widgets.code_area import CodeArea
from tutor.app.widgets.task_view import TaskView
from tutor.study.draft import Draft, DraftError
from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson
from tutor.study.spans import Source, SourceError, Span
from tutor.study.workspace import Workspace, WorkspaceError

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

QUIET, LATEST = 2.0, 5.0
"""Seconds without a key after which the text is saved, and after which it is saved anyhow."""
PULSE = 0.5
"""Seconds between two looks at the file."""
READ_ONLY = (
    "This file holds characters or line ends that would be changed here, so it can only be read: "
    "f7 opens it in your own editor."
)


class Writing(Screen[bool]):
    """The file of an exercise, for the exercise screen, which has the lesson and the exercise."""

    app: TutorApp
    lesson: Lesson
    exercise: Exercise
    workspace: Workspace
    draft: Draft
    code: CodeArea
    task_view: TaskView
    opened = False
    """Whether the file is on screen."""
    _saving: Timer | None = None
    _pulse: Timer | None = None
    _since = 0.0
    """When the oldest change that is not saved was made; 0 when there is none."""
    complaint = ""
    """The failure to save that was told last; empty when the text is in its file."""

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence before the learner."""
        raise NotImplementedError

    def action_check(self) -> None:
        """Check what is written."""
        raise NotImplementedError

    async def open_file(self) -> None:
        """Put the file on screen, with the stub in it where the function was missing."""
        try:
            await asyncio.to_thread(self.workspace.place, self.lesson, self.exercise)
        except WorkspaceError as error:  # such as a line that was left half typed
            self._show_file()
            self.say(str(error), bad=True)
        else:
            self._show_file()
        self._pulse = self.set_interval(PULSE, self.follow)

    @property
    def is_dirty(self) -> bool:
        """Whether what is on screen differs from what was read or saved."""
        return self.opened and not self.code.read_only and self.code.text != self.draft.text

    def save(self, asked: bool = False) -> bool:
        """Save the text if it was changed, or asked for; say whether all of it is in its file.

        Where it is not, the learner has been told where it is.
        """
        if self._saving is not None:
            self._saving.stop()
        self._since = 0.0
        if not self.opened or self.code.read_only or not (self.is_dirty or asked):
            return True
        text = self.code.text
        try:
            beside = self.draft.save(text)
        except DraftError as error:
            self._complain(str(error), text)
            return False
        self.complaint = ""
        if beside is not None:
            self._take_theirs(beside)
        return beside is None

    def action_save(self) -> None:
        """Save, and say so."""
        if self.opened and self.save(asked=True):
            self.say(f"Saved in {self.draft.path}.")

    def follow(self) -> None:
        """Bring in what somebody else has done to the file."""
        if not self.opened or not self.draft.has_news():
            return
        if self.draft.is_gone:
            self.draft.accept_absence()
            self.say(f"{self.draft.path} is gone. Your text is here: ctrl+s writes it.", bad=True)
        elif self.is_dirty:
            self.save()  # the draft sees the other text, and goes beside it
        elif self._read():
            self.say("The file was saved elsewhere; this is its text.")
            self.action_check()

    @work(group="restore", exclusive=True)
    async def action_restore(self) -> None:
        """Put the stub back, after a question."""
        if not self.opened:
            return
        function = self.exercise.function
        question = f"Put the stub of {function} back? The file as it is now is kept beside it."
        ask = AskScreen("restore the stub", question, "restore", "keep mine")
        if not await self.app.push_screen_wait(ask) or not self.save():
            return
        try:
            placed = await asyncio.to_thread(self.workspace.restore, self.lesson, self.exercise)
        except WorkspaceError as error:
            self.say(str(error), bad=True)
        else:
            self._show_file()
            self.say(f"The stub is back. What you had is in {placed.kept}.")

    def action_editor(self) -> None:
        """Open the file in the learner's own editor, and come back to what it has saved."""
        if not self.save(asked=not self.draft.path.exists()):
            return
        before = self.draft.text
        line = self.code.cursor_location[0] + 1
        try:
            command = editor_command(os.environ, self.draft.path, line)
            run_editor(self.app, command)
        except EditorError as error:
            self.say(str(error), bad=True)
        if self.draft.has_news() and self._read() and self.draft.text != before:
            self.action_check()

    @on(TextArea.Changed)
    def _changed(self) -> None:
        """Save soon: when the keys are quiet, or after a while of typing."""
        if not self.is_dirty:
            return
        now = monotonic()
        self._since = self._since or now
        if self._saving is not None:
            self._saving.stop()
        wait = min(QUIET, self._since + LATEST - now)
        if wait > 0:
            self._saving = self.set_timer(wait, self.save)
        else:
            self.save()

    def _show_file(self) -> None:
        self.opened = self._read()
        span = self._span()
        self.task_view.show_place(self.draft.path, span.first)
        # the scroll waits for the size of the screen
        self.call_after_refresh(self.code.go_to, span.first, span.last)

    def _read(self) -> bool:
        """Show what the file holds; say what is wrong and return False where it cannot be read."""
        try:
            text = self.draft.read()
        except DraftError as error:
            self.say(str(error), bad=True)
            return False
        if not self.code.show(text):
            self.say(READ_ONLY, bad=True)
        return True

    def _span(self) -> Span:
        """Return the lines of the function, or the first one of the file."""
        name, text = self.exercise.function, self.code.text
        try:
            found = Source(self.draft.path, text).span(name)
        except SourceError:  # a file that Python cannot read can still be looked through
            found = None
        if found is None:
            head = re.search(rf"^def {name}\b", text, re.MULTILINE)
            line = text.count("\n", 0, head.start()) + 1 if head else 1
            found = Span(line, line)
        return found

    def _take_theirs(self, beside: Path) -> None:
        """Show the text that somebody else saved, after ours went beside it."""
        self._read()
        self.say(
            f"The file was changed elsewhere while you typed: that text is here now, and yours is "
            f"in {beside}. ctrl+z brings yours back.",
            bad=True,
        )

    def _complain(self, reason: str, text: str) -> None:
        """Say once that a save failed, after a copy of the text was put where it can be."""
        copy = self.draft.rescue(text)
        where = f"A copy is kept in {copy}." if copy else "Copy it from here before you leave."
        complaint = f"{reason} {where}"
        if complaint != self.complaint:
            self.complaint = complaint
            self.say(complaint, bad=True)
