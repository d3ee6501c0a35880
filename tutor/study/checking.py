"""A check that is remembered: the verdict on a file, kept with the source that it is about."""

from __future__ import annotations

import time
from pathlib import Path

from tutor.study.exercises import Exercise
from tutor.study.grading.grader import Grader
from tutor.study.lesson import Lesson
from tutor.study.progress import Progress
from tutor.study.verdict import Verdict


async def check(
    grader: Grader, progress: Progress, lesson: Lesson, exercise: Exercise, path: Path
) -> Verdict:
    """Return the verdict on the file at `path`, and keep it; raise as `Grader.check` does.

    A file that another program writes during the check counts as not checked: its verdict is told
    and not kept.
    """
    before = _text(path)
    verdict = await grader.check(exercise, lesson, path)
    if before is not None and before == _text(path):
        progress.attempts.checked(
            lesson.id,
            exercise.id,
            before,
            verdict.passed,
            seconds=verdict.seconds,
            now=time.time(),
        )
    return verdict


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
