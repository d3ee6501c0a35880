"""Choosing a lesson and where in it to begin."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.plain.commands import Unclear
from tutor.plain.markdown import one_line
from tutor.plain.reading import Quit
from tutor.plain.talk import Talk
from tutor.study.lesson import Lesson
from tutor.study.progress import Progress
from tutor.study.prose import Scene
from tutor.study.tables import suggestion

PAPERS = "Published numbers to measure again: mlpath-tutor papers, in the shell."
STATES = {"new": "new", "started": "begun", "done": "done"}


def choose(lessons: Sequence[Lesson], progress: Progress, talk: Talk) -> Lesson:
    """List the lessons and return the one that is asked for; raise `Quit` where none is."""
    listed = (
        f"{number}. {lesson.id}: {one_line(lesson.title)}; month {lesson.month}, "
        f"{lesson.minutes} minutes, {STATES[progress.state(lesson.id)]}"
        for number, lesson in enumerate(lessons, 1)
    )
    talk.say("\n".join(["Lessons:", *listed, PAPERS]))
    while True:
        answer = talk.ask("Lesson, by number or id, or quit:")
        if answer and "quit".startswith(answer.lower()):
            raise Quit
        try:
            return _named(lessons, answer)
        except Unclear as problem:
            talk.say(str(problem))


def _named(lessons: Sequence[Lesson], answer: str) -> Lesson:
    if answer.isascii() and answer.isdigit():
        if 1 <= int(answer) <= len(lessons):
            return lessons[int(answer) - 1]
        raise Unclear(f"There is no lesson {answer[:9]}: the numbers go from 1 to {len(lessons)}.")
    if not answer:
        raise Unclear("Type the number or the id of a lesson, or quit.")
    wanted, known = answer[:40].lower().replace("_", "-"), [lesson.id for lesson in lessons]
    found = [lesson for lesson in lessons if lesson.id.startswith(wanted)]
    exact = [lesson for lesson in found if lesson.id == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if found:
        raise Unclear(f"{answer} could be {' or '.join(lesson.id for lesson in found)}.")
    raise Unclear(f"There is no lesson {answer[:40]!r}{suggestion(wanted, known) or '.'}")


def choose_scene(
    lesson: Lesson, scenes: Sequence[Scene], progress: Progress, talk: Talk
) -> int | None:
    """Return the part to begin at, asking where the learner has been; None leads to the list."""
    place = min(progress.place(lesson.id), len(scenes) - 1)
    title = one_line(lesson.title)
    if place == 0:
        talk.say(f"{title}. Month {lesson.month}, about {lesson.minutes} minutes.")
        return 0
    part = f"part {place + 1} of {len(scenes)}, {one_line(scenes[place].title)}"
    talk.say(f"{title}. You left off in {part}.")
    while True:
        answer = talk.ask("Enter goes on there, start begins at the beginning, list shows lessons:")
        word = answer.lower()
        if not word or word == "next":
            return place
        if "start".startswith(word):
            return 0
        if "list".startswith(word) or word == "lessons":
            return None
        if "quit".startswith(word):
            raise Quit
        talk.say(f"{answer[:30]!r} is none of these: press enter, or type start or list.")
