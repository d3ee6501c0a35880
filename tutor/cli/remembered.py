"""The learner's progress, opened for one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tutor.cli.streams import note

if TYPE_CHECKING:
    from tutor.study.progress import Progress


@contextmanager
def remembered() -> Iterator[Progress]:
    """Open the progress; what is wrong with its file is said once, on stderr, at the end."""
    from tutor.study.progress import Progress

    progress = Progress()
    try:
        yield progress
    finally:
        progress.close()
        if progress.warning:
            note(progress.warning)
