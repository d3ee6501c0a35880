import math
import subprocess
import sys

import numpy as np
import pytest

from tutor.draw.figure import figure
from tutor.engine.panels import Bars, Curve, Field, Heat, Panel, Scatter, Table


def test_the_figure_has_title_names_and_decades():
    text = figure(Curve("the loss", {"loss": np.geomspace(5, 1e-9, 50)}, log=True), 60, 18)
    assert "the loss" in text
    assert "1e-6" in text
    assert "step" in text
    assert {len(line) for line in text.splitlines()} == {60}
    assert len(text.splitlines()) == 18


def test_colour_codes_come_only_when_asked_for():
    panel = Curve("c", {"a": np.arange(5.0), "b": np.ones(5)})
    assert "\x1b" not in figure(panel, 50, 12)
    assert "\x1b[38;2;" in figure(panel, 50, 12, color=True)


def test_two_figures_do_not_share_their_lines():
    figure(Curve("first", {"one": np.arange(5.0)}), 50, 12)
    assert "one" not in figure(Curve("second", {"two": np.arange(5.0)}), 50, 12)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("size", [(0, 0), (12, 5), (80, 24), (300, 90)])
@pytest.mark.parametrize(
    "y", [[], [1.0], [2.0, 2.0], [0.0, 0.0], [math.nan, math.inf], [-1.0, 1e300, 1e-300, -math.inf]]
)
def test_no_data_makes_a_figure_fail(y: list[float], size: tuple[int, int], log: bool):
    assert isinstance(figure(Curve("c", {"a": np.array(y)}, log=log), *size), str)


def columns_of(line: str, mark: str) -> list[int]:
    return [index for index, character in enumerate(line) if character == mark]


def test_lines_can_be_told_apart_without_colour():
    text = figure(Curve("c", {"up": np.arange(9.0), "down": 8 - np.arange(9.0)}), 60, 14)
    key = [line for line in text.splitlines() if "up" in line or "down" in line]
    assert len({line.split()[1] for line in key}) == 2


@pytest.mark.parametrize("size", [(60, 8), (60, 18), (90, 30)])
def test_a_bar_ends_within_a_cell_of_its_value(size: tuple[int, int]):
    values = {"a": 0.8, "b": -0.5, "c": 0.25, "d": 0.0}
    text = figure(Bars("b", values, low=-1.0, high=1.0), *size)
    rows = text.splitlines()
    axis = next(row for row in rows if "└" in row)
    left, right = axis.index("└") + 1, axis.index("┘") - 1
    for name, value in values.items():
        row = next(row for row in rows if row.strip().startswith(f"{name} {value:g}┤"))
        bar = columns_of(row, "█")
        zero, end = (left + (v + 1) / 2 * (right - left) for v in (0.0, value))
        assert abs(min(bar, default=zero) - min(zero, end)) <= 1
        assert abs(max(bar, default=zero) - max(zero, end)) <= 1


def test_bars_stand_in_the_panels_order_and_groups_name_every_member():
    panel = Bars("g", {"tree": (1.0, 0.5), "net": [0.75]}, series=("train", "test"))
    names = [line.partition("┤")[0].strip() for line in figure(panel, 60, 16).splitlines()]
    named = [name for name in names if name[:1].isalpha() and name != "g"]
    assert named == ["tree train 1", "tree test 0.5", "net train 0.75"]


def test_bars_that_have_no_room_are_counted():
    panel = Bars("many", {f"n{index}": float(index) for index in range(50)})
    text = figure(panel, 60, 12)
    assert "(the first 8 of 50)" in text
    assert len(text.splitlines()) == 12


def test_points_lie_where_their_numbers_say_and_each_class_has_its_own_mark():
    points = {"red": np.array([[0.0, 0.0], [10.0, 5.0]]), "blue": np.array([[5.0, 2.5]])}
    panel = Scatter("s", points, x_range=(0.0, 10.0), y_range=(0.0, 5.0))
    rows = figure(panel, 60, 20).splitlines()
    assert "s: o red, x blue" in rows[0]
    top, bottom = (next(i for i, row in enumerate(rows) if c in row) for c in "┌└")
    left, right = rows[top].index("┌") + 1, rows[top].index("┐") - 1
    assert columns_of(rows[top + 1], "o") == [right]
    assert columns_of(rows[bottom - 1], "o") == [left]
    middle = [(i, c) for i, row in enumerate(rows[1:bottom], 1) for c in columns_of(row, "x")]
    ((row, column),) = middle
    assert abs(column - (left + right) / 2) <= 1
    assert abs(row - (top + bottom) / 2) <= 1


def test_a_matrix_is_rows_of_its_numbers_under_their_names():
    panel = Heat("h", np.array([[50.0, 2], [3, 45]]), ("cat", "dog"), ("cat", "dog"))
    assert figure(panel, 60, 18) == "h\n     cat  dog\ncat   50    2\ndog    3   45"


def test_a_matrix_that_has_no_room_says_how_much_is_shown():
    text = figure(Heat("h", np.full((60, 70), 0.25)), 50, 12)
    assert text.splitlines()[-1] == "9 by 8 of 60 by 70"
    assert max(map(len, text.splitlines())) <= 50
    assert len(text.splitlines()) == 12


def test_a_hidden_cell_shows_no_number():
    text = figure(Heat("h", np.array([[7.0, 8.0]]), mask=np.array([[True, False]])), 40, 9)
    assert "7" not in text
    assert "·" in text


@pytest.mark.parametrize(
    "panel", [Table("t", ("a",), [(1,)]), Field("f", np.eye(3), (0, 1), (0, 1))]
)
def test_a_kind_without_a_static_figure_is_an_empty_text(panel: Panel):
    assert figure(panel, 60, 18) == ""


ODD = np.array([1e308, -1e308, 5e-324, np.nan, np.inf, -np.inf])


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("size", [(0, 0), (11, 4), (12, 5), (40, 9), (200, 60)])
@pytest.mark.parametrize(
    "panel",
    [
        Bars("b", {}),
        Bars("b", dict(zip("abcdef", ODD.tolist(), strict=True))),
        Bars("b", {"a" * 80: (), "b": [math.nan]}, low=math.nan, high=-math.inf),
        Bars("b", {"a": 0.0}),
        Scatter("s", {}),
        Scatter("s" * 300, {"a": ODD.reshape(-1, 2), "b": np.empty((0, 2))}),
        Scatter("s", {"a": np.array([[1.0, 2.0, 3.0]])}, x_range=(3.0, 1.0), y_range=(0, math.inf)),
        Heat("h", np.empty((0, 3))),
        Heat("h", ODD),
        Heat("h", ODD.reshape(3, 2), ("a" * 90,), ("x",), mask=np.zeros(2, bool)),
    ],
)
def test_no_panel_makes_a_figure_fail(panel: Panel, size: tuple[int, int], color: bool):
    text = figure(panel, *size, color)
    assert color or "\x1b" not in text
    assert len(text.splitlines()) <= max(size[1], 0)


def test_drawing_panels_does_not_import_plotext():
    code = "import sys, tutor.draw; sys.exit('plotext' in sys.modules or 'torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
