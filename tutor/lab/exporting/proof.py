"""Running a finished script as its reader would: where this program cannot be imported."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tutor.lab.exporting.ending_parts import AGREED, AS_NEAR, OTHER

ALONE = """
import runpy, sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "tutor":
            raise ModuleNotFoundError("No module named 'tutor'", name=name)
sys.meta_path.insert(0, Nothing())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass(frozen=True)
class Proof:
    """What a script printed, line by line, and the last line of what it complained of."""

    printed: tuple[str, ...]
    complaint: str

    @property
    def verdict(self) -> str:
        """Its last line, where it ran to its end; else nothing."""
        last = self.printed[-1] if self.printed else ""
        return last if last.startswith((AGREED, AS_NEAR, *OTHER)) else ""

    @property
    def agreed(self) -> bool:
        """Whether it has the digits that it should have."""
        return self.verdict.startswith((AGREED, AS_NEAR))

    @property
    def rows(self) -> list[list[float]]:
        """The numbers of every record, as they were printed."""
        lines = [line.split("  ")[1:] for line in self.printed if line.startswith("step ")]
        return [[float(part.rpartition(" ")[2]) for part in line] for line in lines]


def prove(script: Path) -> Proof:
    """Run a script where the reader stands, without this program and Python's variables."""
    ran = subprocess.run(
        [sys.executable, "-E", "-P", "-c", ALONE, str(script)],
        capture_output=True,
        text=True,
        check=False,
    )
    complaint = ran.stderr.strip().splitlines()
    return Proof(tuple(ran.stdout.splitlines()), complaint[-1] if complaint else "")
