"""Plain mode from its first line to its last."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.plain.choosing import choose, choose_scene
from tutor.plain.reading import Left, Quit, Reading
from tutor.plain.talk import Ended, Talk, open_talk
from tutor.study.lesson import Lesson, read_lesson
from tutor.study.progress import Progress
from tutor.study.prose import read
from tutor.study.tables import LessonError


def run(lessons: Sequence[Lesson], lesson: Lesson | None = None) -> int:
    """Read a lesson with the learner, by default the one that was left off in; return the code."""
    progress, talk = Progress(), open_talk()
    try:
        if progress.warning:
            talk.say(progress.warning)
        Sitting(lessons, progress, talk).go(lesson)
    except KeyboardInterrupt:
        talk.break_off()
        raise
    finally:
        progress.close()
    return 0


class Sitting:
    """One use of plain mode: lessons one after another, until the learner or the input ends it."""

    def __init__(self, lessons: Sequence[Lesson], progress: Progress, talk: Talk) -> None:
        self._lessons = lessons
        self._progress = progress
        self._talk = talk
        self._where = "at the list of lessons"
        self._again = "mlpath-tutor --plain"

    def go(self, lesson: Lesson | None) -> None:
        """Read `lesson`, else the one that was left off in, then what is chosen from the list."""
        self._talk.say("mlpath-tutor in plain text. quit leaves, at every prompt.")
        try:
            lesson = lesson or self._left_off()
            while True:
                self._read(lesson or choose(self._lessons, self._progress, self._talk))
                lesson = None
                self._where = "at the list of lessons"
        except Quit:
            self._end("")
        except Ended:
            self._end(f"The input ended {self._where}. ")

    def _left_off(self) -> Lesson | None:
        last = self._progress.last_place()
        found = next((x for x in self._lessons if last and x.id == last[0]), None)
        return found if found and self._progress.state(found.id) == "started" else None

    def _read(self, head: Lesson) -> None:
        """Read one lesson until it ends or is left."""
        try:
            lesson = read_lesson(head.folder, head.pack)
            scenes = read(lesson)
        except LessonError as problem:
            self._talk.say(f"This lesson cannot be opened. {problem}")
            return
        self._again = f"mlpath-tutor --plain {lesson.id}"
        self._where = f"before {lesson.title} had begun"
        place = choose_scene(lesson, scenes, self._progress, self._talk)
        if place is None:
            return
        reading = Reading(lesson, scenes, self._progress, self._talk)
        try:
            reading.begin_at(place)
        except Left:
            pass
        finally:
            self._where = f"in part {reading.scene + 1} of {len(scenes)} of {lesson.title}"
            reading.close()

    def _end(self, what: str) -> None:
        """Say what has ended and how to go on, or why nothing was kept."""
        if self._progress.warning:
            self._talk.say(f"{what}{self._progress.warning}")
        else:
            self._talk.say(f"{what}Your place is kept.")
            self._talk.show(f"To go on: {self._again}")  # never cut in two
