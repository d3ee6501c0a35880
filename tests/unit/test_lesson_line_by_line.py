"""The lesson "Line by line": which line is red first, what explains it, what the end hides."""

from itertools import product

import numpy as np
import pytest
from lesson_code import load

from tutor.engine import Bars, Curve, Run, Table, Text
from tutor.engine.soundness import check
from tutor.ml import digits, readings
from tutor.ml.scaling import BESIROGLU_2024, CHINCHILLA, HOFFMANN_2022
from tutor.study import catalog
from tutor.study.prose import Anchor, Prose, read

LESSON = catalog.find("line-by-line")

sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
LineByLine = sim.LineByLine
FIRST = {1: "norm", 2: "norm", 3: "m W2", 4: "m W2", 5: "loss", 6: "H"}


def run(steps, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(LineByLine, 0, values)
    made.advance(steps + 1)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def red(made, step):
    """The tensors that are red at a step, in order."""
    return [n for n, is_red in zip(sim.TENSORS, made.trace["red"][step], strict=True) if is_red]


@pytest.mark.parametrize(("number", "name"), FIRST.items())
@pytest.mark.parametrize("optimizer", readings.OPTIMIZERS)
def test_each_detail_first_shows_in_the_tensor_that_it_is_a_detail_of(number, name, optimizer):
    made = run(0, discrepancy=number, optimizer=optimizer)
    assert red(made, 0)[0] == name
    left = [*made.simulation.left.values()]
    assert left[number - 1] < 1e-9  # it explains all
    assert min(left[: number - 1] + left[number:]) > 0.9  # no other one explains even a tenth


def test_what_the_text_calls_the_first_red_line_is_it():
    text = LESSON.prose_path.read_text(encoding="utf-8")
    rows = [row.split("|")[1:-1] for row in text.splitlines() if row.startswith("| ")]
    told = {int(row[0]): row[2].strip(" `") for row in rows if row[0].strip().isdigit()}
    assert told == FIRST


def test_rounding_alone_paints_nothing_red_in_50_steps_and_32_bits_need_more_room():
    assert not run(50, discrepancy=0).trace["red"].any()
    assert not run(50, discrepancy=0, precision="32", tolerance=1e-5).trace["red"].any()
    lines = red(run(0, discrepancy=0, precision="32", tolerance=1e-12), 0)
    assert len(lines) >= 9
    assert lines[0] == "Z"
    assert red(run(0, discrepancy=6, tolerance=1e-2), 0) == []


def test_what_rounding_does_is_explained_by_none_of_the_six():
    made = run(0, discrepancy=0, precision="32", tolerance=1e-12)
    assert all(left == pytest.approx(1.0) for left in made.simulation.left.values())


def test_five_of_six_end_within_a_point_and_the_sixth_above():
    made = run(300)
    reference, *others = made.simulation.percent(made.trace)
    close = [abs(share - reference) <= 1.0 for share in others]
    assert close == [True, True, True, False, True, True]
    assert others[3] > reference + 1.0 > 90.0
    assert made.simulation.same_in_the_end(made.trace) == "most"


def test_the_shares_are_of_the_450_unseen_digits():
    made = run(20)
    X, y = digits.split().test
    n_right = sum(
        int(readings.logits(made.simulation.copies[0], X[i : i + 1], readings.REFERENCE).argmax())
        == y[i]
        for i in range(len(y))
    )
    assert made.simulation.shares()["reference"] == n_right / 450


def test_a_loss_fifty_times_as_large_hardly_moves_adamw_and_moves_momentum():
    adam, momentum = (run(0, discrepancy=5, optimizer=name) for name in readings.OPTIMIZERS)
    assert adam.trace["yours"][0, 5] == pytest.approx(50 * adam.trace["reference"][0, 5])
    assert adam.simulation.moved(adam.trace) == "none"
    assert adam.trace["apart"][0, 10:].max() < 0.01 * readings.LR["AdamW"]
    assert momentum.trace["apart"][0, 10:].max() > 0.1
    coarse = red(run(0, discrepancy=5, tolerance=1e-4), 0)
    assert coarse == ["loss", "∂W2", "∂W1", "m W2", "m W1"]


def test_a_cause_goes_round_through_the_weights():
    made = run(2)
    assert "Z" not in red(made, 0)
    assert "Z" in red(made, 2)
    looking = run(2, at=2)
    row = next(row for row in panels(looking)["line by line"].rows if row[0] == "Z")
    assert row[-1] == "RED"


def test_the_table_begins_with_the_first_red_line_and_says_when_others_turn_red():
    made = run(12)
    rows = panels(made)["line by line"].rows
    names = [row[0] for row in rows]
    top = sim.TENSORS.index("norm")
    assert names == [*sim.TENSORS[top:], *sim.TENSORS[:top]]
    states = {row[0]: row[-1] for row in rows}
    assert states["norm"] == "RED"
    assert states["images"] == "ok"
    for name in ("Z", "new W1"):
        later = int(states[name].removeprefix("red at "))
        assert name in red(made, later)
        assert not any(name in red(made, step) for step in range(later))
    values = next(row for row in rows if row[0] == "norm")
    assert values[1:4] == ("2.775024", "2.775100", "8e-5")


def test_the_two_values_are_those_that_are_furthest_apart():
    made = Run(LineByLine, 0, {"discrepancy": 6})
    simulation = made.simulation
    kept = []
    compared = simulation.compared
    simulation.__dict__["compared"] = lambda a, b: kept.append((a, b)) or compared(a, b)
    record = simulation.step()
    ((mine, reference),) = kept
    for n, name in enumerate(sim.TENSORS):
        assert record["apart"][n] == np.abs(mine[name] - reference[name]).max()
        assert abs(record["yours"][n] - record["reference"][n]) == record["apart"][n]
        assert record["yours"][n] in mine[name]


def test_the_network_shows_two_bars_and_a_table_and_says_when_nothing_is_red():
    kinds = {"line by line": Table, "left unexplained by": Bars, "unseen digits read right": Bars}
    assert {title: type(panel) for title, panel in panels(run(3)).items()} == kinds
    nothing = panels(run(3, discrepancy=0))["left unexplained by"]
    assert isinstance(nothing, Text)
    assert "No line is red" in nothing.text


def test_at_step_50_both_fits_spend_chinchillas_budget():
    made = run(50, scene="constants")
    assert made.trace.last("budget") == pytest.approx(CHINCHILLA)
    shown = panels(made)
    rows = {row[0]: row[1:] for row in shown["line by line"].rows}
    printed, again = (law.best(CHINCHILLA) for law in (HOFFMANN_2022, BESIROGLU_2024))
    for name, here, there in (
        ("parameters", printed.parameters, again.parameters),
        ("tokens", printed.tokens, again.tokens),
        ("loss", printed.loss, again.loss),
    ):
        assert float(rows[name][0]) == pytest.approx(here, rel=1e-3)
        assert float(rows[name][1]) == pytest.approx(there, rel=1e-3)
    assert rows["tokens/parameter"][:3] == ("92.65", "18.39", "20")
    assert {row[-1] for row in rows.values()} == {"RED"}
    assert isinstance(shown["tokens per parameter"], Curve)
    lowest = {
        y: line.x[line.y.argmin()] for y, line in shown["loss by size of the model"].series.items()
    }
    assert 10.0 ** lowest["2022"] == pytest.approx(printed.parameters, rel=0.1)
    assert 10.0 ** lowest["2024"] == pytest.approx(again.parameters, rel=0.1)


def test_a_tolerance_of_half_lets_e_and_a_pass_and_stops_at_b():
    fits = ([sim.advice(law, CHINCHILLA)] for law in (HOFFMANN_2022, BESIROGLU_2024))
    step, name, size = solution.first_divergence(*fits, 0.5, 0.0)
    assert (step, name) == (0, "B")
    assert size == pytest.approx(2085.43 - 410.7)


def test_every_setting_runs_and_shows_finite_numbers():
    settings = product(range(7), readings.OPTIMIZERS, ("64", "32"), (1e-12, 1e-2))
    for discrepancy, optimizer, precision, tolerance in settings:
        made = run(
            2,
            discrepancy=discrepancy,
            optimizer=optimizer,
            precision=precision,
            tolerance=tolerance,
            at=50,
        )
        assert made.stopped is None
        assert all(np.isfinite(left) for left in made.simulation.left.values())
        assert np.isfinite(made.trace["apart"]).all()
    far = run(150, scene="constants")
    assert far.stopped is None
    assert np.isfinite(far.trace["apart"]).all()


def test_the_learners_function_paints_the_lines():
    driven = type(
        "Driven", (LineByLine,), {"first_divergence": staticmethod(solution.first_divergence)}
    )
    for values in ({}, {"discrepancy": 5, "tolerance": 1e-4}, {"scene": "constants"}):
        theirs = Run(driven, 0, values)
        theirs.advance(6)
        assert theirs.digest() == run(5, **values).digest()
    blind = type("Blind", (LineByLine,), {"first_divergence": staticmethod(lambda *_: None)})
    made = Run(blind, 0, {})
    made.advance(3)
    assert not made.trace["red"].any()


def test_a_rewind_and_a_second_run_give_the_same_run():
    check(LineByLine, {"discrepancy": 4, "tolerance": 1e-3}, steps=12)
    check(LineByLine, {"scene": "constants"}, steps=12)


def test_no_text_before_a_prediction_gives_its_answer_away():
    scenes = read(LESSON)
    for name, words in (
        ("same-in-the-end", "94.2%"),
        ("fifty-fold", "cancels"),
        ("tokens-per-parameter", "93 per parameter"),
    ):
        end = next(n for n, s in enumerate(scenes) if Anchor("predict", name) in s.anchors)
        texts = [" ".join(b.markdown for b in s.blocks if isinstance(b, Prose)) for s in scenes]
        assert words not in " ".join(texts[: end + 1])
        assert words in " ".join(texts[end + 1 :])
