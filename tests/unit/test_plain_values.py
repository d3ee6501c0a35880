import math

import numpy as np
import pytest

from tutor.engine.panels import (
    Bars,
    Curve,
    Field,
    Graph,
    Heat,
    Node,
    Picture,
    Scatter,
    Series,
    Table,
    Text,
    Tokens,
)
from tutor.plain.values import MOST, values


def test_a_curve_lists_its_own_numbers_the_first_and_the_last_among_them():
    y = np.geomspace(1000, 1, 500)
    lines = values(Curve("loss", {"loss": y}))
    assert lines[0] == "step 0: loss 1000"
    assert lines[-2] == "step 499: loss 1"
    assert lines[-1] == f"{MOST} of 500 values, evenly spread."
    for line in lines[:-1]:
        step, shown = line.removeprefix("step ").split(": loss ")
        assert float(shown) == pytest.approx(y[int(step)], rel=1e-3)


def test_a_line_with_its_own_x_is_listed_at_it():
    panel = Curve("c", {"a": Series(np.array([0.5, 1.5]), np.array([2.0, 3.0]))}, x_label="time")
    assert values(panel) == ["time 0.5: a 2", "time 1.5: a 3"]


def test_a_map_is_listed_where_its_grid_has_the_values():
    x, y = np.linspace(0, 10, 41), np.linspace(-1, 1, 21)
    panel = Field("f", y[:, None] * 100 + x[None, :], (0, 10), (-1, 1), path=np.array([[1, 2]]))
    lines = values(panel)
    assert lines[0] == "y 1, x: 100 at 0; 102.5 at 2.5; 105 at 5; 107.5 at 7.5; 110 at 10"
    assert lines[4].startswith("y -1, x: -100 at 0; ")
    assert lines[5:] == ["5 by 5 of 21 by 41 values.", "path, step 0: (1, 2)"]


def test_bars_and_groups_name_every_number():
    panel = Bars("b", {"w": 0.5, "v": math.nan}, unit="%", cut=["v"], notes={"w": "half"})
    assert values(panel) == ["w: 0.5%; half", "v: nan% (cut)"]
    groups = Bars("g", {"tree": (1, 0.5), "net": [0.75]}, series=("train", "test"))
    assert values(groups) == ["tree: train 1, test 0.5", "net: train 0.75"]


def test_a_matrix_names_rows_and_columns_and_says_what_is_hidden():
    panel = Heat("h", np.array([[1, 2], [3, 4]]), ("a", "b"), ("x", "y"), mask=np.eye(2) > 0)
    assert values(panel) == ["a; x: hidden, y: 2", "b; x: 3, y: hidden"]


def test_the_other_kinds_are_listed_item_by_item():
    nodes = [Node("c", "a * b", 6.0, 1.0, ["a", "b"])]
    assert values(Graph("g", nodes, "c")) == ["c: a * b, value 6, gradient 1, from a and b, now"]
    assert values(Tokens("t", ["the", " cat"], np.array([0.5, 0.25]))) == [
        "'the': p 0.5",
        "' cat': p 0.25",
    ]
    assert values(Table("t", ("now", "value"), [("loss", 0.5)])) == ["loss: 0.5"]
    assert values(Table("t", ("a", "b"), [(1, 2)])) == ["a 1; b 2"]
    assert values(Scatter("s", {"red": np.array([[1, 2]])})) == ["red: (1, 2)"]
    assert values(Text("t", "one\ntwo")) == ["one", "two"]


ODD = np.array([1e308, -1e308, 5e-324, np.nan, np.inf, -np.inf])


@pytest.mark.parametrize(
    "panel",
    [
        Curve("c", {}),
        Curve("c", {"a": ODD, "b": Series(ODD[:2], ODD), "d": np.array([])}),
        Bars("b", {}),
        Bars("b", {"a": math.inf, "c": (), "d": [math.nan, 1]}, ticks={math.nan: "?"}),
        Scatter("s", {}),
        Scatter("s", {"a": ODD.reshape(-1, 2), "b": np.empty((0, 2)), "c": np.array([1.0])}),
        Field("f", np.empty((0, 0)), (0, 0), (0, 0)),
        Field("f", ODD.reshape(2, 3), (-1e308, 1e308), (math.nan, math.inf), path=ODD),
        Field("f", np.array(3.0), (0, 1), (0, 1)),
        Heat("h", np.empty((0, 3))),
        Heat("h", ODD, mask=np.zeros(2, bool)),
        Heat("h", ODD.reshape(3, 2), ("a",), ("x",), mask=np.zeros(2, bool)),
        Heat("h", np.zeros((40, 50))),
        Graph("g", []),
        Tokens("t", ["a"], np.array([])),
        Table("t", (), []),
        Table("t", ("a",), [(1, 2, 3), ()]),
        Picture("p", np.empty((0, 0))),
        Text("t", ""),
    ],
)
def test_no_panel_is_without_an_answer_or_too_long_to_listen_to(panel):
    lines = values(panel)
    assert len(lines) <= 3 * (MOST + 1)
    assert all(isinstance(line, str) for line in lines)
