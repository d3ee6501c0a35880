"""The papers: published results that can be measured again, with what came of it last time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.commands import Command, bindings
from tutor.app.screens.paper import PaperScreen
from tutor.lab.papers.paper import Paper
from tutor.lab.papers.reading import papers
from tutor.lab.papers.receipt import kept
from tutor.lab.papers.tally import tally
from tutor.study.tables import LessonError

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

COMMANDS = (
    Command("open", "enter,o", "Open the paper", "Open the paper under the cursor.", "open"),
    Command("down", "j", "Next paper", "Move the cursor down; so does ↓."),
    Command("up", "k", "Previous paper", "Move the cursor up; so does ↑."),
    Command("leave", "escape", "Back to the path", "Leave the papers.", "path"),
)
LONGEST_ID = 22
"""Columns that an id has beside what came of it."""


class PapersScreen(Screen[None]):
    """Papers on the left, what the chosen one claims on the right."""

    app: TutorApp
    CSS_PATH = Path(__file__).parent / "papers.tcss"
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    help_title = "papers"
    help_notes = """\
✓ matched   ~ matched in direction   ✗ not matched   ? undetermined

Each paper's numbers are measured again on this machine and held against what was published. \
Where they differ, the page says why they may.

Without a window: mlpath-tutor papers, and mlpath-tutor replicate PAPER."""

    def __init__(self) -> None:
        super().__init__()
        self._papers: dict[str, Paper] = {}
        self._shelf = OptionList(id="shelf")
        self._shelf.border_title = "papers"
        self._claim = Static("", id="claim", markup=False)
        self._claims = VerticalScroll(self._claim, id="claims", can_focus=False)

    def compose(self) -> ComposeResult:
        """The head line, the papers, the chosen one, the keys."""
        yield Static(" Papers: numbers that you can measure again", id="head", markup=False)
        with Horizontal(id="papers"):
            yield self._shelf
            yield self._claims
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Take the keys to the papers."""
        self._shelf.focus()

    def on_screen_resume(self) -> None:
        """List the papers, again after one was replicated."""
        shelf = self._shelf
        at = shelf.highlighted or 0
        try:
            self._papers = {paper.id: paper for paper in papers()}
        except LessonError as error:
            self._claim.update(str(error))
            return
        shelf.clear_options()
        shelf.add_options(_option(paper) for paper in self._papers.values())
        shelf.highlighted = min(at, shelf.option_count - 1)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the paper under the cursor claims."""
        paper = self._papers[event.option_id or ""]
        self._claims.border_title = paper.id
        self._claim.update(_about(paper))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the paper's page."""
        self.app.push_screen(PaperScreen(self._papers[event.option_id or ""]))

    def action_open(self) -> None:
        """Open the paper under the cursor."""
        self._shelf.action_select()

    def action_down(self) -> None:
        """Move the cursor down."""
        self._shelf.action_cursor_down()

    def action_up(self) -> None:
        """Move the cursor up."""
        self._shelf.action_cursor_up()

    def action_leave(self) -> None:
        """Go back to the path."""
        self.dismiss()


def _option(paper: Paper) -> Option:
    last = kept(paper)
    came = tally(last.replication.verdicts) if last else "not measured yet"
    head = f"{paper.id:<{LONGEST_ID}} "
    title = f"\n  {paper.title}"
    return Option(Content.assemble(head, (came, "$text-accent"), (title, "$text-muted")), paper.id)


def _about(paper: Paper) -> Content:
    reference, last = paper.references[0], kept(paper)
    rows = f"{len(paper.claims)} row{'s' * (len(paper.claims) > 1)}"
    runs = "nothing is drawn" if paper.deterministic else f"{paper.seeds} seeds"
    return Content.assemble(
        (f"{reference.title}\n", "bold"),
        f"{reference.label}. {reference.where}\n\n{paper.about}\n\n",
        (f"{rows}, {runs}, about {paper.minutes:g} CPU minutes\n", "$text-muted"),
        (f"you may replace: {paper.method.name}, to {paper.method.about}\n", "$text-muted"),
        (last.said if last else "not measured on this machine yet", "$text-muted"),
    )
