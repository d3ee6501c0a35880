"""The path: the twelve months as a map, with what is done, begun and still to come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from time import time
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.commands import Command, bindings
from tutor.app.screens.onward import Onward
from tutor.study.catalog import Lesson, Month, Pack
from tutor.study.progress import Progress, State

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

COMMANDS = (
    Command("open", "enter,o", "Open the lesson", "Open the lesson under the cursor.", "open"),
    Command("down", "j", "Next lesson", "Move the cursor down; so does ↓."),
    Command("up", "k", "Previous lesson", "Move the cursor up; so does ↑."),
    Command("review", "v", "Review", "Answer the cards that are due today.", "review"),
    Command("progress", "g", "Progress", "Predictions, exercises, plan, journal.", "progress"),
    Command("papers", "p", "Papers", "Published numbers that you can measure again.", "papers"),
    Command("runs", "r", "Runs", "Trainings that outlive the terminal.", "runs"),
)

MONTH = "month-"
"""What the id of a month's row begins with; a lesson's row has the lesson's id."""
TALL = 36
"""Rows from which the map has room for the road between the months."""

MARKS: dict[State, tuple[str, str]] = {
    "new": ("○", "not begun"),
    "started": ("◐", "begun"),
    "done": ("●", "done"),
}


class PathScreen(Onward, Screen[None]):
    """Months and lessons on the left, what the chosen lesson promises on the right."""

    app: TutorApp
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    help_title = "the path"
    help_notes = "○ not begun   ◐ begun   ● done   · no lesson written yet"

    def __init__(self, pack: Pack, lessons: Sequence[Lesson], progress: Progress) -> None:
        super().__init__()
        self._pack = pack
        self._lessons = {lesson.id: lesson for lesson in lessons}
        self._progress = progress
        self._tall = False
        self._done = ""
        """How many lessons are done, for the head line."""

    def compose(self) -> ComposeResult:
        """The head line, the road, the chosen lesson, the keys."""
        yield Static("", id="head", markup=False)
        with Horizontal(id="path"):
            road = OptionList(id="road")
            road.border_title = "the road"
            road.border_subtitle = "enter opens a lesson"
            yield road
            with Vertical(id="about"):
                yield Static("", id="promise", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Take the keys to the road."""
        self.query_one("#road").focus()

    def on_screen_resume(self) -> None:
        """Lay the road, and lay it again after a lesson, whose state may have changed."""
        self.refresh_road()

    def refresh_road(self) -> None:
        """Write the road anew, the cursor where it was or on the first lesson that is not done."""
        road = self.query_one("#road", OptionList)
        self._tall = self.size.height >= TALL
        states = {name: self._progress.state(name) for name in self._lessons}
        last = self._progress.last_place()
        chosen = road.highlighted_option.id if road.highlighted_option else None
        ahead = next((name for name, state in states.items() if state != "done"), None)
        target = chosen or (last[0] if last else None) or ahead
        road.clear_options()
        road.add_options(self._options(states))
        if target in self._lessons:
            road.highlighted = road.get_option_index(str(target))
        self._done = done_of(states.values())
        self._head(self._done)
        self.call_after_refresh(self._tell_due)

    def _options(self, states: dict[str, State]) -> list[Option]:
        options = []
        for month in self._pack.months:
            own = self._of_month(month.number)
            mark = self._month_mark([states[lesson.id] for lesson in own])
            lit = "$text-accent" if own else "$text-muted"
            head = Content.assemble(
                (f" {month.number:>2} {mark} ", lit),
                (month.title, "bold" if own else "$text-muted"),
            )
            rows = [(f"{MONTH}{month.number}", head)]
            for lesson in own:
                state = states[lesson.id]
                row = Content.assemble(
                    ("    │ ", "$text-muted"),
                    (
                        f"{MARKS[state][0]} ",
                        "$text-success" if state == "done" else "$text-primary",
                    ),
                    f"{lesson.title}  ",
                    (f"{lesson.minutes} min, {MARKS[state][1]}", "$text-muted"),
                )
                rows.append((lesson.id, row))
            if self._tall and month is not self._pack.months[-1]:
                name, last = rows.pop()
                rows.append((name, Content.assemble(last, ("\n    │", "$text-muted"))))
            options += [Option(text, id=name) for name, text in rows]
        return options

    @staticmethod
    def _month_mark(states: Sequence[State]) -> str:
        if not states:
            return "·"
        if all(state == "done" for state in states):
            return "●"
        return "○" if all(state == "new" for state in states) else "◐"

    def on_resize(self) -> None:
        """A taller screen has room for more."""
        if self._tall != (self.size.height >= TALL):
            self.refresh_road()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what the month or lesson under the cursor is about."""
        name = event.option_id or ""
        if name in self._lessons:
            self._promise(self._lessons[name])
        elif name.startswith(MONTH):
            self._outline(self._month(int(name.removeprefix(MONTH))))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the lesson, or the first of a month that is not done."""
        name = event.option_id or ""
        if name in self._lessons:
            self.app.open_lesson(self._lessons[name])
            return
        own = self._of_month(int(name.removeprefix(MONTH)))
        ahead = [x for x in own if self._progress.state(x.id) != "done"] or own
        if ahead:
            self.app.open_lesson(ahead[0])
        else:
            self.notify("No lesson of this month is written yet.", timeout=4, markup=False)

    def action_open(self) -> None:
        """Open the lesson under the cursor."""
        self.query_one("#road", OptionList).action_select()

    def action_down(self) -> None:
        """Move the cursor down."""
        self.query_one("#road", OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Move the cursor up."""
        self.query_one("#road", OptionList).action_cursor_up()

    def _tell_due(self) -> None:
        """Say how many cards are due: after the road, for it reads the questions of all lessons."""
        from tutor.study.review import today

        found = today(self._progress.deck, tuple(self._lessons.values()), time())
        due = len(found.questions)
        if due:
            self._head(f"{self._done}   {due} card{'s' * (due != 1)} due: v")

    def _head(self, text: str) -> None:
        self.query_one("#head", Static).update(f" {self._pack.title}   {text}")

    def _of_month(self, number: int) -> list[Lesson]:
        return [lesson for lesson in self._lessons.values() if lesson.month == number]

    def _month(self, number: int) -> Month:
        return next(month for month in self._pack.months if month.number == number)

    def _outline(self, month: Month) -> None:
        """Say what a month is about."""
        own = self._of_month(month.number)
        count = f"{len(own)} lesson{'s' * (len(own) != 1)}" if own else "no lesson written yet"
        self._write(f"month {month.number}", f"{month.title}\n", f"{month.about}\n", count)

    def _promise(self, lesson: Lesson) -> None:
        """Say what a lesson is good for."""
        mark, word = MARKS[self._progress.state(lesson.id)]
        needs = ", ".join(lesson.needs) or "nothing"
        pack = f" · from the pack {lesson.pack}" if lesson.pack else ""
        facts = f"{lesson.minutes} minutes · {mark} {word} · builds on {needs}{pack}"
        objective = f"{' '.join(lesson.objective.split())}\n"
        if self.has_class("-narrow"):
            self._write(lesson.title, "", objective, facts)
            return
        month = self._month(lesson.month)
        cleared = f"\nIt clears up: “{' '.join(lesson.misconception.split())}”\n\n"
        head = f"Month {month.number}: {month.title}\n\n"
        self._write(lesson.title, head, f"You will: {objective}{cleared}", facts)

    def _write(self, title: str, head: str, body: str, facts: str) -> None:
        self.query_one("#about").border_title = title
        self.query_one("#promise", Static).update(
            Content.assemble((head, "bold"), body, (facts, "$text-muted"))
        )


def done_of(states: Collection[State]) -> str:
    """Return how many lessons are done, of how many."""
    done = sum(state == "done" for state in states)
    return f"{done} of {len(states)} lesson{'s' * (len(states) != 1)} done"
