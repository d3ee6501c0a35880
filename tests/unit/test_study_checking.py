"""A check is remembered with the source it was about, and what passed drives and replays."""

import asyncio
import json
import shutil

import pytest
from tiny_lessons import call

from tutor.study.catalog import find, lessons
from tutor.study.checking import check
from tutor.study.driving import Missing, drivers, recorded, source_of
from tutor.study.grading.grader import Grader
from tutor.study.progress import Progress
from tutor.study.workspace import Workspace

RIGHT = "def gradient_step(w, grad, lr):\n    return w - lr * grad\n"
WRONG = "def gradient_step(w, grad, lr):\n    return w + lr * grad\n"


@pytest.fixture
def lesson():
    return find("gradient-descent")


@pytest.fixture
def mine(lesson):
    workspace = Workspace()
    workspace.place(lesson, lesson.exercises[0])
    return workspace.module(lesson.exercises[0])


def verdict_on(lesson, path, text):
    path.write_text(text)
    grader, progress = Grader(warm=False), Progress()
    try:
        return asyncio.run(check(grader, progress, lesson, lesson.exercises[0], path)), progress
    finally:
        grader.end()


def test_a_failed_check_is_an_attempt_and_drives_nothing(lesson, mine):
    verdict, progress = verdict_on(lesson, mine, WRONG)
    assert not verdict.passed
    assert progress.attempts.count(lesson.id, "gradient-step", "tried") == 1
    assert drivers(lesson, progress.attempts, Workspace()) == ()


def test_what_has_passed_drives_the_lesson_as_it_passed(lesson, mine):
    verdict, progress = verdict_on(lesson, mine, RIGHT)
    assert verdict.passed
    mine.write_text("broken(")
    (driver,) = drivers(lesson, progress.attempts, Workspace())
    assert (driver.method, driver.function, driver.text) == ("update", "gradient_step", RIGHT)
    assert driver.sha == progress.attempts.passed_source(lesson.id, "gradient-step").sha
    assert source_of(lesson, (driver,)).drivers == (driver,)


def test_a_run_on_the_learners_code_replays_where_that_code_is_kept(lesson, mine, capsys, tmp_path):
    from tutor.engine.receipt import receipt_of, to_json
    from tutor.engine.run import Run
    from tutor.engine.source import load

    _, progress = verdict_on(lesson, mine, RIGHT)
    source = source_of(lesson, drivers(lesson, progress.attempts, Workspace()))
    run = Run(load(source))
    run.advance(20)
    path = tmp_path / "run.json"
    path.write_text(json.dumps(to_json(receipt_of(run, source))))
    answer = call(capsys, "replay", path)
    assert (answer.code, answer.out.strip()) == (0, "bit-identical: 20 steps")
    content = json.loads(path.read_text())
    content["drivers"][0]["sha"] = "0" * 16
    path.write_text(json.dumps(content))
    answer = call(capsys, "replay", path)
    assert answer.code == 2
    assert "gradient_step of version 0000000000000000" in answer.err


def test_a_source_that_never_passed_here_is_missing(lesson, mine):
    from tutor.engine.receipt import Driven

    with pytest.raises(Missing, match="only the machine it was written on"):
        recorded([Driven("update", "gradient_step", "f" * 16)], Progress().attempts, Workspace())


def test_what_has_passed_drives_every_lesson_that_uses_it(lesson, mine, tmp_path, monkeypatch):
    _, progress = verdict_on(lesson, mine, RIGHT)
    later = tmp_path / "more" / "later"
    shutil.copytree(lesson.folder, later)
    toml = (later / "lesson.toml").read_text().replace('id = "gradient-descent"', 'id = "later"')
    toml = toml.replace('drives = "update"\n', "").replace(
        'sim = "Descent"', 'sim = "Descent"\nuses = { update = "gradient-descent/gradient-step" }'
    )
    (later / "lesson.toml").write_text(toml)
    monkeypatch.setenv("MLPATH_LESSONS", str(later.parent))
    found = next(other for other in lessons() if other.id.endswith("later"))
    (driver,) = drivers(found, progress.attempts, Workspace())
    assert (driver.method, driver.text) == ("update", RIGHT)
