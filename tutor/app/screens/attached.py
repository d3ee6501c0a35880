"""A training on screen: its own live panels, from the process that has it, for anybody who looks.

Nothing here computes, and nothing ends with it: to leave is to look away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, Vertical, VerticalScroll
from textual.widgets import Footer, Static

from tutor.app.commands import Command, bindings
from tutor.app.conductor import Conductor, Order
from tutor.app.screens.asking import AskScreen
from tutor.app.screens.attached_commands import COMMANDS, KEYS, PAUSING
from tutor.app.screens.ending_and_resuming import EndingAndResuming
from tutor.app.screens.listening import Listening
from tutor.app.screens.pictures import Pictures
from tutor.app.widgets.panels import PanelsView
from tutor.app.widgets.run_line import RunLine
from tutor.engine.attaching import PATIENCE, connect
from tutor.engine.client import Client
from tutor.engine.frame import Frame
from tutor.engine.run_folder import RunFolder
from tutor.lab.detached.curves import curves
from tutor.lab.detached.gauges import gauges, in_a_line
from tutor.lab.detached.standing import Standing, look
from tutor.study.visible import visible

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

NARROW, SHORT = 110, 30
"""Columns below which one panel is shown at a time, and rows below which parameters give way."""


class AttachedScreen(EndingAndResuming, Pictures, Listening):
    """One detached run, and the keys that are about it."""

    app: TutorApp
    CSS_PATH = [Path(__file__).parent / name for name in ("lesson.tcss", "attached.tcss")]
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (SHORT, "-tall")]
    AUTO_FOCUS = ""
    help_title = "a training"

    def __init__(self, folder: RunFolder, kept_in: Path) -> None:
        """kept_in: the folder for copies of panels."""
        super().__init__()
        self.folder = folder
        self.standing = look(folder)
        self.frame: Frame | None = None
        client = Client(start=lambda: connect(folder.path), patience=PATIENCE)
        self.conductor = Conductor(client, self)
        self.panels = PanelsView()
        self._kept_in = kept_in
        self._line = RunLine()
        self._head = Static("", id="head", markup=False)
        self._gauges = Static("", id="gauges", markup=False)
        self._message = Static("", id="message", markup=False)
        self._may_pause = False

    def compose(self) -> ComposeResult:
        """Head line, panels, parameters, where it stands, its gauges, message, keys."""
        yield self._head
        with Vertical(id="run"):
            yield self.panels
        with Vertical(id="controls"):
            with VerticalScroll(id="settings", can_focus=False):
                yield Grid(id="parameters")
                yield Static("", id="fixed", markup=False)
            yield self._line
            yield self._gauges
            yield self._message
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to look: at the process, or at what the last one has left."""
        self.tell_standing()
        self.run_worker(self.conductor.look(), group="look")
        self.listen()
        if not self.standing.alive:
            self.tell_the_end()
            self._show_numbers()

    @property
    def help_notes(self) -> str:
        """What the keys do at a parameter, and what each gauge says."""
        told = gauges(self.standing.status, self.standing.alive)
        return KEYS + "\n".join(f"{gauge.name}: {gauge.text}. {gauge.why}" for gauge in told)

    def on_resize(self) -> None:
        """One panel at a time where there is no room for more."""
        self.relayout()
        self.tell_standing()

    def relayout(self) -> None:
        """Lay the panels out for the room there is."""
        self.panels.relayout(one=self.size.width < NARROW or self.has_class("-zoom"))

    def copy_path(self, name: str) -> Path:
        """Return where a copy of a panel is kept."""
        return self._kept_in / f"{self.folder.path.name}-{name}"

    def on_screen_suspend(self) -> None:
        """Draw nothing while another screen is in front."""
        self.conductor.hide()

    def on_screen_resume(self) -> None:
        """Draw again, at the pace of the settings."""
        self.conductor.motion = self.app.settings.motion
        self.conductor.unhide()

    def on_unmount(self) -> None:
        """Let the connection go; the run goes on."""
        self.workers.cancel_node(self)  # none may ask over a connection that is closed
        self.conductor.client.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Have `c` resume a run that no process has; it copies otherwise."""
        if action == "resume":
            return not self.standing.alive
        return self.standing.alive or action not in ("stop", "play_pause")

    def chosen(self) -> Standing:
        """Return the run on screen."""
        return self.standing

    @work(group="numbers")
    async def _show_numbers(self) -> None:
        """Show the curves of a run that nobody draws."""
        await self.panels.show(await asyncio.to_thread(curves, self.folder))

    async def ready(self) -> None:
        """Wait until the terminal has shown the last frame."""
        await self.app.caught_up()

    async def show(self, frame: Frame) -> None:
        """Show a frame everywhere on the screen."""
        before, self.frame = self.frame, frame
        if frame.panels:
            await self.panels.show(frame.panels)
        if before is None or before.values != frame.values:
            self.show_values(frame)
        if before is not None and len(frame.edits) > len(before.edits):
            new = frame.edits[len(before.edits) :]
            self.say(", ".join(f"{edit} from step {edit.step} on" for edit in new) + ".")

    def acknowledge(self, frame: Frame) -> None:
        """Show at once what an order has changed."""
        self.show_values(frame)
        self.take_note(frame.playing)

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence below the run."""
        self._message.update(text)
        self._message.set_class(bad, "-bad")

    def tell_standing(self) -> None:
        """Write how the run is into the head line, the line below the panels, and the gauges."""
        one, status = self.standing, self.standing.status
        device = f"   on {visible(status.device)}" if status.device else ""
        many = f"   {status.nproc} processes" if status.nproc > 1 else ""
        self._head.update(f" {one.name}   {visible(one.what)}{device}{many}")
        self._line.show(one)
        told = gauges(status, one.alive)
        self._gauges.update(in_a_line(told, self.size.width - 2))

    def order(self, order: Order) -> None:
        """Have the process do something."""
        self.run_worker(self.conductor.carry_out(order), group="orders")

    def action_play_pause(self) -> None:
        """Pause, after a question the first time, or go on."""
        client = self.conductor.client
        if self.frame is None or not self.frame.playing:
            self.order(client.play)
        elif self._may_pause:
            self.order(client.pause)
        else:
            self.app.push_screen(AskScreen("pause", PAUSING, "pause", "go on"), self._pause)

    def _pause(self, sure: bool | None) -> None:
        if sure:
            self._may_pause = True
            self.order(self.conductor.client.pause)

    def action_leave(self) -> None:
        """Let go of a parameter or a panel, or look away."""
        if self.focused is not None:
            self.set_focus(None)
            return
        self.dismiss()
        if self.standing.alive:
            self.app.notify(f"{self.standing.name} goes on without you.", timeout=4, markup=False)
