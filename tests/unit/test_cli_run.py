"""`run`: what it says, what it writes, and every way to ask for what cannot be."""

import io
import json
import math
import os
import stat
import sys

import pytest
from tiny_lessons import write_lesson

from tutor.cli import computing
from tutor.engine.ledger import read


def test_the_json_of_a_run_has_the_promised_fields(run):
    answer = run("--json", "--steps", 5, "--seed", 3, "--set", "lr=0.5", "--edit", "2:mood=wild")
    content = json.loads(answer.out)
    assert list(content) == [
        "lesson", "seed", "params", "edits", "steps", "stopped", "final", "series", "digest",
        "receipt",
    ]  # fmt: skip
    assert (answer.code, answer.err) == (0, "")
    assert (content["lesson"], content["seed"], content["steps"]) == ("drift", 3, 5)
    expected = {"lr": 0.5, "size": 3, "mood": "calm", "on": True, "word": "hello"}
    assert content["params"] == expected
    assert content["edits"] == [{"step": 2, "name": "mood", "value": "wild"}]
    assert content["stopped"] is None
    assert {name: len(series) for name, series in content["series"].items()} == {
        "loss": 5,
        "noise": 5,
    }
    assert content["final"] == {name: series[-1] for name, series in content["series"].items()}
    assert content["receipt"]["digest"] == content["digest"]


def test_the_same_command_gives_the_same_bytes(run):
    assert run("--json").out == run("--json").out
    assert run("--json").out != run("--json", "--seed", 1).out


def test_a_run_takes_a_hundred_steps_unless_told(run):
    assert json.loads(run("--json").out)["steps"] == 100


def test_the_last_word_on_a_parameter_counts(run):
    answer = run("--json", "--set", "lr=0.2", "--set", "lr=0.3", "--set", "on=off")
    params = json.loads(answer.out)["params"]
    assert (params["lr"], params["on"]) == (0.3, False)


def test_a_run_that_blows_up_says_where_and_writes_null_for_what_is_no_number(run, lessons):
    code = (lessons / "drift" / "sim.py").read_text()
    code = code.replace("self.x * self.x", "float('nan') if self.x < 2.0 else self.x * self.x")
    write_lesson(lessons, code=code)
    answer = run("--json", "--set", "on=off")
    content = json.loads(answer.out, parse_constant=pytest.fail)
    assert answer.code == 0
    assert content["stopped"]["step"] == content["steps"] - 1
    assert content["final"]["loss"] is content["series"]["loss"][-1] is None
    assert content["series"]["loss"][-2] >= 4.0
    text = run("--set", "on=off").out
    assert f"at step {content['stopped']['step']}: loss became not a number" in text


def test_a_step_that_raises_at_once_is_an_account_of_no_steps(run, lessons):
    write_lesson(
        lessons, code=(lessons / "drift" / "sim.py").read_text().replace("3.0 if", "1/0 if")
    )
    answer = run("--json", "--set", "mood=wild")
    content = json.loads(answer.out)
    assert (answer.code, content["steps"], content["series"]) == (0, 0, {})
    assert "ZeroDivisionError" in content["stopped"]["reason"]
    assert "no number was recorded" in run("--set", "mood=wild").out


def test_the_text_has_the_figure_the_other_panels_and_the_way_to_repeat_it(run):
    answer = run("--set", "word=two words", "--edit", "50:lr=0.25")
    for piece in (
        "A drift (drift)",
        "seed",
        "lr = 0.1",
        "50: lr = 0.25",
        "┤",
        "two words",
        "digest",
    ):
        assert piece in answer.out
    assert "\x1b" not in answer.out
    assert max(map(len, answer.out.splitlines()[:-1])) <= 80
    assert answer.out.splitlines()[-1].endswith(
        "mlpath-tutor run drift --set 'word=two words' --edit 50:lr=0.25 --steps 100 "
        "--ledger drift.jsonl"
    )


def test_the_way_to_repeat_it_keeps_every_bit(run):
    value = math.nextafter(0.3, 1.0)
    assert f"--set lr={value!r}" in run("--set", f"lr={value!r}").out


def test_the_text_is_as_wide_as_the_terminal_within_reason(run, monkeypatch):
    for columns, widest in (("60", 60), ("500", 100), ("3", 40)):
        monkeypatch.setenv("COLUMNS", columns)
        lines = run().out.splitlines()[2:-1]
        assert max(map(len, lines)) <= widest


def test_what_a_lesson_prints_does_not_spoil_the_json(run, lessons):
    code = (lessons / "drift" / "sim.py").read_text()
    write_lesson(
        lessons, code="print('loading')\n" + code.replace("noise =", "print('step'); noise =")
    )
    answer = run("--json", "--steps", 2)
    json.loads(answer.out)
    assert answer.err == "loading\nstep\nstep\n"


def test_the_ledger_is_a_header_and_a_line_a_step(run, tmp_path):
    path = tmp_path / "run.jsonl"
    answer = run("--ledger", path, "--steps", 4)
    header, *lines = map(json.loads, path.read_text().splitlines())
    assert answer.code == 0
    assert header["lesson"] == "drift"
    assert [line["step"] for line in lines] == [0, 1, 2, 3]
    assert list(lines[0]) == ["step", "loss", "noise", "state", "digest"]
    assert lines[0]["loss"] == "0x1.2p+3"
    assert f"mlpath-tutor replay {path}" in answer.out
    assert read(path).altered is None


def test_a_ledger_can_be_read_by_those_who_may_read_other_files(run, tmp_path):
    before = os.umask(0o022)
    try:
        run("--ledger", tmp_path / "run.jsonl")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "run.jsonl").stat().st_mode) == 0o644


def test_a_ledger_behind_a_link_leaves_the_link(run, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "real.jsonl")
    run("--ledger", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert read(tmp_path / "real.jsonl").altered is None


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_person_who_waits_is_told_how_far_it_is(run, monkeypatch):
    monkeypatch.setattr(computing, "SILENCE", -1.0)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    assert run("--steps", 3).code == 0
    assert terminal.getvalue() == "\r1 of 3 steps\r3 of 3 steps\n"


def test_a_file_is_not_told_how_far_it_is(run, monkeypatch):
    monkeypatch.setattr(computing, "SILENCE", -1.0)
    assert run("--steps", 3).err == ""
