"""A finding: the place in a file, what is wrong there, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Finding:
    """One line of the lint. note: worth knowing, but no broken promise."""

    path: Path
    line: int
    what: str
    note: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {'note: ' * self.note}{self.what}"
