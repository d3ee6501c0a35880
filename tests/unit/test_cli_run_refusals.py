"""`run` asked for what cannot be: one line on stderr, exit code 2, nothing on stdout."""

import pytest
from tiny_lessons import call, refusal, write_lesson


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "lr=inf"], "lr cannot be inf: give a number from 0 to 1"),
        (["--set", "lr=nan"], "lr cannot be nan: give a number from 0 to 1"),
        (["--set", "lr=abc"], "lr cannot be 'abc': give a number from 0 to 1"),
        (["--set", "lr=1.5"], "lr cannot be 1.5: give a number from 0 to 1"),
        (["--set", "size=2.5"], "size cannot be '2.5': give a whole number from 1 to 9"),
        (["--set", "mood=sad"], "mood cannot be 'sad': give one of calm, wild"),
        (["--set", "on=maybe"], "on cannot be 'maybe': give on or off"),
        (["--set", "moood=calm"], "no parameter 'moood'. Did you mean mood?"),
        (["--set", "zzz=1"], "no parameter 'zzz'. Parameters: lr, size, mood, on, word"),
        (["--set", "lr"], "expected NAME=VALUE, as in --set lr=0.1"),
        (["--set", "=1"], "expected NAME=VALUE"),
        (["--edit", "100:lr=0.1"], "this run has steps 0 to 99"),
        (["--edit", f"{10**30}:lr=0.1"], "this run has steps 0 to 99"),
        (["--steps", "7", "--edit", "7:lr=0.1"], "this run has steps 0 to 6"),
        (["--edit", "5:size=4"], "use --set size=4"),
        (["--edit", "5:lr=7"], "lr cannot be 7.0"),
        (["--edit", "5:lrr=7"], "no parameter 'lrr'. Did you mean lr?"),
        (["--edit", "lr=0.1"], "expected STEP:NAME=VALUE, as in --edit 50:lr=0.1"),
        (["--edit", "-1:lr=0.1"], "expected STEP:NAME=VALUE"),
        (["--edit", "1.5:lr=0.1"], "expected STEP:NAME=VALUE"),
        (["--edit", "5:lr"], "expected STEP:NAME=VALUE"),
        (["--steps", "0"], "0; give a whole number from 1 to 10000000"),
        (["--steps", "-5"], "-5; give a whole number from 1 to 10000000"),
        (["--steps", "10000001"], "10000001; give a whole number from 1 to 10000000"),
        (["--steps", "1e3"], "1e3; give a whole number"),
        (["--seed", "-1"], "-1; give a whole number from 0"),
        (["--seed", "0.5"], "0.5; give a whole number from 0"),
        (["--seed", str(2**63)], "give a whole number from 0 to 9223372036854775807"),
        (["--sed", "1"], "--seed"),
        (["more"], "unexpected extra argument (more). See mlpath-tutor run -h"),
        (["--set"], "See mlpath-tutor"),
    ],
)
def test_bad_input_is_one_line_that_says_what_is_expected(run, arguments, said):
    assert said in refusal(run(*arguments))


def test_the_largest_seed_is_a_seed(run):
    assert run("--seed", 2**63 - 1, "--steps", 1).code == 0


def test_an_unknown_lesson_is_offered_its_nearest(lessons, capsys):
    assert "Did you mean drift?" in refusal(call(capsys, "run", "drfit"))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import nothing_of_that_name", "fails on loading: ModuleNotFoundError"),
        ("Drift = 3", "has no simulation called Drift"),
        ("def broken(:", "SyntaxError"),
    ],
)
def test_a_lesson_that_does_not_load_is_one_line(lessons, run, code, said):
    write_lesson(lessons, code=code)
    assert said in refusal(run())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("self.x = float(self.size)", "raise KeyError('w')", "cannot begin: KeyError: 'w'"),
        ("self.x = float(self.size)", "self.x = (i for i in [])", "cannot begin"),
        ("self.x = float(self.size)", "self.x = 1.0; self.f = open(__file__)", "Drift.f"),
    ],
)
def test_a_simulation_that_cannot_begin_is_one_line(lessons, run, old, new, said):
    write_lesson(lessons, code=(lessons / "drift" / "sim.py").read_text().replace(old, new))
    assert said in refusal(run())


def test_a_lesson_toml_with_a_mistake_is_one_line(lessons, run):
    path = lessons / "drift" / "lesson.toml"
    path.write_text(path.read_text().replace("minutes = 5", "minutes = 500"))
    assert "minutes" in refusal(run())


@pytest.mark.parametrize("place", ["missing/run.jsonl", "", "file/run.jsonl"])
def test_a_ledger_that_has_no_place_is_refused_before_the_run(run, tmp_path, place):
    (tmp_path / "file").write_text("")
    assert str(tmp_path) in refusal(run("--ledger", tmp_path / place))


def test_a_ledger_that_cannot_be_written_is_one_line_and_leaves_nothing(run, tmp_path, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    answer = run("--ledger", tmp_path / "run.jsonl")
    assert answer.code == 2
    assert answer.err == (
        f"mlpath-tutor: {tmp_path / 'run.jsonl'}: the ledger was not written: "
        "No space left on device\n"
    )
    assert not list(tmp_path.glob("*run.jsonl*"))
