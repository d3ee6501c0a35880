"""What an author does, with the real program: begin a lesson, lint it, see it, publish a pack."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, standing_at
from tests.unit.pack_on_disk import install
from tests.unit.spoilt import copied, spoil
from tutor.study.places import lessons_folder
from tutor.study.progress import Progress

TODO = re.compile(r"TODO:? ?")


def program(*words, cwd, **variables):
    return subprocess.run(
        [sys.executable, "-P", "-m", "tutor", *map(str, words)],
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def write_what_is_missing(folder):
    for path in filter(Path.is_file, folder.iterdir()):  # Python keeps what it compiled beside them
        path.write_text(TODO.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")


def test_a_new_lesson_lacks_nothing_but_what_its_author_must_write(tmp_path):
    made = program("new", "lesson", "bias-variance", cwd=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    names = {"lesson.toml", "lesson.md", "sim.py", "exercise.py", "solution.py", "laws.py"}
    folder = tmp_path / "bias_variance"
    assert {path.name for path in folder.iterdir()} == names
    assert [path.name for path in tmp_path.iterdir()] == ["bias_variance"]

    linted = program("lint", "bias_variance", cwd=tmp_path)
    assert linted.returncode == 1
    lines = linted.stdout.splitlines()
    assert len(lines) > 10
    assert all(re.match(r"bias_variance/[\w.]+:\d+: still to be written: ", x) for x in lines)

    write_what_is_missing(folder)
    linted = program("lint", folder, cwd="/")
    assert (linted.returncode, linted.stdout) == (0, "every promise is kept\n")


def test_a_lesson_like_another_keeps_the_others_promises(tmp_path):
    made = program("new", "lesson", "momentum", "--like", "gradient-descent", cwd=tmp_path)
    assert made.returncode == 0
    lines = program("lint", "momentum", cwd=tmp_path).stdout.splitlines()
    broken = [line for line in lines if ": note: " not in line]
    assert len(broken) == 3
    assert all("still to be written" in line for line in broken)
    assert 'id = "momentum"' in (tmp_path / "momentum" / "lesson.toml").read_text()
    assert (tmp_path / "momentum" / "lesson.md").read_text().startswith("# Momentum\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["taken"], "taken is there already; nothing was changed"),
        (["Two Words"], "try two-words"),
        (["../outside"], "'../outside' cannot be a lesson's name: "),
        (["fine", "--like", "gradient-decent"], "Did you mean gradient-descent?"),
        (["fine", "--in", "nowhere"], "nowhere: there is no such folder"),
    ],
)
def test_what_cannot_be_begun_is_one_line_and_leaves_nothing(tmp_path, words, said):
    (tmp_path / "taken").mkdir()
    answer = program("new", "lesson", *words, cwd=tmp_path)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert said in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_the_lint_answers_by_its_exit_code(tmp_path):
    folder = copied(tmp_path)
    assert program("lint", folder, cwd=tmp_path).returncode == 0
    spoil(folder / "lesson.toml", "lr = 0.21, k", "lr = 0.19, k")
    linted = program("lint", folder.parent, cwd=tmp_path)
    assert linted.returncode == 1
    said = "the answer says 'explodes'; the simulation says 'settles'"
    assert re.search(rf"lesson\.toml:\d+: predict 'just-past-the-edge': {said}", linted.stdout)
    assert linted.stderr == "mlpath-tutor: 1 finding\n"
    for nothing in ("nowhere", tmp_path):
        linted = program("lint", nothing, cwd=tmp_path)
        assert (linted.returncode, linted.stdout) == (2, "")
        assert linted.stderr.count("\n") == 1


def test_a_lesson_of_the_course_keeps_every_promise(tmp_path):
    # of the course one lesson: test_lessons lints them all
    linted = program("lint", str(lessons_folder() / "m01_gradient_descent"), cwd=tmp_path)
    assert linted.returncode == 0, linted.stdout
    assert linted.stdout.endswith("every promise is kept\n")


def test_an_installed_pack_is_listed_run_and_read_and_never_imported(tmp_path):
    site = tmp_path / "site"
    install(site)
    rows = json.loads(program("list", "--json", cwd=tmp_path, PYTHONPATH=str(site)).stdout)
    assert "diffusion/noise" in [row["id"] for row in rows]
    shown = program("packs", cwd=tmp_path, PYTHONPATH=str(site)).stdout
    assert re.search(r"^diffusion +Diffusion +1 +mlpath-diffusion 1\.2 ", shown, re.MULTILINE)
    made = program("run", "diffusion/noise", "--steps", "3", cwd=tmp_path, PYTHONPATH=str(site))
    assert made.stdout.startswith("A noise (diffusion/noise)")
    aloud = program("--plain", "diffusion/noise", cwd=tmp_path, PYTHONPATH=str(site))
    assert "This lesson cannot be opened" in aloud.stdout  # its text is no lesson's
    assert aloud.returncode == 0


@pytest.mark.slow
def test_shots_show_every_scene_at_both_sizes_and_leave_progress_alone(tmp_path):
    home = tmp_path / "mine"
    home.mkdir()
    assert program("new", "lesson", "swing", cwd=home).returncode == 0
    taken = program("shots", "mine/swing", "--lessons", ".", "--out", "out", cwd=home)
    assert (taken.returncode, taken.stderr) == (0, "")
    paths = [home / line for line in taken.stdout.splitlines()]
    scenes = ["01", "01-told", "02", "03", "04"]
    assert [path.stem for path in paths] == [
        f"mine-swing-{scene}-{size}" for size in ("80x24", "120x36") for scene in scenes
    ]
    for path in paths:
        text = path.read_text(encoding="utf-8").replace("&#160;", " ")
        assert "Swing" in text
        assert "You said" in text or "-told" not in path.name
        assert "You said" not in text or "-01-80" not in path.name
    assert Progress().state("mine/swing") == "new"


def test_shots_of_a_lesson_that_does_not_run_are_refused_in_one_line(tmp_path):
    folder = copied(tmp_path)
    spoil(folder / "sim.py", "def reset(self):", "def reset(self):\n        1 / 0")
    taken = program("shots", "pack/gradient-descent", "--lessons", folder, cwd=tmp_path)
    assert (taken.returncode, taken.stdout) == (2, "")
    assert "division by zero" in taken.stderr
    assert taken.stderr.count("\n") == 1


def test_an_author_sees_each_save_in_the_terminal_and_what_is_broken_in_a_line(tmp_path):
    home = tmp_path / "mine"
    home.mkdir()
    assert program("new", "lesson", "swing", cwd=home).returncode == 0
    state = standing_at(tmp_path / "state", "mine/swing")
    terminal = Terminal(["--lessons", str(home / "swing")], state, 100, 30)
    terminal.wait_for("Swing")
    terminal.wait_for("locked")
    terminal.wait_for("what is left")
    spoil(home / "swing" / "sim.py", 'Curve("what is left"', 'Curve("what remains"')
    terminal.wait_for("what remains")
    spoil(home / "swing" / "lesson.toml", "steps = 20", "stpes = 20")
    terminal.wait_for("the version before it stays")
    spoil(home / "swing" / "lesson.toml", "stpes = 20", "steps = 30")
    terminal.wait_for("lesson.toml saved: this is the new version")
    terminal.press("\x11")
    assert terminal.wait_for_end() == 0
    assert terminal.is_restored
