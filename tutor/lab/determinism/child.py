"""The process that makes the doctor's small runs: `python -m tutor.lab.determinism.child`.

It reads a JSON list of {"run": name, "settings": {…}, "tries": n} from stdin and answers each with
a frame of the wire on stdout: the rows that were watched, or why there are none.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from typing import Any, BinaryIO

from tutor.engine.wire import pack
from tutor.engine.worker import NICE


def answer(order: dict[str, Any]) -> dict[str, Any]:
    """Make one run, and again: the second says whether it repeats.

    A race between threads is not lost every time, so an order may ask for more than one try.
    """
    from tutor.lab.determinism.runs import RUNS, CannotShow

    try:
        run, settings = RUNS[order["run"]], order["settings"]
        first = again = run(**settings)
        for _ in range(order["tries"]):
            again = run(**settings)
            if (first != again).any():
                break
    except CannotShow as reason:
        return {"cannot": str(reason)}
    except Exception as error:  # torch may be missing, broken, or older than an option
        return {"cannot": f"it fails here: {type(error).__name__}: {str(error).splitlines()[0]}"}
    return {"watched": first, "again": again}


def main() -> None:
    """Answer every order; native code that prints cannot get between the frames."""
    os.nice(NICE)
    out: BinaryIO = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")  # a hint about speed is no answer
    for order in json.load(sys.stdin):
        out.write(pack(answer(order)))
        out.flush()


if __name__ == "__main__":
    main()
