"""The command line as a process: what it loads, what it repeats, what it makes of a terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

TUTOR = [sys.executable, "-m", "tutor"]
HEAVY = ("textual", "rich", "torch", "sklearn", "pandas", "scipy", "numpy")


def tutor(*arguments, **options):
    command = [*TUTOR, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=50, **options)


@pytest.mark.parametrize("arguments", [["--help"], ["run", "-h"], ["list"], ["--version"]])
def test_a_word_of_help_loads_nothing_heavy(arguments):
    code = (
        "import sys, tutor.cli\n"
        f"code = tutor.cli.main({arguments!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
        "sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert done.stdout


def test_a_run_loads_neither_textual_nor_torch_nor_scikit_learn_by_itself():
    code = (
        "import sys, tutor.cli\n"
        "tutor.cli.main(['run', 'gradient-descent', '--steps', '3'])\n"
        f"print([name for name in {HEAVY[:-1]!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr == "[]\n"


def test_a_run_computes_with_one_thread():
    code = (
        "import sys, tutor.cli\n"
        "tutor.cli.main(['run', 'gradient-descent', '--steps', '1'])\n"
        "import threadpoolctl\n"
        "print([pool['num_threads'] for pool in threadpoolctl.threadpool_info()], file=sys.stderr)"
    )
    settings = {name: value for name, value in os.environ.items() if "NUM_THREADS" not in name}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=settings
    )
    assert set(json.loads(done.stderr)) <= {1}


def test_a_ledger_of_one_process_replays_bit_for_bit_in_another(tmp_path):
    path = tmp_path / "run.jsonl"
    options = ("--seed", 3, "--set", "lr=0.18", "--edit", "40:momentum=0.5", "--steps", 60)
    first = tutor("run", "gradient-descent", *options, "--ledger", path, "--json")
    assert (first.returncode, first.stderr) == (0, "")
    again = tutor("replay", path)
    assert (again.returncode, again.stdout, again.stderr) == (0, "bit-identical: 60 steps\n", "")
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(json.loads(first.stdout)["receipt"]))
    assert tutor("replay", receipt).stdout == "bit-identical: 60 steps\n"


def test_a_divergence_is_a_result_and_the_json_stays_json():
    done = tutor("run", "gradient-descent", "--set", "lr=0.4", "--steps", 5000, "--json")
    content = json.loads(done.stdout, parse_constant=pytest.fail)
    assert done.returncode == 0
    assert content["stopped"]["step"] == content["steps"] - 1
    assert "past the edge" in content["stopped"]["reason"]
    assert content["final"]["loss"] is None


def test_the_installed_command_is_the_same_program():
    script = Path(sys.executable).with_name("mlpath-tutor")
    if not script.exists():
        pytest.skip("not installed beside this Python")
    done = subprocess.run([script, "list", "--json"], capture_output=True, text=True)
    assert done.stdout == tutor("list", "--json").stdout


def test_an_output_without_unicode_gets_question_marks():
    command = [*TUTOR, "run", "gradient-descent"]
    latin = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, capture_output=True, env=latin)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "angle = 45°" in done.stdout.decode("latin-1")
    assert b"???" in done.stdout


@pytest.mark.parametrize(("settings", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_figure_is_coloured_on_a_terminal_that_may_be(settings, coloured):
    environment = {**os.environ, "TERM": "xterm-256color", **settings}
    arguments = [*TUTOR[1:], "run", "gradient-descent", "--steps", "5"]
    output = pexpect.run(" ".join([TUTOR[0], *arguments]), env=environment)
    assert (b"\x1b[" in output) == coloured


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_is_one_that_its_shell_reads(shell):
    script = tutor("completion", shell).stdout
    try:
        done = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip(f"no {shell} here")
    assert (done.returncode, done.stderr) == (0, "")
