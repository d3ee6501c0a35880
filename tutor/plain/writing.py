"""Writing a function in plain mode: where it goes, what the checks say, and the run on it."""

from __future__ import annotations

import asyncio

from tutor.engine.client import Refused, WorkerDied
from tutor.plain.commands import Unclear
from tutor.plain.experiment import Experiment
from tutor.plain.markdown import linear
from tutor.plain.talk import Talk
from tutor.study.checking import check
from tutor.study.driving import Drivers, drivers, source_of
from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson
from tutor.study.progress import Progress
from tutor.study.verdict_words import as_text
from tutor.study.workspace import Workspace, WorkspaceError


class Writing:
    """The exercises of a lesson, and which code its run is made with."""

    def __init__(
        self, lesson: Lesson, progress: Progress, talk: Talk, experiment: Experiment
    ) -> None:
        self._lesson = lesson
        self._progress = progress
        self._talk = talk
        self._experiment = experiment
        self._workspace = Workspace()
        self._on_reference = False

    def show(self, exercise: Exercise) -> None:
        """Say the task, and where its stub is now."""
        self._talk.say(f"Exercise: {exercise.function}")
        self._talk.show(linear(exercise.task, self._talk.width))
        try:
            placed = self._workspace.place(self._lesson, exercise)
        except WorkspaceError as problem:
            self._talk.say(str(problem))
            return
        self._talk.say(
            f"Write it in {placed.path}, line {placed.line}, with any editor. "
            f"Then type: check {exercise.function}"
        )

    def check(self, name: str) -> None:
        """Check a function; where it passes and drives the run, the run goes on with it."""
        from tutor.study.grading.grader import Grader, Unusable

        exercise = self._exercise(name)
        before = self._drivers
        grader = Grader(warm=False)
        path = self._workspace.module(exercise)
        try:
            verdict = asyncio.run(check(grader, self._progress, self._lesson, exercise, path))
        except Unusable as problem:
            raise Unclear(f"This exercise cannot be checked. {problem}") from problem
        finally:
            grader.end()
        self._talk.show(as_text(exercise, verdict))
        if self._drivers != before:
            self._take_over()

    def change_code(self) -> None:
        """Change between the learner's code and the reference, and compare the two runs."""
        if not drivers(self._lesson, self._progress.attempts, self._workspace):
            raise Unclear("No function of yours drives this lesson yet.")
        self._on_reference = not self._on_reference
        self._take_over()

    @property
    def _drivers(self) -> Drivers:
        if self._on_reference:
            return ()
        return drivers(self._lesson, self._progress.attempts, self._workspace)

    def _take_over(self) -> None:
        running = self._drivers
        whose = ", ".join(f"your {d.function}, version {d.sha[:8]}" for d in running)
        self._talk.say(f"Now running: {whose or 'the reference'}.")
        try:
            self._experiment.drive(source_of(self._lesson, running))
        except (Refused, WorkerDied) as problem:
            self._talk.say(str(problem))

    def _exercise(self, name: str) -> Exercise:
        wanted = name.strip().replace("-", "_")
        every = self._lesson.exercises
        found = [e for e in every if e.function.startswith(wanted)] if wanted else list(every)
        if len(found) == 1 or (found and found[0].function == wanted):
            return found[0]
        functions = ", ".join(e.function for e in every) or "none in this lesson"
        raise Unclear(f"Say which function to check: {functions}")
