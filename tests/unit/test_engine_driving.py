"""The learner's function in the place of a method: the same screen, their code."""

import json
import re
from pathlib import Path

import pytest

from tutor.engine.client import Client, Refused, WorkerDied
from tutor.engine.driving import DriveError, Driver, drive
from tutor.engine.receipt import Source, from_json, receipt_of, to_json
from tutor.engine.run import Run
from tutor.engine.session import Session
from tutor.engine.source import NoSimulation, load
from tutor.study.catalog import find

RIGHT = "def gradient_step(w, grad, lr):\n    return w - lr * grad\n"
SLOW = "def gradient_step(w, grad, lr):\n    return w - 0.5 * lr * grad\n"
LATE = """import numpy as np

def helper(w):
    return w.no_such_thing

def gradient_step(w, grad, lr):
    if abs(w[0]) < 0.8:
        return helper(w)
    return w - lr * grad
"""


@pytest.fixture
def lesson():
    return find("gradient-descent")


def driver(tmp_path, text, method="update"):
    path = tmp_path / "mlpath" / "gradient_descent.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return Driver(method, "gradient_step", str(path), text)


def source(lesson, *drivers):
    return Source(lesson.id, lesson.code, str(lesson.sim_path), lesson.sim, tuple(drivers))


def listed(lesson, *drivers):
    found = [vars(d) for d in drivers]
    return [lesson.id, lesson.code, str(lesson.sim_path), lesson.sim, found]


def test_a_right_function_gives_the_references_run_bit_for_bit(lesson, tmp_path):
    mine = Run(load(source(lesson, driver(tmp_path, RIGHT))))
    reference = Run(load(source(lesson)))
    for run in (mine, reference):
        run.advance(60)
    assert mine.digest() == reference.digest()


def test_another_function_gives_another_run(lesson, tmp_path):
    mine = Run(load(source(lesson, driver(tmp_path, SLOW))))
    mine.advance(2)
    # half of the step size: w0 is 1 - 0.05/2 after one step
    assert mine.trace["w"][1].tolist() == [0.975, 0.75]


def test_what_runs_is_the_source_that_passed_whatever_the_file_says_by_now(lesson, tmp_path):
    kept = driver(tmp_path, RIGHT)
    Path(kept.path).write_text("a syntax error(")
    run = Run(load(source(lesson, kept)))
    run.advance(5)
    assert run.stopped is None


def test_code_that_fails_while_it_drives_ends_the_run_with_three_lines_of_its_own(lesson, tmp_path):
    run = Run(load(source(lesson, driver(tmp_path, LATE))))
    run.advance(60)
    assert run.stopped.reason.splitlines() == [
        "gradient_descent.py, line 4, in helper",
        "return w.no_such_thing",
        "AttributeError: 'numpy.ndarray' object has no attribute 'no_such_thing'",
    ]
    assert 1 < run.stopped.step < 10
    run.seek(1)  # what came before it is still there
    assert run.stopped is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def gradient_step(:\n", "gradient_descent.py, line 1\ndef gradient_step(:\nSyntaxError"),
        ("import nowhere_at_all\n", "line 1, in <module>\nimport nowhere_at_all\nModuleNotFound"),
        ("x = 1\n", "has no function gradient_step"),
        ("raise SystemExit(3)\n", "SystemExit: 3"),
    ],
)
def test_a_source_that_does_not_load_is_said_in_its_own_lines(lesson, tmp_path, text, said):
    with pytest.raises(NoSimulation) as caught:
        load(source(lesson, driver(tmp_path, text)))
    assert said in str(caught.value)


def test_only_a_method_that_exists_can_be_driven(lesson, tmp_path):
    with pytest.raises(DriveError, match="no method updat to be driven"):
        drive(load(source(lesson)), [driver(tmp_path, RIGHT, method="updat")])


def test_the_receipt_says_whose_code_ran_and_which_version(lesson, tmp_path):
    own = driver(tmp_path, SLOW)
    with_own, reference = source(lesson, own), source(lesson)
    run = Run(load(with_own))
    run.advance(3)
    content = json.loads(json.dumps(to_json(receipt_of(run, with_own))))
    assert content["drivers"] == [{"method": "update", "function": "gradient_step", "sha": own.sha}]
    again = from_json(content)
    assert again.intact
    assert again.drivers[0].sha == own.sha
    assert "drivers" not in to_json(receipt_of(Run(load(reference)), reference))


def test_changing_whose_code_runs_tells_the_first_step_that_differs(lesson, tmp_path):
    session = Session()
    session.obey({"do": "open", "source": listed(lesson), "seed": 0})
    session.obey({"do": "advance", "steps": 20})
    answer = session.obey({"do": "drive", "source": listed(lesson, driver(tmp_path, SLOW))})
    notice = answer["frame"]["notice"]
    reference, slow = 0.5 * (0.95**2 + 10 * 0.5**2), 0.5 * (0.975**2 + 10 * 0.75**2)
    assert "differ first at step 1: loss" in notice
    before, now = (float(number) for number in re.findall(r"(\d\.\d+)", notice))
    assert before == pytest.approx(reference)
    assert now == pytest.approx(slow)
    assert answer["frame"]["step"] == 21
    answer = session.obey({"do": "drive", "source": listed(lesson, driver(tmp_path, SLOW))})
    assert "agree bit for bit in all 21 steps" in answer["frame"]["notice"]


def test_edits_and_seed_are_kept_when_other_code_takes_over(lesson, tmp_path):
    session = Session()
    session.obey({"do": "open", "source": listed(lesson), "seed": 3})
    session.obey({"do": "advance", "steps": 10})
    session.obey({"do": "set", "name": "lr", "value": 0.1})
    session.obey({"do": "advance", "steps": 10})
    before = session.obey({"do": "frame"})["frame"]["digest"]
    frame = session.obey({"do": "drive", "source": listed(lesson, driver(tmp_path, RIGHT))})
    assert "agree bit for bit" in frame["frame"]["notice"]
    assert frame["frame"]["digest"] == before
    assert frame["frame"]["seed"] == 3


HANGS = """import numpy as np

def gradient_step(w, grad, lr):
    while abs(w[0]) < 0.9:
        pass
    return w - lr * grad
"""


async def test_from_code_that_hangs_the_reference_takes_over(lesson, tmp_path):
    client = Client(patience=2.0)
    try:
        await client.open(source(lesson, driver(tmp_path, HANGS)))
        with pytest.raises(WorkerDied):
            await client.advance(30)
        frame = await client.drive(source(lesson))
        assert frame.stopped is None
        frame = await client.advance(30)
        assert frame.step > 30
    finally:
        client.close()


async def test_code_that_does_not_load_leaves_the_run_that_was_there(lesson, tmp_path):
    client = Client()
    try:
        await client.open(source(lesson))
        await client.advance(5)
        with pytest.raises(Refused, match="SyntaxError"):
            await client.drive(source(lesson, driver(tmp_path, "def gradient_step(:\n")))
        frame = await client.advance(5)
        assert frame.step == 11
    finally:
        client.close()
