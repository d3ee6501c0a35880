"""An app whose screen is painted by difference, behind the fence. It knows Textual's private parts.

Where one of them is missing, as in another version of Textual, and where the output is no terminal,
Textual's own painting serves. The first screen is Textual's too: NumPy is loaded after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget

from tutor.app.painting.driver import driver_class
from tutor.app.painting.fence import EXTRA, Fence
from tutor.app.painting.quality import Quality

if TYPE_CHECKING:
    from tutor.app.painting.cells import Cells
    from tutor.app.painting.painter import Painter

ECHO = 0.5
"""Seconds after a key in which the interface may go ahead of the pictures."""
TICK = 1 / 60
"""Seconds in which Textual gathers what has changed; pictures wait as long for company."""
STILL = 1.0
"""Seconds without a frame after which a picture is taken to stand still."""
HANG_UP = 128 + 1
"""The exit code of a program that lost its terminal."""
BUSY = 0.02
"""Seconds until a writer that cannot be asked is looked at again."""


class PaintedApp(App[None]):
    """Keeps what the terminal shows, and writes what is different."""

    def __init__(self, **options: Any) -> None:
        super().__init__(driver_class=driver_class(), **options)
        self.fence = Fence()
        self.quality = Quality(self.fence)
        self._painter: Painter | None = None
        self._touched = -ECHO
        self._retry: asyncio.TimerHandle | None = None
        self._soon: asyncio.TimerHandle | None = None
        self._caught_up = asyncio.Event()
        self._caught_up.set()
        self._painted_at = 0.0
        self._rest_until = 0.0
        """When the link has had its rest after the last pictures."""

    def start_painting(self) -> None:
        """Take over from Textual's own painting, if there is a terminal and nothing is missing."""
        if self._driver is None or self.is_headless or self._driver.is_inline:
            return
        try:
            from tutor.app.painting import updates  # noqa: F401  # they name private classes
            from tutor.app.painting.painter import Painter
        except ImportError:
            return
        self._painter = Painter()
        self.app_resume_signal.subscribe(self, lambda _: self.repaint_all(), immediate=True)
        self._ask()  # its answer comes after what Textual has painted so far

    async def caught_up(self) -> None:
        """Wait until the terminal has room for another frame."""
        await self._caught_up.wait()

    def touched(self) -> None:
        """Take note that the learner pressed something: the answer must not wait for pictures."""
        self._touched = monotonic()

    def answered(self, column: int, at: float) -> None:
        """Take the terminal's answer to a question, and paint what has waited for it.

        at: when it came. It may have waited for an app that was busy, which says nothing about the
        link.
        """
        first = not self.fence.answers
        self.fence.answer(column, at)
        if first and not self.fence.under_way:
            self._ask()  # alone on the way, it tells the round trip
        if self.quality.adapt():
            self.redraw_pictures()
        self._paint()

    def hung_up(self) -> None:
        """End: the terminal is gone, and with it everybody who could see or type something."""
        self.exit(return_code=HANG_UP)

    def redraw_pictures(self) -> None:
        """Draw every picture again: the quality has changed."""

    def repaint_all(self) -> None:
        """Write every cell again: another program has had the terminal."""
        self.fence.forget()
        if self._painter is not None:
            self._painter.forget()
        self.refresh(layout=True)

    def paint_picture(self, widget: Widget, cells: Cells, rows: Iterable[int]) -> bool:
        """Paint rows of a picture past the compositor; say whether that could be done."""
        painter = self._painter
        if painter is None or self._batch_count or not self._running or self._closed:
            return False
        from tutor.app.painting.updates import uncovered

        region, (width, height) = uncovered(widget), self.screen.outer_size
        if region is None or region.size != widget.size or painter.size != (width, height):
            return False
        for row in rows:
            painter.put(region.y + row, region.x, cells.row(row), region.x, region.right)
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(TICK, self._paint_soon)
        return True

    def _paint_soon(self) -> None:
        """Paint the pictures that nothing else has taken along."""
        self._soon = None
        self._paint()
        self.post_display_hook()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        painter = self._painter
        if painter is None or not self._takes(painter, renderable):
            super()._display(screen, renderable)
            return
        try:
            self._paint()
        except Exception as error:
            self._handle_exception(error)
        finally:
            self.post_display_hook()

    def _takes(self, painter: Painter, renderable: Any) -> bool:
        """Have the painter want what Textual wants to show; say whether it can."""
        from rich.color import ColorSystem

        from tutor.app.painting.updates import is_update, take

        if renderable is None or self._batch_count or not self._running or self._closed:
            return False
        if not is_update(renderable):
            painter.forget()
            return False
        width, height = self.screen.outer_size
        system = self.console._color_system or ColorSystem.TRUECOLOR
        take(painter, renderable, (width, height), system)
        return True

    def _paint(self) -> None:
        """Write what the fence lets through; what it holds back is tried again later."""
        painter = self._painter
        if painter is None or self._driver is None or self._closed or self.fence.is_over:
            self._caught_up.set()
            return
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        now, window = monotonic(), self.quality.window()
        may_send = self._writer_is_free() and self.fence.may_send(window)
        if may_send and now >= self._rest_until:
            if self._write(painter.frame(self.quality.fits)):
                self._rest_until = now + self.quality.rest()
        elif now - self._touched < ECHO and self.fence.may_send(window + EXTRA):
            self._write(painter.interface())
        if painter.is_behind or not self.fence.may_send(window) or now < self._rest_until:
            self._caught_up.clear()
            self._try_again()
        else:
            self._caught_up.set()
            self._refine_later()

    def _ask(self) -> None:
        """Write a question alone."""
        if self._driver is not None and not self.fence.is_over:
            question = self.fence.question(self.size.width)
            self._driver.write(question)
            self.fence.sent(len(question))

    def _write(self, text: str) -> bool:
        """Write a frame in one piece, with the question that fences it; say whether there was one.

        The cursor ends where Textual wants it, for input methods and screen magnifiers.
        """
        driver = self._driver
        if driver is None or not text:
            return False
        width = self.screen.outer_size.width
        x, y = self.screen.outer_size.clamp_offset(self.cursor_position)
        text += f"{self.fence.question(width)}\x1b[{y + 1};{x + 1}H"
        if self._sync_available:
            text = f"{SYNC_START}{text}{SYNC_END}"
        size = len(text.encode("utf-8", "replace"))
        self.quality.note(size)
        self.fence.sent(size)
        self._painted_at = monotonic()
        driver.write(text)
        driver.flush()
        return True

    def _try_again(self) -> None:
        """Look again when the link has rested, or the oldest question counts as lost.

        An answer may come before either.
        """
        if self._retry is not None:
            self._retry.cancel()
        rest = self._rest_until - monotonic()
        wait = rest if rest > 0 else self.fence.wait() or BUSY
        self._retry = asyncio.get_running_loop().call_later(wait + 0.001, self._look_again)

    def _refine_later(self) -> None:
        """Draw coarse pictures again, as well as can be, once they have stood still for a while."""
        if self.quality.level and self._retry is None:
            self._retry = asyncio.get_running_loop().call_later(STILL, self._refine)

    def _refine(self) -> None:
        self._retry = None
        still = monotonic() - self._painted_at >= STILL
        if still and self.quality.refine():
            self.redraw_pictures()
        elif not still:
            self._refine_later()

    def _look_again(self) -> None:
        self._retry = None
        self._paint()

    def _writer_is_free(self) -> bool:
        """Say whether the thread that writes has written; all there is to ask without answers."""
        if not self.fence.is_deaf:
            return True
        writer = getattr(self._driver, "_writer_thread", None)
        queue = getattr(writer, "_queue", None)
        return queue is None or queue.qsize() < 2
