"""A copy of a real lesson, to be spoilt in one place."""

import shutil
from pathlib import Path

from tutor.study import places

LESSON = places.lessons_folder() / "m01_gradient_descent"


def copied(root):
    """Copy the lesson into a pack under `root` and return its folder."""
    folder = Path(shutil.copytree(LESSON, root / "pack" / LESSON.name))
    pack = places.lessons_folder() / "pack.toml"
    (folder.parent / "pack.toml").write_text(pack.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def spoil(path, old, new):
    """Replace the first `old` in a file, which must have it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def beside(folder, name, lesson_id, needs="[]", month=1):
    """Put another lesson into the same pack, like the first."""
    other = Path(shutil.copytree(folder, folder.parent / name))
    spoil(other / "lesson.toml", 'id = "gradient-descent"', f'id = "{lesson_id}"')
    spoil(other / "lesson.toml", 'needs = ["eigen", "chain-rule"]', f"needs = {needs}")
    spoil(other / "lesson.toml", "month = 1", f"month = {month}")
    return other
