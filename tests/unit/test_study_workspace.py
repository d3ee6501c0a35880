"""The workspace: what is written where, and that nothing of the learner's is ever lost."""

import os
import subprocess
import sys

import pytest

from tutor.study import catalog
from tutor.study.workspace import Workspace, WorkspaceError

LESSON = catalog.find("gradient-descent")
STEP, DESCEND = LESSON.exercises
MINE = "def gradient_step(w, grad, lr):\n    return w - lr * grad  # mine\n"


@pytest.fixture(autouse=True)
def _no_git_settings(monkeypatch, tmp_path):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "work")


def git(folder, *arguments):
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True)
    return done.stdout.strip()


def stub_of(name):
    source = (LESSON.folder / "exercise.py").read_text()
    return source[source.index(f"def {name}") :].split("\n\n\n")[0].rstrip() + "\n"


def written(workspace, content):
    """Put a module there before anything else is."""
    path = workspace.module(STEP)
    path.parent.mkdir(parents=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_the_first_stub_makes_a_project_that_needs_no_tutor(workspace):
    placed = workspace.place(LESSON, STEP)
    files = {str(p.relative_to(workspace.folder)) for p in workspace.folder.rglob("*.*")}
    assert {
        "pyproject.toml",
        "README.md",
        "mlpath/__init__.py",
        "mlpath/gradient_descent.py",
        "tests/test_gradient_descent.py",
    } <= files
    lines = placed.path.read_text().splitlines()
    assert lines[placed.line - 1].startswith("def gradient_step(")
    assert placed.path.read_text().endswith(stub_of("gradient_step"))
    assert "tutor" not in (workspace.folder / "tests/test_gradient_descent.py").read_text()


def test_its_tests_fail_for_the_stub_and_pass_for_the_solution(workspace):
    workspace.place(LESSON, STEP)
    placed = workspace.place(LESSON, DESCEND)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    stub = subprocess.run(command, cwd=workspace.folder, capture_output=True, text=True)
    assert "2 failed" in stub.stdout
    placed.path.write_text((LESSON.folder / "solution.py").read_text())
    right = subprocess.run(command, cwd=workspace.folder, capture_output=True, text=True)
    assert "2 passed" in right.stdout


def test_a_second_stub_is_appended_once_and_the_first_is_left(workspace):
    path = workspace.place(LESSON, STEP).path
    path.write_text(MINE)
    assert workspace.place(LESSON, DESCEND).written
    assert path.read_text().startswith(MINE)
    assert path.read_text().endswith("\n\n\n" + stub_of("descend"))
    before = path.read_text()
    placed = workspace.place(LESSON, DESCEND)
    assert (placed.written, path.read_text()) == (False, before)
    assert before.splitlines()[placed.line - 1].startswith("def descend")
    tests = (workspace.folder / "tests/test_gradient_descent.py").read_text()
    assert [tests.count(f"def {name}(") for name in ("test_descend", "bowl_slope")] == [1, 1]


def test_what_the_stub_imports_comes_with_it(workspace):
    path = written(workspace, "x = 1\n")
    workspace.place(LESSON, STEP)
    assert path.read_text() == "x = 1\n\n\nimport numpy as np\n\n\n" + stub_of("gradient_step")


def test_restoring_keeps_the_old_file_and_changes_that_function_only(workspace):
    path = workspace.place(LESSON, STEP).path
    mine = (
        "import numpy as np\n\n# above\n@staticmethod\n" + MINE + "\n\ndef other():\n\treturn 1\n"
    )
    path.write_text(mine)
    first = workspace.restore(LESSON, STEP)
    assert first.kept == path.with_name("gradient_descent.py.1")
    assert first.kept.read_text() == mine
    wanted = "import numpy as np\n\n# above\n" + stub_of("gradient_step")
    assert path.read_text() == wanted + "\n\ndef other():\n\treturn 1\n"
    second = workspace.restore(LESSON, STEP)
    assert second.kept == path.with_name("gradient_descent.py.2")
    assert second.kept.read_text() == wanted + "\n\ndef other():\n\treturn 1\n"
    assert first.kept.read_text() == mine


def test_restoring_what_is_not_there_writes_the_stub(workspace):
    placed = workspace.restore(LESSON, STEP)
    assert (placed.written, placed.kept) == (True, None)


def test_line_ends_of_windows_stay(workspace):
    mine = ("import numpy as np\n\n\n" + MINE + "\n\ndef other():\n    return 1\n").replace(
        "\n", "\r\n"
    )
    path = written(workspace, mine)
    workspace.place(LESSON, DESCEND)
    workspace.restore(LESSON, STEP)
    content = path.read_bytes().decode()
    assert content.count("\n") == content.count("\r\n")
    text = content.replace("\r\n", "\n")
    assert stub_of("gradient_step") + "\n\ndef other():\n    return 1\n" in text
    assert text.endswith("\n\n\n" + stub_of("descend"))


def test_a_new_workspace_is_a_git_repository_with_one_commit_of_a_neutral_author(workspace):
    workspace.place(LESSON, STEP)
    assert git(workspace.folder, "log", "--format=%an %ae %s") == "mlpath mlpath@localhost Begin"
    assert git(workspace.folder, "config", "user.name") == ""
    workspace.place(LESSON, DESCEND)
    assert git(workspace.folder, "rev-list", "--count", "HEAD") == "1"


def test_the_learners_own_git_name_is_used(workspace, tmp_path):
    (tmp_path / "gitconfig").write_text("[user]\nname = Ada\nemail = ada@example.org\n")
    workspace.place(LESSON, STEP)
    assert git(workspace.folder, "log", "--format=%an %ae") == "Ada ada@example.org"


def test_an_existing_repository_is_left_as_it_is(workspace):
    workspace.folder.mkdir()
    git(workspace.folder, "init", "-q")
    workspace.place(LESSON, STEP)
    assert git(workspace.folder, "rev-list", "--all", "--count") == "0"
    assert git(workspace.folder, "diff", "--cached", "--name-only") == ""


def test_without_git_there_is_a_workspace_all_the_same(workspace, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert workspace.place(LESSON, STEP).written
    assert not (workspace.folder / ".git").exists()


def test_a_folder_with_other_things_in_it_gets_no_repository(workspace):
    workspace.folder.mkdir()
    (workspace.folder / "thesis.tex").write_text("x")
    (workspace.folder / "README.md").write_text("mine")
    workspace.place(LESSON, STEP)
    assert not (workspace.folder / ".git").exists()
    assert (workspace.folder / "README.md").read_text() == "mine"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x = 1\ndef f(:\n    pass\n", "gradient_descent.py, line 2: "),
        (b"x = '\xff'\n", "it is not UTF-8 text; save it as UTF-8"),
        (b"x = 1\0\n", "null bytes"),
        (b"x = 1\ry = 2\n", "lone carriage return"),
        ("  x = 1\n\ty = 2\n", "gradient_descent.py, line "),
    ],
)
@pytest.mark.parametrize("doing", ["place", "restore"])
def test_a_file_that_cannot_be_changed_by_pieces_is_left_and_said(workspace, content, said, doing):
    path = written(workspace, content)
    before = path.read_bytes()
    with pytest.raises(WorkspaceError) as caught:
        getattr(workspace, doing)(LESSON, STEP)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before
    assert not workspace.holds(STEP)


def test_a_folder_where_the_file_should_be_is_said(workspace):
    workspace.module(STEP).mkdir(parents=True)
    with pytest.raises(WorkspaceError, match=r"gradient_descent\.py is a folder where a file"):
        workspace.place(LESSON, STEP)


def test_a_file_where_the_workspace_should_be_is_said(workspace):
    workspace.folder.write_text("mine")
    with pytest.raises(WorkspaceError, match=r"Not a directory|File exists"):
        workspace.place(LESSON, STEP)
    assert workspace.folder.read_text() == "mine"


@pytest.mark.parametrize("number", [28, 30])  # no space, a read-only file system
def test_a_disk_that_takes_nothing_is_said_and_the_file_is_whole(workspace, monkeypatch, number):
    path = workspace.place(LESSON, STEP).path
    before = path.read_bytes()

    def refuse(_):
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(WorkspaceError, match="MLPATH_WORKSPACE names another folder"):
        workspace.place(LESSON, DESCEND)
    assert path.read_bytes() == before
    left = {p.name for p in path.parent.iterdir()}
    assert left == {"gradient_descent.py", "__init__.py"}  # and nothing half-written
