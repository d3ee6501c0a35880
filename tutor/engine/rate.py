"""How fast a run goes: steps a second, over about the last ten seconds."""

from __future__ import annotations

from collections import deque
from time import monotonic

WINDOW = 10.0


class Rate:
    """Counts steps, and forgets those of long ago."""

    def __init__(self) -> None:
        self._made: deque[tuple[float, int]] = deque([(monotonic(), 0)])
        self._total = 0

    def made(self, steps: int) -> None:
        """Count some steps that were made just now."""
        now = monotonic()
        self._total += steps
        if now - self._made[-1][0] > WINDOW / 100 or len(self._made) == 1:
            self._made.append((now, self._total))
        while len(self._made) > 2 and now - self._made[1][0] > WINDOW:
            self._made.popleft()

    @property
    def per_second(self) -> float:
        """Steps a second; 0 before there are any."""
        then, before = self._made[0]
        last, total = self._made[-1]
        return (total - before) / (last - then) if last > then else 0.0
