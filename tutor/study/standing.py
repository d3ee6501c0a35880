"""Where the learner stands: path, exercises, calibration, reviews and plan, as one value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tutor.study.attempts import Attempt
from tutor.study.calibration import Calibration, calibrate
from tutor.study.catalog import Month
from tutor.study.lesson import Lesson
from tutor.study.plan import Plan, Schedule, schedule, work
from tutor.study.progress import Progress, State
from tutor.study.review import Today, today
from tutor.study.tables import LessonError


@dataclass(frozen=True)
class ExerciseState:
    """One exercise: how it stands, and what it took. hints: 0 to 3."""

    lesson: str
    exercise: str
    function: str
    passed: bool
    gave_up: bool
    checks: int
    hints: int


@dataclass(frozen=True)
class Standing:
    """Everything the progress screen and command tell."""

    states: dict[str, State]
    exercises: tuple[ExerciseState, ...]
    calibration: Calibration
    today: Today
    plan: Plan | None
    schedule: Schedule | None


def standing(
    progress: Progress, lessons: Sequence[Lesson], months: Sequence[Month], now: float
) -> Standing:
    """Gather where the learner stands at a moment. now: seconds since 1970."""
    states = {lesson.id: progress.state(lesson.id) for lesson in lessons}
    plan = progress.plan.read()
    day = datetime.fromtimestamp(now).date()
    return Standing(
        states=states,
        exercises=_exercises(lessons, progress.attempts.events()),
        calibration=calibrate(progress.every_answer()),
        today=today(progress.deck, lessons, now),
        plan=plan,
        schedule=schedule(plan, work(months, lessons, states), day) if plan else None,
    )


def _exercises(lessons: Sequence[Lesson], events: Sequence[Attempt]) -> tuple[ExerciseState, ...]:
    kinds: dict[tuple[str, str], list[str]] = {}
    for event in events:
        kinds.setdefault((event.lesson, event.exercise), []).append(event.kind)
    found = []
    for lesson in lessons:
        try:
            exercises = lesson.exercises
        except LessonError:  # it is told where the lesson is opened
            continue
        for exercise in exercises:
            own = kinds.get((lesson.id, exercise.id), [])
            found.append(
                ExerciseState(
                    lesson=lesson.id,
                    exercise=exercise.id,
                    function=exercise.function,
                    passed="passed" in own,
                    gave_up="gave_up" in own,
                    checks=own.count("tried") + own.count("passed"),
                    hints=min(own.count("hint"), len(exercise.hints)),
                )
            )
    return tuple(found)
