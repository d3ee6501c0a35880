"""`mlpath-tutor packs`: which sets of lessons there are, and where each comes from."""

from __future__ import annotations

import json

import click

from tutor.cli.columns import aligned
from tutor.cli.given import with_lessons
from tutor.cli.streams import Unusable, note, say


@click.command("packs", short_help="Name the packs of lessons and their origin.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array, an object a pack.")
@with_lessons
def command(as_json: bool) -> None:
    """Name the packs of lessons, the version of each, and the folder that it is in.

    A pack's lessons run its authors' Python with your rights once you open one of them. Nothing of
    it is run to list it.
    """
    from tutor.study import catalog

    found = catalog.look()
    rows = []
    for origin in found.origins:
        described = (origin.folder / "pack.toml").is_file()
        try:
            about = catalog.pack(origin.folder) if described else None
        except catalog.LessonError as error:  # of the course; another pack would be left out
            raise Unusable(str(error)) from error
        rows.append(
            {
                "pack": origin.name or "course",
                "title": about.title if about else "",
                "lessons": sum(lesson.pack == origin.name for lesson in found.lessons),
                "version": origin.version,
                "folder": str(origin.folder),
            }
        )
    for problem in found.problems:
        note(f"left out: {problem}")
    if as_json:
        say(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    head = tuple(map(str.upper, rows[0]))
    say(aligned([head, *(tuple(map(str, row.values())) for row in rows)], right=(2,)))
