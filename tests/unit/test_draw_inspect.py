"""Reading a panel item by item gives the panel's own numbers, every digit of them."""

import csv
import io

import numpy as np
import pytest

from tests.unit.test_draw_never_raises import KINDS
from tutor.draw import DARK, draw
from tutor.draw.export import to_csv, to_svg, to_text
from tutor.draw.inspect import column_at, exact, items, x_of
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

THIRD = 1 / 3
PANELS = [
    (Curve("c", {"a": np.array([1.0, THIRD])}), (0, 1), "step 1: a 0.3333333333333333"),
    (
        Curve("c", {"a": Series(np.array([2.5]), np.array([np.nan]))}, x_label="x"),
        (0, 0),
        "x 2.5: a nan",
    ),
    (Scatter("s", {"cat": np.array([[1.0, THIRD]])}), (0, 0), "cat: x 1.0, y 0.3333333333333333"),
    (
        Field("f", np.arange(6.0).reshape(2, 3), (0, 1), (5, 7)),
        (1, 2),
        "x 1, y 7: 5.0",
    ),
    (
        Heat("h", np.array([[1.0, 2.0]], np.float32) / 3, rows=["r"], columns=["a", "b"]),
        (0, 1),
        "r, b: 0.6666667",
    ),
    (Heat("h", np.array([[1.0]]), mask=np.array([[True]])), (0, 0), "row 0, column 0: masked"),
    (Bars("b", {"w": THIRD}, unit="ms"), (0, 0), "w: 0.3333333333333333ms"),
    (
        Bars("b", {"w": [1.0, 2.5]}, series=["old", "new"], cut=["w"]),
        (0, 1),
        "w, new: 2.5 (cut)",
    ),
    (
        Graph("g", [Node("d", "a*b", 6.0, -2.0)]),
        (0, 0),
        "d = a*b, value 6.0, gradient -2.0",
    ),
    (Tokens("t", [" the"], np.array([THIRD])), (0, 0), "token 0 ' the': p 0.3333333333333333"),
    (Table("t", ("now", "value"), [("lr", THIRD)]), (0, 1), "value: 0.3333333333333333"),
    (Picture("p", np.array([[0.0, 0.5]])), (0, 1), "row 0, column 1: 0.5"),
]


@pytest.mark.parametrize(("panel", "place", "text"), PANELS)
def test_an_item_reads_as_its_number(panel, place, text):
    assert items(panel).read(*place) == text


@pytest.mark.parametrize(("panel", "place", "text"), PANELS)
def test_every_item_of_a_drawn_panel_has_a_spot_inside_it(panel, place, text):
    canvas = draw(panel, 40, 12, DARK)
    spot = canvas.locate(*place) if canvas.locate else None
    if spot is not None:
        assert 0 <= spot.row < 12
        assert 0 <= spot.column < 40
    elif "nan" not in text:
        raise AssertionError("an item with a value is drawn somewhere")


def test_the_cursor_stays_inside_whatever_it_is_asked_for():
    found = items(Curve("c", {"a": np.arange(3.0), "empty": np.zeros(0), "b": np.arange(2.0)}))
    assert found.nearest(0, 99) == (0, 2)
    assert found.nearest(-5, -5) == (0, 0)
    assert found.nearest(9, 9) == (2, 1)
    assert items(Curve("c", {})).nearest(0, 0) is None
    assert items(Text("t", "words")).nearest(0, 0) is None


def test_another_curve_is_read_at_the_nearest_x():
    panel = Curve("c", {"a": Series(np.array([0.0, 2.0, 9.0]), np.zeros(3))})
    assert [column_at(panel, 0, x) for x in (-1, 0.9, 1.1, 6.0, 99)] == [0, 0, 1, 2, 2]
    assert x_of(panel, 0, 2) == 9.0
    assert column_at(Text("t", ""), 0, 1.0) is None


def test_exact_loses_no_digit():
    for value in (0.1, 1e-300, 5e-324, 2**53 + 0.0, np.float64(THIRD)):
        assert float(exact(value)) == value
    assert exact(np.float32(0.1)) == "0.1"
    assert exact(np.int64(3)) == "3"


def test_csv_gives_the_numbers_back_exactly():
    y = np.random.default_rng(0).normal(size=50)
    rows = list(csv.reader(io.StringIO(to_csv(Curve("c", {"a, b": y})))))
    assert [float(row[2]) for row in rows[1:]] == y.tolist()
    assert {row[0] for row in rows[1:]} == {"a, b"}
    matrix = np.random.default_rng(0).normal(size=(3, 4))
    rows = list(csv.reader(io.StringIO(to_csv(Heat("h", matrix, rows=["x", "y", "z"])))))
    assert np.array([row[1:] for row in rows[1:]], float).tolist() == matrix.tolist()
    assert [row[0] for row in rows[1:]] == ["x", "y", "z"]


def test_the_text_is_the_picture_under_its_title():
    canvas = draw(Curve("c", {"a": np.arange(9.0)}), 40, 8, DARK)
    assert to_text(canvas, "loss").splitlines()[0] == "loss"
    assert to_text(canvas, "loss").splitlines()[1:] == [line.rstrip() for line in canvas.lines()]


def test_an_svg_escapes_what_a_title_may_hold():
    canvas = draw(Text("t", "<b>&"), 20, 3, DARK)
    image = to_svg(canvas, DARK, "a < b & c")
    assert "a &lt; b &amp; c" in image
    assert "<b>" not in image


@pytest.mark.parametrize("kind", KINDS)
def test_any_panel_can_be_read_and_taken_along(kind):
    from hypothesis import given, settings

    @settings(max_examples=60, deadline=None)
    @given(KINDS[kind])
    def check(panel):
        found = items(panel)
        for row, count in enumerate(found.counts):
            for column in {0, count - 1} if count else ():
                assert isinstance(found.read(row, column), str)
        assert isinstance(to_csv(panel), str)
        canvas = draw(panel, 30, 8, DARK)
        assert to_svg(canvas, DARK, panel.title).startswith("<svg")

    check()
