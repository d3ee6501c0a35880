"""`mlpath-tutor check`: a verdict on the function that a learner has written."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tutor.cli.completing import exercise_names
from tutor.cli.given import with_lessons
from tutor.cli.streams import Unusable, say

NO = 1


@click.command("check", short_help="Check the function you wrote.")
@click.argument("exercise", shell_complete=exercise_names)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@with_lessons
def command(exercise: str, file: Path | None, as_json: bool) -> None:
    """Check the function EXERCISE in FILE, by default the one in your workspace.

    Your code runs in a process of its own, with limits on its time and its memory.

    Exit code 0: passed. 1: not yet. 2: there is nothing that could be checked.
    """
    import asyncio

    from tutor.cli.exercises import exercise_called
    from tutor.study import checking
    from tutor.study.grading.grader import Grader, unreadable
    from tutor.study.grading.grader import Unusable as BrokenLesson
    from tutor.study.progress import Progress
    from tutor.study.verdict_words import as_object, as_text
    from tutor.study.workspace import Workspace

    lesson, found = exercise_called(exercise)
    path = file or Workspace().module(found)
    problem = unreadable(path)
    if problem:
        raise Unusable(problem)
    grader, progress = Grader(warm=False), Progress()
    try:
        verdict = asyncio.run(checking.check(grader, progress, lesson, found, path))
    except BrokenLesson as error:
        raise Unusable(str(error)) from error
    finally:
        grader.end()
        progress.close()
    shown = json.dumps(as_object(found, verdict), ensure_ascii=False, indent=1)
    say(shown if as_json else as_text(found, verdict))
    if not verdict.passed:
        click.get_current_context().exit(NO)
