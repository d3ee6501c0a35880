"""`seeds`: the spread of a run, a number placed in it, and what its exit code says."""

import json
import re

import numpy as np
import pytest
from scipy import stats
from tiny_lessons import call, refusal

STEADY = ("--set", "on=false")


@pytest.fixture
def seeds(lessons, capsys):
    """`mlpath-tutor seeds drift …`"""
    return lambda *arguments: call(capsys, "seeds", "drift", *arguments)


def content(answer):
    return json.loads(answer.out)


def test_the_object_has_every_seed_and_the_interval_of_one_more_run(seeds):
    found = content(seeds("--seeds", 5, "--steps", 20, "--json"))
    values = [run["value"] for run in found["seeds"]]
    assert [run["seed"] for run in found["seeds"]] == [0, 1, 2, 3, 4]
    assert [run["series"][-1] for run in found["seeds"]] == values
    half = stats.t.ppf(0.975, 4) * np.std(values, ddof=1) * np.sqrt(1 + 1 / 5)
    low, high = np.mean(values) - half, np.mean(values) + half
    assert found["spread"]["next_interval"] == pytest.approx([low, high], rel=1e-9)
    assert (found["column"], found["step"], found["yours"]) == ("loss", 19, None)


def test_the_text_draws_the_band_and_says_what_a_claim_takes(seeds):
    answer = seeds("--seeds", 4, "--steps", 20)
    assert answer.code == 0
    assert "loss, 4 seeds" in answer.out
    assert "highest seed" in answer.out
    assert re.search(r"4 seeds lie in \S+ \.\. \S+ \(95% for one more run", answer.out)
    assert "about 17 seeds of each method" in answer.out  # Guenther's 2 (1.96 + 0.84)² + 0.96


def test_a_far_number_is_outside_only_with_enough_seeds_and_then_the_code_is_one(seeds):
    few = seeds("--seeds", 5, "--steps", 20, "--yours", "99")
    assert few.code == 0
    assert "cannot tell (5 seeds are too few" in " ".join(few.out.split())
    many = seeds("--seeds", 19, "--steps", 20, "--yours", "99", "--json")
    assert many.code == 1
    assert content(many)["yours"]["verdict"] == "outside: not explained by the seed"
    assert content(many)["yours"]["rank_p"] == 1 / 20


def test_a_ledgers_run_is_held_against_other_seeds_of_the_same_values_and_edits(seeds, ledger):
    answer = seeds("--seeds", 8, "--ledger", ledger, "--json")
    found = content(answer)
    assert answer.code == 0
    assert found["params"]["mood"] == "wild"
    assert found["edits"] == [{"step": 9, "name": "lr", "value": 0.9}]
    assert found["steps"] == 20
    assert [run["seed"] for run in found["seeds"]] == [0, 1, 2, 3, 4, 5, 6, 8]  # 7 is the ledger's
    last = json.loads(ledger.read_text().splitlines()[-1])
    assert found["yours"]["value"] == float.fromhex(last["loss"])


def test_a_run_that_draws_nothing_says_so_and_one_other_number_is_outside(seeds):
    same = seeds(*STEADY, "--seeds", 2, "--steps", 3, "--yours", "5.9049")
    assert same.code == 0
    assert "this run draws nothing: every seed is the same run" in " ".join(same.out.split())
    assert "inside the noise" in same.out
    assert seeds(*STEADY, "--seeds", 2, "--steps", 3, "--yours", "5.91").code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--yours", "abc"], "--yours abc: expected a number"),
        (["--yours", "inf"], "expected a finite number"),
        (["--column", "los"], "there is no such number. Did you mean loss?"),
        (["--seeds", "0"], "give a whole number from 1 to 1000"),
        (["--set", "lr=7"], "lr cannot be 7.0"),
        (["--ledger", "nowhere.jsonl"], "nowhere.jsonl: No such file"),
        (["--yours", "1", "--ledger", "a"], "give one of them"),
    ],
)
def test_what_cannot_be_used_is_one_line(seeds, arguments, said):
    assert said in refusal(seeds(*arguments))


def test_a_receipt_has_no_run_to_be_placed(seeds, ledger, tmp_path):
    path = tmp_path / "receipt.json"
    path.write_text(ledger.read_text().splitlines()[0])
    assert "give a ledger, from run --ledger FILE" in refusal(seeds("--ledger", path))


def test_more_steps_than_the_ledger_has_are_refused(seeds, ledger):
    assert "has 20; give at most as many" in refusal(seeds("--ledger", ledger, "--steps", 21))
