"""Exporting in a process of its own, for the app, whose own process must stay free to draw.

    python -m tutor.lab.exporting < request.json

The request has a `source`, a `ledger` (a file) and the `script` to write. The answer on stdout is
empty where it is written, or says in one line why it is not.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tutor.engine.driving import Driver
from tutor.engine.ledger import read
from tutor.engine.receipt import Source
from tutor.lab.exporting.export import export
from tutor.lab.exporting.reading import CannotExport


def main() -> int:
    """Answer one request."""
    request = json.load(sys.stdin)
    drivers = tuple(Driver(**driver) for driver in request["source"].pop("drivers"))
    source = Source(**request["source"], drivers=drivers)
    ledger, path = Path(request["ledger"]), Path(request["script"])
    try:
        export(read(ledger), ledger, source, path.name).write(path)
    except CannotExport as error:
        sys.stdout.write(f"there is no script of this run: {error}")
    except OSError as error:
        sys.stdout.write(f"the script cannot be written: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
