"""Anchors: the places in a lesson's text where the screen takes over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.study.lesson import Lesson
from tutor.study.tables import LessonError, suggestion

COMMENT = re.compile(r"\s*<!--(.*)-->\s*$")


@dataclass(frozen=True)
class Anchor:
    """A place for something live. kind: sim, predict, exercise or quiz; `id` says which one."""

    kind: str
    id: str = ""

    @property
    def written(self) -> str:
        """The comment that an author writes."""
        return f"<!-- @{self.kind}{' ' + self.id if self.id else ''} -->"


class Anchors:
    """The anchors that one lesson must have, and the lines where they were met."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.wanted = {
            "sim": [Anchor("sim")],
            "predict": [Anchor("predict", item.id) for item in lesson.predictions],
            "exercise": [Anchor("exercise", item.id) for item in lesson.exercises],
            "quiz": [Anchor("quiz")] if lesson.quiz else [],
        }
        self.met: dict[Anchor, int] = {}

    def meet(self, number: int, text: str) -> Anchor | None:
        """Return the anchor that a line of the text is, if it is one."""
        comment = COMMENT.match(text)
        if not comment or not comment[1].strip().startswith("@"):
            if re.search(r"<!--\s*@", text):
                raise self._error(number, "an anchor stands on a line of its own")
            return None
        kind, *words = comment[1].strip()[1:].split() or [""]
        anchor = Anchor(kind, " ".join(words))
        self._check(anchor, number)
        if anchor in self.met and kind != "sim":  # the picture may come back in a later scene
            raise self._error(number, f"{anchor.written} is already in line {self.met[anchor]}")
        self.met.setdefault(anchor, number)
        return anchor

    def check_complete(self) -> None:
        """Raise `LessonError` for the first item that has no anchor."""
        for anchors in self.wanted.values():
            for anchor in anchors:
                if anchor not in self.met:
                    where = f"{self.lesson.toml_path}:{self._declared(anchor)}"
                    place = self.lesson.prose_path.name
                    raise LessonError(f"{where}: no anchor: put {anchor.written} in {place}")

    def _check(self, anchor: Anchor, number: int) -> None:
        kind = anchor.kind
        if kind not in self.wanted:
            kinds = ", ".join(f"@{known}" for known in self.wanted)
            guess = suggestion(kind, self.wanted) or f": the anchors are {kinds}"
            raise self._error(number, f"unknown anchor @{kind}{guess}")
        if anchor in self.wanted[kind]:
            return
        if not self.wanted[kind]:
            raise self._error(number, f"{anchor.written}: lesson.toml has no [[{kind}]]")
        known = [item.id for item in self.wanted[kind] if item.id]
        if not known:
            raise self._error(number, f"@{kind} takes no id")
        guess = suggestion(anchor.id, known) or f": there is {', '.join(known)}"
        raise self._error(number, f"no {kind} {anchor.id!r}{guess}")

    def _declared(self, anchor: Anchor) -> int:
        """Return the line of lesson.toml that declares an item."""
        if anchor.id:
            declaration = rf"id\s*=\s*[\"']{re.escape(anchor.id)}[\"']"
        else:
            declaration = r"sim\s*=" if anchor.kind == "sim" else r"\[\[quiz\]\]"
        lines = self.lesson.toml_path.read_text(encoding="utf-8").splitlines()
        found = (n for n, line in enumerate(lines, 1) if re.match(rf"\s*{declaration}", line))
        return next(found, 1)

    def _error(self, number: int, message: str) -> LessonError:
        return LessonError(f"{self.lesson.prose_path}:{number}: {message}")
