"""`diff`: two ledgers, bit by bit or within a tolerance."""

import json

import pytest
from tiny_lessons import DRIFT, call, refusal, write_lesson


@pytest.fixture
def made(lessons, capsys, tmp_path):
    """Return a function that makes a ledger with these options."""

    def make(name, *options, lesson="drift"):
        path = tmp_path / f"{name}.jsonl"
        answer = call(capsys, "run", lesson, "--steps", 20, *options, "--ledger", path)
        assert answer.code == 0
        return path

    return make


@pytest.fixture
def diff(capsys):
    return lambda *arguments: call(capsys, "diff", *arguments)


def test_two_ledgers_of_one_run_are_equal(made, diff):
    assert diff(made("a"), made("b")) == (0, "equal: 20 steps\n", "")


def test_another_seed_is_named_below_the_first_difference(made, diff):
    answer = diff(made("a"), made("b", "--seed", 5))
    assert answer.code == 1
    first, second = answer.out.splitlines()
    assert first.startswith("step 0  noise  A ")
    assert "  B " in first
    assert first.endswith(" ulps apart")
    assert second == "seed  A 0  B 5"


def test_other_parameters_and_edits_are_named(made, diff):
    a = made("a", "--set", "on=off")
    b = made("b", "--set", "on=off", "--set", "lr=0.2", "--edit", "9:mood=wild")
    first, *rest = diff(a, b).out.splitlines()
    assert first.startswith("step 1  loss  A ")
    assert [line.split() for line in rest] == [
        ["lr", "A", "0.1", "B", "0.2"],
        ["edits", "A", "none", "B", "9:", "mood", "=", "wild"],
    ]


def test_a_state_that_differs_under_equal_numbers_is_named(lessons, made, diff):
    a = made("a")
    code = (lessons / "drift" / "sim.py").read_text()
    write_lesson(lessons, code=code.replace("return record", "self.spare = 1; return record"))
    answer = diff(a, made("b"))
    assert answer.code == 1
    assert answer.out.startswith("step 0  state  A ")
    assert "code  A " in answer.out
    assert diff(a, made("b"), "--atol", "1e-9").code == 0


def test_inputs_that_change_no_number_still_make_another_run(made, diff):
    answer = diff(made("a"), made("b", "--set", "word=bye"))
    assert answer.code == 1
    assert answer.out.splitlines()[0].startswith("step 0  digest  A ")
    assert answer.out.splitlines()[1] == "word  A hello  B bye"


def test_a_tolerance_passes_what_is_near_and_still_names_what_differs(made, diff):
    a, b = made("a", "--set", "on=off"), made("b", "--set", "on=off", "--set", "lr=0.1000001")
    assert diff(a, b).code == 1
    near = diff(a, b, "--rtol", "1e-4")
    assert near.code == 0
    assert near.out.startswith("equal within rtol=0.0001 atol=0: 20 steps\n")
    assert "lr  A 0.1  B 0.1000001" in near.out
    assert diff(a, b, "--rtol", "1e-9").code == 1
    assert diff(a, b, "--atol", "0.1").code == 0


def test_the_longer_ledger_is_named_where_nothing_else_differs(made, diff):
    a, b = made("a"), made("b", "--steps", 30)
    answer = diff(a, b)
    assert answer.code == 1
    assert answer.out.splitlines()[0] == "step 20  length  A 20 steps  B 30 steps"


def test_columns_that_only_one_has_are_named(lessons, made, diff):
    a = made("a")
    code = (lessons / "drift" / "sim.py").read_text()
    write_lesson(lessons, code=code.replace('"noise": noise', '"din": noise'))
    answer = diff(a, made("b"))
    assert answer.code == 1
    assert "columns  only in A: noise; only in B: din" in answer.out


def test_another_lesson_is_said(lessons, made, diff):
    write_lesson(lessons, name="other")
    out = diff(made("a"), made("b", "--seed", 1, lesson="other")).out
    assert ["lesson", "A", "drift", "B", "other"] in [line.split() for line in out.splitlines()]


def test_a_changed_line_is_said_and_compared(made, diff):
    a, b = made("a"), made("b")
    lines = b.read_text().splitlines()
    lines[4] = json.dumps({**json.loads(lines[4]), "loss": "0x1p+0"})
    b.write_text("\n".join(lines))
    answer = diff(a, b)
    assert answer.code == 1
    assert answer.out.startswith("step 3  loss  A ")
    assert "seed, parameters, edits and environment are the same" in answer.out
    assert answer.err == f"mlpath-tutor: {b}: line 5 was changed after it was written\n"


def test_a_receipt_has_no_lines_to_compare(made, diff, tmp_path):
    path = tmp_path / "receipt.json"
    path.write_text(made("a").read_text().splitlines()[0])
    assert "give a ledger" in refusal(diff(path, made("b")))


def test_a_file_that_is_no_ledger_is_one_line(made, diff, tmp_path):
    (tmp_path / "text").write_text("hello")
    assert "line 1" in refusal(diff(made("a"), tmp_path / "text"))
    assert "No such file" in refusal(diff(tmp_path / "nothing", made("a")))


@pytest.mark.parametrize("bad", ["-1", "nan", "inf", "much"])
@pytest.mark.parametrize("option", ["--rtol", "--atol"])
def test_a_tolerance_that_is_none_is_one_line(made, diff, option, bad):
    assert option in refusal(diff(made("a"), made("b"), option, bad))


def test_numbers_of_float32_are_also_counted_in_ulps_of_float32(lessons, made, diff):
    ledgers = []
    for name, loss in (("a", "0x1.99999ap-4"), ("b", "0x1.99999cp-4")):
        record = f'record = {{"loss": float.fromhex("{loss}"), "noise": noise}}'
        code = DRIFT.replace('record = {"loss": self.x * self.x, "noise": noise}', record)
        code += "\n" * len(ledgers)  # within a second, Python tells two versions apart by size
        write_lesson(lessons, code=code)
        ledgers.append(made(name))
    assert "536870912 ulps apart (1 ulp of float32)" in diff(*ledgers).out
