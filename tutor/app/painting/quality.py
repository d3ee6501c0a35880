"""Quality: how rich pictures may be, how often and in how many pieces, on the link there is.

0 is every colour that the terminal has; 1 has 256 colours, so that a change of colour takes ten
bytes and not twenty; 2 has half the shades besides, so that fewer cells change.
"""

from __future__ import annotations

from tutor.app.painting.fence import WINDOW, Fence

WORST = 2
SLOW = 0.1
"""Seconds to the screen beyond which an average frame is felt."""
FAST = 0.04
"""Seconds below which the next better quality would not be felt."""
RICHER = 4
"""How many times more bytes the next better quality is taken to cost."""
WORSE_AFTER, BETTER_AFTER = 3, 15
"""Frames to see before a choice: quick to spare a slow link, slow to trust a fast one."""
WHOLE, PATIENT = 30_000, 1.5
"""Bytes of a whole screen of pictures, and the seconds that they may take at rest."""
UNKNOWN = 8000
"""Bytes that are sent in one piece while nothing is known of the link."""
LONGEST = 0.15
"""Seconds that a frame may take if it can be cut into pieces."""


class Quality:
    """Follows the frames' sizes and the link's speed, and draws its conclusions."""

    def __init__(self, fence: Fence) -> None:
        self._fence = fence
        self._size = 0.0
        self._noted = 0
        """Frames since the quality was chosen."""
        self._last = 0
        self.level = 0

    def note(self, size: int) -> None:
        """Take note of a frame's bytes."""
        self._last = size
        self._noted += 1
        weight = max(1 / self._noted, 0.2)
        self._size += weight * (size - self._size)

    def adapt(self) -> bool:
        """Choose the quality for the link as it is now; say whether it changed."""
        before = self.level
        if self._noted >= WORSE_AFTER and self._fence.seconds(round(self._size)) > SLOW:
            self.level = min(self.level + 1, WORST)
        elif self._noted >= BETTER_AFTER and self._would_be_fast():
            self.level = max(self.level - 1, 0)
        if self.level == before:
            return False
        self._noted = 0  # frames of another quality have another size
        return True

    def refine(self) -> bool:
        """Take the best quality for a picture that stands still; say whether it is a better one.

        Nobody waits for it: it may take the link longer than a frame of a moving one.
        """
        if self.level == 0 or self._fence.seconds(WHOLE) > PATIENT:
            return False
        self.level, self._noted = 0, 0
        return True

    def _would_be_fast(self) -> bool:
        return self._fence.seconds(round(self._size * RICHER)) < FAST

    def window(self) -> int:
        """Return how many frames may be under way: one where each takes its time."""
        return 1 if self._fence.seconds(round(self._size)) > SLOW else WINDOW

    def fits(self, size: int) -> bool:
        """Say whether a frame of `size` bytes is short enough to go in one piece."""
        if self._fence.rate is None:
            return size < UNKNOWN
        return self._fence.seconds(size) < LONGEST

    def rest(self) -> float:
        """Return the seconds between two frames of pictures: half of the time the link is free."""
        return 2 * self._fence.seconds(self._last)
