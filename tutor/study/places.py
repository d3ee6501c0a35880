"""Where things live: lessons and assets, which ship with the program, and the learner's state."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def lessons_folder() -> Path:
    """Return the folder of lessons: inside an installed wheel, beside the package in a checkout."""
    return _shipped("lessons")


def author_folder() -> Path | None:
    """Return the folder of more lessons that $MLPATH_LESSONS names; --lessons sets it.

    A lesson's own folder stands for the one that it is in.
    """
    named = os.environ.get("MLPATH_LESSONS")
    if not named:
        return None
    folder = Path(os.path.expanduser(named)).absolute()  # noqa: PTH111
    return folder.parent if (folder / "lesson.toml").is_file() else folder


def assets_folder() -> Path:
    """Return the folder of data the product ships."""
    return _shipped("assets")


def state_directory() -> Path:
    """Return the folder of the learner's state: $MLPATH_HOME, or the platform's own place."""
    home = os.environ.get("MLPATH_HOME")
    if home:
        return Path(os.path.expanduser(home))  # noqa: PTH111 (Path's own raises for ~nobody)
    from platformdirs import user_state_path  # 10 ms that listing lessons does not need

    return user_state_path("mlpath-tutor")


def workspace_folder() -> Path:
    """Return the folder of the learner's own package: $MLPATH_WORKSPACE, or ~/mlpath."""
    return Path(os.path.expanduser(os.environ.get("MLPATH_WORKSPACE") or "~/mlpath"))  # noqa: PTH111


def settings_file() -> Path:
    """Return the file of the learner's settings, beside the progress."""
    return state_directory() / "settings.toml"


def worker_log() -> Path:
    """Return the file that takes what workers print."""
    return state_directory() / "worker.log"


def native_log() -> Path:
    """Return the file that takes what native code prints while the app holds the terminal."""
    return state_directory() / "native.log"


def open_worker_log() -> Path | None:
    """Return the file for what workers print, made where it was missing; None if it cannot be."""
    path = worker_log()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError:
        return None
    return path


def crash_report() -> Path:
    """Return the file that takes the traceback of an unexpected error."""
    return state_directory() / "crash.txt"


def _shipped(name: str) -> Path:
    inside = PACKAGE / f"_{name}"
    return inside if inside.is_dir() else PACKAGE.parent / name
