"""A code card as text: write the function again from its signature, in a file of your own."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

from tutor.plain.commands import Order, Unclear
from tutor.plain.markdown import linear
from tutor.plain.replies import reply
from tutor.plain.talk import Talk
from tutor.study import sentences
from tutor.study.cards import Key
from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson
from tutor.study.progress import Progress
from tutor.study.signatures import heading
from tutor.study.verdict import Verdict

Skip = Literal["skip"]
TRIES = 2
LARGEST = 1 << 20
"""Bytes of the largest file that is taken for a learner's function."""


class Rewriting:
    """Asks for a function again, checks it and keeps the answer at once.

    obey: carries out a command that is typed instead of an answer; it may raise to leave.
    order_of: reads a command.
    """

    def __init__(
        self,
        progress: Progress,
        talk: Talk,
        obey: Callable[[Order], None],
        order_of: Callable[[str], Order],
    ) -> None:
        self._deck, self._attempts = progress.deck, progress.attempts
        self._talk = talk
        self._obey = obey
        self._order_of = order_of

    def put(self, key: Key, lesson: Lesson, exercise: Exercise) -> bool | None:
        """Ask for the function until it passes or its tries are used up; say if the first did.

        Returns None where it is skipped before a try, or where it cannot be checked.
        """
        self._talk.say("Write it again, without looking:")
        self._talk.show(f"    {heading(lesson, exercise)}:")
        self._talk.show(linear(exercise.task, self._talk.width))
        self._talk.say("Write it in a new file, then type the file's name.")
        begun = time.monotonic()
        for attempt in range(1, TRIES + 1):
            path = self._file()
            if path == "skip":
                if attempt == 1:
                    self._talk.say("Left for later.")
                    return None
                break
            source, verdict = _source(path), self._verdict(lesson, exercise, path)
            if verdict is None:
                return None
            now = time.time()
            self._attempts.checked(
                lesson.id, exercise.id, source, verdict.passed, seconds=verdict.seconds, now=now
            )
            self._deck.answer(
                key, path.name, verdict.passed, seconds=time.monotonic() - begun, now=now,
                place="review", attempt=attempt,
            )  # fmt: skip
            if verdict.passed:
                self._talk.say("✓ It passes every check.")
                return attempt == 1
            failed = verdict.failed()
            self._talk.show(f"✗ {failed.name}\n{failed.say}" if failed else "✗")
            if verdict.mistake:
                self._talk.say(verdict.mistake)
            if attempt < TRIES:
                self._talk.say("One more try; skip shows what you wrote before.")
        self._recall(lesson, exercise)
        return False

    def _verdict(self, lesson: Lesson, exercise: Exercise, path: Path) -> Verdict | None:
        """Check the file; None, and a sentence, where the lesson stands in the way."""
        from tutor.study.grading.grader import Grader, Unusable

        grader = Grader(warm=False)
        try:
            return asyncio.run(grader.check(exercise, lesson, path))
        except Unusable as problem:
            self._talk.say(f"This exercise cannot be checked, and is left for later. {problem}")
            return None
        finally:
            grader.end()

    def _file(self) -> Path | Skip:
        while True:
            answer: Path | Skip | Order = reply(
                self._talk,
                "Your file, or skip:",
                _path,
                "a file's name or skip",
                sentences.ANSWER_THE_QUESTION,
                self._order_of,
            )
            if not isinstance(answer, Order):
                return answer
            self._obey(answer)

    def _recall(self, lesson: Lesson, exercise: Exercise) -> None:
        """Show what passed before."""
        before = self._attempts.passed_source(lesson.id, exercise.id)
        if before:
            day = datetime.fromtimestamp(before.at).date()
            self._talk.say(f"What you wrote, and passed with, on {day.isoformat()}:")
            self._talk.show("\n".join(f"    {line}" for line in before.source.splitlines()))


def _path(line: str) -> Path | Skip | None:
    """Read a file's name; None for what may be a command."""
    if line.lower() == "skip":
        return "skip"
    path = Path(os.path.expanduser(line))  # noqa: PTH111 (Path's own raises for ~nobody)
    try:
        if line and path.is_file():
            if path.stat().st_size > LARGEST:
                raise Unclear(f"{line} is larger than {LARGEST >> 20} MiB, which no function is.")
            _source(path)
            return path
    except (OSError, ValueError) as problem:
        raise Unclear(f"{line[:60]} cannot be read: {problem}.") from None
    if "/" in line or line.endswith(".py"):
        raise Unclear(f"There is no file {line[:60]}. Write it, then type its name again.")
    return None


def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8")
