"""Beginning a lesson: a folder with every file, whose promises hold, and TODO where words belong.

It is a copy of a small lesson that works, or of another lesson of the author's choice: then what
the lint finds is what is still to be written, and what later edits break.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from tutor.lab.lint.toml_lines import TomlLines
from tutor.study.lesson import Lesson
from tutor.study.places import assets_folder
from tutor.study.tables import NAME

SCHEMA = "lesson.schema.json"
TO_SAY_ANEW = {
    "objective": "TODO: what the learner can do afterwards, as something you could see them do.",
    "misconception": "TODO: the wrong idea that the lesson clears up, in the words of who has it.",
}


class CannotBegin(Exception):
    """The folder cannot be written; the message says why and what to do."""


def begin_lesson(name: str, home: Path, like: Lesson | None = None) -> Path:
    """Write the lesson `name` into a folder of its own in `home`; return the folder.

    Raises `CannotBegin`, and `OSError` where the disk refuses; then nothing is left behind.
    """
    if not NAME.fullmatch(name):
        near = "-".join(re.findall(r"[a-z0-9]+", name.lower()))
        guess = f": try {near}" if near else ""
        raise CannotBegin(
            f"{name!r} cannot be a lesson's name: take small letters and digits, with hyphens "
            f"between words{guess}"
        )
    folder = home / name.replace("-", "_")
    if folder.exists():
        raise CannotBegin(f"{folder} is there already; nothing was changed. Take another name")
    if not home.is_dir():
        raise CannotBegin(f"{home}: there is no such folder; make it first")
    model = like.folder if like else assets_folder() / "new_lesson"
    with tempfile.TemporaryDirectory(dir=home, prefix=".new-") as half:
        made = Path(half) / folder.name
        shutil.copytree(model, made, ignore=shutil.ignore_patterns("__pycache__"))
        _rename(made, name, _schema_from(folder), copied=like is not None)
        made.rename(folder)
    return folder


def _rename(folder: Path, name: str, schema: str, copied: bool) -> None:
    """Give the copy its own id and title, and ask for the words that no copy can have."""
    title = name.replace("-", " ").capitalize()
    said = {"id": name, "title": title, **(TO_SAY_ANEW if copied else {})}
    path = folder / "lesson.toml"
    text = path.read_text(encoding="utf-8")
    for key, value in said.items():
        toml = TomlLines(text)
        first, last = toml.statement(key)
        toml.lines[first - 1 : last] = [f'{key} = "{value}"']
        text = "\n".join(toml.lines) + "\n"
    text = re.sub(r"\A#:schema .*\n", "", text)
    path.write_text(f"#:schema {schema}\n{text}", encoding="utf-8")
    prose = folder / "lesson.md"
    todo = "\n\nTODO: write the text anew; what follows is the model's." if copied else ""
    text = re.sub(r"\A\s*# .*", lambda _: f"# {title}{todo}", prose.read_text(encoding="utf-8"))
    prose.write_text(text, encoding="utf-8")


def _schema_from(folder: Path) -> str:
    """Return the schema's path as an editor finds it from the lesson's folder."""
    return Path(os.path.relpath(assets_folder() / SCHEMA, folder)).as_posix()
