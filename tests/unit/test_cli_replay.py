"""`replay`: bit-identical, or the first step, column, values and distance."""

import json
import math
from dataclasses import replace

import pytest
from tiny_lessons import call, write_lesson

from tutor.engine import ledger as ledgers
from tutor.engine.receipt import from_json, to_hex, to_json


def change(path, number, **values):
    """Change fields of one line (from 1) and leave the rest of the file as it is."""
    lines = path.read_text().splitlines()
    lines[number - 1] = json.dumps({**json.loads(lines[number - 1]), **values})
    path.write_text("\n".join(lines) + "\n")


def reseal(path, **values):
    """Rewrite the header with other contents and a seal that fits."""
    first, *rest = path.read_text().splitlines()
    receipt = replace(from_json(json.loads(first)), **values)
    path.write_text("\n".join([json.dumps(to_json(receipt)), *rest]) + "\n")


def test_a_ledger_replays_bit_for_bit(ledger, replay):
    assert replay(ledger) == (0, "bit-identical: 20 steps\n", "")


def test_a_receipt_replays_bit_for_bit_however_it_is_laid_out(ledger, replay, tmp_path):
    receipt = json.loads(ledger.read_text().splitlines()[0])
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipt, indent=2))
    assert replay(path) == (0, "bit-identical: 20 steps\n", "")


@pytest.mark.parametrize("step", [0, 1, 8, 9, 10, 18, 19])
@pytest.mark.parametrize("column", ["loss", "noise"])
@pytest.mark.parametrize("way", [math.inf, -math.inf])
def test_one_ulp_in_one_line_is_found_and_named(ledger, replay, step, column, way):
    text = json.loads(ledger.read_text().splitlines()[step + 1])[column]
    recorded = math.nextafter(float.fromhex(text), way)
    change(ledger, step + 2, **{column: to_hex(recorded)})
    answer = replay(ledger)
    first = answer.out.splitlines()[0]
    assert answer.code == 1
    assert first.startswith(
        f"step {step}  {column}  expected {recorded!r} ({recorded.hex()})  got "
    )
    assert first.endswith("  1 ulp apart")
    assert (
        answer.err == f"mlpath-tutor: {ledger}: line {step + 2} was changed after it was written\n"
    )
    assert "the environment is the one that was recorded" in answer.out


def test_a_distance_that_is_none_is_a_dash(ledger, replay):
    change(ledger, 5, loss="nan")
    assert replay(ledger).out.splitlines()[0].endswith("  - ulps apart")


def test_a_changed_state_is_found_under_equal_numbers(ledger, replay):
    change(ledger, 12, state="00" * 16)
    answer = replay(ledger)
    assert answer.out.startswith(f"step 10  state  expected {'00' * 16}  got ")
    assert "line 12 was changed" in answer.err


def test_a_changed_digest_is_found_under_equal_states(ledger, replay):
    change(ledger, 12, digest="00" * 16)
    assert replay(ledger).out.startswith(f"step 10  digest  expected {'00' * 16}  got ")


def test_a_changed_header_is_said_and_the_run_still_compared(ledger, replay):
    change(ledger, 1, facts={"numpy": "0.1"})
    answer = replay(ledger)
    assert (answer.code, answer.out) == (0, "bit-identical: 20 steps\n")
    assert "line 1 was changed after it was written" in answer.err


def test_a_last_record_that_the_header_tells_otherwise_is_found(ledger, replay):
    final = json.loads(ledger.read_text().splitlines()[0])["final"]
    change(ledger, 1, final={**final, "loss": "0x1p+0"})
    answer = replay(ledger)
    assert answer.code == 1
    assert answer.out.startswith("step 19  loss  expected 1.0 (0x1.0000000000000p+0)  got ")


def test_another_seed_in_the_header_is_found_at_the_first_step_it_shows(ledger, replay):
    reseal(ledger, seed=8)
    answer = replay(ledger)
    assert answer.code == 1
    assert answer.out.startswith("step 0  noise  expected ")


def test_the_facts_that_differ_are_named_with_both_values(ledger, replay):
    facts = json.loads(ledger.read_text().splitlines()[0])["facts"]
    reseal(ledger, seed=8, facts={**facts, "numpy": "0.1", "cpu": "abacus"})
    out = replay(ledger).out
    rows = [line.split() for line in out.splitlines()[1:]]
    assert ["numpy", "recorded", "0.1", "here"] in [row[:4] for row in rows]
    assert ["cpu", "recorded", "abacus", "here"] in [row[:4] for row in rows]
    assert not any(row[0] == "python" for row in rows)


def test_a_receipt_that_does_not_come_out_names_the_last_step_and_asks_for_a_ledger(
    ledger, replay, tmp_path
):
    receipt = from_json(json.loads(ledger.read_text().splitlines()[0]))
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(to_json(replace(receipt, seed=8))))
    answer = replay(path)
    assert answer.code == 1
    assert answer.out.startswith("step 19  loss  expected ")
    assert "a ledger (run --ledger FILE) names the first" in answer.out
    path.write_text(json.dumps(to_json(replace(receipt, digest="00" * 16))))
    assert replay(path).out.startswith(f"step 19  digest  expected {'00' * 16}  got ")


def test_a_changed_receipt_is_said(ledger, replay, tmp_path):
    path = tmp_path / "receipt.json"
    receipt = json.loads(ledger.read_text().splitlines()[0])
    path.write_text(json.dumps({**receipt, "seed": 8}))
    answer = replay(path)
    assert answer.code == 1
    assert "the receipt was changed after it was written" in answer.err


def test_a_run_that_stopped_replays_to_its_stop(lessons, capsys, replay, tmp_path):
    code = (lessons / "drift" / "sim.py").read_text()
    for breaking in ("float('nan') if self.x < 2.0 else self.x", "self.x / (self.x > 2.0)"):
        write_lesson(lessons, code=code.replace("self.x * self.x", breaking))
        path = tmp_path / "run.jsonl"
        call(capsys, "run", "drift", "--set", "on=off", "--ledger", path)
        steps = ledgers.read(path).receipt.steps
        assert 0 < steps < 20
        assert replay(path) == (0, f"bit-identical: {steps} steps\n", "")


def test_a_run_of_no_steps_replays(lessons, capsys, replay, tmp_path):
    code = (lessons / "drift" / "sim.py").read_text()
    write_lesson(lessons, code=code.replace("self.x * self.x", "1 / 0"))
    call(capsys, "run", "drift", "--ledger", tmp_path / "run.jsonl")
    assert replay(tmp_path / "run.jsonl") == (0, "bit-identical: 0 steps\n", "")


def test_another_version_of_the_lesson_is_said_and_compared(ledger, lessons, replay):
    code = (lessons / "drift" / "sim.py").read_text()
    write_lesson(lessons, code=code + "\n# the same, with a comment\n")
    answer = replay(ledger)
    assert (answer.code, answer.out) == (0, "bit-identical: 20 steps\n")
    assert "another version of drift" in answer.err
    write_lesson(lessons, code=code.replace("0.1 * noise", "0.2 * noise"))
    assert replay(ledger).out.startswith("step 1  loss  expected ")


def test_a_version_that_stops_earlier_is_a_difference_in_length(lessons, capsys, replay, tmp_path):
    path = tmp_path / "run.jsonl"
    call(capsys, "run", "drift", "--set", "on=off", "--steps", 20, "--ledger", path)
    code = (lessons / "drift" / "sim.py").read_text()
    write_lesson(lessons, code=code.replace("self.x * self.x", "self.x * self.x / (self.x > 2.0)"))
    answer = replay(path)
    assert answer.code == 1
    assert answer.out.splitlines()[:2] == [
        "step 4  length  expected 20 steps  got 4 steps",
        "here the run stopped at step 4: step 4 failed: ZeroDivisionError: float division by zero",
    ]


def test_a_version_without_a_recorded_column_names_it(ledger, lessons, replay):
    code = (lessons / "drift" / "sim.py").read_text()
    write_lesson(lessons, code=code.replace(', "noise": noise', ""))
    assert replay(ledger).out.startswith("step 0  noise  expected ")
