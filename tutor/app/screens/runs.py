"""The trainings of this machine: where each stands, and the way to its own screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.commands import Command, bindings
from tutor.app.screens.attached import AttachedScreen
from tutor.app.screens.ending_and_resuming import EndingAndResuming, what_became
from tutor.engine import run_status
from tutor.lab.detached import runs
from tutor.lab.detached.spans_of_time import duration
from tutor.lab.detached.standing import Standing, look, speed
from tutor.study.visible import visible

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

COMMANDS = (
    Command("open", "enter,o", "Attach", "Look at the run under the cursor, live.", "attach"),
    Command("down", "j", "Next run", "Move the cursor down; so does ↓."),
    Command("up", "k", "Previous run", "Move the cursor up; so does ↑."),
    Command("resume", "c", "Resume", "Go on with a run that no process has.", "resume"),
    Command("stop", "x", "Stop the run", "End its process, with a checkpoint.", "stop"),
    Command("leave", "escape", "Back to the path", "Leave; every run goes on.", "path"),
)
HEADS = ("name", "state", "step", "loss", "steps/s", "time left")
WIDTHS = (20, 14, 17, 10, 8, 13)
"""Columns of each; the names have what is left of a wider screen."""
NONE = """\
There is no training yet. Begin one in a shell:

  mlpath-tutor train gpt --detach

It goes on without the terminal, and is listed here."""
GLANCE = 1.0
"""Seconds between two looks at the files of all runs."""


class RunsScreen(EndingAndResuming, Screen[None]):
    """A row a run, the newest on top, and below what there is to know of the one chosen."""

    app: TutorApp
    CSS_PATH = Path(__file__).parent / "runs.tcss"
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)
    help_title = "runs"
    help_notes = """\
A run is a training in a process of its own: it goes on without this app and without the terminal. \
It writes every step into a ledger, and checkpoints from which it can go on after anything.

Without a window: mlpath-tutor runs, attach, stop, resume, logs."""

    def __init__(self, kept_in: Path) -> None:
        """kept_in: the folder for copies of panels."""
        super().__init__()
        self._kept_in = kept_in
        self._found: dict[str, Standing] = {}

    def compose(self) -> ComposeResult:
        """The head line, the runs under the names of their columns, the chosen one, the keys."""
        yield Static(" Runs: trainings that outlive the terminal", id="head", markup=False)
        yield Static("", id="columns", markup=False)
        yield OptionList(id="runs")
        yield Static("", id="account", markup=False)
        yield Static("", id="message", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Take the keys to the runs, and look at their files again and again."""
        self.query_one("#runs").focus()
        self.set_interval(GLANCE, self.refresh_runs)

    def on_screen_resume(self) -> None:
        """List them anew: much may have happened meanwhile."""
        self.refresh_runs()

    def on_resize(self) -> None:
        """Wider rows for a wider screen."""
        self.refresh_runs()

    def refresh_runs(self) -> None:
        """Write every row as it is now; the cursor stays on its run."""
        if not self.is_current:
            return
        found = [look(runs.find(name)) for name in reversed(runs.names())]
        known, self._found = list(self._found), {one.name: one for one in found}
        table = self.query_one("#runs", OptionList)
        width = self.size.width
        self.query_one("#columns", Static).update(_row(HEADS, width))
        if list(self._found) != known:
            chosen = table.highlighted_option.id if table.highlighted_option else None
            table.clear_options()
            table.add_options(Option(_line(one, width), one.name) for one in found)
            if found:
                names = list(self._found)
                table.highlighted = names.index(chosen) if chosen in names else 0
        else:
            for index, one in enumerate(found):
                table.replace_option_prompt_at_index(index, _line(one, width))
        self._tell()

    def chosen(self) -> Standing | None:
        """Return the run under the cursor."""
        option = self.query_one("#runs", OptionList).highlighted_option
        return self._found.get(option.id or "") if option else None

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence below the rows."""
        message = self.query_one("#message", Static)
        message.update(text)
        message.set_class(bad, "-bad")

    def on_option_list_option_highlighted(self) -> None:
        """Tell of another run."""
        self.say("")
        self._tell()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Look at a run."""
        folder = runs.find(event.option_id or "")
        self.app.push_screen(AttachedScreen(folder, self._kept_in))

    def action_open(self) -> None:
        """Look at the run under the cursor."""
        self.query_one("#runs", OptionList).action_select()

    def action_down(self) -> None:
        """Move the cursor down."""
        self.query_one("#runs", OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Move the cursor up."""
        self.query_one("#runs", OptionList).action_cursor_up()

    def action_leave(self) -> None:
        """Go back to the path."""
        self.dismiss()

    def _tell(self) -> None:
        one = self.chosen()
        self.query_one("#account", Static).update(_account(one) if one else NONE)


def _line(one: Standing, width: int) -> Content:
    status = one.status
    going = one.alive and status.state == run_status.RUNNING and status.steps_per_second > 0
    left = status.seconds_left if going else None
    cells = (
        one.name,
        one.state.partition(":")[0],
        f"{status.step}/{status.steps}",
        f"{one.loss[1]:.5g}" if one.loss else "",
        speed(status.steps_per_second) if going else "",
        "" if left is None else duration(left),
    )
    return Content(_row(cells, width))


def _row(cells: Sequence[str], width: int) -> str:
    """Lay a row out; the name gives way where there is too little room for all."""
    widths = list(WIDTHS)
    widths[0] = max(8, min(40, width - 4 - sum(WIDTHS[1:])))
    name, state, *numbers = (visible(cell) for cell in cells)
    parts = [_cut(name, widths[0] - 1).ljust(widths[0]), _cut(state, widths[1]).ljust(widths[1])]
    parts += [text.rjust(columns) for text, columns in zip(numbers, widths[2:], strict=True)]
    return "".join(parts).rstrip()


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"


def _account(one: Standing) -> Content:
    """What there is to know of a run besides its row."""
    status, order = one.status, one.order
    facts = [visible(one.what)]
    if status.device:
        facts.append(f"on {visible(status.device)}")
    if order is not None:
        facts += [f"seed {order.seed}", f"begun {order.begun.replace('T', ' ')[:16]}"]
    if status.checkpoint is not None:
        facts.append(f"checkpoint at step {status.checkpoint}")
    lines = [" · ".join(fact for fact in facts if fact)]
    if order is not None and order.values:
        values = ", ".join(f"{name} = {value}" for name, value in order.values.items())
        lines.append(f"set: {visible(values)}")
    if not one.alive:
        lines.append(what_became(one)[0])
    elif status.said:
        lines.append(visible(status.said))
    return Content("\n".join(lines))
