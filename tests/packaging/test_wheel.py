"""The wheel: built from the repository and installed alone, it runs every lesson."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def program(wheel, tmp_path_factory):
    """Install the wheel into an empty environment that finds the dependencies of this one.

    A path in a .pth file is searched, but .pth files found there are not read: the checkout, which
    this environment has installed in editable form, stays out of sight.
    """
    home = tmp_path_factory.mktemp("empty")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    site = next(home.glob("lib/python*/site-packages"))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*install, wheel], check=True, capture_output=True, env=ENVIRONMENT)
    return home / "bin" / "mlpath-tutor"


def run(program, *arguments, cwd):
    return subprocess.run(
        [program, *arguments], cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


def test_the_wheel_runs_every_lesson(program, tmp_path):
    listed = run(program, "list", "--json", cwd=tmp_path)
    lessons = [lesson["id"] for lesson in json.loads(listed.stdout)]
    assert "gradient-descent" in lessons
    for lesson in lessons:
        done = run(program, "run", lesson, "--steps", "5", "--json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["steps"] == 5


def test_what_runs_is_what_the_wheel_brought(program, tmp_path):
    python = program.parent / "python"
    where = "import tutor, tutor.study.places as p; print(tutor.__file__, p.lessons_folder())"
    out = subprocess.run(
        [python, "-c", where], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True
    ).stdout
    assert out.count(str(program.parents[1])) == 2


def test_the_wheel_starts_the_app(program, tmp_path):
    from tests.e2e.terminal import Terminal, standing_at

    terminal = Terminal([], standing_at(tmp_path / "home"), program=program)
    terminal.wait_for("Roll downhill")
    terminal.press("\r")
    terminal.wait_for("■ locked")
    terminal.press("\x11")
    assert terminal.wait_for_end() == 0


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_wheel_installs_with_all_its_dependencies_into_an_empty_environment(wheel, tmp_path):
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt"]
    subprocess.run([*pip, wheel], check=True, env=ENVIRONMENT)
    done = run(
        tmp_path / "env" / "bin" / "mlpath-tutor", "run", "gradient-descent", "--json", cwd=tmp_path
    )
    assert json.loads(done.stdout)["steps"] == 100
