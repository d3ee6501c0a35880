"""The learner's workspace: a package of their own that grows by a function an exercise.

It is a plain Python project that works without the tutor and can be published as it is. What the
learner has written is never overwritten: a stub goes only where its function is missing, and
*restore* keeps the old file beside the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutor.engine.files import write_whole
from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson
from tutor.study.places import workspace_folder
from tutor.study.plain_tests import head, helpers, test_name, test_text
from tutor.study.repository import begin_repository
from tutor.study.spans import Source, SourceError, read_source
from tutor.study.starting_files import starting_files

PACKAGE = "mlpath"


class WorkspaceError(Exception):
    """The workspace cannot be used; the message says what is in the way and what to do."""


@dataclass(frozen=True)
class Placed:
    """Where a function is now: whether its stub was written, and where the old text was kept."""

    path: Path
    line: int
    written: bool
    kept: Path | None = None


class Workspace:
    """The learner's package in `folder`, by default where $MLPATH_WORKSPACE says."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or workspace_folder()

    def module(self, exercise: Exercise) -> Path:
        """Return the file that an exercise belongs to, whether it is there or not."""
        return self.folder / PACKAGE / f"{exercise.module}.py"

    def holds(self, exercise: Exercise) -> bool:
        """Say whether the function is in its file, and that is one that can be read."""
        try:
            return read_source(self.module(exercise)).span(exercise.function) is not None
        except (SourceError, OSError):
            return False

    def place(self, lesson: Lesson, exercise: Exercise) -> Placed:
        """Write the stub of an exercise, unless its function is there; make what is missing.

        Raises `WorkspaceError`.
        """
        return self._working(lesson, exercise, restore=False)

    def restore(self, lesson: Lesson, exercise: Exercise) -> Placed:
        """Put the stub in the place of the learner's function, and keep the old file beside it.

        Raises `WorkspaceError`.
        """
        return self._working(lesson, exercise, restore=True)

    def _working(self, lesson: Lesson, exercise: Exercise, restore: bool) -> Placed:
        try:
            self._begin()
            placed = self._put(lesson, exercise, restore)
            self._add_test(lesson, exercise)
            return placed
        except SourceError as error:
            raise WorkspaceError(str(error)) from error
        except OSError as error:
            where = error.filename or self.folder
            raise WorkspaceError(
                f"{where}: {error.strerror or error}. The workspace is {self.folder}; "
                "$MLPATH_WORKSPACE names another folder."
            ) from error

    def _begin(self) -> None:
        """Make the project where there is none; leave every file that is there."""
        files = starting_files(PACKAGE)
        empty = not self.folder.exists() or not any(self.folder.iterdir())
        if (self.folder / "pyproject.toml").exists():
            return
        for name, text in files.items():
            if not (self.folder / name).exists():
                _write(self.folder / name, text)
        if empty:  # what else a folder holds is not ours to commit
            begin_repository(self.folder, list(files))

    def _put(self, lesson: Lesson, exercise: Exercise, restore: bool) -> Placed:
        path = self.module(exercise)
        stub = read_source(lesson.folder / "exercise.py")
        span = stub.span(exercise.function)
        assert span is not None  # a lesson is read only when it keeps its promises
        text = stub.text_of(span)
        if not path.exists():
            about = f'"""{lesson.title}: the functions of {lesson.id}."""'
            source = Source(path, "\n".join([about, "", *stub.imports()]))
        else:
            source = read_source(path)
        there = source.span(exercise.function)
        if there is not None and not restore:
            return Placed(path, there.first, written=False)
        missing = [line for line in stub.imports() if line not in source.imports()]
        if there is None:
            imports = "\n".join(missing) + "\n\n\n" if missing else ""
            added, kept = source.with_appended(imports + text), None
        else:
            kept = _keep(path)
            added = source.with_replaced(there, text)
        _write(path, added)
        new = read_source(path).span(exercise.function)
        return Placed(path, new.first if new else 1, True, kept)

    def _add_test(self, lesson: Lesson, exercise: Exercise) -> None:
        """Add the golden cases as a test, unless there is one of its name."""
        path = self.folder / "tests" / f"test_{exercise.module}.py"
        fresh = Source(path, head(exercise, PACKAGE))
        source = read_source(path) if path.exists() else fresh
        if not exercise.cases or source.span(test_name(exercise)) is not None:
            return
        laws = lesson.folder / "laws.py"
        needed = helpers(exercise, read_source(laws)) if laws.exists() else {}
        missing = [text for name, text in needed.items() if name not in source.names()]
        _write(path, source.with_appended("\n\n\n".join([*missing, test_text(exercise)])))


def _keep(path: Path) -> Path:
    """Copy a file to the first free name `file.py.1`, `file.py.2`, …"""
    number = 1
    while (beside := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    with beside.open("xb") as file:
        file.write(path.read_bytes())
    return beside


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.removesuffix("\n").split("\n"))
