"""The text of a lesson: scenes of Markdown, with anchors where the screen takes over.

A `##` heading starts a scene, and a scene is a save point. An anchor is an HTML comment on a line
of its own, `<!-- @predict on-the-edge -->`: GitHub and every Markdown viewer hide it, so the file
reads as prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.study.anchors import COMMENT, Anchor, Anchors
from tutor.study.bibliography import bibliography
from tutor.study.lesson import Lesson
from tutor.study.plain import citations, plain_math
from tutor.study.tables import LessonError, suggestion

__all__ = ["Anchor", "Prose", "Scene", "plain_math", "read"]

HEADING = re.compile(r"(#{1,2})\s+(.+?)\s*#*\s*$")
FENCE = re.compile(r" {0,3}(```+|~~~+)")


@dataclass(frozen=True)
class Prose:
    """A run of Markdown between two anchors, as written."""

    markdown: str


@dataclass(frozen=True)
class Scene:
    """One step of a lesson: a title and its blocks, in order."""

    title: str
    blocks: tuple[Prose | Anchor, ...]

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """The live places of this scene, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Anchor))


@dataclass(frozen=True)
class Line:
    """A line of the file: its number, its text, and whether it is part of a code fence."""

    number: int
    text: str
    fenced: bool


def read(lesson: Lesson) -> list[Scene]:
    """Read the lesson's scenes; raise `LessonError` where text and lesson.toml do not match."""
    lines = list(_lines(lesson.prose_path))
    _check_citations(lesson.prose_path, lines)
    anchors = Anchors(lesson)
    scenes = [Scene(title, tuple(_blocks(body, anchors))) for title, body in _cut(lesson, lines)]
    anchors.check_complete()
    return scenes


def _cut(lesson: Lesson, lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Cut the text at its headings: the title's scene first, then one for each `##`."""
    path, scenes = lesson.prose_path, list[tuple[str, list[Line]]]()
    for line in lines:
        heading = None if line.fenced else HEADING.match(line.text)
        if heading and bool(scenes) is (heading[1] == "##"):
            scenes.append((heading[2], []))
        elif heading:
            raise LessonError(f"{path}:{line.number}: one # heading, the title, comes first")
        elif scenes:
            scenes[-1][1].append(line)
        elif line.text.strip():
            raise LessonError(f"{path}:{line.number}: start with the title, # {lesson.title}")
    if not scenes or scenes[0][0] != lesson.title:
        given = f"{scenes[0][0]!r}" if scenes else "missing"
        raise LessonError(f"{path}: the title is {given}; in lesson.toml it is {lesson.title!r}")
    return scenes


def _blocks(lines: Iterable[Line], anchors: Anchors) -> Iterator[Prose | Anchor]:
    """Yield the prose and the anchors of one scene; other comments vanish, as they do on GitHub."""
    prose: list[str] = []
    for line in lines:
        anchor = None if line.fenced else anchors.meet(line.number, line.text)
        if anchor:
            yield from _prose(prose)
            prose = []
            yield anchor
        elif line.fenced or not COMMENT.match(line.text):
            prose.append(line.text)
    yield from _prose(prose)


def _prose(lines: list[str]) -> Iterator[Prose]:
    markdown = "\n".join(lines).strip()
    if markdown:
        yield Prose(markdown)


def _lines(path: Path) -> Iterator[Line]:
    """Yield the lines of the file; a fence's own two lines count as fenced."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise LessonError(f"{path}: cannot be read: {problem}") from None
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        mark = FENCE.match(line)
        yield Line(number, line, bool(fence or mark))
        if not fence and mark:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""


def _check_citations(path: Path, lines: Iterable[Line]) -> None:
    known = bibliography()
    for line in lines:
        for key in [] if line.fenced else citations(line.text):
            if key not in known:
                near = suggestion(key, known)
                where = f"{path}:{line.number}"
                raise LessonError(f"{where}: [@{key}] is not in the bibliography{near}")
