"""`python -m tests.benchmarks [NAME…]`: measure and print the table; no number fails a test."""

from __future__ import annotations

import sys

from tests.benchmarks import (
    autograd,
    checkpointing,
    drawing,
    engine,
    frames,
    gpt,
    gpt_training,
    languages,
    linting,
    sizes,
    slowlinks,
    terminal,
    verdicts,
)
from tests.benchmarks.report import Row, show

BENCHMARKS = {
    "start": lambda: [terminal.first_screen()],
    "throughput": lambda: [
        terminal.throughput(terminal.DESCENT, "gradient-descent"),
        terminal.throughput(terminal.MLP, "small torch MLP"),
    ],
    "overhead": lambda: [engine.overhead()],
    "latency": lambda: [terminal.latency()],
    "seek": engine.seek,
    "drawing": drawing.rows,
    "frames": frames.rows,
    "bytes": sizes.rows,
    "links": slowlinks.rows,
    "lint": lambda: [linting.lint()],
    "verdict": lambda: [verdicts.verdict()],
    "autograd": autograd.rows,
    "gpt": lambda: [gpt.throughput()],
    "gpt_training": gpt_training.rows,
    "checkpoints": checkpointing.rows,
    "smollm2": languages.rows,
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all."""
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"no benchmark {', '.join(unknown)}: there are {', '.join(BENCHMARKS)}")
        return 2
    rows: list[Row] = []
    for name in names or BENCHMARKS:
        rows += BENCHMARKS[name]()
    show(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
