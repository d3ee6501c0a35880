"""Comparing: a lesson's run taken to the screen that holds it against another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from tutor.engine.frame import Frame
from tutor.engine.receipt import Source
from tutor.study.driving import drivers, source_of
from tutor.study.lesson import Lesson
from tutor.study.progress import Progress
from tutor.study.workspace import Workspace

AT_LEAST = 100
"""Steps that are compared, where the run on screen has fewer."""


class Comparing(Screen[None]):
    """Line by line, for the lesson screen, which has the run and the store."""

    lesson: Lesson
    frame: Frame | None
    progress: Progress

    if TYPE_CHECKING:  # the screen has it from another of its parts

        @property
        def source(self) -> Source:
            """Where the simulation comes from, and whose functions are in it."""

    def action_line_by_line(self) -> None:
        """Compare this run with itself, with the learner's code or with a ledger."""
        from tutor.app.screens.line_by_line import LineByLineScreen
        from tutor.lab.tracing.order import Order
        from tutor.lab.tracing.subject import Subject

        frame = self.frame
        if frame is None:
            return
        lesson = self.lesson
        driven_by = drivers(lesson, self.progress.attempts, Workspace())
        subject = Subject(
            lesson.title,
            reference=source_of(lesson),
            yours=source_of(lesson, driven_by) if driven_by else None,
            order=Order(self.source, frame.seed, frame.initial, tuple(frame.edits)),
            steps=max(frame.length, AT_LEAST),
        )
        self.app.push_screen(LineByLineScreen(subject))
