"""A paper's page: its rows fill while the seeds come in, and each says what came of it and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker

from tutor.app.commands import Command, bindings
from tutor.app.screens.paper_commands import COMMANDS, HELP
from tutor.app.widgets.claim_rows import claim_row, row_text
from tutor.lab.papers.method import (
    MethodError,
    Replacement,
    is_stub,
    read_method,
    stub_file,
    write_stub,
)
from tutor.lab.papers.paper import Paper
from tutor.lab.papers.receipt import keep, kept
from tutor.lab.papers.replication import Replication, replicate
from tutor.lab.papers.tally import tally
from tutor.lab.papers.words import seeds
from tutor.study.places import open_worker_log

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

WIDE = 100
"""Columns from which a row has room for its interval."""


class _Rows(OptionList, inherit_bindings=False):
    """The rows. The page keys are the screen's: there is more below the rows than in them."""

    BINDINGS = [
        binding
        for binding in OptionList.BINDINGS
        if isinstance(binding, Binding) and not binding.key.startswith("page")
    ]


class PaperScreen(Screen[None]):
    """Rows above, the chosen one's whole story below, with the settings and their sources."""

    app: TutorApp
    CSS_PATH = Path(__file__).parent / "papers.tcss"
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)
    help_title = "a paper"
    help_notes = HELP

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.paper = paper
        last = kept(paper)
        self.found = last.replication if last else Replication(paper, ())
        """What is on screen."""
        self._last = last.said if last else ""
        self._measuring: Worker[None] | None = None
        self._warned = False
        self._head = Static("", id="head", markup=False)
        self._rows = _Rows(id="rows")
        self._rows.border_title = f"{paper.references[0].label}: {paper.title}"
        self._row = Static("", id="row", markup=False)
        self._below = VerticalScroll(self._row, id="about-row", can_focus=False)
        self._message = Static("", id="message", markup=False)

    def compose(self) -> ComposeResult:
        """The head line, the rows, the chosen one, a line for what happens, the keys."""
        yield self._head
        yield self._rows
        yield self._below
        yield self._message
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show what is kept of the last time, and take the keys to the rows."""
        self._rows.add_options(Option("", id=claim.id) for claim in self.paper.claims)
        self._rows.highlighted = 0
        self._rows.focus()
        self.refresh_rows()
        self._say(self._last.capitalize())

    def on_resize(self) -> None:
        """Another width has room for other columns."""
        self.call_after_refresh(self.refresh_rows)

    @property
    def is_measuring(self) -> bool:
        """Whether seeds are being measured now."""
        return self._measuring is not None and not self._measuring.is_finished

    def refresh_rows(self) -> None:
        """Write every row by the seeds that are there."""
        is_wide = self.size.width >= WIDE
        for verdict in self.found.verdicts:
            row = claim_row(self.paper, verdict, bool(self.found.seeds), is_wide)
            self._rows.replace_option_prompt(verdict.claim.id, row)
        self._tell_head()
        self._tell_row()

    def on_option_list_option_highlighted(self) -> None:
        """Tell the story of the row under the cursor."""
        self._tell_row()

    def on_option_list_option_selected(self) -> None:
        """Measure: enter does it on a row too."""
        self.action_measure()

    def action_measure(self) -> None:
        """Measure with the reference method, or stop what runs."""
        if self.is_measuring:
            self._stop("Stopped: the rows stand by the seeds that were there.")
        else:
            self._begin(None)

    def action_yours(self) -> None:
        """Measure with the method in the workspace; without one, write its stub and say where."""
        if self.is_measuring:
            self._say("A measurement is running: space stops it.", bad=True)
            return
        path = stub_file(self.paper)
        try:
            if write_stub(self.paper)[1]:
                self._say(f"The stub is written: {path}. Write it, then press y again.")
                return
            method = read_method(self.paper, path)
        except (MethodError, OSError) as error:
            self._say(str(error), bad=True)
            return
        if is_stub(self.paper, method):
            self._say(f"{path} still holds the stub: write {method.function} there.", bad=True)
        else:
            self._begin(method)

    def action_down(self) -> None:
        """Move the cursor down."""
        self._rows.action_cursor_down()

    def action_up(self) -> None:
        """Move the cursor up."""
        self._rows.action_cursor_up()

    def action_page(self, pages: int) -> None:
        """Scroll what is below the rows by pages."""
        rows = max(1, self._below.size.height - 1)
        self._below.scroll_relative(y=pages * rows, animate=False)

    def action_leave(self) -> None:
        """Go back; with a measurement running, on the second press."""
        if self.is_measuring and not self._warned:
            self._warned = True
            self._say("A measurement is running: esc once more stops it and leaves.", bad=True)
            return
        self.dismiss()

    def _begin(self, method: Replacement | None) -> None:
        self._warned = False
        self.found = Replication(self.paper, (), method)
        whose = f"your {method.function}" if method else f"{self.paper.method.name} as published"
        self._say(f"Measuring with {whose}: about {self.paper.minutes:g} CPU minutes. space stops.")
        self._measuring = self._measure(method)
        self.refresh_rows()

    @work(exclusive=True)
    async def _measure(self, method: Replacement | None) -> None:
        """Measure every seed and keep the receipt; what fails is said."""
        log = open_worker_log()
        try:
            with (log or Path("/dev/null")).open("ab") as output:
                done = await replicate(
                    self.paper, range(self.paper.seeds), method, output=output, told=self._told
                )
        except MethodError as error:
            self._say(str(error), bad=True)
            return
        finally:
            self._warned = False
            self.call_after_refresh(self._tell_head)
        self._told(done)
        said = "; ".join(done.problems)
        if not any(seed.numbers for seed in done.seeds):
            self._say(f"Nothing was measured: {said}", bad=True)
            return
        try:
            path, _ = keep(done)
        except OSError as error:
            self._say(f"The receipt is not kept: {error.strerror or error}. {said}", bad=True)
        else:
            self._say(f"The receipt is kept: {path}. {said}".rstrip(), bad=bool(said))

    def _told(self, so_far: Replication) -> None:
        """A seed has come in."""
        self.found = so_far
        self.refresh_rows()

    def _stop(self, text: str) -> None:
        if self._measuring is not None:
            self._measuring.cancel()
        self._say(text)
        self.call_after_refresh(self._tell_head)

    def _tell_head(self) -> None:
        count, total = len(self.found.seeds), self.paper.seeds
        if self.is_measuring:
            state = f"{count} of {total} seed{'s' * (total > 1)} measured"
        elif not count:
            state = "not measured yet: space begins"
        else:
            state = f"{tally(self.found.verdicts)}   {seeds(self.found)}"
        whose = f" with your {self.found.method.function}" if self.found.method else ""
        self._head.update(f" {self.paper.id}{whose}   {state}")

    def _tell_row(self) -> None:
        at = self._rows.highlighted
        if at is None:
            return
        verdict = self.found.verdict(self.paper.claims[at])
        word = verdict.word if self.found.seeds else "not measured"
        self._below.border_title = f"{verdict.claim.id}: {word}"
        width = max(20, self._below.size.width - 2)
        self._row.update(row_text(self.paper, verdict, bool(self.found.seeds), width))

    def _say(self, text: str, bad: bool = False) -> None:
        self._message.set_class(bad, "-bad")
        self._message.update(text)
