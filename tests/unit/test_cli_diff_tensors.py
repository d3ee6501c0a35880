"""`diff` of two recorded scripts: step, tensor, element, both values, and what to try next."""

import subprocess
import sys

import pytest
from planted import train
from tiny_lessons import call, refusal

SCRIPT = """
import sys, torch
from tests.unit.planted import train
from pathlib import Path

train(Path("mine.jsonl"), eps=float(sys.argv[1]))
"""


@pytest.fixture
def diff(capsys):
    return lambda *arguments: call(capsys, "diff", *arguments)


def test_equal_recordings_are_equal(diff, tmp_path):
    train(tmp_path / "a.jsonl")
    train(tmp_path / "b.jsonl")
    answer = diff(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert (answer.code, answer.out, answer.err) == (0, "equal: 3 steps\n", "")


def test_the_tensor_the_element_and_the_cause_are_named(diff, tmp_path):
    a, b = train(tmp_path / "a.jsonl"), train(tmp_path / "b.jsonl", eps=1e-6)
    answer = diff(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert answer.code == 1
    numbers, place, *rest = answer.out.splitlines()
    assert numbers.startswith("step 0  loss  A ")
    left, right = (side.tensor(0, "forward.norm").bits for side in (a, b))
    assert place.startswith(
        f"step 0  forward.norm[0, 0]  A {left[0, 0]!s} ({float(left[0, 0]).hex()})"
    )
    assert f"B {right[0, 0]!s}" in place
    assert (
        f"{(left != right).sum()} of 2048 differ, by {abs(left - right).max():.3g} at most"
        in rest[0]
    )
    assert any("ε 1e-05 and B is LayerNorm with the biased variance and ε 1e-06" in r for r in rest)
    assert any(line.startswith("next: ") for line in rest)
    assert rest[-1] == "seed, parameters, edits and environment are the same"


def test_a_tolerance_holds_for_the_tensors_too(diff, tmp_path):
    train(tmp_path / "a.jsonl")
    train(tmp_path / "b.jsonl", eps=1e-6)
    near = diff(tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--atol", "1e-2")
    assert (near.code, near.out) == (0, "equal within rtol=0 atol=0.01: 3 steps\n")
    # between what the norm differs by and what the loss does
    answer = diff(tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--atol", "1e-5")
    assert answer.code == 1
    assert answer.out.startswith("step 0  forward.norm")


def test_where_only_digests_were_kept_the_step_to_keep_is_named(diff, tmp_path):
    import torch

    def late(parameters):
        class Late(torch.optim.SGD):
            turns = 0

            def step(self):
                Late.turns += 1
                self.param_groups[0]["lr"] = 0.1 if Late.turns <= 5 else 0.2
                super().step()

        return Late(parameters, lr=0.1)

    train(tmp_path / "a.jsonl", steps=8, optimizer=lambda p: torch.optim.SGD(p, lr=0.1))
    train(tmp_path / "b.jsonl", steps=8, optimizer=late)
    answer = diff(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert "step 5  param.fc1.weight" in answer.out
    assert "Record both again with keep=(5,)" in answer.out


def test_what_cannot_calibrate_is_one_line(diff, tmp_path, ledger):
    train(tmp_path / "a.jsonl")
    a = tmp_path / "a.jsonl"
    assert "there is no script" in refusal(diff(a, a, "--calibrate", "nothing.py"))
    assert "leave --rtol and --atol out" in refusal(
        diff(a, a, "--calibrate", "x.py", "--rtol", "1e-3")
    )
    assert "have none beside them" in refusal(diff(a, ledger, "--calibrate", "x.py"))
    assert "No closing quotation" in refusal(diff(a, a, "--calibrate", "'x.py"))
    silent = tmp_path / "silent.py"
    for text, said in (
        ("", "it ended without recording"),
        ("raise ValueError('no data')", "ValueError: no data"),
    ):
        silent.write_text(text)
        answer = diff(a, a, "--calibrate", silent)
        assert (answer.code, answer.out) == (2, "")
        assert said in answer.err.splitlines()[-1]


def test_the_ledger_of_a_script_cannot_be_replayed_and_the_way_to_compare_it_is_named(
    capsys, tmp_path, monkeypatch
):
    monkeypatch.setattr(sys.modules["__main__"], "__file__", "/home/ada/train.py", raising=False)
    train(tmp_path / "a.jsonl")
    said = refusal(call(capsys, "replay", tmp_path / "a.jsonl"))
    assert "of a recorded script, train.py: run the script again" in said


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_script_is_calibrated_by_running_it_again_under_each_change(diff, tmp_path, monkeypatch):
    (tmp_path / "train.py").write_text(SCRIPT)
    monkeypatch.chdir(tmp_path)
    root = __file__.rpartition("/tests/")[0]
    monkeypatch.setenv("PYTHONPATH", f"{root}:{root}/tests/unit")
    for eps, name in (("1e-5", "a"), ("1e-6", "b")):
        subprocess.run([sys.executable, "train.py", eps], check=True)
        (tmp_path / "mine.jsonl").rename(f"{name}.jsonl")
        (tmp_path / "mine.jsonl.tensors").rename(f"{name}.jsonl.tensors")
    answer = diff("a.jsonl", "b.jsonl", "--calibrate", "train.py 1e-5")
    assert answer.code == 1
    assert "forward.norm[" in answer.out
    assert "not channels last: the model has no convolution of pictures" in answer.out
    assert [line.split(": ")[-1] for line in answer.err.splitlines()] == [
        "as it is",
        "another number of threads",
        "the batch's rows in another order",
        "an ulp more or less each step",
    ]
    assert diff("a.jsonl", "a.jsonl", "--calibrate", "train.py 1e-5").code == 0
    assert not (tmp_path / "mine.jsonl").exists()
