"""The option --lessons, which several commands take: a folder with more lessons."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from tutor.cli.streams import Unusable

F = TypeVar("F", bound=Callable[..., object])


def with_lessons(command: F) -> F:
    """Give a command the option --lessons; the folder holds for this process and its children."""
    option = click.option(
        "--lessons",
        metavar="DIR",
        expose_value=False,
        is_eager=True,  # what completes a lesson's name must know it
        callback=_take,
        type=click.Path(file_okay=False),
        help="A folder with more lessons.",
    )
    return option(command)


def _take(context: click.Context, _: click.Parameter, folder: str | None) -> None:
    if folder is None:
        return
    if not Path(folder).is_dir() and not context.resilient_parsing:
        raise Unusable(f"--lessons {folder}: there is no such folder")
    os.environ["MLPATH_LESSONS"] = str(Path(folder).absolute())
