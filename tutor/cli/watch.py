"""`mlpath-tutor watch`: a verdict at every save, whatever editor did it."""

from __future__ import annotations

from pathlib import Path

import click

from tutor.cli.completing import exercise_names
from tutor.cli.exercises import Found, every_exercise, exercise_called
from tutor.cli.streams import Unusable, note, say

PULSE = 300
"""Milliseconds after which the watcher speaks up though nothing was saved."""


@click.command("watch", short_help="Check at every save.")
@click.argument("exercise", required=False, shell_complete=exercise_names)
def command(exercise: str | None) -> None:
    """Watch your workspace and check at every save, EXERCISE alone or whatever the file holds.

    Ctrl+C ends it.
    """
    import asyncio

    from tutor.study.workspace import PACKAGE, Workspace

    chosen = [exercise_called(exercise)] if exercise else every_exercise()
    workspace = Workspace()
    package = workspace.folder / PACKAGE
    if not package.is_dir():
        raise Unusable(f"There is no {package} yet. `mlpath-tutor stub EXERCISE` makes it.")
    by_file: dict[str, list[Found]] = {}
    for lesson, found in chosen:
        by_file.setdefault(workspace.module(found).name, []).append((lesson, found))
    asyncio.run(_watch(package, by_file))


async def _watch(package: Path, by_file: dict[str, list[Found]]) -> None:
    from watchfiles import Change, awatch

    from tutor.study.checking import check
    from tutor.study.grading.grader import Grader
    from tutor.study.grading.grader import Unusable as BrokenLesson
    from tutor.study.progress import Progress
    from tutor.study.verdict_words import compact
    from tutor.study.workspace import Workspace

    grader, workspace, progress = Grader(), Workspace(), Progress()
    try:
        grader.start()
        told = False
        async for changes in awatch(
            package, step=20, debounce=200, rust_timeout=PULSE, yield_on_timeout=True,
            recursive=False,
        ):  # fmt: skip
            if not told:  # by now no save can be missed
                note(f"watching {package}; Ctrl+C ends it")
                told = True
            saved = {Path(path).name for kind, path in changes if kind != Change.deleted}
            for name in sorted(saved & by_file.keys()):
                held = [pair for pair in by_file[name] if workspace.holds(pair[1])]
                # of a file that Python cannot read, one sentence is enough
                for lesson, exercise in held or by_file[name][:1]:
                    try:
                        verdict = await check(grader, progress, lesson, exercise, package / name)
                    except BrokenLesson as error:
                        note(str(error))
                    else:
                        say(compact(exercise, verdict))
    finally:
        grader.end()
        progress.close()
