"""The catalog: which lessons there are, in the order to take them. It reads nothing but TOML.

A lesson or a pack that is broken is left out and named; the others stay usable.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tutor.study.lesson import Lesson, read_head, read_lesson
from tutor.study.packs import Origin, origins
from tutor.study.places import lessons_folder
from tutor.study.tables import LessonError, Table, read_toml

__all__ = ["Lesson", "LessonError", "Month", "Pack", "UnknownLesson", "find", "find_head",
           "lessons", "look", "pack"]  # fmt: skip


class UnknownLesson(Exception):
    """No lesson has the name that was given. The message offers the nearest and lists them all."""


@dataclass(frozen=True)
class Month:
    """A month of the course: its number, its title, a line on what it is about, and its lessons.

    lessons: names in the order to take them, also of those that are still to be written.
    """

    number: int
    title: str
    about: str
    lessons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """A set of lessons: who wrote it, under which licence, and the months it covers."""

    title: str
    authors: tuple[str, ...]
    licence: str
    months: tuple[Month, ...]


@dataclass(frozen=True)
class Catalog:
    """All that was found: origins, lessons in order, and a sentence for each thing left out."""

    origins: tuple[Origin, ...]
    lessons: tuple[Lesson, ...]
    problems: tuple[str, ...]


def pack(folder: Path | None = None) -> Pack:
    """Read pack.toml in `folder`, by default the course's own."""
    path = (folder or lessons_folder()) / "pack.toml"
    table = Table(read_toml(path), path, "", ("title", "authors", "licence", "month"))
    months = [
        Month(
            month.whole("number", 0, 12),
            month.line("title"),
            month.line("about"),
            month.texts("lessons"),
        )
        for month in table.tables("month", ("number", "title", "about", "lessons"), "number")
    ]
    return Pack(table.line("title"), table.texts("authors"), table.line("licence"), tuple(months))


def look(folder: Path | None = None) -> Catalog:
    """Find the lessons in `folder`, by default the course's with those of every pack."""
    places = origins(lessons_folder()) if folder is None else [Origin("", folder, "")]
    found: dict[str, Lesson] = {}
    problems, good = list[str](), list[Origin]()
    for place in places:
        try:
            if isinstance(place, LessonError):
                raise place
            if place.name and (place.described or (place.folder / "pack.toml").is_file()):
                pack(place.folder)
        except (LessonError, OSError) as error:
            problems.append(str(error))
            continue
        good.append(place)
        problems += _gather(place, found)
    known = {lesson.id: _resolved(lesson, found) for lesson in found.values()}
    ordered = _in_order(known, _ranks(good), problems)
    return Catalog(tuple(good), tuple(ordered), tuple(problems))


def lessons(folder: Path | None = None) -> tuple[Lesson, ...]:
    """Read the heads of the lessons, month by month, each after the ones it needs."""
    return look(folder).lessons


def find(name: str, folder: Path | None = None) -> Lesson:
    """Return the lesson whose id is `name`, all read; raise `UnknownLesson`, `LessonError`."""
    lesson = find_head(name, folder)
    return replace(read_lesson(lesson.folder, lesson.pack), needs=lesson.needs)


def find_head(name: str, folder: Path | None = None) -> Lesson:
    """Return the lesson whose id is `name`; raise `UnknownLesson` with the nearest one."""
    catalog = look(folder)
    known = {lesson.id: lesson for lesson in catalog.lessons}
    wanted = name.strip().lower().replace("_", "-")
    if wanted in known:
        return known[wanted]
    near = get_close_matches(wanted, known, n=1, cutoff=0.4)
    guess = f" Did you mean {near[0]}?" if near else ""
    listed = ", ".join(known) or "none"
    broken = "".join(f" Left out: {problem}." for problem in catalog.problems)
    raise UnknownLesson(f"There is no lesson {name!r}.{guess} Lessons: {listed}.{broken}")


def _gather(place: Origin, found: dict[str, Lesson]) -> Iterable[str]:
    """Put the lessons of one origin into `found`; yield a sentence for each that is broken."""
    for path in sorted(place.folder.glob("*/lesson.toml")):
        try:
            lesson = read_head(path.parent, place.name)
        except (LessonError, OSError) as error:
            yield str(error)
            continue
        if lesson.id in found:
            other = found[lesson.id].toml_path
            yield f"{path}: the id {lesson.id!r} is already that of {other}"
        else:
            found[lesson.id] = lesson


def _resolved(lesson: Lesson, found: Container[str]) -> Lesson:
    """Return the lesson with its needs as ids: a need names one of its own pack first."""
    own = {need: f"{lesson.pack}/{need}" for need in lesson.needs}
    ids = tuple(own[need] if own[need] in found else need for need in lesson.needs)
    return replace(lesson, needs=ids)


def _ranks(places: Iterable[Origin]) -> dict[str, int]:
    """Return the place of each lesson that a pack's months list, by id."""
    ranks = {}
    for place in places:
        with suppress(LessonError, OSError):  # without a pack.toml, no order but that of the needs
            for month in pack(place.folder).months:
                for rank, name in enumerate(month.lessons):
                    ranks[f"{place.name}/{name}" if place.name else name] = rank
    return ranks


def _in_order(
    known: dict[str, Lesson], ranks: Mapping[str, int], problems: list[str]
) -> list[Lesson]:
    """Return the lessons in the order to take them; those that cannot have one are left out."""
    for lesson in [*known.values()]:
        for need in lesson.needs:
            if need in known and known[need].month > lesson.month:
                later = f"{need!r}, of month {known[need].month}"
                problems.append(f"{lesson.toml_path}: month {lesson.month} comes before {later}")
                known.pop(lesson.id, None)

    found = {name: place for place, name in enumerate(known)}  # a pack's come after the course's

    def priority(name: str) -> tuple[int, int, int]:
        return known[name].month, ranks.get(name, len(ranks)), found[name]

    while True:
        # a need that is not written yet orders nothing
        needs = {name: [n for n in lesson.needs if n in known] for name, lesson in known.items()}
        sorter = TopologicalSorter(needs)
        try:
            sorter.prepare()
        except CycleError as problem:
            circle = problem.args[1]
            path = known[circle[0]].toml_path
            problems.append(f"{path}: `needs` runs in a circle: {' → '.join(circle)}")
            for name in set(circle):
                del known[name]
        else:
            return [known[name] for name in _first_things_first(sorter, priority)]


def _first_things_first(
    sorter: TopologicalSorter[str], priority: Callable[[str], tuple[int, int, int]]
) -> Iterator[str]:
    """Yield the nodes, each after what it needs, and of those that may come the first by rank."""
    ready = list[str]()
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=priority)
        name = ready.pop(0)
        sorter.done(name)
        yield name
