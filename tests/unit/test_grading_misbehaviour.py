"""Whatever a learner's file does, there is a sentence, no pass, and the next check works."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest
from grading import grading, halves
from misbehaviours import MISBEHAVIOURS, RIGHT

from tutor.study.grading.grader import Grader


async def appeared(note):
    """Wait until a file ends in a full stop."""
    while not note.exists() or not note.read_text().endswith("."):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


@pytest.fixture(scope="module")
def check():
    with grading() as check:
        yield check


@pytest.mark.parametrize("name", MISBEHAVIOURS)
def test_each_misbehaviour_has_its_sentence_and_does_not_pass(check, name, tmp_path):
    code, sentence = MISBEHAVIOURS[name]
    lesson = halves(tmp_path, options="seconds = 1" if "took longer" in sentence else "")
    path = tmp_path / "answer.py"
    path.write_bytes(code if isinstance(code, bytes) else code.encode())
    verdict = check(lesson, path)
    assert not verdict.passed
    assert sentence in verdict.failed().say
    assert "Traceback" not in verdict.failed().say


def test_the_right_answer_passes_after_all_of_these(check, tmp_path):
    path = tmp_path / "answer.py"
    path.write_text(RIGHT)
    assert check(halves(tmp_path), path).passed


def test_an_exception_is_told_by_at_most_three_of_the_learners_own_lines(check, tmp_path):
    path = tmp_path / "answer.py"
    path.write_text(
        "import numpy as np\n\n\ndef halve(x):\n    return a(x)\n\n\ndef a(x):\n    return b(x)\n\n"
        "\ndef b(x):\n    return c(x)\n\n\ndef c(x):\n    return np.linalg.inv(x)\n"
    )
    said = check(halves(tmp_path), path).failed().say.splitlines()
    assert said[0].startswith("It raised LinAlgError: ")
    lines = [line.strip().partition(",")[0] for line in said[1:-1]]
    assert lines == ["line 9", "line 13", "line 17"]
    assert said[-1] == "  called as: halve([3.0])"


def test_of_a_long_print_the_first_and_the_last_2_kb_are_kept(check, tmp_path):
    path = tmp_path / "answer.py"
    path.write_text("print('start', 'x' * 10**7, 'end')\n" + RIGHT)
    printed = check(halves(tmp_path), path).printed
    assert printed.startswith("start xxx")
    assert printed.endswith("xxx end\n")
    assert "… 9996011 bytes left out …" in printed
    assert len(printed) < 4100


def test_a_short_print_is_kept_and_does_no_harm(check, tmp_path):
    path = tmp_path / "answer.py"
    path.write_text("def halve(x):\n    print(x.shape)\n    return x / 2\n")
    verdict = check(halves(tmp_path), path)
    assert verdict.passed
    assert verdict.printed.startswith("(3,)\n(1,)\n")


def test_no_check_sees_what_another_left_behind(check, tmp_path):
    lesson, path = halves(tmp_path), tmp_path / "answer.py"
    path.write_text(
        "import os, pathlib\nassert not list(pathlib.Path.cwd().iterdir())\n"
        "assert pathlib.Path.home() == pathlib.Path.cwd()\nassert 'mark' not in os.environ\n"
        "pathlib.Path('mark').touch()\nos.environ['mark'] = '1'\n" + RIGHT
    )
    assert check(lesson, path).passed
    assert check(lesson, path).passed


def test_a_process_is_gone_with_its_verdict_however_it_clings(check, tmp_path):
    lesson, path = halves(tmp_path, options="seconds = 1"), tmp_path / "answer.py"
    note = tmp_path / "pid"
    path.write_text(
        f"import os, signal\nopen({str(note)!r}, 'w').write(str(os.getpid()))\n"
        "for number in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU):\n"
        "    signal.signal(number, signal.SIG_IGN)\nwhile True:\n    pass\n"
    )
    assert "took longer" in check(lesson, path).failed().say
    assert not psutil.pid_exists(int(note.read_text()))


def test_the_folder_of_a_killed_judge_is_removed_by_the_next(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True
    )
    left = Path(tempfile.gettempdir(), f"mlpath-check-{int(done.stdout)}-left")
    kept = Path(tempfile.gettempdir(), f"mlpath-check-{os.getpid()}-kept")
    left.mkdir()
    kept.mkdir()
    path = tmp_path / "answer.py"
    path.write_text(RIGHT)
    with grading() as check:
        check(halves(tmp_path), path)
    assert (left.exists(), kept.exists()) == (False, True)
    kept.rmdir()


async def test_a_check_can_be_cancelled_and_the_next_one_works(tmp_path):
    lesson, path = halves(tmp_path, options="seconds = 300"), tmp_path / "answer.py"
    note, cancel, grader = tmp_path / "pid", asyncio.Event(), Grader()
    path.write_text(
        f"import os\nopen({str(note)!r}, 'w').write(f'{{os.getpid()}}.')\nwhile True:\n    pass\n"
    )
    checking = asyncio.create_task(grader.check(lesson.exercises[0], lesson, path, cancel))
    await appeared(note)
    cancel.set()
    verdict = await checking
    assert verdict.failed().say == "You stopped the check."
    assert not psutil.pid_exists(int(note.read_text().strip(".")))
    path.write_text(RIGHT)
    assert (await grader.check(lesson.exercises[0], lesson, path)).passed
    grader.end()


async def test_a_judge_that_is_killed_is_said_and_replaced(tmp_path):
    lesson, path = halves(tmp_path, options="seconds = 300"), tmp_path / "answer.py"
    note, grader = tmp_path / "pid", Grader()
    path.write_text(
        f"import os\nopen({str(note)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}}.')\n"
        "while True:\n    pass\n"
    )
    checking = asyncio.create_task(grader.check(lesson.exercises[0], lesson, path))
    await appeared(note)
    child, judge = map(int, note.read_text().strip(".").split())
    os.kill(judge, signal.SIGKILL)
    assert "ended from outside" in (await checking).failed().say
    psutil.wait_procs([p for p in psutil.process_iter() if p.pid == child], timeout=30)
    assert not psutil.pid_exists(child)
    path.write_text(RIGHT)
    assert (await grader.check(lesson.exercises[0], lesson, path)).passed
    grader.end()


def test_a_law_that_never_ends_is_the_lessons_fault_and_not_for_ever(tmp_path, monkeypatch):
    from tutor.study.grading import grader

    monkeypatch.setattr(grader, "GRACE", 0.5)
    laws = "def ends(halve, rng):\n    while True:\n        pass\n"
    lesson = halves(tmp_path, "seconds = 1", laws)
    path = tmp_path / "answer.py"
    path.write_text(RIGHT)
    with grading() as check:
        assert "Tell the lesson's author" in check(lesson, path).failed().say
