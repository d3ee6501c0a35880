"""The process of a detached run: `python -m tutor.engine.detached DIR`."""

from __future__ import annotations

import sys
from pathlib import Path

from tutor.engine.facts import use_one_thread

if __name__ == "__main__":
    use_one_thread()  # before NumPy is imported: it counts its threads once, on loading
    from tutor.engine.detached_process import run

    sys.exit(run(Path(sys.argv[1])))
