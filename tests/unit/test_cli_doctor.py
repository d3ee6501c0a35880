"""`doctor`: its object, its text and its exit code."""

import json

import pytest
from tiny_lessons import call

from tutor.lab import environment


@pytest.fixture(autouse=True)
def _quick_and_sound(monkeypatch):
    monkeypatch.setattr(environment, "_ASK_TORCH", 'print(\'{"built for": "CPU", "cuda": []}\')')
    for name in ("SSH_CONNECTION", "TMUX", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def test_the_json_has_the_promised_parts(capsys):
    answer = call(capsys, "doctor", "--json")
    content = json.loads(answer.out)
    assert answer.code == 0
    assert list(content) == ["versions", "terminal", "devices", "paths", "findings"]
    assert {"mlpath-tutor", "python", "textual", "rich", "numpy", "torch", "scikit-learn",
            "plotext"} <= set(content["versions"])  # fmt: skip
    assert content["devices"]["torch"] == {"built for": "CPU", "cuda": []}
    assert content["devices"]["cores"] >= 1
    assert content["paths"]["lessons found"] >= 1


def test_what_blocks_the_app_is_exit_code_one_with_a_fix(capsys, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    answer = call(capsys, "doctor", "--json")
    assert answer.code == 1
    assert json.loads(answer.out)["findings"][0]["blocks"] is True
    text = call(capsys, "doctor")
    assert text.code == 1
    assert "blocks the app: TERM=dumb" in text.out
    assert "do: use another terminal" in text.out


def test_a_home_that_cannot_be_written_is_found_and_blocks_nothing(capsys, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLPATH_HOME", str(tmp_path / "file" / "home"))
    answer = call(capsys, "doctor")
    assert answer.code == 0
    assert "cannot be written (Not a directory)" in answer.out
    assert "do: set MLPATH_HOME" in answer.out


def test_the_doctor_leaves_nothing_behind(capsys, tmp_path):
    call(capsys, "doctor")
    assert not list(tmp_path.iterdir())
