"""The lesson screen: the text on the left, the run on the right, parameters and transport below."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, Horizontal, Vertical
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Footer, Static

from tutor.app.commands import Command, bindings
from tutor.app.widgets.panels import PanelsView
from tutor.app.widgets.parameter import ParameterRow
from tutor.app.widgets.prediction import PredictionBox
from tutor.app.widgets.scenes import NextPart, ScenesView
from tutor.app.widgets.timeline import Timeline
from tutor.engine.client import Client, Refused, WorkerDied
from tutor.engine.frame import Frame
from tutor.engine.panels import Panel, Text
from tutor.engine.parameters import Value
from tutor.engine.receipt import Source
from tutor.study.lesson import Lesson
from tutor.study.predictions import Prediction, Verdict, judge
from tutor.study.progress import Progress
from tutor.study.prose import Scene

COMMANDS = (
    Command("play_pause", "space", "Play or pause", "Let the run go on, or stand still.", "play"),
    Command("step", "full_stop", "One step", "Make one step and stand still.", "step"),
    Command("scrub(-1)", "left", "Step back", "Go back one step; the future stays known.", "back"),
    Command("scrub(1)", "right", "Step forward", "Go forward one step in what is known."),
    Command("scrub(-10)", "left_square_bracket", "Ten steps back", "Go back ten steps."),
    Command(
        "scrub(10)", "right_square_bracket", "Ten steps forward", "Go forward ten known steps."
    ),
    Command("first", "home", "To the start", "Go to step 0."),
    Command("last", "end", "To the end", "Go to the newest known step."),
    Command(
        "restart", "r", "Restart, same seed", "Begin again with the present values.", "restart"
    ),
    Command("new_seed", "s", "Restart, new seed", "Begin again with the next seed."),
    Command("faster", "plus,equals_sign", "Faster", "One rung up the speed ladder."),
    Command("slower", "minus", "Slower", "One rung down the speed ladder."),
    Command("next_part", "n", "Next part", "Show the next part of the text.", "next"),
    Command("answer", "enter", "To the prediction", "Put the keys on the prediction that waits."),
    Command("parameters", "p", "To the parameters", "Put the keys on the parameters.", "params"),
    Command("scroll(-3)", "up", "Text up", "Scroll the text up."),
    Command("scroll(3)", "down", "Text down", "Scroll the text down."),
    Command("page(-1)", "pageup", "Text, a page up", "Scroll the text a page up."),
    Command("page(1)", "pagedown", "Text, a page down", "Scroll the text a page down."),
    Command("panel(0)", "1", "First panel", "Show the first panel, on a narrow screen."),
    Command("panel(1)", "2", "Second panel", "Show the second panel, on a narrow screen."),
    Command("panel(2)", "3", "Third panel", "Show the third panel, on a narrow screen."),
    Command("panel(3)", "4", "Fourth panel", "Show the fourth panel, on a narrow screen."),
    Command(
        "save", "", "Save the ledger", "Write this run line by line to a file, to replay or diff."
    ),
    Command("leave", "escape", "Back to the path", "Leave the lesson; your place is kept.", "path"),
)

NOTES = """\
On a parameter, ↑ and ↓ change it (with shift ten times), digits and enter type a value, tab goes \
to the next, esc lets go. With the mouse: drag a slider or the timeline, or turn the wheel.

An edit while the run is under way is marked ▲ at its step. Step back and edit, and the old future \
stays as a grey line. ⟲ marks a parameter whose change starts a new run."""

ANSWER_FIRST = "Answer the prediction first: ↑ ↓ choose, enter commits."
RUN_FIRST = "Let the run of your prediction end first: space plays on."
SPEEDS: tuple[float | None, ...] = (1, 2, 5, 10, 20, 50, 100, 1000, None)
FRAME = 1 / 30
"""Seconds between two looks at a playing run."""


class LessonScreen(Screen[None]):
    """One lesson, and one run in the worker behind it."""

    CSS_PATH = Path(__file__).parent / "lesson.tcss"
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    AUTO_FOCUS = ""
    help_title = "a lesson"
    help_notes = NOTES

    def __init__(
        self, lesson: Lesson, scenes: Sequence[Scene], progress: Progress, client: Client
    ) -> None:
        super().__init__()
        self.lesson = lesson
        self.frame: Frame | None = None
        """The newest look at the run."""
        self._progress = progress
        self._client = client
        self._wake = asyncio.Event()
        self._shown = asyncio.Event()
        self._speed = SPEEDS.index(10)
        self._awaited: tuple[Prediction, str, str, Verdict] | None = None
        self._scenes = ScenesView(lesson, scenes)
        self._panels = PanelsView()
        self._timeline = Timeline()
        self._message = Static("", id="message", markup=False)
        self._defaults: dict[str, Value] = {}

    def compose(self) -> ComposeResult:
        """Head line, text and panels, parameters, timeline, message, keys."""
        yield Static("", id="head", markup=False)
        with Horizontal(id="lesson"):
            yield self._scenes
            yield self._panels
        with Vertical(id="controls"):
            yield Grid(id="parameters")
            yield self._timeline
            yield self._message
        yield Footer(compact=True, show_command_palette=False)

    async def on_mount(self) -> None:
        """Show the text as far as the learner has come, and open the run."""
        await self._scenes.reveal(self._progress.place(self.lesson.id))
        self._recall()
        self._after_text()
        self.open()

    def on_resize(self, event: Resize) -> None:
        """One panel at a time where there is no room for more."""
        self._panels.relayout(narrow=event.size.width < 110)

    def on_screen_suspend(self) -> None:
        """Draw nothing while another screen is in front."""
        self._shown.clear()

    def on_screen_resume(self) -> None:
        """Draw again."""
        self._shown.set()
        self._wake.set()

    @work(group="open")
    async def open(self) -> None:
        """Open the simulation in the worker, build its parameters, and start to look."""
        lesson = self.lesson
        source = Source(lesson.id, lesson.code, str(lesson.sim_path), lesson.sim)
        try:
            await self._client.open(source)
            await self._client.speed(SPEEDS[self._speed])
            parameters = await self._client.parameters()
        except (Refused, WorkerDied) as error:
            self.say(str(error), bad=True)
            return
        self._defaults = {p.name: p.default for p in parameters}
        rows = [ParameterRow(parameter) for parameter in parameters]
        await self.query_one("#parameters", Grid).mount(*rows)
        self._wake.set()
        self.look()

    @work(group="look")
    async def look(self) -> None:
        """Pull one frame after another while the run plays; sleep while it stands."""
        while True:
            await self._wake.wait()
            await self._shown.wait()
            self._wake.clear()
            start = monotonic()
            try:
                frame = await self._client.frame()
            except (Refused, WorkerDied) as error:
                self.say(str(error), bad=True)
                continue
            await self.show(frame)
            if frame.playing:
                self._wake.set()
                await asyncio.sleep(max(0.0, FRAME - (monotonic() - start)))

    async def show(self, frame: Frame) -> None:
        """Show a frame everywhere on the screen."""
        stopped_now = frame.stopped is not None and (
            self.frame is None or self.frame.stopped != frame.stopped
        )
        self.frame = frame
        await self._panels.show([self._veiled(panel) for panel in frame.panels])
        for row in self.query(ParameterRow):
            row.show(frame.values[row.parameter.name])
        self._timeline.show(frame, locked=self.locked)
        if frame.notice:
            self.say(frame.notice, bad=True)
        if stopped_now and frame.stopped is not None:
            self.say(f"{frame.stopped.reason} ← steps back, r restarts.", bad=True)
        self._tell(frame)

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence below the timeline."""
        self._message.update(text)
        self._message.set_class(bad, "-bad")

    @property
    def locked(self) -> bool:
        """Whether a prediction on screen is still unanswered."""
        return self._scenes.pending is not None

    def _order(self, order: Callable[[], Awaitable[Frame]], free: bool = False) -> None:
        """Have the worker do something, unless a prediction comes first (`free` orders need
        none).
        """
        if not free and self.locked:
            self.say(ANSWER_FIRST)
            self.action_answer()
            return
        self._obey(order)

    @work(group="orders")
    async def _obey(self, order: Callable[[], Awaitable[Frame]]) -> None:
        await self._carry_out(order)

    async def _carry_out(self, order: Callable[[], Awaitable[Frame]]) -> None:
        """Give the worker an order, say what it refuses, and look at the run again."""
        try:
            frame = await order()
        except (Refused, WorkerDied) as error:
            self.say(str(error), bad=True)
        else:
            if frame.stopped is None:
                self.say(frame.notice)
            for row in self.query(ParameterRow):
                row.show(frame.values[row.parameter.name])
        self._wake.set()

    def action_play_pause(self) -> None:
        """Play or pause."""
        if self.frame is not None and self.frame.playing:
            self._order(self._client.pause)
        else:
            until = self._awaited[0].steps if self._awaited else None
            self._order(lambda: self._client.play(until))

    def action_step(self) -> None:
        """Make one step."""
        self._order(lambda: self._client.advance(1))

    def action_scrub(self, steps: int) -> None:
        """Move along what is known."""
        if self.frame is None:
            return
        if steps > 0 and self.frame.step == self.frame.length:
            self.say("This is the newest step: . makes another, space plays on.")
            return
        # the worker counts from where it is: the frame at hand may be older than the last key
        self._order(lambda: self._client.move(steps), free=True)

    def action_first(self) -> None:
        """Go to the first record."""
        self._seek(1)

    def action_last(self) -> None:
        """Go to the newest record."""
        if self.frame is not None:
            self._seek(self.frame.length)

    def action_restart(self) -> None:
        """Begin again with the same seed."""
        self._order(self._client.restart)

    def action_new_seed(self) -> None:
        """Begin again with the next seed."""
        if self.frame is not None:
            seed = self.frame.seed + 1
            self._order(lambda: self._client.restart(seed))

    def action_faster(self) -> None:
        """One rung up."""
        self._pace(self._speed + 1)

    def action_slower(self) -> None:
        """One rung down."""
        self._pace(self._speed - 1)

    def action_parameters(self) -> None:
        """Focus the first parameter, or the next one."""
        rows = list(self.query(ParameterRow))
        if rows:
            focused = rows.index(self.focused) + 1 if self.focused in rows else 0
            self.set_focus(rows[focused % len(rows)])

    def action_scroll(self, lines: int) -> None:
        """Scroll the text."""
        self._scenes.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll the text by what is in sight."""
        height = max(1, self._scenes.size.height - 2)
        self._scenes.scroll_relative(y=pages * height, animate=False)

    def action_panel(self, index: int) -> None:
        """Choose a panel."""
        self._panels.select(index)

    async def action_next_part(self) -> None:
        """Show the next scene."""
        if self.locked or self._awaited:
            self.say(ANSWER_FIRST if self.locked else RUN_FIRST)
            self.action_answer()
            return
        await self._scenes.reveal(self._scenes.shown + 1)
        self._progress.visit(self.lesson.id, self._scenes.shown)
        self._after_text()

    def action_answer(self) -> None:
        """Bring the prediction that waits into sight and under the keys."""
        box = self._scenes.pending
        if box is not None:
            box.ask()

    def action_leave(self) -> None:
        """Go back to the path, or first let go of a parameter or a prediction."""
        if self.focused is not None:
            self.set_focus(None)
            return
        self._client.close()
        self.dismiss()

    @work(group="orders")
    async def action_save(self) -> None:
        """Write the ledger beside the progress."""
        folder = self._progress.path.parent / "ledgers"
        frame = self.frame
        if frame is None:
            return
        path = folder / f"{self.lesson.id}-{frame.digest[:8]}.jsonl"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            await self._client.save(str(path))
        except (OSError, Refused) as error:
            self.say(f"The ledger cannot be written: {error}", bad=True)
        else:
            self.say(f"Saved. Recompute it with: mlpath-tutor replay {path}")

    @on(ParameterRow.Changed)
    def _parameter_changed(self, event: ParameterRow.Changed) -> None:
        if self._awaited:
            self.say(RUN_FIRST)
            event.row.settle()
        elif self.locked:
            self.say(ANSWER_FIRST)
            event.row.settle()
        else:
            self._set(event.row, event.value)

    @work(group="orders")
    async def _set(self, row: ParameterRow, value: Value) -> None:
        name = row.parameter.name
        await self._carry_out(lambda: self._client.set(name, value))
        row.settle()

    @on(ParameterRow.Invalid)
    def _parameter_invalid(self, event: ParameterRow.Invalid) -> None:
        self.say(event.reason, bad=True)

    @on(Timeline.Sought)
    def _sought(self, event: Timeline.Sought) -> None:
        self._seek(event.step)

    @on(Timeline.Toggled)
    def _toggled(self) -> None:
        self.action_play_pause()

    @on(NextPart.Asked)
    async def _next_asked(self) -> None:
        await self.action_next_part()

    @on(PredictionBox.Made)
    def _predicted(self, event: PredictionBox.Made) -> None:
        self._test(event.prediction, event.choice)

    @work(group="orders")
    async def _test(self, prediction: Prediction, choice: str) -> None:
        """Keep the prediction, then run what it was about in front of the learner."""
        values = {**self._defaults, **prediction.set}
        try:
            outcome = await self._client.outcome(values, prediction.steps, prediction.probe)
            verdict = judge(prediction, choice, outcome)
            self._progress.answer(self.lesson.id, prediction.id, choice, verdict.correct, values)
            await self._client.restart(values=values)
            self._awaited = (prediction, choice, outcome, verdict)
            await self._client.play(prediction.steps)
        except (Refused, WorkerDied) as error:
            self.say(str(error), bad=True)
        else:
            self.say(f"{_listed(prediction.set)}: {prediction.steps} steps.")
        self.set_focus(None)
        self._wake.set()

    def _veiled(self, panel: Panel) -> Panel:
        """Hold back a panel that would give the answer away."""
        untold = self._scenes.untold
        if untold is not None and panel.title in untold.prediction.hides:
            return Text(
                panel.title, "This panel opens when your prediction has been put to the test."
            )
        return panel

    def _tell(self, frame: Frame) -> None:
        """When the run of a prediction has ended, put the outcome beside it."""
        if self._awaited is None:
            return
        prediction, choice, outcome, verdict = self._awaited
        if frame.playing or (frame.step < prediction.steps and frame.stopped is None):
            return
        box = self._scenes.box(prediction.id)
        if box is not None:
            box.tell(choice, outcome, verdict)
            self.call_after_refresh(self._scenes.scroll_end, animate=False)
        self._awaited = None
        self._after_text()

    def _recall(self) -> None:
        """Show the predictions made in an earlier sitting with their outcomes."""
        for answer in self._progress.answers(self.lesson.id):
            box = self._scenes.box(answer.prediction)
            if box is not None and box.is_open:
                prediction = box.prediction
                verdict = judge(prediction, answer.choice, prediction.answer)
                box.tell(answer.choice, prediction.answer, verdict)

    def _after_text(self) -> None:
        """Bring the head line, the prompt and the lock up to the text on screen."""
        scene, count = self._scenes.shown + 1, self._scenes.count
        self.query_one("#head", Static).update(
            f" {self.lesson.title}   month {self.lesson.month}   part {scene} of {count}"
        )
        self._scenes.prompt()
        if self._scenes.is_complete:
            self._progress.finish(self.lesson.id, [p.id for p in self.lesson.predictions])
        if self.locked:
            self.say("↓ reads on; enter goes to the prediction, which the run waits for.")
            self.call_after_refresh(self._scenes.ask_if_in_sight)
        self._wake.set()

    def _seek(self, step: int) -> None:
        self._order(lambda: self._client.seek(step), free=True)

    def _pace(self, rung: int) -> None:
        self._speed = min(max(rung, 0), len(SPEEDS) - 1)
        self._order(lambda: self._client.speed(SPEEDS[self._speed]), free=True)


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())
