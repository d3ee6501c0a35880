"""The determinism doctor's screen: every switch, flipped in the background while rows fill in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from tutor.app.commands import Command, bindings
from tutor.lab.determinism.doctor import Outcome, demonstrate
from tutor.lab.determinism.switches import SWITCHES, Switch
from tutor.lab.determinism.words import finding, seen

COMMANDS = (
    Command("again", "r", "Again", "Flip every switch again.", "again"),
    Command("scroll(-3)", "up", "Up", "Scroll up."),
    Command("scroll(3)", "down", "Down", "Scroll down."),
    Command("page(-1)", "pageup", "A page up", "Scroll a page up."),
    Command("page(1)", "pagedown", "A page down", "Scroll a page down."),
    Command("leave", "escape", "Back", "Leave; what still runs is stopped.", "back"),
)
WAITING = "…"
SIGNS = {
    "changes": ("≠", "$text-warning"),
    "does not repeat": ("≠", "$text-error"),
    "no difference": ("=", "$text-success"),
    "not shown": ("○", "$text-muted"),
}


class SwitchRow(Vertical):
    """One switch: what is flipped, what it did, and what keeps it equal."""

    def __init__(self, switch: Switch) -> None:
        super().__init__()
        self.switch = switch
        self._head = Static("", markup=False)
        self._body = Static("", markup=False, classes="found")

    def compose(self) -> ComposeResult:
        """A head, and below it what was found."""
        yield self._head
        yield self._body

    def wait(self) -> None:
        """Show that it is still to be flipped."""
        self._head.update(self._title(WAITING, ""))
        self._body.display = False

    def show(self, outcome: Outcome) -> None:
        """Show what it did."""
        word = seen(outcome)
        lines = [Content(finding(outcome))]
        if word in ("changes", "does not repeat"):
            lines.append(Content.styled(f"keep it equal: {self.switch.keep}", "$text-muted"))
        self._head.update(self._title(*SIGNS[word]))
        self._body.update(Content("\n").join(lines))
        self._body.display = True

    def _title(self, sign: str, style: str) -> Content:
        a, b = self.switch.a.label, self.switch.b.label
        mark = Content.styled(sign, style) if style else Content(sign)
        return Content.assemble(mark, " ", (self.switch.name, "bold"), f"  {a} → {b}")


class DeterminismScreen(Screen[None]):
    """What changes the last bits of a run on this machine."""

    CSS_PATH = Path(__file__).parent / "determinism.tcss"
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)
    help_title = "the determinism doctor"
    help_notes = """\
≠ the flip changes the run   = no difference seen   ○ cannot be shown here   … still to come

Each row is a small run of 50 steps with the same seed throughout, made twice, and twice more with \
one thing flipped. An ulp is the distance to the next number that can be written. The runs are \
processes of their own; mlpath-tutor doctor --determinism prints the same."""

    def compose(self) -> ComposeResult:
        """The head line, a row a switch, a line that counts, the keys."""
        yield Static(" The same seed, another machine", id="head", markup=False)
        with VerticalScroll(id="switches"):
            for switch in SWITCHES:
                yield SwitchRow(switch)
        yield Static("", id="message", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin."""
        self.action_again()

    def action_again(self) -> None:
        """Flip every switch, from the start."""
        for row in self.query(SwitchRow):
            row.wait()
        self._flip()

    @work(group="switches", exclusive=True)
    async def _flip(self) -> None:
        rows = {row.switch.name: row for row in self.query(SwitchRow)}
        told: list[Outcome] = []
        self._count(told)

        def tell(outcome: Outcome) -> None:
            told.append(outcome)
            rows[outcome.switch.name].show(outcome)
            self._count(told)

        await demonstrate(tell, SWITCHES)

    def action_scroll(self, rows: int) -> None:
        """Scroll the rows."""
        self.query_one("#switches").scroll_relative(y=rows, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll the rows by pages."""
        self.action_scroll(pages * max(1, self.query_one("#switches").size.height - 1))

    def action_leave(self) -> None:
        """Leave; what still runs is stopped."""
        self.dismiss(None)

    def _count(self, told: Sequence[Outcome]) -> None:
        if len(told) < len(SWITCHES):
            text = (
                f"{len(told)} of {len(SWITCHES)} switches are flipped; loading torch takes longest."
            )
        else:
            words = [seen(outcome) for outcome in told]
            counts = [f"{words.count(word)} {word}" for word in dict.fromkeys(words)]
            text = f"{len(told)} switches: {', '.join(counts)}."
        self.query_one("#message", Static).update(text)
