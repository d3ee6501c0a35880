"""The digests of a run, step by step: two growing strings of bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tutor.engine import chain
from tutor.engine.edits import Edit
from tutor.engine.parameters import Value

SIZE = chain.SIZE


class Digests:
    """The chained digest after every step, and the state's where one was taken."""

    def __init__(self, seed: int, values: Mapping[str, Value]) -> None:
        self._origin = chain.origin(seed, values)
        self._chained = bytearray()
        self._states = bytearray()

    def seal(self, step: int, edits: Sequence[Edit], numbers: bytes, state: bytes) -> bool:
        """Chain on a new step, or hold a known one against what is known; return whether it fits.

        state: the state's digest, or nothing at a step that takes none.
        """
        here = step * SIZE
        before = self._chained[here - SIZE : here] if step else self._origin
        digest = chain.link(before, step, edits, numbers, state)
        if here < len(self._chained):
            return digest == self.after(step + 1)
        self._chained += digest
        self._states += state or chain.NO_STATE
        return True

    def after(self, steps: int) -> bytes:
        """Return the chained digest once so many steps have been made."""
        return bytes(self._chained[(steps - 1) * SIZE : steps * SIZE]) if steps else self._origin

    def state(self, step: int) -> bytes | None:
        """Return the digest of the state after `step`, where one was taken."""
        state = bytes(self._states[step * SIZE : (step + 1) * SIZE])
        return None if state == chain.NO_STATE else state

    def take_up(self, digests: Sequence[str], states: Sequence[str | None]) -> None:
        """Know what a ledger says of the first steps."""
        self._chained = bytearray(b"".join(map(bytes.fromhex, digests)))
        self._states = bytearray().join(
            bytes.fromhex(state) if state else chain.NO_STATE for state in states
        )

    def cut(self, steps: int) -> None:
        """Forget what came after so many steps."""
        del self._chained[steps * SIZE :]
        del self._states[steps * SIZE :]

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return len(self._chained) + len(self._states)
