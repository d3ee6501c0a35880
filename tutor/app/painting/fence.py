"""The fence: no more is written than the terminal has shown.

Over SSH a megabyte may sit between the writer and the screen, and nothing on this side can see it.
Only an answer from the terminal itself tells what it has reached. So every frame ends with a
question, and no frame is painted while too many questions are open. A slow link then means fewer
frames, never a queue.

The question is where the cursor is (`CSI 6 n`): every terminal and every multiplexer answers it.
The cursor is put into a column of its own for each frame, so an answer says which frame it is to,
also after some have been lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic

WINDOW = 2
"""Frames under way at once: while one travels, the next is on the wire."""
EXTRA = 2
"""Frames beyond the window that may carry the answer to a key."""
PATIENCE = 5.0
"""Seconds after which a question counts as lost."""
FIRST = 3.0
"""The same before the first answer: a terminal that never answers must not hold up the start."""
COLUMNS = 60
"""Columns that tell questions apart; fewer on a narrower screen."""
FORGET = 0.8
"""Weight of the past in the estimates of the link's speed and its round trip."""
SHORT = 200
"""Bytes below which a frame tells the round trip, and from which on it tells the speed."""
FELT = 0.002
"""Seconds that are not told from none: the link is then as fast as anybody could see."""


class Fence:
    """Counts questions and answers, and learns from them how fast the link is."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._open: deque[tuple[int, float, int]] = deque()
        """The column, the time and the bytes of each unanswered frame, oldest first."""
        self._column = 0
        self._answered_at = -1.0
        self._round_trip = 1.0
        self._carried, self._busy = 0.0, 0.0
        self.is_over = False
        """Whether nobody reads any more: whoever reads next would get the answer to a question."""
        self.answers = False
        """Whether the terminal has ever answered."""
        self.rate: float | None = None
        """Bytes a second that reach the screen; None before the first frame that could tell."""

    @property
    def under_way(self) -> int:
        """Frames that the terminal has not answered yet and may still answer."""
        oldest = self._clock() - self._patience
        return sum(sent_at > oldest for _, sent_at, _ in self._open)

    @property
    def is_deaf(self) -> bool:
        """Whether the terminal has left every question unanswered: nothing can be waited for."""
        return not self.answers and bool(self._open) and not self.under_way

    @property
    def last_asked(self) -> int:
        """The column of the question that was asked last."""
        return self._column

    def may_send(self, window: int = WINDOW) -> bool:
        """Say whether another frame may be written."""
        return self.under_way < window

    def question(self, width: int) -> str:
        """Return the question that ends the next frame, on a screen of `width` columns."""
        self._column = (self._column + 1) % max(1, min(width, COLUMNS))
        return f"\x1b[1;{self._column + 1}H\x1b[6n"

    def sent(self, size: int) -> None:
        """Take note of a frame of `size` bytes that ended in the question made last."""
        self._open.append((self._column, self._clock(), size))
        if len(self._open) > COLUMNS:  # nobody answers: what is older cannot be told apart
            self._open.popleft()

    def answer(self, column: int, at: float | None = None) -> None:
        """Take an answer from `column` (from 0); the questions before it are lost.

        at: when it came, by the fence's clock; None for now.
        """
        self.answers = True
        if all(column != asked for asked, _, _ in self._open):
            return
        while self._open:
            asked, sent_at, size = self._open.popleft()
            if asked == column:
                self._learn(sent_at, size, self._clock() if at is None else at)
                return

    def _learn(self, sent_at: float, size: int, now: float) -> None:
        """Draw conclusions about the link from a frame that was answered at `now`."""
        took = now - sent_at
        queued = sent_at < self._answered_at
        begun = max(sent_at + self._round_trip, self._answered_at)
        self._answered_at = now
        alone = max(took - self.seconds(size), 0.0)
        if took < self._round_trip:
            self._round_trip = took
        elif size < SHORT and not queued:  # routes change
            self._round_trip = FORGET * self._round_trip + (1 - FORGET) * alone
        if size >= SHORT:
            # the quotient of two sums: short frames, which tell little, then weigh little
            self._carried = FORGET * self._carried + size
            self._busy = FORGET * self._busy + max(now - begun, FELT)
            self.rate = self._carried / self._busy

    def wait(self) -> float:
        """Return the seconds until the next question counts as lost; 0 where none is open."""
        now = self._clock()
        left = [sent_at + self._patience - now for _, sent_at, _ in self._open]
        return min((seconds for seconds in left if seconds > 0), default=0.0)

    @property
    def _patience(self) -> float:
        return PATIENCE if self.answers else FIRST

    def forget(self) -> None:
        """Begin anew: whoever held the terminal meanwhile may have eaten the answers."""
        self._open.clear()
        self._answered_at = -1.0
        self.is_over = False

    def seconds(self, size: int) -> float:
        """Return how long `size` bytes take to reach the screen; 0 where that cannot be felt."""
        return size / self.rate if self.rate else 0.0
