"""Where one goes from the path besides lessons: review, progress, papers, runs."""

from __future__ import annotations

from time import strftime
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from tutor.study.catalog import Lesson, Pack
from tutor.study.progress import Progress

if TYPE_CHECKING:
    from tutor.app.app import TutorApp
    from tutor.study.exercises import Exercise


class Onward(DOMNode):
    """Opens the other screens. What they load is imported here, not before the first paint."""

    app: TutorApp
    _pack: Pack
    _lessons: dict[str, Lesson]
    _progress: Progress

    def action_review(self) -> None:
        """Ask the cards that are due."""
        from tutor.app.screens.review import ReviewScreen

        lessons = tuple(self._lessons.values())
        self.app.push_screen(ReviewScreen(self._progress, lessons, self._write_again))

    def action_progress(self) -> None:
        """Show where the learner stands, and review afterwards where they ask for it."""
        from tutor.app.screens.progress import ProgressScreen

        def go_on(wanted: str | None) -> None:
            if wanted == "review":
                self.action_review()

        lessons = tuple(self._lessons.values())
        self.app.push_screen(ProgressScreen(self._progress, self._pack, lessons), go_on)

    def action_papers(self) -> None:
        """Show the papers that can be replicated."""
        from tutor.app.screens.papers import PapersScreen

        self.app.push_screen(PapersScreen())

    def action_runs(self) -> None:
        """List the trainings that outlive the terminal."""
        from tutor.app.screens.runs import RunsScreen

        self.app.push_screen(RunsScreen(self._progress.path.parent / "pictures"))

    def _write_again(self, lesson: Lesson, exercise: Exercise) -> None:
        """Open an exercise on an empty page: what passed before must not be in sight."""
        from tutor.app.screens.exercise import ExerciseScreen
        from tutor.study.workspace import Workspace

        page = Workspace(self._progress.path.parent / "again" / strftime("%Y%m%d-%H%M%S"))
        screen = ExerciseScreen(lesson, exercise, self._progress, self.app.grader, page)
        self.app.push_screen(screen)
