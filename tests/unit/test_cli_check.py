"""`check`, `stub` and what they say: exit codes, JSON, names that are nearly right."""

import json

import pytest
from tiny_lessons import call, refusal

from tutor.cli.completing import exercise_names
from tutor.study import catalog
from tutor.study.places import workspace_folder

LESSON = catalog.find("gradient-descent")
SOLUTION = LESSON.folder / "solution.py"
STUB = LESSON.folder / "exercise.py"


def test_a_right_function_is_0_and_json_has_the_promised_keys(capsys):
    answer = call(capsys, "check", "gradient_step", SOLUTION, "--json")
    content = json.loads(answer.out)
    assert (answer.code, answer.err) == (0, "")
    assert list(content) == ["exercise", "passed", "checks", "seconds"]
    assert (content["exercise"], content["passed"]) == ("gradient_step", True)
    assert all(list(check) == ["name", "passed", "say"] for check in content["checks"])
    assert all(check["passed"] for check in content["checks"])
    assert content["seconds"] > 0


def test_a_stub_is_1_and_says_so(capsys):
    answer = call(capsys, "check", "gradient_step", STUB)
    assert answer.code == 1
    assert answer.out.startswith("gradient_step  ✗ not yet: shape and type")
    assert "This is still the stub." in answer.out
    content = json.loads(call(capsys, "check", "gradient_step", STUB, "--json").out)
    assert content["passed"] is False


@pytest.mark.parametrize("name", ["gradient_step", "gradient-step", "gradient-descent/descend"])
def test_an_exercise_has_the_name_of_its_function_its_id_or_its_lesson_before_it(capsys, name):
    assert call(capsys, "check", name, SOLUTION).code == 0


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(capsys):
    said = refusal(call(capsys, "check", "gradent_stp"))
    assert "There is no exercise 'gradent_stp'. Did you mean gradient_step?" in said
    assert "gradient_step, descend" in said.partition("Exercises: ")[2]
    assert "Did you mean" not in refusal(call(capsys, "stub", "qqqq"))


@pytest.mark.parametrize("command", [["check", "descend", "nowhere.py"], ["check", "descend"]])
def test_a_file_that_is_not_there_is_2(capsys, command):
    assert "mlpath-tutor stub" in refusal(call(capsys, *command))


def test_a_folder_is_no_file(capsys, tmp_path):
    assert "is not a file" in refusal(call(capsys, "check", "descend", tmp_path))


def test_a_broken_lesson_is_2(capsys, tmp_path, monkeypatch):
    from grading import halves

    halves(tmp_path / "lessons", laws="import nothing_like_it")
    monkeypatch.setattr(catalog, "lessons_folder", lambda: tmp_path / "lessons")
    answer = call(capsys, "check", "halve", tmp_path / "lessons" / "halves" / "solution.py")
    assert "laws.py: it fails on loading" in refusal(answer)


def test_two_lessons_with_one_exercise_ask_which(capsys, tmp_path, monkeypatch):
    from grading import TOML, halves

    halves(tmp_path / "lessons" / "a")
    halves(tmp_path / "lessons" / "b", toml=TOML.replace('"halves"', '"thirds"'))
    for name in "ab":
        (tmp_path / "lessons" / name / "halves").rename(tmp_path / "lessons" / f"{name}_halves")
    monkeypatch.setattr(catalog, "lessons_folder", lambda: tmp_path / "lessons")
    said = refusal(call(capsys, "check", "halve"))
    assert "say which: halves/halve, thirds/halve" in said


def test_stub_then_write_then_check_is_the_whole_way(capsys):
    first = call(capsys, "stub", "gradient_step")
    path, _, line = first.out.strip().rpartition(":")
    assert path == str(workspace_folder() / "mlpath" / "gradient_descent.py")
    source = (workspace_folder() / "mlpath" / "gradient_descent.py").read_text()
    assert source.splitlines()[int(line) - 1].startswith("def gradient_step")
    assert call(capsys, "check", "gradient_step").code == 1
    (workspace_folder() / "mlpath" / "gradient_descent.py").write_text(
        source.replace('raise NotImplementedError("your turn")', "return w - lr * grad")
    )
    assert call(capsys, "check", "gradient_step").code == 0
    again = call(capsys, "stub", "gradient_step")
    assert "left as it is" in again.out
    assert call(capsys, "check", "gradient_step").code == 0
    restored = call(capsys, "stub", "gradient_step", "--restore")
    assert "gradient_descent.py.1" in restored.out
    assert call(capsys, "check", "gradient_step").code == 1


def test_a_workspace_that_cannot_be_written_is_one_line(capsys):
    workspace_folder().write_text("a file")
    refusal(call(capsys, "stub", "gradient_step"))


def test_watch_without_a_workspace_says_how_to_begin(capsys):
    assert "mlpath-tutor stub EXERCISE" in refusal(call(capsys, "watch"))
    assert "Did you mean descend?" in refusal(call(capsys, "watch", "decend"))


def test_what_the_learner_printed_cannot_reach_the_terminal(capsys, tmp_path):
    path = tmp_path / "a.py"
    path.write_text("print('\\x1b[2Jgone')\n" + SOLUTION.read_text())
    out = call(capsys, "check", "gradient_step", path).out
    assert "\\x1b[2Jgone" in out
    assert "\x1b" not in out


def test_the_shell_completes_exercises():
    assert exercise_names(None, None, "grad") == ["gradient_step"]
    assert {"gradient_step", "descend", "matmul"} < set(exercise_names(None, None, ""))
