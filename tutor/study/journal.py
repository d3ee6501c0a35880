"""The journal: what the learner said, what happened, what they wrote, day by day, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from tutor.study.calibration import WORDS
from tutor.study.cards import CardAnswer
from tutor.study.lesson import Lesson
from tutor.study.predictions import Prediction
from tutor.study.progress import Answer, Progress
from tutor.study.tables import LessonError
from tutor.study.visible import visible

EMPTY = "# Journal\n\nNothing yet: it fills with your predictions, exercises and reviews.\n"


class Entry(NamedTuple):
    """A line of the journal and when it was made, in seconds since 1970."""

    at: float
    line: str


def journal(progress: Progress, lessons: Sequence[Lesson]) -> str:
    """Return the journal as Markdown, the oldest day first; a day is the machine's own."""
    titles = {lesson.id: lesson.title for lesson in lessons}
    entries = sorted(
        [
            *_predictions(progress, lessons, titles),
            *_notes(progress, titles),
            *_exercises(progress, lessons, titles),
            *_quizzes(progress, titles),
            *_finished(progress, titles),
        ]
    )
    if not entries:
        return EMPTY
    lines, day = ["# Journal"], None
    for entry in entries:
        own = _day(entry.at)
        if own != day:
            day = own
            lines += ["", f"## {day.isoformat()}", ""]
        lines.append(entry.line)
    return "\n".join(lines) + "\n"


def _predictions(
    progress: Progress, lessons: Sequence[Lesson], titles: dict[str, str]
) -> Iterator[Entry]:
    known = dict(_known(lessons))
    for answer in progress.every_answer():
        prediction = known.get((answer.lesson, answer.prediction))
        title = _title(answer.lesson, titles)
        yield Entry(answer.at, f"- {title}: {_said(answer, prediction)}")


def _known(lessons: Sequence[Lesson]) -> Iterator[tuple[tuple[str, str], Prediction]]:
    for lesson in lessons:
        try:
            for prediction in lesson.predictions:
                yield (lesson.id, prediction.id), prediction
        except LessonError:  # a lesson that cannot be read now still stands with its names
            continue


def _said(answer: Answer, prediction: Prediction | None) -> str:
    sure = f" ({WORDS[answer.confidence]})" if answer.confidence in WORDS else ""
    if prediction is None:
        came = "and it did" if answer.correct else "and it did not"
        return _line(f"predicted {answer.choice}{sure} for {answer.prediction}, {came}.")
    said = f"predicted “{prediction.text(answer.choice)}”{sure}"
    if answer.correct:
        return _line(f"{prediction.ask} You {said}, and it did.")
    happened = prediction.text(prediction.answer)
    return _line(f"{prediction.ask} You {said}; what happened: “{happened}”.")


def _notes(progress: Progress, titles: dict[str, str]) -> Iterator[Entry]:
    for note in progress.notes.all():
        yield Entry(note.at, f"- {_title(note.lesson, titles)}, your note: {_line(note.text)}")


def _exercises(
    progress: Progress, lessons: Sequence[Lesson], titles: dict[str, str]
) -> Iterator[Entry]:
    words = {"passed": "passed", "gave_up": "gave up, and saw the solution of"}
    functions = dict(_functions(lessons))
    for event in progress.attempts.events():
        if event.kind in words:
            name = functions.get((event.lesson, event.exercise), event.exercise)
            what = f"{words[event.kind]} `{_line(name)}`"
            sha = f" (source {_line(event.sha)})" if event.kind == "passed" else ""
            yield Entry(event.at, f"- {_title(event.lesson, titles)}: {what}{sha}.")


def _functions(lessons: Sequence[Lesson]) -> Iterator[tuple[tuple[str, str], str]]:
    for lesson in lessons:
        try:
            for exercise in lesson.exercises:
                yield (lesson.id, exercise.id), exercise.function
        except LessonError:
            continue


def _quizzes(progress: Progress, titles: dict[str, str]) -> Iterator[Entry]:
    """Yield one line for each day's review, and one for each day's quiz of a lesson."""
    days: dict[tuple[date, str], list[CardAnswer]] = {}
    for answer in progress.deck.answers():
        if answer.attempt == 1:
            where = "" if answer.place == "review" else answer.key.lesson
            days.setdefault((_day(answer.at), where), []).append(answer)
    for (_, lesson), answers in days.items():
        right, count = sum(answer.correct for answer in answers), len(answers)
        cards = f"{right} of {count} right at the first try"
        line = (
            f"{_title(lesson, titles)}, its questions: {cards}." if lesson else f"Review: {cards}."
        )
        yield Entry(answers[-1].at, f"- {line}")


def _finished(progress: Progress, titles: dict[str, str]) -> Iterator[Entry]:
    for lesson, at in progress.finished().items():
        yield Entry(at, f"- {_title(lesson, titles)}: finished.")


def _title(lesson: str, titles: dict[str, str]) -> str:
    return f"**{_line(titles.get(lesson, lesson))}**"


def _line(text: str) -> str:
    return visible(" ".join(text.split()))


def _day(at: float) -> date:
    return datetime.fromtimestamp(at).date()
