"""Placing rules: the lesson's id, and its place among the others of its pack."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from typing import Any

import tomli

from tutor.lab.lint.draft import Draft
from tutor.lab.lint.finding import Finding
from tutor.study.lesson import Lesson
from tutor.study.tables import suggestion


def id_is_its_own(draft: Draft) -> Iterator[Finding]:
    """No other lesson of the pack has the id."""
    for other in draft.siblings:
        same_place = other.folder.resolve() == draft.lesson.folder.resolve()
        if other.id == draft.lesson.id and not same_place:
            what = f"`id` is {other.id!r}, and so is that of {other.toml_path}; take another"
            yield draft.in_toml("", "id", what)


def ids_stay(draft: Draft) -> Iterator[Finding]:
    """What learners have answered is kept under ids, so an id that was committed stays."""
    before = _committed(draft.lesson)
    if before is None:
        return
    if isinstance(before.get("id"), str) and before["id"] != draft.lesson.name:
        what = (
            f"`id` was {before['id']!r} in the last commit: learners' progress is kept under it, "
            "so take it back unless nobody has it yet"
        )
        yield draft.in_toml("", "id", what, note=True)
    for kind in ("predict", "exercise", "quiz"):
        now = {str(item.get("id")) for item in _items(draft.lesson.data, kind)}
        for item in _items(before, kind):
            if str(item.get("id")) not in now:
                what = (
                    f"the {kind} {item.get('id')!r} of the last commit is gone: if you only "
                    "renamed it, take the old id back, which answers are kept under"
                )
                yield draft.in_toml("", "", what, note=True)


def needs_exist(draft: Draft) -> Iterator[Finding]:
    """Each need names a lesson; one that is not written yet is worth a note."""
    for need in draft.lesson.needs:
        if need not in draft.others:
            near = suggestion(need, draft.others) or ": it may still be to be written"
            yield draft.in_toml("", "needs", f"`needs`: there is no lesson {need!r}{near}", True)


def month_is_not_before_its_needs(draft: Draft) -> Iterator[Finding]:
    """A lesson comes in the month of what it needs, or later."""
    for need in draft.lesson.needs:
        other = draft.others.get(need)
        if other is not None and other.month > draft.lesson.month:
            what = (
                f"`month` is {draft.lesson.month}, before that of {need!r}, which it needs: "
                f"give {other.month} or later"
            )
            yield draft.in_toml("", "month", what)


def needs_run_in_no_circle(draft: Draft) -> Iterator[Finding]:
    """Nothing that a lesson needs needs the lesson."""
    start = draft.lesson.id
    waiting: list[tuple[str, tuple[str, ...]]]
    waiting = [(need, (start, need)) for need in draft.lesson.needs]
    seen = set[str]()
    while waiting:
        name, way = waiting.pop(0)
        if name == start:
            shown = " → ".join(way)
            yield draft.in_toml("", "needs", f"`needs` runs in a circle: {shown}; take one out")
            return
        if name in draft.others and name not in seen:
            seen.add(name)
            waiting += [(need, (*way, need)) for need in draft.others[name].needs]


def _items(data: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    items = data.get(kind, [])
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _committed(lesson: Lesson) -> Mapping[str, Any] | None:
    """Return lesson.toml as git has it; None without git, or before the first commit."""
    command = ["git", "show", "HEAD:./lesson.toml"]
    try:
        shown = subprocess.run(
            command, cwd=lesson.folder, capture_output=True, timeout=10, check=False
        )
        return None if shown.returncode else tomli.loads(shown.stdout.decode("utf-8"))
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError, tomli.TOMLDecodeError):
        return None
