"""`papers` and `replicate`: tables, JSON, exit codes, bad input in one line, Ctrl+C."""

import json
import os
import signal
import subprocess
import sys
from time import monotonic, sleep

import psutil
import pytest
from tiny_lessons import call, refusal

from tutor.lab.papers.reading import find, names
from tutor.lab.papers.receipt import kept, place

UNCORRECTED = """
import numpy as np


def adam_step(w, grad, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return w - lr * m / (np.sqrt(v) + eps), m, v
"""
CORRECTED = UNCORRECTED.replace(
    "lr * m / (np.sqrt(v) + eps)",
    "lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)",
)


def test_papers_lists_every_paper_with_what_may_be_replaced(capsys):
    answer = call(capsys, "papers")
    assert answer.code == 0
    for name in names():
        assert name in answer.out
    assert "adam_step" in answer.out


def test_papers_as_json_has_every_row(capsys):
    found = json.loads(call(capsys, "papers", "--json").out)
    assert {one["paper"] for one in found} == set(names())
    lenet = next(one for one in found if one["paper"] == "lecun-1998")
    assert lenet["claims"][0]["published"] == 60000


def test_a_replication_whose_rows_all_match_ends_with_0(capsys):
    answer = call(capsys, "replicate", "vaswani-2017-schedule")
    assert answer.code == 0
    line = next(line for line in answer.out.splitlines() if line.startswith("peak-step"))
    assert line.split() == ["peak-step", "4,000", "4,000", "exact", "exact", "matched"]
    assert "warmup_steps" in answer.out
    assert "python 3." in answer.out
    assert "seed 0: " in answer.err
    assert kept(find("vaswani-2017-schedule")) is not None
    assert "5 ✓" in call(capsys, "papers").out


def test_rows_that_do_not_match_end_with_1_and_say_why_they_may_differ(capsys):
    answer = call(capsys, "replicate", "lecun-1998", "--json")
    assert answer.code == 1
    found = json.loads(answer.out)
    words = {row["id"]: row["verdict"] for row in found["rows"]}
    assert words["connections"] == "matched"
    assert words["connections-that-learn"] == "not matched"
    assert found["receipt"]["seal"]
    assert found["receipt"]["paper"] == "lecun-1998"


def test_one_row_can_be_judged_alone(capsys):
    answer = call(capsys, "replicate", "lecun-1998", "--row", "connections", "--seeds", 3)
    assert answer.code == 0
    assert "c3-parameters" not in answer.out
    assert "draws nothing" in answer.err


def test_a_method_of_ones_own_is_held_against_the_same_rows(capsys, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(UNCORRECTED)
    wrong = call(capsys, "replicate", "kingma-2015", "--method", path)
    assert wrong.code == 1
    assert "bounded-by-lr" in wrong.out
    assert "With the reference method this row is matched." in wrong.out
    path.write_text(CORRECTED)
    right = call(capsys, "replicate", "kingma-2015", "--method", path)
    assert right.code == 0
    assert "YOURS" in right.out
    assert place("kingma-2015", yours=True).is_file()
    assert not place("kingma-2015").exists()


def test_the_stub_is_written_and_refused_until_it_is_filled_in(capsys):
    written = call(capsys, "replicate", "kingma-2015", "--stub")
    path = written.out.splitlines()[0]
    assert "adam_step" in open(path, encoding="utf-8").read()  # noqa: PTH123, SIM115
    assert "still the stub" in refusal(call(capsys, "replicate", "kingma-2015", "--method", path))
    assert "left as it is" in call(capsys, "replicate", "kingma-2015", "--stub").out


def test_a_method_that_fails_gives_no_table_and_no_receipt(capsys, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("def adam_step(*a):\n    return 3\n")
    answer = call(capsys, "replicate", "kingma-2015", "--method", path)
    assert (answer.code, answer.out) == (1, "")
    assert "nothing was measured" in answer.err
    assert not place("kingma-2015", yours=True).exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["kingma-2014"], "did you mean `kingma-2015`?"),
        (["../kingma-2015"], "there is no paper"),
        (["kingma-2015", "--row", "after-silense"], "did you mean `after-silence`?"),
        (["kingma-2015", "--row", "zzz"], "its rows are bounded-by-lr"),
        (["kingma-2015", "--seeds", "0"], "give a whole number from 1 to 1000"),
        (["kingma-2015", "--method", "no/such.py"], "there is no such file"),
        (["kingma-2015", "--method", "."], "is a folder"),
        (["kingma-2015", "more"], "unexpected extra argument"),
    ],
)
def test_bad_input_is_one_line(capsys, arguments, said):
    assert said in refusal(call(capsys, "replicate", *arguments))


def test_a_receipt_that_cannot_be_kept_costs_no_answer(capsys, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MLPATH_HOME", str(tmp_path / "file"))
    answer = call(capsys, "replicate", "vaswani-2017-schedule")
    assert answer.code == 0
    assert "the receipt is not kept" in answer.err


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nothing_goes_on_once_it_is_interrupted_or_killed(how):
    command = [sys.executable, "-m", "tutor", "replicate", "power-2022"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        parent, deadline = psutil.Process(process.pid), monotonic() + 40
        while len(parent.children()) < 2 and monotonic() < deadline:
            sleep(0.02)
        seeds = parent.children()
        assert len(seeds) == 2
        os.kill(process.pid, how)
        _, said = process.communicate(timeout=30)
    assert process.returncode == (130 if how == signal.SIGINT else -9)
    if how == signal.SIGINT:
        assert b"interrupted" in said.splitlines()[-1]
    assert psutil.wait_procs(seeds, timeout=20)[1] == []
