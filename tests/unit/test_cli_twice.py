"""`twice`: a run made again in another process, and compared to the last bit."""

import pytest
from tiny_lessons import DRIFT, call, refusal, write_lesson

from tutor.engine.driving import Driver
from tutor.lab.start import CannotRun
from tutor.lab.tracing.entries import SideLost
from tutor.lab.tracing.lesson_runs import calibration_of, run_against_run, sides
from tutor.lab.tracing.order import Order
from tutor.lab.tracing.process import ProcessSide
from tutor.lab.tracing.report import compare, sentences
from tutor.study.catalog import find
from tutor.study.driving import source_of

SALTED = DRIFT.replace(
    "self.x = (1.0 - self.lr)",
    """if self.rng("noise").random() >= 0.0 and record["loss"] < 5.0:
            self.x += hash("salted for each process") * 1e-25
        self.x = (1.0 - self.lr)""",
)


@pytest.fixture
def twice(lessons, capsys):
    return lambda *arguments: call(capsys, "twice", "drift", *arguments)


@pytest.fixture
def order(lessons):
    return Order(source_of(find("drift")))


def driven(order, text):
    driver = Driver("move", "move", "/tmp/yours/move.py", text)
    source = order.source
    return Order(type(source)(source.lesson, source.code, source.path, source.name, (driver,)))


def movable(lessons):
    code = DRIFT.replace(
        "self.x = (1.0 - self.lr) * self.x + 0.1 * noise",
        "self.x = self.move(self.x, noise)",
    )
    code += "\n    def move(self, x, noise):\n        return (1.0 - self.lr) * x + 0.1 * noise\n"
    write_lesson(lessons, code=code.replace("self.lr) * x", "0.1) * x"))


def test_the_same_run_twice_is_identical_bit_for_bit(twice):
    answer = twice("--steps", 30, "--seed", 3, "--set", "mood=wild", "--edit", "9:lr=0.9")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "identical, bit for bit: 30 steps, 5 tensors a step\n"


def test_a_run_that_depends_on_its_process_is_named_by_step_and_tensor(lessons, twice):
    write_lesson(lessons, code=SALTED)
    answer = twice("--steps", 60, "--set", "on=off")
    assert answer.code == 1
    first, *rest = answer.out.splitlines()
    # the loss starts at 9, shrinks by 0.81 a step, and is below 5 from step 3 on
    assert first.startswith("step 3  x  first 1.96")
    assert first.endswith("apart")
    assert any("next: All that came before is equal and the new state" in line for line in rest)
    assert rest[-1] == "seed, parameters, edits and environment are the same"


def test_a_ledger_is_compared_with_the_run_made_here(twice, ledger, capsys):
    given = ("--seed", 7, "--set", "mood=wild")
    answer = twice(*given, "--edit", "9:lr=0.9", "--ledger", ledger)
    assert (answer.code, answer.out.splitlines()[0]) == (
        0,
        "identical, bit for bit: 20 steps, 3 tensors a step",
    )
    answer = twice(*given, "--ledger", ledger)
    assert answer.code == 1
    assert answer.out.startswith("step 9  state  recorded ")
    assert "edits  recorded 9: lr = 0.9  here none" in answer.out


def test_a_ledger_of_another_program_is_compared_by_its_numbers(lessons, twice, capsys, tmp_path):
    write_lesson(lessons, "other", code=DRIFT.replace("self.x * self.x", "self.x * self.x + 1e-9"))
    path = tmp_path / "other.jsonl"
    call(capsys, "run", "other", "--steps", 10, "--set", "on=off", "--ledger", path)
    answer = twice("--set", "on=off", "--ledger", path)
    assert answer.code == 1
    assert answer.out.startswith("step 0  record.loss  recorded 9.000000001 (")
    assert "state" not in answer.out


def test_what_cannot_be_compared_is_one_line(lessons, twice, ledger, capsys, tmp_path):
    receipt = tmp_path / "receipt.json"
    receipt.write_text(ledger.read_text().splitlines()[0])
    assert "give a ledger" in refusal(twice("--ledger", receipt))
    assert "leave the other options out" in refusal(twice("--ledger", ledger, "--threads", 2))
    assert "no function of yours that drives drift has passed" in refusal(twice("--yours"))
    assert "there is no parameter" in refusal(twice("--set", "lrr=1"))
    assert "--threads" in refusal(twice("--threads", "0"))
    renamed = DRIFT.replace('"loss"', '"cost"').replace('"noise":', '"din":')
    write_lesson(lessons, "other", code=renamed.replace('trace["loss"]', 'trace["cost"]'))
    path = tmp_path / "other.jsonl"
    call(capsys, "run", "other", "--steps", 10, "--ledger", path)
    assert "no number or tensor of the same name" in refusal(twice("--ledger", path))


def test_yours_against_the_reference_names_the_state_that_your_function_made(lessons, order):
    movable(lessons)
    wrong = driven(order, "def move(x, noise):\n    return 0.9000001 * x + 0.1 * noise\n")
    report = run_against_run(order, wrong, 20, ("reference", "yours"))
    first = report.walk.divergence
    assert (first.step, first.row.name) == (0, "x")
    assert "  it does not grow: 3e-07 at step 0" in "".join(sentences(report))
    right = driven(order, "def move(x, noise):\n    return x - 0.1 * x + 0.1 * noise\n")
    report = run_against_run(order, right, 20, ("reference", "yours"))
    assert report.walk.divergence is not None
    assert "This is rounding" in report.advice.next
    tolerances = calibration_of(order, 20)
    for text, same in ((right, True), (wrong, False)):
        with sides((order, "reference"), (text, "yours")) as pair:
            assert compare(*pair, calibration=tolerances).same is same


def test_the_changes_that_calibrate_a_lesson_are_named_and_move_its_numbers(order):
    found = calibration_of(order, 5)
    assert found.changes == (
        "2 threads",
        "other kernels",
        "an ulp more or less each step",
        "an ulp less or more each step",
    )
    assert found.steps == 5
    assert max(seen["x"].largest for seen in found.seen) > 0.0
    assert all(seen["record.noise"].largest == 0.0 for seen in found.seen)


def test_a_function_that_never_ends_is_ended_and_named(lessons, order):
    movable(lessons)
    endless = driven(order, "def move(x, noise):\n    while True:\n        pass\n")
    side = ProcessSide(endless, "yours", patience=1.0)
    try:
        with pytest.raises(SideLost, match="yours: no answer for 1 seconds; is there a loop"):
            side.entries(0)
    finally:
        side.close()


def test_a_process_that_dies_or_code_that_does_not_load_is_named(lessons, order):
    movable(lessons)
    for text, error, said in (
        ("import os\ndef move(x, noise):\n    os._exit(3)\n", SideLost, "ended with code 3"),
        ("def move(x, noise) return x\n", CannotRun, "SyntaxError"),
    ):
        with pytest.raises(error, match=said):
            run_against_run(order, driven(order, text), 5, ("reference", "yours"))
