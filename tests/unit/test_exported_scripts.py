"""Every exported script, run without this program, prints the digits of the run that it is of."""

import ast
import re
import subprocess
import sys

import pytest
from alone import needs_of, packages, run_alone
from tiny_lessons import call, write_lesson

from tutor.engine import ledger as ledgers
from tutor.engine.driving import Driver
from tutor.engine.receipt import receipt_of
from tutor.lab.start import begin, simulation_of
from tutor.study.catalog import find, look
from tutor.study.driving import source_of
from tutor.study.progress import Progress
from tutor.study.workspace import PACKAGE, Workspace

WITH_TORCH = ("sampling", "train-gpt")
SHORT = {"train-gpt": 4}
OWN = '''"""Mine."""
import numpy

HALF = 0.5


def halved(x):
    return HALF * x


def gradient_step(w, grad, lr):
    """One step, by halves."""
    half = halved(numpy.asarray(grad)) * lr
    return w - half - half
'''


def made(capsys, folder, lesson, *options, form="numpy", steps=12):
    """Run a lesson, export the run, and return its ledger and the script."""
    path, script = folder / f"{lesson}.jsonl", folder / f"{lesson}.py"
    assert call(capsys, "run", lesson, "--steps", steps, *options, "--ledger", path).code == 0
    return ledgers.read(path), exported(capsys, path, script, form)


def exported(capsys, path, script, form="numpy"):
    answer = call(capsys, "export", path, "--as", form, "-o", script)
    assert answer.code == 0, answer.err
    return script


def as_printed(ledger):
    """Return the lines that a script must print, from the ledger alone."""
    lines = []
    for step, row in enumerate(ledger.rows):
        numbers = (f"{name} {x!r}" for name, x in zip(ledger.columns, row, strict=True))
        lines.append("  ".join([f"step {step}", *numbers]))
    last = ledger.rows[-1] if ledger.rows else []
    lines += [f"{n} = {x!r} = {x.hex()}" for n, x in zip(ledger.columns, last, strict=False)]
    if ledger.receipt.stopped:
        lines.append(f"the run of the receipt stopped here: {ledger.receipt.stopped.reason}")
    return [*lines, f"same digits as the receipt: {len(ledger.rows)} records"]


def ran(folder, script):
    ((printed, code),) = run_alone(packages(folder / "site", *needs_of(script)), script)
    return printed, code


def unused_imports(script):
    tree = ast.parse(script.read_text())
    words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    bound = {
        (alias.asname or alias.name).partition(".")[0]
        for node in imports
        for alias in node.names
        if getattr(node, "module", "") != "__future__"
    }
    return bound - words


def driven_by(tmp_path, text):
    """Run gradient descent by a step of the learner's; return the ledger and the step's version."""
    lesson = find("gradient-descent")
    file = Workspace().folder / PACKAGE / "gradient_step.py"
    driver = Driver("update", "gradient_step", str(file), text)
    progress = Progress()
    progress.attempts.checked(lesson.id, "gradient-step", text, True, seconds=0.1, now=1.0)
    progress.close()
    source = source_of(lesson, (driver,))
    run = begin(simulation_of(source), 3, {"k": 7.0}, [])
    run.advance(15)
    path = tmp_path / "driven.jsonl"
    ledgers.write(path, run, receipt_of(run, source))
    return path, driver.sha


def test_scripts_print_the_digits_of_their_runs_where_only_numpy_can_be_imported(capsys, tmp_path):
    options = ("--seed", 5, "--set", "k=30", "--set", "momentum=0.5", "--edit", "4:lr=0.01")
    runs = {
        "plain": (),
        "changed": (*options, "--edit", "4:momentum=0.25"),
        "stopped": ("--set", "lr=0.5"),
    }
    expected, scripts = [], []
    for name, given in runs.items():
        folder = tmp_path / name
        folder.mkdir()
        ledger, script = made(
            capsys, folder, "gradient-descent", *given, steps=600 if name == "stopped" else 12
        )
        assert bool(ledger.receipt.stopped) is (name == "stopped")
        expected.append((as_printed(ledger), 0))
        scripts.append(script)
    path, sha = driven_by(tmp_path, OWN)
    scripts.append(exported(capsys, path, tmp_path / "driven.py"))
    expected.append((as_printed(ledgers.read(path)), 0))
    ledger, bowl = made(capsys, tmp_path, "cost-bowl", steps=3)
    scripts.append(bowl)
    expected.append((as_printed(ledger), 0))
    assert {tuple(needs_of(script)) for script in scripts} == {("numpy",)}
    assert run_alone(packages(tmp_path / "site", "numpy"), *scripts) == expected
    text = scripts[3].read_text()
    assert f"`update` is your own gradient_step, version {sha}." in text
    assert "# Yours, as it passed.\n#\n# Mine.\n" in text
    assert "half = halved(np.asarray(grad)) * lr" in text
    assert not {name for script in scripts for name in unused_imports(script)}


def test_a_script_reads_as_the_algorithm(capsys, tmp_path):
    _, script = made(capsys, tmp_path, "gradient-descent", "--edit", "4:lr=0.01", steps=5)
    text = script.read_text()
    order = [
        "Gradient descent on a bowl that is steeper across than along.",
        f"    python {script.name}",
        "SEED = 0",
        "STEPS = 5",
        '    4: {"lr": 0.01},',
        "# The bowl is f(w) = 1/2 sum_i λ_i w_i^2 with curvatures λ_i > 0",
        "def gradient(curvatures: Array, w: Array) -> Array:",
        "    # ∂f/∂w_i = λ_i w_i",
        "class Descent(Simulation):",
        "    lr = 0.05  # step size",
        "    k = 10.0  # curvature of the steep axis",
        "            # w_{t+1} = w_t - η ∇f(w_t) + β (w_t - w_{t-1})",
        "def run():",
        "def main():",
    ]
    places = [text.index(line) for line in order]
    assert places == sorted(places)
    for gone in ("tutor.engine", "def view", "Curve", "largest_stable_step", "def fate", "resets="):
        assert gone not in text.split("SEED")[1]


def test_two_exports_of_one_run_are_the_same_text(capsys, tmp_path):
    _, script = made(capsys, tmp_path, "bayes", steps=3)
    again = tmp_path / "again" / "bayes.py"
    again.parent.mkdir()
    exported(capsys, tmp_path / "bayes.jsonl", again)
    assert again.read_text() == script.read_text()


def test_a_value_that_is_changed_is_found_out_and_named(capsys, tmp_path):
    _, script = made(capsys, tmp_path, "gradient-descent", steps=5)
    text = script.read_text()
    for old, new, said in (
        ("    lr = 0.05", "    lr = 0.06", "other digits than the receipt's: step 1, loss was "),
        ("STEPS = 5", "STEPS = 4", "the receipt has 5 records, and here are 4"),
        ("STEPS = 5", "STEPS = 6", "the receipt has 5 records, and here are 6"),
        ("0.5 * fsum(", "0.5 * (1.0 + 2.0**-52) * fsum(", "step 0, loss was 5.5 (0x1.6"),
    ):
        assert text.count(old) == 1
        script.write_text(text.replace(old, new))
        child = subprocess.run(
            [sys.executable, script], capture_output=True, text=True, check=False
        )
        assert child.returncode == 1
        assert said in child.stdout.splitlines()[-1]
        assert child.stderr == ""


def test_a_long_run_keeps_some_records_and_a_seal_over_all(capsys, tmp_path):
    ledger, script = made(capsys, tmp_path, "gradient-descent", steps=1000)
    text = script.read_text()
    kept = re.search(r'DIGITS = """\n(.*?)"""', text, re.DOTALL)[1].splitlines()
    steps = [int(line.split()[0]) for line in kept]
    assert (len(steps), steps[0], steps[-1]) == (200, 0, 999)
    assert ran(tmp_path, script) == (as_printed(ledger), 0)
    step = next(n for n in range(500, 1000) if n not in steps)  # a slip in a record between
    script.write_text(
        text.replace("            rows.append(row)", f"            rows.append(row)\n"
                     f"            if len(rows) == {step + 1}:\n                row[0] += 1.0")
    )  # fmt: skip
    child = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert child.returncode == 1
    assert "between the records that are kept" in child.stdout


def test_a_file_that_belongs_beside_the_script_is_copied_and_missed(capsys, tmp_path):
    _, script = made(capsys, tmp_path, "cost-bowl", steps=1)
    beside = tmp_path / "ames.csv.gz"
    assert beside.is_file()
    assert "ames.csv.gz beside it" in script.read_text()
    beside.unlink()
    child = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert child.returncode == 1
    assert child.stderr == f"{beside} is missing: it belongs beside this script\n"


def test_a_run_of_no_steps_and_one_that_fails_are_scripts_too(lessons, capsys, tmp_path):
    code = (lessons / "drift" / "sim.py").read_text()
    for breaking, steps in (("1 / 0", 0), ("self.x / (self.x > 2.0)", None)):
        write_lesson(lessons, code=code.replace("self.x * self.x", breaking))
        ledger, script = made(capsys, tmp_path, "drift", "--set", "on=off", steps=20)
        assert len(ledger.rows) == steps or steps is None
        assert "ZeroDivisionError" in ledger.receipt.stopped.reason
        assert ran(tmp_path, script) == (as_printed(ledger), 0)
        script.unlink()


NAMES = """
import math
import random

import numpy as np

from tutor.engine import Choice, Curve, Flag, Float, Int, Line, Simulation, Text
from tutor.ml import elementary, metrics, quadratic, sampling
from tutor.ml.linear import mse as value  # another meaning than quadratic's

SEED = 42
F, G = -2.0, 3.0
loss = {"F": F}


class Drift(Simulation):
    lr = Float(0.1, 0.0, 1.0, "pull")
    size = Int(3, 1, 9, "how many", resets=True)
    mood = Choice("calm", ["calm", "wild"], "noise")
    on = Flag(True, "noise at all")
    word = Line('she said "no" \\\\ yes', "said")

    def reset(self):
        self.x = np.full(self.size, float(F))

    def step(self):
        gradient = quadratic.gradient(np.ones(self.size), self.x)
        record = {
            f"{'loss' if quadratic.value(self.x, self.x) > 0 else 'gain'}": self.height(gradient),
            "ambient": random.random() + np.random.random(),
            "values": len(self.values) + self.seed + SEED + loss["F"] + len(self.word),
            "mse": value(np.eye(self.size), self.x, self.x),
        }
        self.x = self.x - self.lr * gradient * sampling.softmax(self.x)
        return record

    def height(self, gradient):
        value = quadratic.value(np.ones(self.size), self.x)  # hides a name of the module
        return value + sum(gradient) + (lambda gradient: gradient * G)(1.0)

    def view(self, trace):
        yield Curve("loss", {"loss": trace["loss"]})
"""


def test_names_that_meet_and_generators_of_the_process_keep_their_meaning(
    lessons, capsys, tmp_path
):
    write_lesson(lessons, code=NAMES)
    ledger, script = made(capsys, tmp_path, "drift", "--edit", "2:word=none", "--seed", 9, steps=6)
    assert ran(tmp_path, script) == (as_printed(ledger), 0)
    assert not unused_imports(script)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "from numpy import *\n\n"
        "def gradient_step(w, grad, lr):\n    return w - asarray(grad) * lr\n",
        f"from {PACKAGE}.halving import halved\nimport math as np\n\nlr = 3\n\n"
        "def gradient_step(w, grad, lr):\n    return w - 2 * halved(grad) * lr * np.cos(0.0)\n",
        "gradient_step = lambda w, grad, lr: w - lr * grad\nprint('hello')\n",
        "class Step:\n    def __call__(self, w, g, lr):\n        return w - lr * g\n\n"
        "gradient_step = Step()\n",
        "n = 0\n\ndef gradient_step(w, grad, lr):\n    global n\n    n += 1\n"
        "    return w - lr * grad * (1 if n < 5 else 0.5)\n",
    ],
    ids=["star", "sibling", "lambda", "object", "global"],
)
def test_whatever_a_learner_writes_stands_alone_too(text, capsys, tmp_path):
    package = Workspace().folder / PACKAGE
    package.mkdir(parents=True)
    (package / "halving.py").write_text("def halved(x):\n    return 0.5 * x\n")
    path, _ = driven_by(tmp_path, text)
    script = exported(capsys, path, tmp_path / "script.py")
    assert ran(tmp_path, script) == (as_printed(ledgers.read(path)), 0)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("lesson", [lesson.id for lesson in look().lessons])
def test_every_lesson_as_it_opens_is_a_script_with_the_same_digits(lesson, capsys, tmp_path):
    form = "torch" if lesson in WITH_TORCH else "numpy"
    ledger, script = made(capsys, tmp_path, lesson, form=form, steps=SHORT.get(lesson, 12))
    assert ran(tmp_path, script) == (as_printed(ledger), 0)
    assert not unused_imports(script)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("lesson", "settings"),
    [
        ("two-paths", ["temperature=1.5", "prompt=A function "]),
        ("chain-rule", ["formula=relu(a*b + c)", "slip=twice"]),
        ("dirty-data", ["mechanism=depends on itself", "repair=regression + noise"]),
        ("cost-bowl", ["loss=huber", "outliers=5"]),
        ("shrinkage", ["penalty=L1", "houses=30"]),
        ("backprop", ["bug=random feedback"]),
        ("optimizers", ["world=network", "method=momentum", "noise=0.3"]),
        ("optimizers", ["world=yours", "formula=x**2 + cos(y)"]),
        ("convolution", ["preset=learned", "shift=1"]),
        ("attention", ["world=two-layers"]),
        ("sampling", ["model=5-gram", "top_k=5"]),
        ("sampling", ["model=zipf"]),
        ("hallucination", ["world=birthdays"]),
    ],
    ids=lambda given: given if isinstance(given, str) else given[0],
)
def test_other_worlds_of_the_lessons_are_scripts_too(lesson, settings, capsys, tmp_path):
    form = "torch" if settings[0] == "world=two-layers" else "numpy"
    options = [part for setting in settings for part in ("--set", setting)]
    ledger, script = made(capsys, tmp_path, lesson, *options, form=form, steps=10)
    assert ran(tmp_path, script) == (as_printed(ledger), 0)
    assert not unused_imports(script)
