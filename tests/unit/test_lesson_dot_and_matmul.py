"""The lesson "Matrices move space": its simulation, its panels, and what its text says."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lesson_code import load

from tutor.engine import Field, Heat, Run, Table
from tutor.ml import linear_maps
from tutor.study import catalog

LESSON = catalog.find("dot-and-matmul")
NUMBERS = st.integers(-4, 4).map(lambda n: n / 2)
STRETCH, QUARTER = {"a": 2.0}, {"a": 0.0, "b": -1.0, "c": 1.0, "d": 0.0}
TWICE = {"a": 1.0, "b": 0.5, "c": 2.0, "d": 1.0}


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
Product = sim.Product


def run(steps, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(Product, 0, values)
    made.advance(steps + 1)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def read(made, row):
    return dict(panels(made)["read-outs"].rows)[row]


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.floats(0.0, 360.0), st.sampled_from(["AB", "BA"]))
@settings(max_examples=40)
def test_four_steps_fill_c_with_numpys_product(a, b, c, d, angle, order):
    made = run(4, a=a, b=b, c=c, d=d, angle=angle, order=order)
    A, B = np.array([[a, b], [c, d]]), linear_maps.rotation(angle)
    wanted = A @ B if order == "AB" else B @ A
    np.testing.assert_allclose(made.trace.last("C"), wanted, atol=1e-12)
    np.testing.assert_allclose(made.trace.last("square"), wanted @ sim.SQUARE, atol=1e-12)
    np.testing.assert_allclose(made.trace.last("grid"), wanted @ sim.GRID, atol=1e-12)


def test_each_step_writes_one_cell_column_by_column_from_the_matrix_that_moves_nothing():
    C = run(4).trace["C"]
    assert C[0].tolist() == [[1.0, 0.0], [0.0, 1.0]]
    changed = [np.argwhere(before != after).tolist() for before, after in pairwise(C)]
    assert changed == [[[0, 0]], [[1, 0]], [[0, 1]], [[1, 1]]]


def test_when_c_is_full_nothing_moves_until_a_number_changes():
    made = run(20)
    assert (made.trace["C"][4:] == made.trace["C"][4]).all()
    made.edit("a", 2.0)
    assert read(made, "cells filled") == "0 of 4"
    made.advance(1)
    assert read(made, "cells filled") == "1 of 4"
    assert made.trace.last("C")[0, 0] == 2.0 * made.trace["C"][4][0, 0]
    made.advance(3)
    np.testing.assert_allclose(made.trace.last("C")[0], 2.0 * made.trace["C"][4][0])


def test_the_path_of_the_grid_stays_on_the_lines_of_the_grid_and_runs_along_all_of_them():
    places = np.array(sim.GRID).T
    covered = set()
    for start, end in pairwise(places):
        assert (start == end).any(), "a piece runs across a cell"
        assert all(value % 1.0 == 0.0 for value in start)
        unit = np.sign(end - start)
        for n in range(int(np.abs(end - start).max())):
            covered.add(frozenset((tuple(start + n * unit), tuple(start + (n + 1) * unit))))
    assert len(covered) == 2 * 5 * 4  # five lines of four pieces, both ways
    assert places[-1].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("values", [{}, STRETCH, QUARTER, TWICE, {"a": 0.0, "d": 0.0}])
@pytest.mark.parametrize("order", ["AB", "BA"])
def test_four_panels_show_plane_product_arrows_and_numbers(values, order):
    made = run(3, order=order, **values)
    shown = panels(made)
    assert {title: type(panel) for title, panel in shown.items()} == {
        "the plane after C": Field,
        "C, cell by cell": Heat,
        "row and column as arrows": Field,
        "read-outs": Table,
    }
    assert all(np.isfinite(shown[title].values).all() for title in list(shown)[:3])


def test_a_cell_of_c_stands_where_its_row_and_column_meet():
    made = run(2, a=2.0, b=0.5, c=-1.0)
    scheme = panels(made)["C, cell by cell"]
    assert (scheme.rows[3], scheme.columns[2]) == ("▶A row 2", "▼B 1")
    row, column = scheme.values[3, :2], scheme.values[:2, 2]
    assert scheme.values[3, 2] == pytest.approx(row @ column)
    assert scheme.mask[:2, :2].all()
    assert scheme.mask.sum() == 4


def test_the_shade_at_the_tip_of_the_column_is_the_dot_product():
    made = run(3, a=2.0, b=0.5, c=-1.0)
    arrows = panels(made)["row and column as arrows"]
    row, column = (path[1] for path in arrows.paths.values())
    x = np.linspace(*arrows.x_range, arrows.values.shape[1])
    y = np.linspace(*arrows.y_range, arrows.values.shape[0])
    assert arrows.values[7, 20] == pytest.approx(row @ (x[20], y[7]))
    assert read(made, "row · column") == pytest.approx(row @ column, abs=1e-4)


def test_the_shaded_part_is_the_square_and_takes_the_determinants_sign():
    cells = np.prod([span[1] - span[0] for span in sim.PLANE]) / np.prod(sim.SHAPE)
    for values, area in (({}, 1.0), (STRETCH, 2.0), ({"a": -1.0, "angle": 0.0}, -1.0), (TWICE, 0)):
        ground = panels(run(4, **values))["the plane after C"].values
        assert ground.sum() * cells == pytest.approx(area, abs=0.1)


def test_arrows_without_length_are_told_so():
    made = run(1, a=0.0, b=0.0)
    assert read(made, "cosine") == read(made, "angle") == "none: no length"


def test_the_predictions_hold_in_every_record_that_a_learner_can_stop_at():
    def ends(probe, **values):
        made = run(4, **values)
        return getattr(made.simulation, probe)(made.trace)

    assert ends("shape", a=2.0, angle=90.0, order="BA") == "tall"
    assert ends("shape", a=2.0, angle=90.0) == "wide"
    assert ends("orders", a=2.0, angle=90.0) == "different"
    assert ends("orders", angle=40.0, **QUARTER) == "same"
    assert ends("orders", a=2.0, d=2.0, angle=70.0) == "same"
    assert ends("left_over", angle=0.0, **TWICE) == "line"
    assert ends("left_over", a=0.0, d=0.0) == "point"


def test_two_places_land_on_the_origin_when_one_row_is_twice_the_other():
    C = run(4, angle=0.0, **TWICE).trace.last("C")
    assert (C @ [1.0, -2.0]).tolist() == [0.0, 0.0]


@given(st.floats(0.0, 360.0), st.sampled_from(["AB", "BA"]))
def test_no_turn_before_or_after_brings_the_plane_back(angle, order):
    trace = run(4, angle=angle, order=order, **TWICE).trace
    assert (trace.last("det"), trace.last("rank")) == (0.0, 1.0)


def test_the_product_panel_keeps_its_scale_at_every_extreme():
    for a, b, angle, order in product((-2.0, 2.0), (-2.0, 2.0), (0.0, 45.0), ("AB", "BA")):
        C = run(4, a=a, b=b, c=b, d=a, angle=angle, order=order).trace.last("C")
        assert np.abs(C).max() <= 3.0


def test_the_learners_functions_drive_the_same_screen_bit_for_bit():
    methods = {name: staticmethod(getattr(solution, name)) for name in ("dot", "matmul")}
    made = Run(type("Driven", (Product,), methods), 0, {"a": 1.5, "c": -0.5})
    made.advance(11)
    wanted = run(10, a=1.5, c=-0.5)
    assert (made.trace["C"] == wanted.trace["C"]).all()
    assert (made.trace["grid"] == wanted.trace["grid"]).all()


def test_a_wrong_function_of_the_learners_would_be_seen_on_the_screen():
    methods = {"matmul": staticmethod(lambda A, B: solution.matmul(A, [B[1], B[0]]))}
    made = Run(type("Driven", (Product,), methods), 0, {})
    made.advance(5)
    assert (made.trace.last("grid") != run(4).trace.last("grid")).any()


def test_a_rewind_and_a_second_run_give_the_same_digest():
    first, second = run(8, b=0.5), run(8, b=0.5)
    assert first.digest() == second.digest()
    first.seek(2)
    first.advance(7)
    assert first.digest() == second.digest()


def test_what_the_text_says_about_the_dot_product_is_so():
    assert solution.dot([1.0, 2.0], [3.0, 4.0]) == 11.0
    one, two = run(1), run(1, a=2.0)
    assert read(one, "cosine") == read(two, "cosine") == read(one, "row · column")
    assert read(two, "row · column") == pytest.approx(2 * read(one, "row · column"), abs=1e-3)
