"""Shared by several unit tests: a course of one tiny lesson, runs of it, a progress store."""

import pytest
from tiny_lessons import call, write_lesson

from tutor.study import catalog
from tutor.study.progress import Progress


@pytest.fixture
def lessons(tmp_path, monkeypatch):
    """A course of one tiny lesson, `drift`, in the real one's place."""
    root = tmp_path / "lessons"
    write_lesson(root)
    monkeypatch.setattr(catalog, "lessons_folder", lambda: root)
    return root


@pytest.fixture
def run(lessons, capsys):
    """`mlpath-tutor run drift …`"""
    return lambda *arguments: call(capsys, "run", "drift", *arguments)


@pytest.fixture
def replay(capsys):
    """`mlpath-tutor replay FILE`"""
    return lambda path: call(capsys, "replay", path)


@pytest.fixture
def ledger(lessons, capsys, tmp_path):
    """A ledger of twenty steps with an edit in the middle."""
    path = tmp_path / "run.jsonl"
    options = ("--steps", 20, "--seed", 7, "--set", "mood=wild", "--edit", "9:lr=0.9")
    assert call(capsys, "run", "drift", *options, "--ledger", path).code == 0
    return path


@pytest.fixture
def progress(tmp_path):
    """An empty progress store."""
    store = Progress(tmp_path / "state")
    yield store
    store.close()
