"""Where trainings are kept, and finding one by its name."""

from __future__ import annotations

import re
import shutil
from difflib import get_close_matches
from pathlib import Path

from tutor.engine.run_folder import RunFolder
from tutor.study.places import state_directory

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class NoSuchRun(LookupError):
    """No training has that name; the message offers the nearest."""


class BadName(ValueError):
    """The name cannot be a training's; the message says what can."""


def home() -> Path:
    """Return the folder of all trainings."""
    return state_directory() / "training"


def names() -> list[str]:
    """Return the names of all trainings, the oldest first."""
    try:
        found = [path for path in home().iterdir() if NAME.fullmatch(path.name)]
        found = [path for path in found if RunFolder(path).order_file.exists()]
        return [path.name for path in sorted(found, key=_age)]
    except OSError:
        return []


def find(name: str) -> RunFolder:
    """Return the folder of the training called `name`; raise `NoSuchRun`."""
    known = names()
    if name in known:
        return RunFolder(home() / name)
    near = get_close_matches(name, known, n=1, cutoff=0.4)
    guess = f" Did you mean {near[0]}?" if near else ""
    if not known:
        guess = " There is none yet: mlpath-tutor train begins one"
    raise NoSuchRun(f"there is no run called {name!r}.{guess}")


def make(name: str, like: str) -> RunFolder:
    """Make the folder of a new training, mode 0700.

    name: or nothing, for the first free one of `like`, `like`-2, …  Raises `BadName`, `OSError`.
    """
    if name and not NAME.fullmatch(name):
        raise BadName(
            f"{name!r} cannot be a run's name: take up to 64 letters, digits, hyphens, dots and "
            "underscores, and begin with a letter or a digit"
        )
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    if name:
        wanted = [name]
    else:
        short = re.sub(r"[^A-Za-z0-9._-]+", "-", like)[:56].strip("-._") or "run"
        wanted = [short, *(f"{short}-{number}" for number in range(2, 10_000))]
    for one in wanted:
        try:
            (home() / one).mkdir(mode=0o700)
        except FileExistsError:
            continue
        return RunFolder(home() / one)
    raise BadName(
        f"there is a run called {wanted[0]} already: go on with it (mlpath-tutor resume "
        f"{wanted[0]}), or take another --name"
    )


def delete(folder: RunFolder) -> None:
    """Remove a training and all it has written; raises `OSError`."""
    shutil.rmtree(folder.path)


def _age(path: Path) -> float:
    return (path / "run.json").stat().st_mtime
