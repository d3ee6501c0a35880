"""Reading rules: the files are there, and what they hold can be read as a lesson."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tutor.lab.lint.draft import Draft
from tutor.lab.lint.finding import Finding
from tutor.lab.lint.toml_lines import TomlLines
from tutor.study.prose import read
from tutor.study.tables import LessonError

TODO = re.compile(r"\bTODO\b")


def located(error: LessonError, path: Path) -> Finding:
    """Return the finding for what a reader says; its sentence names the file, often the line.

    path: the TOML file that the lesson or the pack begins with.
    """
    said = str(error)
    found = re.match(r"(.+?\.\w+)(?::(\d+))?: (.+)", said, re.DOTALL)
    if not found:
        return Finding(path, 1, said)
    where, number, what = Path(found[1]), found[2], found[3]
    if number:
        return Finding(where, int(number), what)
    at = re.search(r"\(at line (\d+), column \d+\)", what)
    if at:
        return Finding(where, int(at[1]), what)
    if where.suffix == ".toml" and where.is_file():
        text = where.read_bytes().decode("utf-8", errors="replace")
        return Finding(where, TomlLines(text).named_in(what), what)
    return Finding(where, 1, what)


def keeps_the_schema(draft: Draft) -> Iterator[Finding]:
    """Each table of lesson.toml has the keys, types and values that the format asks for."""
    lesson = draft.lesson
    parts: tuple[Callable[[], object], ...] = (
        lambda: lesson.predictions,
        lambda: lesson.exercises,
        lambda: lesson.quiz,
        lambda: lesson.claims,
    )
    for part in parts:
        try:
            part()
        except LessonError as error:
            yield located(error, lesson.toml_path)


def has_every_file(draft: Draft) -> Iterator[Finding]:
    """The text and the simulation are there, and with exercises their stubs and solutions."""
    wanted = ["lesson.md", "sim.py"] + ["exercise.py", "solution.py"] * bool(draft.exercises)
    for name in wanted:
        if not (draft.lesson.folder / name).is_file():
            yield draft.in_file(name, "the file is missing; the lesson needs it")


def text_matches_its_promises(draft: Draft) -> Iterator[Finding]:
    """Anchors and items match one to one, and each `[@key]` is in the bibliography."""
    if not draft.lesson.prose_path.is_file():
        return
    try:
        read(draft.lesson)
    except LessonError as error:
        finding = located(error, draft.lesson.toml_path)
        if finding not in keeps_the_schema(draft):
            yield finding


def leaves_nothing_to_write(draft: Draft) -> Iterator[Finding]:
    """No line still says TODO."""
    for path in sorted(draft.lesson.folder.glob("*.*")):
        if path.suffix not in (".toml", ".md", ".py"):
            continue
        lines = path.read_bytes().decode("utf-8", errors="replace").splitlines()
        for number, line in enumerate(lines, 1):
            if TODO.search(line):
                yield Finding(path, number, f"still to be written: {line.strip()}")


def simulation_can_be_loaded(draft: Draft) -> Iterator[Finding]:
    """sim.py can be executed, and holds the class that lesson.toml names."""
    if draft.lesson.sim_path.is_file() and draft.kind is None:
        said = str(draft.simulation).removeprefix(f"{draft.lesson.sim_path} ")
        yield draft.in_file("sim.py", said)


def simulation_knows_no_terminal(draft: Draft) -> Iterator[Finding]:
    """sim.py does not import textual: what shows a simulation is not its business."""
    try:
        tree = ast.parse(draft.lesson.sim_path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return  # told by the rules about the file and the class
    for node in ast.walk(tree):
        for name in _imported(node):
            if name.partition(".")[0] == "textual":
                what = f"it imports {name}: yield panels from `view`, and let the app draw them"
                yield draft.in_file("sim.py", what, getattr(node, "lineno", 1))


def _imported(node: ast.AST) -> list[str]:
    """Return the modules that a statement imports by their whole names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module or ""]
    return []
