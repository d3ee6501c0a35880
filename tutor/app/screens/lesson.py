"""The lesson screen: the text on the left, the run on the right, parameters and transport below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, Horizontal, Vertical
from textual.events import Resize
from textual.widgets import Footer, Static

from tutor.app.commands import Command, bindings
from tutor.app.conductor import Conductor, Order
from tutor.app.screens.comparing import Comparing
from tutor.app.screens.keeping import Keeping
from tutor.app.screens.lesson_commands import COMMANDS, NOTES
from tutor.app.screens.pictures import Pictures
from tutor.app.screens.predicting import Predicting
from tutor.app.screens.quizzing import Quizzing
from tutor.app.screens.returning import Returning
from tutor.app.screens.seeding import Seeding
from tutor.app.screens.transport import Transport
from tutor.app.screens.yours import REFERENCE_TAKES_OVER, Yours
from tutor.app.widgets.panels import PanelsView
from tutor.app.widgets.parameter import ParameterRow
from tutor.app.widgets.scenes import NextPart, ScenesView
from tutor.app.widgets.timeline import Timeline
from tutor.engine.client import Client, Refused, WorkerDied
from tutor.engine.frame import Frame
from tutor.engine.parameters import Value
from tutor.study import sentences
from tutor.study.lesson import Lesson
from tutor.study.packs import is_being_written
from tutor.study.progress import Progress
from tutor.study.prose import Scene
from tutor.study.trial import Trial

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

ANSWER_FIRST = f"{sentences.ANSWER_FIRST}: ↑ ↓ choose, enter commits."
RUN_FIRST = "Let the run of your prediction end first: space plays on."
NARROW = 110
"""Columns below which one panel is shown at a time."""


class LessonScreen(
    Transport, Keeping, Returning, Pictures, Predicting, Quizzing, Yours, Seeding, Comparing
):
    """One lesson, and one run in the worker behind it."""

    app: TutorApp
    CSS_PATH = Path(__file__).parent / "lesson.tcss"
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]
    AUTO_FOCUS = ""
    help_title = "a lesson"
    help_notes = NOTES

    def __init__(
        self,
        lesson: Lesson,
        scenes: Sequence[Scene],
        progress: Progress,
        client: Client,
        lessons: Sequence[Lesson] = (),
    ) -> None:
        """Show `lesson`; it may begin with a question of another of the `lessons`."""
        super().__init__()
        self.lesson, self.lessons = lesson, lessons
        self.frame: Frame | None = None
        """The newest look at the run."""
        self.trial: Trial | None = None
        """The prediction that is being put to the test."""
        self.conductor = Conductor(client, self)
        self.progress = progress
        self.scenes = ScenesView(lesson, scenes)
        self.panels = PanelsView()
        self._timeline = Timeline()
        self._message = Static("", id="message", markup=False)
        self.defaults: dict[str, Value] = {}

    def compose(self) -> ComposeResult:
        """Head line, text and panels, parameters, timeline, message, keys."""
        yield Static("", id="head", markup=False)
        with Horizontal(id="lesson"):
            yield self.scenes
            yield self.panels
        with Vertical(id="controls"):
            yield Grid(id="parameters")
            yield self._timeline
            yield Static("", id="seeds", markup=False)
            yield self._message
        yield Footer(compact=True, show_command_palette=False)

    async def on_mount(self) -> None:
        """Show the text as far as the learner has come, and open the run."""
        await self.scenes.reveal(self.progress.place(self.lesson.id))
        self._recall()
        await self.ask_cold()
        self.after_text()
        self.open()
        if is_being_written(self.lesson.folder):
            from tutor.app.reloading import follow  # it loads what only an author needs

            self.run_worker(follow(self), group="author", exit_on_error=False)

    def on_resize(self, event: Resize) -> None:
        """One panel at a time where there is no room for more."""
        self.relayout()

    def kept_in(self, folder: str) -> Path:
        """Return a folder beside the progress."""
        return self.progress.path.parent / folder

    def relayout(self) -> None:
        """Lay the panels out for the room there is."""
        narrow = self.size.width < NARROW
        self.panels.relayout(one=narrow or self.has_class("-zoom"))

    def on_screen_suspend(self) -> None:
        """Draw nothing while another screen is in front."""
        self.conductor.hide()

    def on_screen_resume(self) -> None:
        """Draw again, at the pace of the settings, which may have been changed meanwhile."""
        self.conductor.motion = self.app.settings.motion
        self.conductor.unhide()

    def on_unmount(self) -> None:
        """Write the run down and let the worker go, however the screen came to its end."""
        if self.frame is not None:
            self.write_down(replace(self.frame, playing=False))
        self.conductor.client.close()

    @work(group="open")
    async def open(self) -> None:
        """Open the simulation in the worker, build its parameters, and start to look."""
        client = self.conductor.client
        try:
            await self.reopen(client, self.source)
            parameters = await client.parameters()
        except (Refused, WorkerDied) as error:
            self.say(str(error), bad=True)
            return
        self.defaults = {p.name: p.default for p in parameters}
        longest = max((len(parameter.name) for parameter in parameters), default=0)
        rows = [ParameterRow(parameter, longest) for parameter in parameters]
        await self.query_one("#parameters", Grid).mount(*rows)
        self.run_worker(self.conductor.look(), group="look")

    async def ready(self) -> None:
        """Wait until the terminal has shown the last frame."""
        await self.app.caught_up()

    async def show(self, frame: Frame) -> None:
        """Show a frame everywhere on the screen."""
        before, self.frame = self.frame, frame
        await self.panels.show([self.banded(self.veiled(panel)) for panel in frame.panels])
        self.place_among_seeds()
        if before is None or before.values != frame.values:
            self._show_values(frame)
        self._timeline.show(frame, locked=self.locked)
        if frame.notice:
            self.say(frame.notice, bad=True)
        if frame.stopped is not None and (before is None or frame.stopped != before.stopped):
            way = f" {REFERENCE_TAKES_OVER}" if self.drivers else ""
            self.say(f"{frame.stopped.reason} ← steps back, r restarts.{way}", bad=True)
        if self.trial is not None and self.trial.is_over(frame):
            self.tell(self.trial)
        await self.follow_back(frame)
        self.write_down(frame)

    def acknowledge(self, frame: Frame) -> None:
        """Show at once what an order has changed."""
        if frame.stopped is None:
            self.say(frame.notice)
        self._show_values(frame)
        self._timeline.show(frame, locked=self.locked)

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence below the timeline."""
        self._message.update(text)
        self._message.set_class(bad, "-bad")

    def order(self, order: Order, free: bool = False) -> None:
        """Have the worker do something, unless a prediction comes first.

        free: an order that needs no answered prediction.
        """
        if self.locked and not free:
            self.say(ANSWER_FIRST)
            self.action_answer()
        else:
            self.run_worker(self.conductor.carry_out(order), group="orders")

    def action_parameters(self) -> None:
        """Focus the first parameter, or the next one."""
        rows = list(self.query(ParameterRow))
        if rows:
            focused = rows.index(self.focused) + 1 if self.focused in rows else 0
            self.set_focus(rows[focused % len(rows)])

    def action_scroll(self, lines: int) -> None:
        """Scroll the text."""
        self.scenes.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll the text by what is in sight."""
        height = max(1, self.scenes.size.height - 2)
        self.scenes.scroll_relative(y=pages * height, animate=False)

    async def action_next_part(self) -> None:
        """Show the next scene."""
        if self.locked or self.trial:
            self.say(ANSWER_FIRST if self.locked else RUN_FIRST)
            self.action_answer()
            return
        await self.scenes.reveal(self.scenes.shown + 1)
        self._recall()
        self.progress.visit(self.lesson.id, self.scenes.shown)
        self.after_text()

    def action_leave(self) -> None:
        """Go back to the path, or first let go of a parameter, a prediction or a band of seeds."""
        if self.focused is not None:
            self.set_focus(None)
            return
        if self.clear_seeds():
            return
        self.dismiss()

    @on(ParameterRow.Changed)
    def _parameter_changed(self, event: ParameterRow.Changed) -> None:
        if self.trial or self.locked:
            self.say(RUN_FIRST if self.trial else ANSWER_FIRST)
            event.row.settle()
        else:
            self._set(event.row, event.value)

    @work(group="orders")
    async def _set(self, row: ParameterRow, value: Value) -> None:
        client, name = self.conductor.client, row.parameter.name
        await self.conductor.carry_out(lambda: client.set(name, value))
        row.settle()

    @on(ParameterRow.Invalid)
    def _parameter_invalid(self, event: ParameterRow.Invalid) -> None:
        self.say(event.reason, bad=True)

    @on(NextPart.Asked)
    async def _next_asked(self) -> None:
        await self.action_next_part()

    def _recall(self) -> None:
        """Show on screen what was said and done in an earlier sitting."""
        self.recall_predictions()
        self.recall_answers()
        self.refresh_cards()

    def after_text(self) -> None:
        """Bring the head line, the prompt and the lock up to the text on screen."""
        scene, count = self.scenes.shown + 1, self.scenes.count
        lesson, whose = self.lesson, self.whose
        self.query_one("#head", Static).update(
            f" {lesson.title}   month {lesson.month}   part {scene} of {count}   {whose}".rstrip()
        )
        self.scenes.prompt()
        if self.scenes.is_complete:
            self.progress.finish(self.lesson.id, [p.id for p in self.lesson.predictions])
        if self.locked:
            self.say("↓ reads on; enter goes to the prediction, which the run waits for.")
            self.call_after_refresh(self.scenes.ask_if_in_sight)
        self.conductor.wake()

    def _show_values(self, frame: Frame) -> None:
        for row in self.query(ParameterRow):
            row.show(frame.values[row.parameter.name])
