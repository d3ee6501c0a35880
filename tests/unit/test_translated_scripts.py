"""NumPy's runs in torch: the same to the last digit, or the distance measured and told."""

import re
import subprocess
import sys

import pytest
from alone import needs_of, packages, run_alone
from tiny_lessons import call, write_lesson

from tutor.engine import ledger as ledgers
from tutor.lab.compare import ulps
from tutor.lab.exporting.reading import CannotExport
from tutor.lab.exporting.translating import translate

SMOOTH = """
import numpy as np

from tutor.engine import Curve, Float, Simulation


class Drift(Simulation):
    lr = Float(0.1, 0.0, 1.0, "pull")

    def reset(self):
        self.x = self.rng("init").normal(size=40)
        self.same = 1.0

    def step(self):
        height = float(np.sum(np.tanh(self.x)) + np.exp(self.x).mean())
        record = {"height": height, "same": self.same}
        self.x = self.x - self.lr * np.sin(self.x)
        self.same = self.same / 3.0
        return record

    def view(self, trace):
        yield Curve("height", {"height": trace["height"]})
"""
# the map of Ricker (1954) at r = 3, where neighbours part
CHAOS = SMOOTH.replace("normal(", "uniform(").replace(
    "self.x - self.lr * np.sin(self.x)",
    "self.x * np.exp(3.0 - 3.0 * self.x) * (1.0 + 0.01 * np.tanh(self.x))",
)


def ledger_of(capsys, tmp_path, lesson="drift", *options, steps=30):
    path = tmp_path / f"{lesson}.jsonl"
    assert call(capsys, "run", lesson, "--steps", steps, *options, "--ledger", path).code == 0
    return path


@pytest.mark.parametrize(
    ("numpy", "torch"),
    [
        ("np.sqrt(x)", "torch.sqrt(tensor(x))"),
        ("np.abs(np.sin(x)).max()", "torch.abs(torch.sin(tensor(x))).max()"),
        ("np.max(x, axis=1, keepdims=True)", "torch.amax(tensor(x), axis=1, keepdims=True)"),
        ("x.max(axis=1)", "x.amax(axis=1)"),
        ("np.zeros((2, n), np.bool_)", "torch.zeros((2, n), dtype=torch.bool)"),
        ("np.array([1.0, x])", "tensor([1.0, x])"),
        ("np.concatenate([x, y]).copy()", "torch.cat([x, y]).clone()"),
        ("x.std()", "x.std(correction=0)"),
        ("x.std(axis=0)", "x.std(axis=0, correction=0)"),
        ("np.round(x, 3)", "torch.round(tensor(x), decimals=3)"),
        ("self.rng('a').normal(size=3)", "tensor(self.rng('a').normal(size=3))"),
        ("x.astype(int)", "x.to(torch.int64)"),
        ("np.argsort(-x, kind='stable')", "torch.argsort(-x, stable=True)"),
        ("np.linalg.svd(A, compute_uv=False)", "torch.linalg.svdvals(A)"),
        (
            "np.log(p, out=np.zeros_like(p), where=p > 0)",
            "torch.where(p > 0, torch.log(tensor(p)), 0.0)",
        ),
        ("np.where(x > 0, x, -np.inf)  # λ", "torch.where(x > 0, x, -torch.inf)  # λ"),
    ],
)
def test_a_function_gets_the_name_that_torch_has_for_it(numpy, torch):
    assert translate(f"λ = {numpy}\n").text == f"λ = {torch}\n"


@pytest.mark.parametrize(
    ("numpy", "named"),
    [
        ("np.median(x)", "np.median"),
        ("np.sum(x, where=y)", "np.sum(…, where=…)"),
        ("np.linalg.lstsq(A, b)", "np.linalg.lstsq"),
        ("np.add.reduce(x)", "np.add.reduce"),
        ("x @ np.identity", "np.identity"),
        ("isinstance(x, np.floating)", "np.floating"),
    ],
)
def test_what_has_no_counterpart_is_named(numpy, named):
    with pytest.raises(CannotExport, match=re.escape(f"{named} has no counterpart")):
        translate(numpy)


def test_a_median_is_refused_before_torch_is_asked(lessons, capsys, tmp_path):
    write_lesson(lessons, code=SMOOTH.replace("np.sum(np", "np.median(np"))
    path = ledger_of(capsys, tmp_path)
    answer = call(capsys, "export", path, "--as", "torch")
    assert (answer.code, answer.out) == (1, "")
    assert "np.median has no counterpart in torch that does the same: give --as num" in answer.err


@pytest.mark.slow
def test_digits_that_cannot_be_kept_are_measured_and_told(lessons, capsys, tmp_path):
    write_lesson(lessons, code=SMOOTH)
    path, script = ledger_of(capsys, tmp_path), tmp_path / "drift_torch.py"
    answer = call(capsys, "export", path, "--as", "torch", "-o", script)
    assert answer.code == 0, answer.err
    text = script.read_text()
    child = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    lines = child.stdout.splitlines()
    recorded = ledgers.read(path)
    rows = [re.findall(r"  \w+ (\S+)", line) for line in lines[: len(recorded.rows)]]
    apart = [
        max(ulps(float(x), y) for x, y in zip(column, was, strict=True))
        for column, was in zip(
            zip(*rows, strict=True), zip(*recorded.rows, strict=True), strict=True
        )
    ]
    assert apart[1] == 0
    assert needs_of(script) == ["numpy", "torch"]
    head = " ".join(text.split('"""')[1].split())
    if apart[0]:
        assert f"at most apart by: height {apart[0]} ulp" in answer.err
        assert f"this was written: height at most {apart[0]} ulp" in head
        assert "The same to the last digit: same." in head
        assert "Torch adds up in another order" in head
        assert "has a tanh of its own" in head
        assert lines[-1] == "as near to the receipt's digits as the head says: 30 records"
    else:
        assert "every digit is the same" in head
        assert lines[-1] == "same digits as the receipt: 30 records"
    assert child.returncode == 0
    script.write_text(
        text.replace("torch.sin(tensor(self.x))", "torch.sin(tensor(self.x)) * 1.001")
    )
    child = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert child.returncode == 1
    assert "other digits than the receipt's: step 1, height was " in child.stdout


@pytest.mark.slow
def test_a_run_in_which_round_off_grows_is_refused(lessons, capsys, tmp_path):
    write_lesson(lessons, code=CHAOS)
    path = ledger_of(capsys, tmp_path, steps=300)
    answer = call(capsys, "export", path, "--as", "torch")
    assert (answer.code, answer.out) == (1, "")
    assert "in torch the run goes another way: at step " in answer.err
    assert "give --as numpy" in answer.err


@pytest.mark.slow
def test_a_run_of_torch_has_no_script_in_numpy(capsys, tmp_path):
    path = ledger_of(capsys, tmp_path, "attention", "--set", "world=one-layer", steps=2)
    answer = call(capsys, "export", path, "--as", "numpy")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.endswith("computes with torch, whose gradients and layers NumPy has not: "
                               "give --as torch\n")  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "lesson",
    [
        "gradient-descent",
        "dot-and-matmul",
        "bayes",
        "optimizers",
        "shrinkage",
        "cost-bowl",
        "attention",
    ],
)
def test_lessons_of_simple_arithmetic_can_be_had_in_torch(lesson, capsys, tmp_path):
    path, script = ledger_of(capsys, tmp_path, lesson, steps=20), tmp_path / "script.py"
    answer = call(capsys, "export", path, "--as", "torch", "-o", script)
    assert answer.code == 0, answer.err
    site = packages(tmp_path / "site", *needs_of(script))
    ((printed, code),) = run_alone(site, script)
    assert code == 0
    recorded = ledgers.read(path)
    for line, row in zip(printed, recorded.rows, strict=False):
        numbers = [float(part.rpartition(" ")[2]) for part in line.split("  ")[1:]]
        assert numbers == pytest.approx(row, rel=1e-9, abs=1e-12)
    assert "import torch" in script.read_text()
