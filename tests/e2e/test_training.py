"""`train`, `runs`, `attach`, `stop`, `resume`, `logs`: a training from the command line."""

import json
import os
import signal
import sys
from contextlib import suppress

import pexpect
import pytest
from detaching import until

from tests.unit.tiny_lessons import call, write_lesson
from tutor.engine import run_status
from tutor.lab.detached import runs
from tutor.study import catalog

MANY = 10**7


@pytest.fixture(autouse=True)
def _lessons(tmp_path, monkeypatch):
    """A course of one tiny lesson, `drift`, in the real one's place; no process is left behind."""
    root = tmp_path / "lessons"
    write_lesson(root)
    monkeypatch.setattr(catalog, "lessons_folder", lambda: root)
    monkeypatch.chdir(tmp_path)
    yield
    for name in runs.names():
        pid = runs.find(name).holder()
        if pid:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def tutor(capsys):
    """`mlpath-tutor …`"""
    return lambda *arguments: call(capsys, *arguments)


def ledger(name):
    return runs.find(name).ledger


def test_a_training_runs_to_its_end_and_its_ledger_is_that_of_run(tutor, tmp_path):
    done = tutor("train", "drift", "--steps", 200, "--seed", 4, "--set", "lr=0.3")
    assert done.code == 0, done.err
    assert done.out.endswith("finished\n")
    tutor("run", "drift", "--steps", 200, "--seed", 4, "--set", "lr=0.3", "--ledger", "own.jsonl")
    assert tutor("replay", ledger("drift")).out == "bit-identical: 200 steps\n"
    assert tutor("diff", ledger("drift"), "own.jsonl").out == "equal: 200 steps\n"
    assert tutor("runs", "drift", "--ledger", "copy.jsonl").code == 0
    own = (tmp_path / "own.jsonl").read_text().splitlines()[1:]
    assert (tmp_path / "copy.jsonl").read_text().splitlines()[1:] == own
    assert tutor("runs", "drift", "--csv", "t.csv").code == 0
    header, *rows = (tmp_path / "t.csv").read_text().splitlines()
    assert header == "step,loss,noise"
    last = json.loads(own[-1])
    assert float(rows[199].split(",")[1]) == float.fromhex(last["loss"])


def test_what_runs_is_listed_stopped_resumed_and_carried_on(tutor):
    assert tutor("runs").err == "mlpath-tutor: no run yet: mlpath-tutor train begins one\n"
    begun = tutor("train", "drift", "--steps", MANY, "--detach", "--name", "long")
    assert begun.code == 0
    assert "mlpath-tutor attach long" in begun.err
    assert "long  drift" in tutor("runs").out
    assert " running " in tutor("runs").out
    taken = tutor("resume", "long")
    assert taken.code == 2
    assert "it is running" in taken.err
    assert "is running: mlpath-tutor stop long" in tutor("runs", "long", "--delete").err
    stopped = tutor("stop", "long")
    assert stopped.code == 0
    assert "stopped" in stopped.out
    again = tutor("stop", "long")
    assert again.code == 1
    assert "long is not running: stopped at step" in again.err
    (one,) = json.loads(tutor("runs", "--json").out)
    assert (one["name"], one["state"], one["alive"]) == ("long", "stopped", False)
    made = one["step"]
    changed = tutor("resume", "long", "--steps", made + 50, "--set", "lr=0.9")
    assert changed.code == 0, changed.err
    assert f"goes on from the checkpoint at step {made}" in changed.err
    finished = tutor("resume", "long")
    assert finished.code == 2
    assert "give --steps N" in finished.err
    assert f"{made}" in ledger("long").read_text().split('{"edit":')[1][:30]
    assert tutor("replay", ledger("long")).out == f"bit-identical: {made + 50} steps\n"
    assert "process" in tutor("logs", "long").out
    assert tutor("runs", "long", "--delete").code == 0
    assert runs.names() == []


def test_a_process_that_died_is_said_and_resumed(tutor):
    tutor("train", "drift", "--steps", MANY, "--detach", "--every", 0.05)
    folder = runs.find("drift")
    until(lambda: folder.checkpoints.exists() and list(folder.checkpoints.iterdir()))
    os.kill(folder.holder(), signal.SIGKILL)
    until(lambda: folder.holder() is None)
    assert "died: resume it" in tutor("runs").out
    attached = tutor("attach", "drift")
    assert attached.code == 1
    assert "mlpath-tutor resume drift" in attached.err
    assert tutor("resume", "drift", "--detach").code == 0
    until(lambda: run_status.read(folder.status).state == run_status.RUNNING)
    assert tutor("stop", "drift").code == 0
    assert "bit-identical" in tutor("replay", folder.ledger).out


def test_a_configuration_says_it_all_and_the_command_line_has_the_last_word(tutor, tmp_path):
    config = 'lesson = "drift"\nseed = 3\nsteps = 70\nevery = 5\n[set]\nlr = 0.5\nmood = "wild"\n'
    (tmp_path / "c.toml").write_text(config)
    assert tutor("train", "c.toml", "--set", "lr=0.6", "--steps", 60).code == 0
    order = runs.find("drift").order()
    assert (order.seed, order.steps, order.every) == (3, 60, 5)
    assert order.values == {"lr": 0.6, "mood": "wild"}


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ('lesson = "drift"\nstep = 3', "unknown key 'step'. Did you mean 'steps'?"),
        ('lesson = "drift"\nsteps = "3"', "steps is '3'; expected a whole number from 1"),
        ('lesson = "drift"\nsteps = true', "steps is True; expected a whole number"),
        ('lesson = "drift"\nevery = 0', "every is 0; expected seconds"),
        ("steps = 3", "give one of lesson"),
        ('lesson = "drift"\nprogram = "gpt"', "give one of lesson"),
        ('lesson = "drift"\n[set]\nlrr = 1', "there is no parameter 'lrr'. Did you mean 'lr'?"),
        ('lesson = "drift"\n[set]\nlr = 7', "lr cannot be 7: give a number from 0 to 1"),
        ('lesson = "dritf"', "Did you mean drift?"),
        ('lesson = "drift', "is not TOML"),
        ('device = "cuda"\nlesson = "drift"', "computes on the CPU only"),
    ],
)
def test_a_wrong_configuration_is_one_line(tutor, tmp_path, config, said):
    (tmp_path / "c.toml").write_text(config)
    answer = tutor("train", "c.toml")
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert runs.names() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["train", "dirft"], "Did you mean drift?"),
        (["train", "no.toml"], "No such file"),
        (["train", "drift", "--steps", 0], "--steps 0: give a whole number from 1"),
        (["train", "drift", "--seed", -1], "--seed -1: give a whole number from 0"),
        (["train", "drift", "--nproc", 0], "--nproc 0: give a whole number of processes"),
        (["train", "drift", "--every", 0], "--every 0.0: give seconds"),
        (["train", "drift", "--device", "cuda"], "computes on the CPU only"),
        (["train", "drift", "--device", "tpu"], "'tpu' is not one of"),
        (["train", "drift", "--set", "lr=2"], "lr cannot be 2.0"),
        (["train", "drift", "--name", "../x"], "cannot be a run's name"),
        (["train", "drift", "more"], "train takes one name"),
        (["attach", "nothing"], "there is no run called 'nothing'"),
        (["stop", "nothing"], "there is no run called 'nothing'"),
        (["resume", "nothing"], "there is no run called 'nothing'"),
        (["logs", "nothing"], "there is no run called 'nothing'"),
        (["runs", "nothing"], "there is no run called 'nothing'"),
        (["runs", "--csv", "x"], "name the run"),
    ],
)
def test_what_cannot_be_used_is_one_line(tutor, arguments, said):
    answer = tutor(*arguments)
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert runs.names() == []


def test_a_name_that_is_taken_and_one_that_is_nearly_right(tutor):
    assert tutor("train", "drift", "--steps", 5, "--name", "mine").code == 0
    taken = tutor("train", "drift", "--steps", 5, "--name", "mine")
    assert taken.code == 2
    assert "there is a run called mine already" in taken.err
    assert "Did you mean mine?" in tutor("attach", "mind").err


def test_a_folder_that_cannot_be_written_is_one_line(tutor, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLPATH_HOME", str(tmp_path / "file" / "home"))
    answer = tutor("train", "drift", "--steps", 5)
    assert answer.code == 2
    assert "Not a directory" in answer.err
    assert answer.err.count("\n") == 1


def test_other_code_than_it_began_with_is_refused(tutor, tmp_path):
    assert tutor("train", "drift", "--steps", 5).code == 0
    path = tmp_path / "lessons" / "drift" / "sim.py"
    path.write_text(path.read_text() + "\n# another version\n")
    answer = tutor("resume", "drift", "--steps", 9)
    assert answer.code == 2
    assert "other code would make other steps" in answer.err


def test_a_run_whose_folder_was_damaged_is_listed_with_what_is_wrong(tutor):
    assert tutor("train", "drift", "--steps", 5).code == 0
    runs.find("drift").order_file.write_text("{")
    assert "unreadable" in tutor("runs").out
    assert "is not JSON: it was damaged" in tutor("runs", "drift").out
    assert "is not JSON: it was damaged" in tutor("resume", "drift").err


def test_event_files_are_written_beside(tutor, tmp_path):
    assert tutor("train", "drift", "--steps", 5, "--tensorboard", "events").code == 0
    (events,) = (tmp_path / "events").iterdir()
    assert events.name.startswith("events.out.tfevents.")
    assert events.read_bytes().count(b"noise") == 5


def test_the_shell_completes_names_of_runs(tutor, monkeypatch):
    from tutor.cli.training import run_names, trainable_names

    tutor("train", "drift", "--steps", 5, "--name", "mine")
    assert run_names(None, None, "mi") == ["mine"]
    assert trainable_names(None, None, "") == ["gpt", "drift"]


def test_ctrl_c_ends_the_looking_on_and_not_the_run(tutor, tmp_path):
    command = ["-m", "tutor", "train", "lessons/drift", "--steps", str(MANY)]
    command += ["--lessons", str(tmp_path / "lessons")]
    terminal = pexpect.spawn(sys.executable, command, timeout=50, dimensions=(24, 80))
    terminal.expect(r"step \d+ of 10000000 +loss")
    terminal.sendintr()
    terminal.expect("lessons-drift goes on without you")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    assert runs.find("lessons-drift").holder() is not None
    assert tutor("stop", "lessons-drift").code == 0
