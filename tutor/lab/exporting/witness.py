"""The run made again, in a process of its own, to see what it goes through and which digits it has.

    python -m tutor.lab.exporting.witness < request.json > testimony.json

A process of its own, because every cache must be empty (a function that a cache answers for is not
called), and because the app's process imports nothing that computes.
"""

from __future__ import annotations

import json
import struct
import sys
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import asdict
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from tutor.engine.facts import use_one_thread
from tutor.lab.exporting.stand_ins import uncached


def main() -> int:
    """Answer one request; what a lesson's code prints goes to stderr."""
    use_one_thread()
    sys.modules["tutor.ml.text_cache"] = uncached  # what is built is built here as in the script
    request = json.load(sys.stdin)
    with redirect_stdout(sys.stderr):
        answer = testify(request)
    json.dump(answer, sys.stdout)
    return 0


def testify(request: dict[str, Any]) -> dict[str, Any]:
    """Make the run of a request; return what is known of it then, or why it cannot be made."""
    from tutor.engine.driving import Driver
    from tutor.engine.ledger import read
    from tutor.engine.receipt import Source
    from tutor.engine.run import Unrepeatable
    from tutor.engine.snapshot import UnsavableState
    from tutor.lab.replay import first_departure, rebuild
    from tutor.lab.start import CannotRun, simulation_of

    drivers = tuple(Driver(**driver) for driver in request["source"].pop("drivers"))
    ledger = read(Path(request["ledger"]))
    called = Called()
    try:
        with called:
            kind = simulation_of(Source(**request["source"], drivers=drivers))
            run = rebuild(ledger.receipt, kind)
            run.advance(ledger.receipt.steps)
    except (CannotRun, UnsavableState, Unrepeatable) as error:
        return {"refused": str(error)}
    departure = first_departure(ledger, run)
    return {
        "columns": run.columns,
        "steps": run.step,
        "table": _table(run),
        "values": run.initial,
        "departure": None if departure is None else asdict(departure),
        "called": called.by_file(),
        "ambient": _drawn_from(run),
        "parameters": {name: one.help for name, one in kind.parameters().items()},
    }


class Called:
    """A context that notes every Python function that is called in it."""

    def __init__(self) -> None:
        self._codes: set[CodeType] = set()

    def __enter__(self) -> None:
        note: Callable[[CodeType], None] = self._codes.add

        def profile(frame: FrameType, event: str, _: Any) -> None:
            if event == "call":
                note(frame.f_code)

        sys.setprofile(profile)

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def by_file(self) -> dict[str, list[str]]:
        """Return the qualified names of what was called, by the path of its file."""
        found = defaultdict(set)
        for code in self._codes:
            found[code.co_filename].add(code.co_qualname)
        return {path: sorted(names) for path, names in sorted(found.items())}


def _table(run: Any) -> str:
    """Return the numbers of every record as little-endian float64, in base64."""
    rows = (list(run.row(step).values()) for step in range(run.step))
    return b64encode(b"".join(struct.pack(f"<{len(row)}d", *row) for row in rows)).decode()


def _drawn_from(run: Any) -> list[str]:
    """Return the process-wide generators that the run has drawn from."""
    from tutor.engine.ambient import Ambient
    from tutor.engine.encoding import encode

    fresh = Ambient(run.seed)
    with fresh:
        first = fresh.now()
    return [
        name for name, state in run.ambient.state.items() if encode(state) != encode(first[name])
    ]


if __name__ == "__main__":
    sys.exit(main())
