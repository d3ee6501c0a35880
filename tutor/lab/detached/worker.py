"""The process of a training: `python -m tutor.lab.detached.worker DIR`.

It is the engine's, with the files that other tools read written beside.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tutor.engine.facts import use_one_thread

if __name__ == "__main__":
    use_one_thread()  # before NumPy is imported: it counts its threads once, on loading
    from tutor.engine.detached_process import run
    from tutor.lab.detached.telling import hearing

    sys.exit(run(Path(sys.argv[1]), hearing))
