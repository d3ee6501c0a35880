"""The progress screen: path, predictions, reviews, plan and journal, a tab each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Input, Static, TabbedContent, TabPane

from tutor.app.commands import Command, bindings
from tutor.app.screens.path import done_of
from tutor.app.widgets.journal import JournalPart
from tutor.app.widgets.plan import PlanPart
from tutor.app.widgets.standing import (
    PathPart,
    PicturePart,
    calibration_picture,
    calibration_words,
    days_picture,
    review_words,
)
from tutor.study.catalog import Pack
from tutor.study.coming import days_ahead
from tutor.study.journal import journal
from tutor.study.journal_file import save_journal
from tutor.study.lesson import Lesson
from tutor.study.plan import Plan, schedule, work
from tutor.study.progress import Progress
from tutor.study.standing import Standing, standing

TABS = ("path", "predictions", "review", "plan", "journal")
COMMANDS = (
    *(
        Command(f"tab('{name}')", str(number), f"The {name}", f"Show the {name}.")
        for number, name in enumerate(TABS, 1)
    ),
    Command("review", "v", "Review", "Answer the cards that are due.", "review"),
    Command("plan", "p", "Change the plan", "Put the keys on the plan's start and hours.", "plan"),
    Command("note", "n", "Write a note", "Put the keys on the journal's field.", "note"),
    Command("save", "e", "Save the journal", "Write all of it to a Markdown file.", "save"),
    Command("scroll(-3)", "up", "Up", "Scroll up."),
    Command("scroll(3)", "down", "Down", "Scroll down."),
    Command("page(-1)", "pageup", "A page up", "Scroll a page up."),
    Command("page(1)", "pagedown", "A page down", "Scroll a page down."),
    Command("leave", "escape", "Back to the path", "Let go of a field; then leave.", "path"),
)
DAYS = 7
"""Days of reviews that are shown."""
USUAL_HOURS = 5.0
"""Hours a week that are proposed before there is a plan."""
UNADDED = "Your note is not added yet: enter adds it, esc once more leaves it."


class ProgressScreen(Screen[Literal["review"] | None]):
    """Where the learner stands. It ends with "review" where they want to review next."""

    CSS_PATH = Path(__file__).parent / "progress.tcss"
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    help_title = "progress"
    help_notes = """\
○ not begun   ◐ begun or tried   ● done or passed   ✗ given up

← and → go through the tabs, ↑ and ↓ scroll. tab goes to a picture, where the arrows read exact \
values; esc lets go.

The plan as you made it never moves. Beside it stands what is true today: the work that is left, \
from today on, at your hours a week."""

    def __init__(
        self,
        progress: Progress,
        pack: Pack,
        lessons: Sequence[Lesson],
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._progress = progress
        self._pack = pack
        self._lessons = lessons
        self._clock = clock
        self._path = PathPart()
        self._predictions = PicturePart("said and happened")
        self._review = PicturePart("cards due, day by day")
        self._plan = PlanPart()
        self._journal = JournalPart()
        self._message = Static("", id="message", markup=False)
        self._warned_of_note = False

    def compose(self) -> ComposeResult:
        """The head line, the tabs, a line for what was done, the keys."""
        yield Static("", id="head", markup=False)
        parts = (self._path, self._predictions, self._review, self._plan, self._journal)
        with TabbedContent(initial=TABS[0]):
            for number, (name, part) in enumerate(zip(TABS, parts, strict=True), 1):
                with TabPane(f"{number} {name}", id=name):
                    yield part
        yield self._message
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show where the learner stands now."""
        self.refresh_parts()

    def refresh_parts(self) -> None:
        """Show everything anew."""
        now = self._clock()
        found = standing(self._progress, self._lessons, self._pack.months, now)
        self.query_one("#head", Static).update(f" Progress   {done_of(found.states.values())}")
        self._path.show(found, self._lessons)
        self._predictions.show(
            calibration_words(found.calibration), calibration_picture(found.calibration), rows=8
        )
        known = {lesson.id for lesson in self._lessons}
        cards = [c for c in self._progress.deck.cards() if c.key.lesson in known]
        days = days_picture(days_ahead(cards, now, DAYS)) if cards else None
        self._review.show(review_words(found.today, now), days, rows=DAYS + 1)
        self._show_plan(found)
        self._journal.show(self._written)

    def action_tab(self, name: str) -> None:
        """Show a part."""
        self.query_one(TabbedContent).active = name

    def action_review(self) -> None:
        """Go to the review."""
        self.dismiss("review")

    def action_scroll(self, rows: int) -> None:
        """Scroll the part on screen."""
        self._scroller.scroll_relative(y=rows, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll the part on screen by pages."""
        self.action_scroll(pages * max(1, self._scroller.size.height - 1))

    def action_plan(self) -> None:
        """Show the plan with the keys on its form."""
        self.action_tab("plan")
        self.call_after_refresh(self._plan.query_one("#start").focus)

    def action_note(self) -> None:
        """Show the journal with the keys on its field."""
        self.action_tab("journal")
        self.call_after_refresh(self._journal.query_one(Input).focus)

    def action_save(self) -> None:
        """Write the journal to a file, and say which."""
        try:
            path = save_journal(self._written, self._progress.path.parent, self._today)
        except OSError as problem:
            self._say(f"The journal could not be written: {problem.strerror or problem}.", bad=True)
        else:
            self._say(f"The journal is saved: {path}")

    def action_leave(self) -> None:
        """Let go of the field under the keys; without one, leave, unless a note would be lost."""
        if isinstance(self.focused, Input):
            self.query_one("Tabs").focus()
        elif self._journal.unadded and not self._warned_of_note:
            self._warned_of_note = True
            self.action_note()
            self._say(UNADDED, bad=True)
        else:
            self.dismiss(None)

    @on(PlanPart.Decided)
    def _decided(self, event: PlanPart.Decided) -> None:
        """Keep the plan, and show what it comes to."""
        event.stop()
        self._progress.plan.write(event.plan, now=self._clock())
        self.refresh_parts()
        plan = event.plan
        self._say_kept(f"The plan is kept: {plan.hours:g} hours a week from {plan.start}.")

    @on(JournalPart.Noted)
    def _noted(self, event: JournalPart.Noted) -> None:
        """Keep a note about the lesson that was visited last, or about the course."""
        event.stop()
        last = self._progress.last_place()
        about = last[0] if last else self._pack.title
        self._progress.notes.add(about, "", event.text, now=self._clock())
        self._journal.show(self._written)
        self._warned_of_note = False
        self._say_kept("Your note is added.")

    @property
    def _scroller(self) -> VerticalScroll:
        pane = self.query_one(TabbedContent).active_pane
        assert pane is not None
        return pane.query_one(VerticalScroll)

    @property
    def _written(self) -> str:
        return journal(self._progress, self._lessons)

    @property
    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock()).date()

    def _show_plan(self, found: Standing) -> None:
        """Show the plan, or before there is one what a usual one would be."""
        today = self._today
        plan = found.plan or Plan(today, USUAL_HOURS)
        proposed = schedule(plan, work(self._pack.months, self._lessons, found.states), today)
        self._plan.show(plan, found.plan is not None, found.schedule or proposed, today)

    def _say_kept(self, text: str) -> None:
        """Say that something is kept, where it is."""
        is_kept = self._progress.store.keeps
        self._say(text if is_kept else self._progress.warning or "", bad=not is_kept)

    def _say(self, text: str, bad: bool = False) -> None:
        self._message.set_class(bad, "-bad")
        self._message.update(text)
