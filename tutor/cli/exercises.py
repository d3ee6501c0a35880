"""Looking up an exercise for a command, by its function's name or its id."""

from __future__ import annotations

from difflib import get_close_matches

from tutor.cli.lessons import every_lesson, lesson_called
from tutor.cli.streams import Unusable, note
from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson
from tutor.study.tables import LessonError

Found = tuple[Lesson, Exercise]


def every_exercise() -> list[Found]:
    """Return the exercises of every lesson, in the order to take them."""
    found = []
    for lesson in every_lesson():
        try:
            found += [(lesson, exercise) for exercise in lesson.exercises]
        except LessonError as error:
            note(f"left out: {error}")
    return found


def exercise_called(name: str) -> Found:
    """Return the exercise of this name, which LESSON/ may precede; offer the nearest if none is."""
    home, _, wanted = name.strip().lower().rpartition("/")
    wanted = wanted.replace("-", "_")
    known = every_exercise()
    found = [
        pair
        for pair in known
        if wanted in (pair[1].function.lower(), pair[1].id.replace("-", "_"))
        and home.replace("_", "-") in ("", pair[0].id)
    ]
    if len(found) == 1:
        lesson, exercise = found[0]
        return lesson_called(lesson.id), exercise  # the whole lesson is read, and checked
    if found:
        places = ", ".join(f"{lesson.id}/{exercise.function}" for lesson, exercise in found)
        raise Unusable(f"{name!r} is an exercise of several lessons; say which: {places}")
    functions = [exercise.function for _, exercise in known]
    near = get_close_matches(wanted, functions, n=1, cutoff=0.4)
    guess = f" Did you mean {near[0]}?" if near else ""
    listed = ", ".join(functions) or "none"
    raise Unusable(f"There is no exercise {name!r}.{guess} Exercises: {listed}.")
