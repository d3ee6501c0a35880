"""Where the learner stands, in three parts: the path, the predictions, the reviews."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from tutor.app.screens.path import MARKS
from tutor.app.widgets.panel import PanelView
from tutor.app.widgets.panels import PanelFrame
from tutor.engine.panels import Bars, Panel
from tutor.study.calibration import STATED, WORDS, Calibration, in_words
from tutor.study.coming import Day
from tutor.study.lesson import Lesson
from tutor.study.review import Today, when
from tutor.study.standing import ExerciseState, Standing


class PathPart(VerticalScroll):
    """Lessons and exercises with their states, side by side where there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._lessons, self._exercises = _card("lessons"), _card("exercises")

    def compose(self) -> ComposeResult:
        """Two tables."""
        with Horizontal(id="columns"):
            yield self._lessons
            yield self._exercises

    def show(self, found: Standing, lessons: Sequence[Lesson]) -> None:
        """Write the states."""
        table = _grid()
        for lesson in lessons:
            mark, word = MARKS[found.states[lesson.id]]
            table.add_row(*map(Text, (mark, f"{lesson.title}, month {lesson.month}", word)))
        self._lessons.update(table)
        self._exercises.update(_exercises(found.exercises))


class PicturePart(VerticalScroll):
    """Sentences, and a picture that arrows read."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._words = Static("", markup=False, classes="words")
        self._frame = PanelFrame(title)

    def compose(self) -> ComposeResult:
        """The words, then the picture."""
        yield self._words
        yield self._frame

    def show(self, words: Sequence[str], picture: Panel | None, rows: int) -> None:
        """Write the words and draw the picture, which has so many rows; None takes it away."""
        self._words.update("\n".join(words))
        self._frame.display = picture is not None
        self._frame.styles.height = rows + 2
        if picture is not None:
            self._frame.view.show(picture)

    @on(PanelView.Read)
    def _read(self, event: PanelView.Read) -> None:
        """Tell in the border what the cursor reads."""
        event.stop()
        self._frame.tell()


def calibration_picture(calibration: Calibration) -> Bars | None:
    """Return what was said beside what happened, for each confidence that was ever stated."""
    levels = [level for level in calibration.levels if level.count]
    if not levels:
        return None
    return Bars(
        "said and happened",
        {WORDS[level.confidence]: (STATED[level.confidence], level.share) for level in levels},
        low=0.0,
        high=1.0,
        series=("said", "happened"),
        notes={WORDS[level.confidence]: f"{level.right} of {level.count}" for level in levels},
    )


def calibration_words(calibration: Calibration) -> list[str]:
    """Return how sure the learner was and how often they were right, and what to make of it."""
    said = "Said is what your word stands for, happened the share that came true."
    return [*in_words(calibration), *([said] if calibration.score is not None else [])]


def days_picture(days: Sequence[Day]) -> Bars:
    """Return how many cards come due on each of the days."""
    values = {_spelt(day, index): float(day.cards) for index, day in enumerate(days)}
    return Bars("cards due", values, low=0.0, high=max(1.0, *values.values()))


def review_words(today: Today, now: float) -> list[str]:
    """Return what review has for today."""
    lines = [f"Reviewed today: {_counted(today.answered, 'card')}."] if today.answered else []
    if not today.questions:
        return [*lines, f"Nothing is due today. {when(today.next_due, now)}"]
    waiting = f" {today.waiting} more wait for another day." if today.waiting else ""
    count = len(today.questions)
    due = f"{_counted(count, 'card')} {'is' if count == 1 else 'are'} due: v reviews."
    return [*lines, f"{due}{waiting}"]


def _exercises(exercises: Sequence[ExerciseState]) -> Table:
    table = _grid()
    for one in exercises:
        touched = one.checks or one.hints
        mark, word = (
            ("●", "passed")
            if one.passed
            else ("✗", "given up")
            if one.gave_up
            else ("◐", "tried")
            if touched
            else ("○", "not begun")
        )
        took = [_counted(one.checks, "check")] if one.checks else []
        took += [_counted(one.hints, "hint")] if one.hints else []
        table.add_row(*map(Text, (mark, one.function, ", ".join([word, *took]))))
    if not exercises:
        table.add_row(Text(""), Text("None yet."), Text(""))
    return table


def _grid() -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(justify="right")
    return table


def _card(title: str) -> Static:
    card = Static("", classes="card")
    card.border_title = title
    return card


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _spelt(day: Day, index: int) -> str:
    return "today" if index == 0 else f"{day.day:%a} {day.day.day} {day.day:%b}"
