"""The lesson "Backprop is book-keeping": its walk, its panels, and each number in its text."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from lesson_code import load

from tutor.engine import Graph, Run, Table
from tutor.study import catalog

LESSON = catalog.find("chain-rule")


sim, solution, laws = load(LESSON, "sim"), load(LESSON, "solution"), load(LESSON, "laws")
HALVES = st.integers(-6, 6).map(lambda n: n / 2)


def run(steps, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(sim.Backward, 0, values)
    made.advance(steps + 1)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def rows(made, title):
    return [list(row) for row in panels(made)[title].rows]


def grads(made):
    """The gradients by name, as the graph shows them."""
    return {node.name: node.grad for node in panels(made)["the expression"].nodes}


@given(st.sampled_from(list(sim.FORMULAS)), HALVES, HALVES, st.integers(-20, 20))
@settings(max_examples=40, deadline=None)
def test_the_finished_walk_is_torchs_gradient(formula, a, b, c):
    leaves = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in sim.inputs_of(formula, a, b, c / 2).items()
    }
    eval(formula, {"relu": torch.relu, **leaves}).backward()
    shown = grads(run(5, formula=formula, a=a, b=b, c=c / 2))
    assert {name: shown[name] for name in leaves} == {n: v.grad.item() for n, v in leaves.items()}


@given(st.sampled_from(list(sim.FORMULAS)), HALVES, HALVES, st.integers(-20, 20))
@settings(max_examples=40, deadline=None)
def test_what_is_measured_agrees_except_at_the_bend_of_relu(formula, a, b, c):
    verdicts = {row[3] for row in rows(run(5, formula=formula, a=a, b=b, c=c / 2),
                                       "measured beside it")}  # fmt: skip
    at_the_bend = formula.startswith("relu") and a * b + c / 2 == 0
    assert verdicts <= ({"the same", "a bend"} if at_the_bend else {"the same"})


def test_a_step_is_one_node_and_the_lit_one_is_next():
    lit = [panels(run(step))["the expression"].current for step in range(5)]
    assert lit == ["y", "s", "m", "", ""]
    assert grads(run(0)) == dict.fromkeys("abcfms", 0.0) | {"y": 1.0}
    assert grads(run(1)) == dict.fromkeys("abcm", 0.0) | {"f": 4.0, "s": -2.0, "y": 1.0}


def test_the_tape_shows_the_share_of_every_link_once_it_is_passed():
    assert rows(run(0), "the tape, as it is walked")[0] == ["next", "y = s*f", "s", "-2 × ?", "?"]
    table = rows(run(3), "the tape, as it is walked")
    assert table[0] == ["done", "y = s*f", "s", "-2 × 1", "-2"]
    assert table[-2] == ["done", "m = a*b", "a", "-3 × -2", "+6"]
    assert {row[0] for row in table} == {"done"}


@pytest.mark.parametrize(
    ("slip", "slope"), [("none", 7), ("forget to add", 3), ("oldest first", 1), ("twice", 14)]
)
def test_each_slip_gives_the_slope_that_the_text_says(slip, slope):
    made = run(5, formula="a*a + a", a=3, slip=slip)
    assert grads(made)["a"] == slope
    assert made.simulation.slope(made.trace) == f"{slope}"
    wrong = rows(made, "measured beside it")[0][3]
    assert wrong == ("the same" if slope == 7 else f"off by {slope - 7}")


def test_twice_is_what_torch_does_when_nobody_clears():
    a = torch.tensor(3.0, requires_grad=True)
    y = a * a + a
    y.backward(retain_graph=True)
    y.backward()
    assert a.grad.item() == grads(run(5, formula="a*a + a", a=3, slip="twice"))["a"]


def test_a_relu_that_is_off_passes_nothing_back():
    shown = grads(run(3, formula="relu(a*b + c)", c=5))
    assert shown == {"a": 0, "b": 0, "c": 0, "m": 0, "s": 0, "y": 1}
    assert grads(run(3, formula="relu(a*b + c)"))["a"] == -3


def test_at_the_bend_the_measurement_is_something_in_between():
    row = rows(run(3, formula="relu(a*b + c)", c=6), "measured beside it")[0]
    assert row == ["a", 0.0, -1.5, "a bend"]


def test_three_panels_one_graph_and_two_tables():
    kinds = {title: type(panel) for title, panel in panels(run(1)).items()}
    assert kinds == {"the expression": Graph, "the tape, as it is walked": Table,
                     "measured beside it": Table}  # fmt: skip


@given(st.sampled_from(list(sim.FORMULAS)), st.sampled_from(["none", "forget to add",
       "oldest first", "twice"]), HALVES, HALVES, st.floats(-10, 10))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_every_setting_is_safe_and_comes_to_rest(formula, slip, a, b, c):
    made = run(12, formula=formula, slip=slip, a=a, b=b, c=c)
    assert made.stopped is None
    kept = made.trace["grads"]
    assert (kept[-1] == kept[-2]).all()
    list(made.simulation.view(made.trace))


def test_a_rewind_gives_the_same_digest():
    made, again = run(4, slip="twice"), run(4, slip="twice")
    made.seek(1)
    made.advance(4)
    assert made.digest() == again.digest()


@pytest.mark.parametrize("slip", ["none", "forget to add", "oldest first", "twice"])
def test_the_learners_function_drives_the_same_walk_bit_for_bit(slip):
    driven = type("Driven", (sim.Backward,), {"pass_back": staticmethod(solution.pass_back)})
    made = Run(driven, 0, {"slip": slip})
    made.advance(8)
    assert (made.trace["grads"] == run(7, slip=slip).trace["grads"]).all()


def test_the_learners_own_mistake_is_seen_on_the_screen():
    def once(grads, node, inputs, slopes):
        after = grads.copy()
        after[inputs] += slopes * grads[node]  # NumPy adds once to an index that stands twice
        return after

    made = Run(type("Driven", (sim.Backward,), {"pass_back": staticmethod(once)}), 0,
               {"formula": "a*a + a", "a": 3})  # fmt: skip
    made.advance(5)
    assert rows(made, "measured beside it")[0] == ["a", 4.0, 7.0, "off by -3"]


def test_the_value_of_the_solution_gives_micrograds_numbers():
    result, slopes = laws.slopes_of(solution.Value, laws.micrograd, [-4.0, 2.0])
    assert result == pytest.approx(24.70408163265306, abs=1e-12)
    assert slopes == pytest.approx([138.83381924198252, 645.5772594752186], abs=1e-11)


def test_the_golden_cases_are_torchs():
    for case in LESSON.exercises[1].cases:
        build = getattr(laws, case.args[0][1:])
        result, slopes = laws.with_torch(build, case.args[1])
        wanted, gradient = case.want["tuple"]
        assert result == pytest.approx(wanted, abs=1e-9)
        assert slopes == pytest.approx(np.array(gradient), abs=1e-9)


def test_the_number_of_the_quiz_is_the_walks():
    item = next(item for item in LESSON.quiz if item.id == "by-hand")
    assert item.answer == 2 * 4 + 5
