"""What the doctor sees, and what it advises."""

import sys
from dataclasses import replace

import pytest

from tutor.lab import environment
from tutor.lab.environment import Environment, terminal, why_not_writable
from tutor.lab.findings import findings, pinned
from tutor.lab.versions import versions

WELL = Environment(
    versions={"textual": "8.2.8", "plotext": "5.3.2", "torch": "2.6.0"},
    terminal={
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "NO_COLOR": None,
        "encoding": "UTF-8",
        "columns": 80,
        "lines": 24,
        "ssh": False,
        "tmux": False,
    },
    devices={"torch": {"built for": "CPU", "cuda": [], "mps": False}},
    paths={
        "state": "/home/x",
        "state problem": None,
        "lessons": "/lessons",
        "lessons found": 1,
        "lessons problem": None,
        "lessons left out": [],
    },
)


def ill(part, **changes):
    return replace(WELL, **{part: {**getattr(WELL, part), **changes}})


def advice(environment):
    return findings(environment, {"textual": "8.2.8"})


def test_a_sound_environment_has_no_findings():
    assert advice(WELL) == []


@pytest.mark.parametrize(
    ("sick", "blocks", "what", "fix"),
    [
        (ill("versions", textual="8.3.0"), False, "textual 8.3.0 is not the 8.2.8", "==8.2.8"),
        (ill("versions", textual=None), True, "textual is not installed", "pip install textual"),
        (ill("versions", torch=None), False, "torch is not installed", "pip install torch"),
        (ill("versions", plotext="6.0.1"), True, "plotext 6.0.1 is another library", "<6"),
        (
            ill("devices", torch={"problem": "no libc"}),
            False,
            "torch does not load: no libc",
            "pip",
        ),
        (ill("terminal", TERM="dumb"), True, "TERM=dumb", "mlpath-tutor run LESSON"),
        (ill("terminal", TERM=None), False, "TERM is not set", "export TERM"),
        (ill("terminal", columns=79), False, "79x24", "larger"),
        (ill("terminal", lines=23), False, "80x23", "larger"),
        (ill("terminal", encoding="ISO-8859-1"), False, "ISO-8859-1", "C.UTF-8"),
        (ill("terminal", COLORTERM=None, ssh=True), False, "over ssh: colours drop", "COLORTERM="),
        (ill("terminal", COLORTERM=None, tmux=True), False, "in tmux: colours drop", "COLORTERM="),
        (ill("paths", **{"state problem": "Read-only"}), False, "cannot be written", "MLPATH_HOME"),
        (ill("paths", **{"lessons found": 0}), True, "no lessons in /lessons", "reinstall"),
        (ill("paths", **{"lessons problem": "x: y"}), True, "cannot be read: x: y", "reinstall"),
        (ill("paths", **{"lessons left out": ["x: y"]}), False, "left out: x: y", "mend it"),
    ],
)
def test_each_thing_that_is_wrong_has_its_fix(sick, blocks, what, fix):
    (finding,) = advice(sick)
    assert finding.blocks == blocks
    assert what in finding.what
    assert fix in finding.fix


def test_what_blocks_comes_first():
    sick = replace(
        ill("terminal", TERM="dumb"), versions={**WELL.versions, "torch": None, "textual": None}
    )
    assert [finding.blocks for finding in advice(sick)] == [True, True, False]


def test_colours_are_nobodys_business_with_no_color():
    assert advice(ill("terminal", COLORTERM=None, ssh=True, NO_COLOR="1")) == []


def test_the_pin_is_read_from_the_packages_own_metadata():
    assert pinned() == {"textual": "8.2.8"}


def test_an_address_of_a_connection_is_not_repeated():
    found = terminal({"SSH_CONNECTION": "10.1.2.3 22", "TMUX": "/tmp/tmux-0", "LANG": "C.UTF-8"})
    assert found["ssh"] is found["tmux"] is True
    assert "10.1.2.3" not in str(found)


def test_a_package_that_is_missing_is_none():
    assert versions(("no-such-package",))["no-such-package"] is None


def test_a_folder_that_is_still_to_be_made_is_writable_and_is_not_made(tmp_path):
    assert why_not_writable(tmp_path / "a" / "b") is None
    assert not list(tmp_path.iterdir())


def test_a_folder_under_a_file_is_not_writable(tmp_path):
    (tmp_path / "file").write_text("")
    assert why_not_writable(tmp_path / "file" / "home") == "Not a directory"


def answering(monkeypatch, code):
    monkeypatch.setattr(environment, "_ASK_TORCH", code)


def test_a_torch_that_hangs_is_given_up(monkeypatch):
    answering(monkeypatch, "import threading; threading.Event().wait()")
    assert environment.ask_torch(patience=0.05) == {
        "problem": "it did not load within 0.05 seconds"
    }


def test_a_torch_that_does_not_load_says_why(monkeypatch):
    answering(monkeypatch, "raise ImportError('libcudart.so.12 is missing')")
    assert environment.ask_torch() == {"problem": "ImportError: libcudart.so.12 is missing"}


def test_a_torch_that_kills_its_process_says_so(monkeypatch):
    answering(monkeypatch, "import os; os.abort()")
    assert environment.ask_torch() == {"problem": "it ended with code -6"}


def test_torch_may_say_more_than_it_was_asked(monkeypatch):
    answering(monkeypatch, "print('a warning'); print('{\"cuda\": []}')")
    assert environment.ask_torch() == {"cuda": []}


def test_looking_does_not_load_torch(monkeypatch):
    answering(monkeypatch, "print('{}')")
    before = "torch" in sys.modules
    environment.look()
    assert ("torch" in sys.modules) == before


@pytest.mark.slow
def test_torch_lists_its_devices_and_says_why_auto_takes_one():
    found = environment.ask_torch()
    assert list(found) == ["built for", "cuda", "mps", "auto"]
    assert "computes on" in found["auto"]
    for gpu in found["cuda"]:
        assert "problem" in gpu or 0 <= gpu["free GB"] <= gpu["total GB"]
