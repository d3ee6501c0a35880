"""The application: its theme, its commands, and which screen is in front."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import SuspendNotSupported, SystemCommand
from textual.binding import BindingType
from textual.events import Resize
from textual.filter import LineFilter
from textual.screen import Screen

from tutor.app.commands import Command, Commanded, bindings, key_names
from tutor.app.painting.painted import PaintedApp
from tutor.app.screens.path import PathScreen
from tutor.app.themes import NAMES, THEMES, theme_for
from tutor.draw.abilities import GLYPHS, Abilities
from tutor.engine.spawn import Worker, spawn
from tutor.study.catalog import Lesson, LessonError, look, pack
from tutor.study.crash import try_report
from tutor.study.places import open_worker_log
from tutor.study.progress import Progress
from tutor.study.settings import Settings

if TYPE_CHECKING:
    from tutor.app.look import Look
    from tutor.engine.run_folder import RunFolder
    from tutor.study.grading.grader import Grader

COMMANDS = (
    Command("help", "f1,question_mark", "Help", "The keys of this screen.", "help"),
    Command("command_palette", "ctrl+p,f2", "Commands", "Find any command by its name."),
    Command("theme", "f3", "Next theme", "Dark, light, high contrast, the terminal's own, none."),
    Command("settings", "f4", "Settings", "Colours, glyphs, motion, mouse."),
    Command(
        "determinism", "", "Determinism doctor", "Flip what changes the last bits of a run, here."
    ),
    Command("background", "ctrl+z", "To the shell", "Pause the tutor; fg in the shell comes back."),
    Command("quit", "ctrl+q", "Quit", "Leave; your progress is kept.", "quit"),
    Command("interrupt", "ctrl+c", "Quit, on the second press", "Press it twice to leave at once."),
)


class TutorApp(PaintedApp):
    """The tutor."""

    CSS_PATH = Path(__file__).parent / "tutor.tcss"
    TITLE = "mlpath-tutor"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = ""
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)

    def __init__(
        self,
        progress: Progress,
        settings: Settings | None = None,
        terminal: Abilities | None = None,
        attach: RunFolder | None = None,
    ) -> None:
        """Open on `progress`, on a terminal of these abilities, by default what is best.

        attach: a detached run, to show that alone.
        """
        super().__init__()
        self.progress = progress
        self.settings = settings or Settings()
        self.terminal = terminal or Abilities("truecolor", "braille")
        self._found = self.terminal
        self._run_shown = attach
        self._worker: Worker | None = None
        """A worker that warms up while the learner looks at the path."""
        self._grader: Grader | None = None
        self._catalog = look()
        self._lessons = self._catalog.lessons
        self._interrupted = 0.0
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = theme_for(self.settings.theme, self.terminal.color)

    @property
    def look(self) -> Look:
        """How pictures are drawn: by the theme, the terminal, and the link to it."""
        from tutor.app.look import look  # it loads NumPy, which the first screen does without

        return look(self.theme, self.terminal.color, self.terminal.glyphs, self.quality.level)

    def redraw_pictures(self) -> None:
        """Draw every picture on screen in the look of now."""
        from tutor.app.widgets.panel import PanelView

        for screen in self.screen_stack:
            for view in screen.query(PanelView):
                view.redraw()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Spell everything with the glyphs of the terminal, after Textual's own filters."""
        filters = super().get_line_filters()
        if self.terminal.glyphs != "ascii":
            return filters
        from tutor.app.spelled import Spelled

        return [*filters, Spelled("ascii")]

    def on_resize(self, event: Resize) -> None:
        """Say so where the window is too small for anything."""
        from tutor.app.screens.small import LEAST, SmallScreen

        small = event.size.width < LEAST[0] or event.size.height < LEAST[1]
        if small and not isinstance(self.screen, SmallScreen):
            self.push_screen(SmallScreen())
        elif not small and isinstance(self.screen, SmallScreen):
            self.pop_screen()

    def get_default_screen(self) -> Screen[None]:
        """Begin with the path; below a run that is shown alone there is nothing."""
        if self._run_shown is not None:
            return Screen()
        return PathScreen(pack(), self._lessons, self.progress)

    def on_mount(self) -> None:
        """Put the lesson that the learner left off in on top of the path, or a run alone."""
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with suppress(NotImplementedError, RuntimeError, ValueError):
                leave = partial(self.exit, return_code=128 + number)
                asyncio.get_running_loop().add_signal_handler(number, leave)
        if self._run_shown is not None:
            self._show_run_alone(self._run_shown)
            return
        last = self.progress.last_place()
        left_off = next((x for x in self._lessons if last and x.id == last[0]), None)
        if left_off is not None and self.progress.state(left_off.id) == "started":
            self.open_lesson(left_off)
        self.call_after_refresh(self._after_first_paint)
        left_out = [f"Left out: {problem}" for problem in self._catalog.problems]
        for warning in (self.progress.warning, *self.settings.problems, *left_out):
            if warning:
                self.notify(warning, severity="warning", timeout=15, markup=False)

    def _show_run_alone(self, folder: RunFolder) -> None:
        """Show a detached run, and end with its screen."""
        from tutor.app.screens.attached import AttachedScreen

        screen = AttachedScreen(folder, self.progress.path.parent / "pictures")
        self.push_screen(screen, lambda _: self.exit())
        self.call_after_refresh(self._after_first_paint)

    def open_lesson(self, head: Lesson) -> None:
        """Open a lesson. What draws and computes is imported here, not before the first paint."""
        from tutor.app.screens.lesson import LessonScreen
        from tutor.engine.client import Client
        from tutor.study.lesson import read_lesson
        from tutor.study.prose import read

        try:
            lesson = read_lesson(head.folder, head.pack)
            scenes = read(lesson)
        except LessonError as error:
            self.notify(
                str(error), title="This lesson cannot be opened", severity="error", markup=False
            )
            return
        worker, self._worker = self._worker, None
        client = Client(worker, start=self._spawn)
        self.progress.visit(lesson.id, self.progress.place(lesson.id))
        self.push_screen(LessonScreen(lesson, scenes, self.progress, client, self._lessons))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every command of the screen and of the app in the palette."""
        for owner in (screen, self):
            if isinstance(owner, Commanded):
                for command in owner.commands:
                    yield SystemCommand(
                        f"{command.title}  {key_names(command)}".rstrip(),
                        command.help,
                        self._runner(command, owner),
                    )

    def action_help(self) -> None:
        """Show the keys of the screen in front."""
        from tutor.app.screens.help import HelpScreen

        screen = self.screen
        if isinstance(screen, Commanded):
            notes = getattr(screen, "help_notes", "")
            title = getattr(screen, "help_title", "")
            self.push_screen(HelpScreen(title, [*screen.commands, *COMMANDS], notes))

    def action_theme(self) -> None:
        """Change to the next theme that this terminal can show."""
        themes = list(dict.fromkeys(theme_for(name, self.terminal.color) for name in NAMES))
        self.theme = themes[(themes.index(self.theme) + 1) % len(themes)]

    def action_settings(self) -> None:
        """Open the settings."""
        from tutor.app.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen(self.settings))

    def action_determinism(self) -> None:
        """Show what changes the last bits of a run on this machine."""
        from tutor.app.screens.determinism import DeterminismScreen

        if not isinstance(self.screen, DeterminismScreen):
            self.push_screen(DeterminismScreen())

    def use(self, settings: Settings) -> None:
        """Have the settings hold, as far as a running app can follow them."""
        self.settings = settings
        glyphs = next((g for g in GLYPHS if g == settings.glyphs), self._found.glyphs)
        self.terminal = replace(self.terminal, glyphs=glyphs)
        self.theme = theme_for(settings.theme, self.terminal.color)
        self.redraw_pictures()
        self.refresh(layout=True)

    def action_background(self) -> None:
        """Give the terminal back to the shell until it brings this process to the front again."""
        with suppress(SuspendNotSupported), self.suspend():
            print("mlpath-tutor is paused; fg brings it back.")  # noqa: T201
            os.kill(os.getpid(), signal.SIGTSTP)

    def action_interrupt(self) -> None:
        """Leave on the second Ctrl+C within two seconds."""
        if monotonic() - self._interrupted < 2:
            self.exit(return_code=130)
        self._interrupted = monotonic()
        self.notify("Press ctrl+c again to quit.", timeout=2, markup=False)

    @property
    def grader(self) -> Grader:
        """The judge of exercises, started when the first one is opened."""
        if self._grader is None:
            from tutor.study.grading.grader import Grader

            self._grader = Grader()
        return self._grader

    def on_unmount(self) -> None:
        """End the judge, and a worker that was never used."""
        if self._grader is not None:
            self._grader.end()
        if self._worker is not None:
            self._worker.end()

    def _after_first_paint(self) -> None:
        """Do what would have delayed the first screen."""
        if not gc.isenabled():  # `main.run` had turned it off
            gc.enable()
            gc.freeze()  # what is loaded by now stays, and need not be looked through again
        if isinstance(self.screen, PathScreen):
            self._worker = self._spawn()
        if self.settings.painting != "stock":
            self.start_painting()

    def _spawn(self) -> Worker:
        return spawn(open_worker_log())

    def _runner(self, command: Command, owner: object) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.run_action(command.action, owner)  # type: ignore[arg-type]

        return run

    def _handle_exception(self, error: Exception) -> None:
        """End with three lines and a report, where Textual would print pages of locals."""
        if self._exit:
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            where = try_report(error)
            lines = [
                f"mlpath-tutor stopped: {type(error).__name__}: {error}",
                f"The report is in {where}." if where else "No report could be written.",
                "Your progress is kept; start again to go on.",
            ]
            self._exit_renderables.append(Text("\n".join(lines)))
        self._close_messages_no_wait()
