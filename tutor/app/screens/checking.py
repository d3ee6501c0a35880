"""Checking: a verdict on what the learner wrote, kept with their progress."""

from __future__ import annotations

import asyncio
import time
from time import monotonic

from textual import on, work
from textual.widgets import TextArea

from tutor.app.screens.writing import Writing
from tutor.app.widgets.verdict_view import VerdictView
from tutor.study.grading.grader import Grader, Unusable
from tutor.study.progress import Progress
from tutor.study.verdict import Verdict

CHECKING = "checking …{}  esc stops it"
DRIVES = "Passed. esc goes back: the picture now runs on your line."
PASSED = "Passed. esc goes back to the lesson."
NOT_YET = "Not yet: the verdict says why. f6 gives a hint."
EARLIER = "of an earlier text"
STOPPED = "stopped"
"""What the grader calls the check that a learner has ended."""


class Checking(Writing):
    """The checks of an exercise, for the exercise screen, which has the grader and the store."""

    grader: Grader
    progress: Progress
    verdict_view: VerdictView
    _cancel: asyncio.Event | None = None
    """Stops the check that is under way."""
    _checked: str | None = None
    """The text that is being checked."""
    _again = False
    """Whether the text has changed since the check began, and is to be checked as it is now."""
    _warned: str | None = None
    """What was told last of progress that is not kept."""

    @property
    def is_checking(self) -> bool:
        """Whether a check is under way."""
        return self._cancel is not None

    @property
    def has_passed(self) -> bool:
        """Whether the exercise has passed, now or ever."""
        return self.progress.attempts.count(self.lesson.id, self.exercise.id, "passed") > 0

    def on_verdict(self) -> None:
        """Bring the verdict into sight."""
        raise NotImplementedError

    def action_check(self) -> None:
        """Save and check what is written; a check of an older text is ended."""
        if not self.opened or not self.save(asked=not self.draft.path.exists()):
            return
        if self._cancel is None:
            self._check()
        elif self._checked != self.draft.on_disk:
            self._again = True
            self._cancel.set()

    def stop(self) -> None:
        """End the check that is under way."""
        if self._cancel is not None:
            self._cancel.set()

    def warn(self) -> None:
        """Say once if what has happened cannot be kept."""
        warning = self.progress.warning
        if warning and warning != self._warned:
            self.app.notify(warning, severity="warning", timeout=15, markup=False)
        self._warned = warning

    @on(TextArea.Changed)
    def _age(self) -> None:
        """Say that the verdict is about another text, as soon as it is."""
        is_old = self._checked is not None and self._checked.rstrip() != self.code.text.rstrip()
        self.verdict_view.border_subtitle = EARLIER if is_old else ""

    @work(group="check")
    async def _check(self) -> None:
        self._cancel = cancel = asyncio.Event()
        self._checked = source = self.draft.on_disk
        begun = monotonic()
        self.say(CHECKING.format(""))
        clock = self.set_interval(
            1.0, lambda: self.say(CHECKING.format(f" {monotonic() - begun:.0f} s "))
        )
        try:
            verdict = await self.grader.check(self.exercise, self.lesson, self.draft.path, cancel)
        except (Unusable, OSError) as error:
            self.verdict_view.tell(f"No verdict: {error}")
            self.say("This exercise cannot be checked now; what you wrote is saved.", bad=True)
        else:
            was_ended = cancel.is_set() and any(c.name == STOPPED for c in verdict.checks)
            if not (was_ended and self._again):
                self._tell(source or "", verdict, was_ended)
        finally:
            clock.stop()
            self._cancel = None
        if self._again:
            self._again = False
            self._check()

    def _tell(self, source: str, verdict: Verdict, was_ended: bool) -> None:
        """Show a verdict and keep it, unless it is about no text or another one."""
        self.verdict_view.show(self.exercise, verdict)
        self.on_verdict()
        if was_ended:
            self.say("Stopped. What you wrote is saved.")
            return
        self.say((DRIVES if self.exercise.drives else PASSED) if verdict.passed else NOT_YET)
        if not self.draft.has_news():  # else it may be another text that was checked
            self.progress.attempts.checked(
                self.lesson.id, self.exercise.id, source, verdict.passed,
                seconds=verdict.seconds, now=time.time(),
            )  # fmt: skip
            self.warn()
