"""`export`, `import`, `reset`: from one home to another, and forgetting with a way back."""

import json
import sqlite3

import pytest
from stores import works
from tiny_lessons import call, refusal

from tutor.study.progress import Progress


@pytest.fixture
def remembered(tmp_path):
    """A home in which a lesson called l is done, with everything that can be remembered of it."""
    progress = Progress()
    assert works(progress)
    progress.close()
    return tmp_path / "home"


def state_of(lesson):
    progress = Progress()
    try:
        return progress.state(lesson)
    finally:
        progress.close()


def test_what_is_exported_is_the_same_in_another_home(remembered, capsys, tmp_path, monkeypatch):
    first = json.loads(call(capsys, "export").out)
    path = tmp_path / "mine.json"
    written = call(capsys, "export", path)
    assert (written.code, written.out) == (0, "")
    assert f"rows to {path}" in written.err
    monkeypatch.setenv("MLPATH_HOME", str(tmp_path / "second"))
    taken = call(capsys, "import", path)
    assert taken.code == 0
    assert "1 in answers" in taken.out
    assert json.loads(call(capsys, "export").out)["tables"] == first["tables"]
    assert "nothing that was not here already" in call(capsys, "import", path).out


def test_a_file_that_is_there_is_written_over_only_when_asked(remembered, capsys, tmp_path):
    path = tmp_path / "mine.json"
    path.write_text("something else")
    assert "is there already" in refusal(call(capsys, "export", path))
    assert path.read_text() == "something else"
    assert call(capsys, "export", path, "--force").code == 0
    assert json.loads(path.read_text())["kind"] == "mlpath-tutor progress"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is not JSON"),
        (b"\xff\xfe", "it is not UTF-8 text"),
        (b"{}", "it is no export of progress"),
        (b'{"kind": "mlpath-tutor progress", "version": 99, "tables": {}}', "update mlpath-tutor"),
    ],
)
def test_what_is_no_export_is_one_line_and_changes_nothing(
    remembered, capsys, tmp_path, content, said
):
    before = call(capsys, "export").out.splitlines()[3:]
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    line = refusal(call(capsys, "import", path))
    assert said in line
    assert str(path) in line
    assert call(capsys, "export").out.splitlines()[3:] == before


def test_a_file_that_is_not_there_or_no_file_is_one_line(capsys, tmp_path):
    assert "No such file" in refusal(call(capsys, "import", tmp_path / "none.json"))
    assert "Is a directory" in refusal(call(capsys, "import", tmp_path))
    assert "No such file" in refusal(call(capsys, "export", tmp_path / "none" / "x.json"))


def test_an_import_that_cannot_be_kept_is_not_called_done(
    remembered, capsys, tmp_path, monkeypatch
):
    path = tmp_path / "mine.json"
    call(capsys, "export", path)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLPATH_HOME", str(tmp_path / "file" / "home"))
    taken = call(capsys, "import", path)
    assert (taken.code, taken.out) == (1, "")
    assert "Progress is not kept" in taken.err


def test_a_reset_lesson_is_new_and_its_file_brings_it_back(remembered, capsys):
    done = call(capsys, "reset", "l", "--yes")
    assert done.code == 0
    assert state_of("l") == "new"
    (path,) = remembered.glob("reset-l-*.json")
    assert str(path) in done.out
    assert call(capsys, "import", path).code == 0
    assert state_of("l") == "done"


@pytest.mark.parametrize(("typed", "forgotten"), [("yes\n", True), ("no\n", False), ("", False)])
def test_a_reset_asks_first(remembered, capsys, monkeypatch, tmp_path, typed, forgotten):
    (tmp_path / "typed").write_text(typed)
    with (tmp_path / "typed").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        shown = call(capsys, "reset", "l")
    assert "Forget l (1 in answers, 1 in visits" in shown.out
    assert shown.code == (0 if forgotten else 1)
    assert state_of("l") == ("new" if forgotten else "done")
    assert ("Nothing was forgotten." in shown.out) is not forgotten


def test_a_lesson_of_which_nothing_is_remembered_is_said(capsys):
    shown = call(capsys, "reset", "gradient_descent", "--yes")
    assert (shown.code, shown.out) == (0, "Nothing is remembered of gradient-descent.\n")
    assert "Did you mean gradient-descent?" in refusal(call(capsys, "reset", "gradient-decent"))


def test_a_reset_in_a_file_that_cannot_be_written_is_not_called_done(
    remembered, capsys, monkeypatch
):
    real = sqlite3.connect

    def read_only(*arguments, **options):
        connection = real(*arguments, **options)
        if str(remembered) in str(arguments[0]) and not options.get("uri"):
            connection.execute("PRAGMA query_only = 1")
        return connection

    monkeypatch.setattr(sqlite3, "connect", read_only)
    shown = call(capsys, "reset", "l", "--yes")
    monkeypatch.undo()
    assert shown.code == 1
    assert "Progress is not kept" in shown.err
    assert list(remembered.glob("reset-*.json")) == []
