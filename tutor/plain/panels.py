"""Panels by name, and what to say of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tutor.draw.description import describe
from tutor.engine.panels import Panel, Text
from tutor.plain.commands import Unclear
from tutor.study.sentences import VEIL


def veiled(panels: Sequence[Panel], hidden: Collection[str]) -> list[Panel]:
    """Return the panels, those that would give a prediction's answer away behind a veil."""
    return [Text(panel.title, VEIL) if panel.title in hidden else panel for panel in panels]


def find(panels: Sequence[Panel], name: str) -> Panel:
    """Return the panel with this number, counted from 1, or whose title begins or reads so."""
    known = ", ".join(f"{number} {panel.title}" for number, panel in enumerate(panels, 1))
    wanted = name.lower()
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(panels):
        return panels[int(wanted) - 1]
    titles = [panel.title.lower() for panel in panels]
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [panel for panel, title in zip(panels, titles, strict=True) if fits(title, wanted)]
        if len(found) == 1 and wanted:
            return found[0]
    given = f"{name[:30]!r} is not one of them. " if name else ""
    raise Unclear(f"Which panel? {given}They are: {known or 'none yet'}.")


def in_words(panel: Panel) -> str:
    """Return a panel's title and what it shows; said once where both begin alike."""
    shown = describe(panel)
    return shown if shown.startswith(f"{panel.title} ") else f"{panel.title}: {shown}"
