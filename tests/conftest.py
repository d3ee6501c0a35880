"""What every test may rely on: a home of its own, and nothing of the developer's terminal."""

import os

import pytest

from tutor.engine.facts import use_one_thread

use_one_thread()  # as lessons run; NumPy counts its threads once, when it is imported
os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read once, when Textual is imported


@pytest.fixture(autouse=True)
def _own_world(tmp_path, monkeypatch):
    """Give each test an empty state directory, no workspace and a plain environment."""
    monkeypatch.setenv("MLPATH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MLPATH_WORKSPACE", str(tmp_path / "mlpath"))
    monkeypatch.setenv("MLPATH_LESSONS", "")
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
