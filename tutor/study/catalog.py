"""The catalog: which lessons there are, in the order to take them. It reads nothing but TOML."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tutor.study.lesson import Lesson, read_head, read_lesson
from tutor.study.places import lessons_folder
from tutor.study.tables import LessonError, Table, read_toml

__all__ = ["Lesson", "LessonError", "Month", "Pack", "UnknownLesson", "find", "lessons", "pack"]


class UnknownLesson(Exception):
    """No lesson has the name that was given. The message offers the nearest and lists them all."""


@dataclass(frozen=True)
class Month:
    """A month of the course: its number, its title, and a line on what it is about."""

    number: int
    title: str
    about: str


@dataclass(frozen=True)
class Pack:
    """A set of lessons: who wrote it, under which licence, and the months it covers."""

    title: str
    authors: tuple[str, ...]
    licence: str
    months: tuple[Month, ...]


def pack(folder: Path | None = None) -> Pack:
    """Read pack.toml in `folder`, by default the course's own."""
    path = (folder or lessons_folder()) / "pack.toml"
    table = Table(read_toml(path), path, "", ("title", "authors", "licence", "month"))
    months = [
        Month(month.whole("number", 0, 12), month.line("title"), month.line("about"))
        for month in table.tables("month", ("number", "title", "about"), "number")
    ]
    return Pack(table.line("title"), table.texts("authors"), table.line("licence"), tuple(months))


def lessons(folder: Path | None = None) -> tuple[Lesson, ...]:
    """Read the heads of the lessons in `folder`, month by month, each after the ones it needs."""
    root = folder or lessons_folder()
    found: dict[str, Lesson] = {}
    for path in sorted(root.glob("*/lesson.toml")):
        lesson = read_head(path.parent)
        if lesson.id in found:
            other = found[lesson.id].toml_path
            raise LessonError(f"{path}: the id {lesson.id!r} is already that of {other}")
        found[lesson.id] = lesson
    # a need that is not written yet orders nothing
    needs = {name: [n for n in lesson.needs if n in found] for name, lesson in found.items()}
    for name, wanted in needs.items():
        for need in wanted:
            month, later = found[name].month, found[need].month
            if later > month:
                path = found[name].toml_path
                raise LessonError(f"{path}: month {month} comes before {need!r}, of month {later}")
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as problem:
        circle = problem.args[1]
        raise LessonError(
            f"{found[circle[0]].toml_path}: `needs` runs in a circle: {' → '.join(circle)}"
        ) from None
    return tuple(sorted((found[name] for name in order), key=lambda lesson: lesson.month))


def find(name: str, folder: Path | None = None) -> Lesson:
    """Return the lesson whose id is `name`; raise `UnknownLesson` with the nearest one."""
    known = {lesson.id: lesson for lesson in lessons(folder)}
    wanted = name.strip().lower().replace("_", "-")
    if wanted in known:
        return read_lesson(known[wanted].folder)
    near = get_close_matches(wanted, known, n=1, cutoff=0.4)
    guess = f" Did you mean {near[0]}?" if near else ""
    listed = ", ".join(known) or "none"
    raise UnknownLesson(f"There is no lesson {name!r}.{guess} Lessons: {listed}.")
