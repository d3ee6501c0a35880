"""The run with no app around it.

`python -m tests.benchmarks.bare LESSON_FOLDER SECONDS` prints steps a second.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

from tutor.engine.facts import use_one_thread


def main() -> None:
    """Advance in batches until the time is over."""
    use_one_thread()
    from tutor.engine.receipt import Source
    from tutor.engine.run import Run
    from tutor.engine.source import load
    from tutor.study.lesson import read_lesson

    lesson, seconds = read_lesson(Path(sys.argv[1])), float(sys.argv[2])
    kind = load(Source(lesson.id, lesson.code, str(lesson.sim_path), lesson.sim))
    use_one_thread()
    run = Run(kind)
    run.advance(200)
    start, first = perf_counter(), run.step
    batch = 1
    while (now := perf_counter()) - start < seconds:
        run.advance(batch)
        if perf_counter() - now < 0.05:
            batch *= 2
    print((run.step - first) / (perf_counter() - start))


if __name__ == "__main__":
    main()
