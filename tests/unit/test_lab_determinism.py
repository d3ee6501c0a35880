"""The determinism doctor: flips change what they must on any machine, and all else is said."""

import asyncio
import json

import numpy as np
import pytest
from tiny_lessons import call

from tutor.cli import determinism as printed
from tutor.lab.determinism import doctor
from tutor.lab.determinism.change import Change, first_change
from tutor.lab.determinism.doctor import Outcome, demonstrate
from tutor.lab.determinism.switches import SWITCHES, Side, Switch
from tutor.lab.determinism.words import as_object, finding, seen

pytestmark = pytest.mark.timeout(180)  # loading torch takes its time on a busy machine

BY_NAME = {switch.name: switch for switch in SWITCHES}
QUICK = ("order of a sum", "set order (PYTHONHASHSEED)", "kind of generator",
         "version of a sampler")  # fmt: skip
"""Switches that two processes can flip, without torch."""
WITH_TORCH = ("torch threads", "dtype", "order of the batches", "kernels on the CPU", "TF32",
              "kernels on CUDA")  # fmt: skip


def flip(*switches):
    return {o.switch.name: o for o in asyncio.run(demonstrate(lambda _: None, switches))}


@pytest.fixture(scope="module")
def outcomes():
    return flip(*(BY_NAME[name] for name in QUICK))


@pytest.fixture(scope="module")
def outcomes_with_torch():
    return flip(*(BY_NAME[name] for name in WITH_TORCH))


def changes_from_the_start(outcome):
    assert seen(outcome) == "changes"
    assert outcome.change.step == 0
    assert "other numbers, not another rounding" in finding(outcome)


def changes_the_rounding_alone(change, dtype):
    assert change.dtype == dtype
    assert 0 < change.ulps < 1e5
    assert change.losses[0] == pytest.approx(change.losses[1], rel=1e-5)


@pytest.mark.parametrize(
    "name", ["set order (PYTHONHASHSEED)", "kind of generator", "version of a sampler"]
)
def test_other_draws_and_orders_give_other_numbers_from_the_start(outcomes, name):
    changes_from_the_start(outcomes[name])


def test_the_order_of_a_sum_changes_the_rounding_and_no_more(outcomes):
    changes_the_rounding_alone(outcomes["order of a sum"].change, "float64")


def test_what_is_not_flipped_repeats_bit_for_bit(outcomes):
    assert all(o.a_again is None and o.b_again is None for o in outcomes.values())


@pytest.mark.slow
def test_the_order_of_the_batches_gives_other_numbers_from_the_start(outcomes_with_torch):
    changes_from_the_start(outcomes_with_torch["order of the batches"])


@pytest.mark.slow
def test_a_dtype_changes_the_rounding_and_no_more(outcomes_with_torch):
    changes_the_rounding_alone(outcomes_with_torch["dtype"].change, "float32")


@pytest.mark.slow
def test_with_torch_too_what_is_not_flipped_repeats_bit_for_bit(outcomes_with_torch):
    shown = [o for o in outcomes_with_torch.values() if not o.reason and not o.switch.is_kernel]
    assert shown
    assert all(o.a_again is None and o.b_again is None for o in shown)
    assert outcomes_with_torch["kernels on the CPU"].b_again is None


@pytest.mark.slow
def test_what_is_not_here_is_told_with_its_reason(outcomes_with_torch):
    for name in ("TF32", "kernels on CUDA"):
        outcome = outcomes_with_torch[name]
        if not outcome.reason:
            pytest.skip("this machine can show it")
        assert seen(outcome) == "not shown"
        assert finding(outcome).startswith("cannot be shown here: ")
        assert "CUDA" in outcome.reason


def test_a_switch_without_effect_says_that_none_was_seen():
    side = Side("one", "words", {}, {"PYTHONHASHSEED": "3"})
    other = Side("two", "words", {}, {"PYTHONHASHSEED": "3", "MLPATH_NOTHING": "1"})
    outcome = flip(Switch("nothing", side, other, "nothing"))["nothing"]
    assert (seen(outcome), finding(outcome)) == (
        "no difference",
        "no difference seen in 50 steps",
    )


def test_a_run_that_fails_and_a_process_that_dies_are_reasons_not_errors(monkeypatch):
    broken = Switch("broken", Side("a", "words", {"x": 1}), Side("b", "words"), "")
    assert "TypeError: words() got an unexpected" in finding(flip(broken)["broken"])
    monkeypatch.setattr(doctor, "PATIENCE", 0.001)
    slow = Switch("slow", Side("a", "words"), Side("b", "words"), "")
    assert "did not answer within 0.001 seconds" in finding(flip(slow)["slow"])


def test_the_learners_own_variables_are_kept_out_of_the_runs(monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "5")
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    environment = {}

    async def look(*command, env, **options):
        environment.update(env)
        raise OSError("seen enough")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", look)
    with pytest.raises(OSError, match="seen enough"):
        asyncio.run(doctor._start({"PYTHONHASHSEED": "1"}))
    assert environment["PYTHONHASHSEED"] == "1"
    assert "OPENBLAS_CORETYPE" not in environment


def test_the_first_change_is_the_first_step_and_its_largest_distance():
    a = np.ones((4, 3))
    b = a.copy()
    b[2, 1] = np.nextafter(1.0, 2)
    b[2, 2] = 1 - 3 * np.finfo(float).epsneg
    b[3] = 7.0
    assert first_change(a, b) == Change(2, 3, "float64", (1.0, 7.0))
    assert first_change(a, a.copy()) is None


def test_a_float64_run_is_held_against_a_float32_one_in_float32():
    a = np.full((1, 1), 0.1, np.float32)
    assert first_change(a, np.full((1, 1), 0.1)) is None
    assert first_change(a, np.full((1, 1), 0.1 + 1e-8)).ulps == 1


def test_the_command_prints_a_row_a_switch_and_json_on_request(capsys, monkeypatch):
    two = (BY_NAME["set order (PYTHONHASHSEED)"], BY_NAME["version of a sampler"])

    async def few(told):
        return await demonstrate(told, two)

    monkeypatch.setattr(printed, "demonstrate", few)
    text = call(capsys, "doctor", "--determinism")
    assert text.code == 0
    assert "set order (PYTHONHASHSEED): 0 → 1" in text.out
    assert "keep it equal: sorted(set(...))" in text.out
    assert text.out.endswith("2 switches: 2 changes\n")
    rows = json.loads(call(capsys, "doctor", "--determinism", "--json").out)["switches"]
    assert [row["name"] for row in rows] == [switch.name for switch in two]
    assert rows[0]["change"]["step"] == 0


def test_a_race_that_was_seen_is_told_with_what_mends_it():
    switch = BY_NAME["kernels on the CPU"]
    outcome = Outcome(switch, 50, None, Change(3, 9, "float32", (1.0, 2.0)), None)
    assert seen(outcome) == "does not repeat"
    assert finding(outcome) == (
        "the same run made twice differs from step 3 on, at first by 9 ulps of float32, and "
        "repeats when flipped"
    )
    assert as_object(outcome)["repeats"] == [False, True]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_switch_has_an_answer_on_this_machine():
    outcomes = flip(*SWITCHES)
    assert list(outcomes) == [switch.name for switch in SWITCHES]
    for outcome in outcomes.values():
        assert outcome.reason or outcome.steps == 50
        assert "it fails here" not in outcome.reason
        assert "process" not in outcome.reason
