"""Packs: sets of lessons beside the course, from installed packages and from a folder.

A package offers its lessons by an entry point, in its pyproject.toml:

    [project.entry-points."mlpath_tutor.packs"]
    diffusion = "mlpath_diffusion"      # a package that contains pack.toml and lesson folders

To find the lessons nothing of the package is imported; a lesson's code runs once the lesson is
opened.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tutor.study.places import author_folder
from tutor.study.tables import NAME, LessonError

GROUP = "mlpath_tutor.packs"


@dataclass(frozen=True)
class Origin:
    """Where lessons come from. name: what their ids begin with; empty for the course."""

    name: str
    folder: Path
    version: str
    """The distribution and its version, or what named the folder."""
    described: bool = True
    """Whether it must have a pack.toml; a folder of lessons in the making need not."""


def origins(course: Path) -> Iterator[Origin | LessonError]:
    """Yield the course, every installed pack, and the author's folder; what is broken as an error.

    The author's folder comes as a pack of its own, unless it is the course's.
    """
    yield Origin("", course, "the course")
    yield from _installed()
    folder = author_folder()
    if folder is None:
        return
    if not folder.is_dir():
        yield LessonError(f"{folder}: there is no such folder; give --lessons one with lessons")
    elif folder.resolve() != course.resolve():
        yield Origin(_name_of(folder), folder, "--lessons", described=False)


def is_being_written(folder: Path) -> bool:
    """Say whether a lesson's folder is in the author's."""
    home = author_folder()
    return home is not None and folder.resolve().is_relative_to(home.resolve())


def _installed() -> Iterator[Origin | LessonError]:
    if not _is_any_installed():
        return
    from importlib.metadata import entry_points  # 20 ms that a learner without packs is spared

    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        version = f"{point.dist.name} {point.dist.version}" if point.dist else "unknown"
        folder = _folder_of(point.value)
        if not NAME.fullmatch(point.name):
            yield LessonError(
                f"the pack {point.name!r} of {version}: its name must have small letters, digits "
                "and hyphens; tell its author"
            )
        elif folder is None:
            yield LessonError(
                f"the pack {point.name!r} of {version}: there is no package {point.value!r} with a "
                "folder; install it again, or tell its author"
            )
        else:
            yield Origin(point.name, folder, version)


def _is_any_installed() -> bool:
    """Say whether any installed distribution names the group, by the one file that would."""
    sign = GROUP.encode()
    for folder in sys.path:
        with suppress(OSError):
            for path in Path(folder or ".").glob("*-info/entry_points.txt"):
                if sign in path.read_bytes():
                    return True
    return False


def _folder_of(package: str) -> Path | None:
    """Return the folder of a package without importing it; None where there is none."""
    from importlib.util import find_spec

    first, *rest = package.split(".")
    try:
        spec = find_spec(first)  # of a package at the top, which is not imported for it
    except (ImportError, ValueError):
        return None
    for place in (spec and spec.submodule_search_locations) or ():
        folder = Path(place).joinpath(*rest)
        if folder.is_dir():
            return folder
    return None


def _name_of(folder: Path) -> str:
    """Return the folder's name as a pack's name."""
    return "-".join(re.findall(r"[a-z0-9]+", folder.name.lower())) or "lessons"
