"""`mlpath-tutor export`: everything that is remembered, in one JSON file."""

from __future__ import annotations

import time
from pathlib import Path

import click

from tutor.cli.streams import Unusable, note, say


@click.command("export", short_help="Write your progress to one JSON file.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(file: Path | None, force: bool) -> None:
    """Write everything that is remembered of you to FILE, or to stdout.

    `mlpath-tutor import FILE` takes it in again, here or on another machine.
    """
    from tutor.cli.remembered import remembered
    from tutor.engine.files import write_whole
    from tutor.study.transfer import as_text, exported

    if file is not None and file.is_file() and not force:
        raise Unusable(f"{file} is there already; give another name, or --force to write over it")
    with remembered() as progress:
        content = exported(progress.store, time.time())
    text = as_text(content)
    if file is None:
        say(text)
        return
    write_whole(file, [text])
    note(f"wrote {sum(map(len, content['tables'].values()))} rows to {file}")
