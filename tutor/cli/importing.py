"""`mlpath-tutor import`: taking in an export, without loss and without doubles."""

from __future__ import annotations

from pathlib import Path

import click

from tutor.cli.streams import Unusable, say

LARGEST = 200 * 2**20
"""Bytes of the largest export that is read."""
NO = 1


@click.command("import", short_help="Take in a file that export wrote.")
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Merge FILE, an export, into what is remembered here: all of it, or nothing of it.

    What is here stays; what is in both is kept once. Nothing in FILE is ever run.
    """
    from tutor.cli.remembered import remembered
    from tutor.study.transfer import NotProgress, merge, parse

    try:
        content = parse(_text(file))
    except NotProgress as problem:
        raise Unusable(f"{file} cannot be taken in: {problem}") from None
    with remembered() as progress:
        gained = merge(progress.store, content)
    if not progress.store.keeps:
        click.get_current_context().exit(NO)
    rows = [f"{count} in {name}" for name, count in gained.items() if count]
    new = f"new or newer: {', '.join(rows)}" if rows else "nothing that was not here already"
    say(f"Took in {file}: {new}.")


def _text(file: Path) -> str:
    if file.is_file() and file.stat().st_size > LARGEST:
        raise Unusable(f"{file} is larger than {LARGEST >> 20} MiB, which no export is")
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Unusable(f"{file} cannot be taken in: it is not UTF-8 text") from None
