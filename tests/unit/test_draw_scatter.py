import numpy as np
import pytest

from tutor.draw import DARK, LIGHT, draw
from tutor.draw.canvas import Canvas
from tutor.draw.palette import MONO
from tutor.engine.panels import Scatter

RNG = np.random.default_rng(5)
CATS = np.array([(-1.5, 0.5), (-1.0, -0.7), (-0.5, 1.0)])
DOGS = np.array([(1.0, 0.2), (1.5, -1.0), (0.5, 0.9), (1.8, 1.7)])
SPAN = (-2.0, 2.0)


def pets(**more: object) -> Scatter:
    ranges = {"x_range": SPAN, "y_range": SPAN}
    return Scatter("pets", {"cats": CATS, "dogs": DOGS}, **ranges | more)


def clouds(count: int = 900) -> Scatter:
    left, right = RNG.normal((-1, 0), 0.5, (count, 2)), RNG.normal((1, 0), 0.5, (count, 2))
    return Scatter("clouds", {"left": left, "right": right}, x_range=SPAN, y_range=SPAN)


def area(canvas: Canvas) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of the data, from the lines around it."""
    left = canvas.lines()[2].index("│") + 1
    bottom = next(row for row, line in enumerate(canvas.lines()) if "└" in line)
    return 1, bottom, left, canvas.width


def cell_of(canvas: Canvas, x: float, y: float) -> tuple[int, int]:
    """The cell that covers a point of the square SPAN x SPAN, by arithmetic of our own."""
    top, bottom, left, right = area(canvas)
    row = top + int((SPAN[1] - y) / (SPAN[1] - SPAN[0]) * (bottom - top))
    return row, left + int((x - SPAN[0]) / (SPAN[1] - SPAN[0]) * (right - left))


def cells_with(canvas: Canvas, glyph: str) -> np.ndarray:
    """The cells below the legend that show a glyph."""
    cells = np.argwhere(canvas.glyph == glyph)
    return cells[cells[:, 0] > 0]


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_each_point_is_its_classes_mark_in_the_cell_that_covers_it(palette):
    canvas = draw(pets(), 58, 16, palette)
    for points, mark, colour in ((CATS, "●", palette.series[0]), (DOGS, "■", palette.series[1])):
        cells = {cell_of(canvas, x, y) for x, y in points}
        assert {tuple(cell) for cell in cells_with(canvas, mark)} == cells
        assert all(canvas.fore[cell] == colour for cell in cells)


def test_the_legend_names_mark_and_count():
    assert draw(pets(), 58, 16, DARK).lines()[0].split() == ["●", "cats", "3", "■", "dogs", "4"]


def test_a_cell_of_several_classes_is_no_ones_and_explained():
    both = Scatter("s", {"a": CATS, "b": CATS[:1]}, x_range=SPAN, y_range=SPAN)
    canvas = draw(both, 58, 16, DARK)
    assert [tuple(cell) for cell in cells_with(canvas, "&")] == [cell_of(canvas, *CATS[0])]
    assert canvas.lines()[0].startswith("& mixed")
    assert "&" not in "".join(draw(pets(), 58, 16, DARK).lines())


def test_the_ends_of_the_ranges_are_inside():
    canvas = draw(
        Scatter("s", {"a": np.array([(-2, -2), (2, 2.0)])}, "x", "y", SPAN, SPAN), 58, 16, DARK
    )
    top, bottom, left, right = area(canvas)
    assert canvas.glyph[top, right - 1] == canvas.glyph[bottom - 1, left] == "●"


def test_points_that_are_not_shown_are_counted():
    points = np.array([(0.0, 0.0), (9, 0), (0, -9), (np.nan, 0), (np.inf, 0)])
    canvas = draw(Scatter("s", {"a": points}, "x", "y", SPAN, SPAN), 58, 16, DARK)
    assert canvas.lines()[0].startswith("2 outside, 2 not finite")
    assert (canvas.glyph[1:] == "●").sum() == 1
    assert canvas.lines()[0].split()[-1] == "5"
    lost = draw(Scatter("s", {"a": points[3:]}), 58, 16, DARK)
    assert "2 points, none finite" in lost.lines()[0]


def test_every_dot_of_many_points_is_a_point_and_every_point_a_dot():
    panel = clouds()
    canvas = draw(panel, 58, 16, DARK)
    top, bottom, left, right = area(canvas)
    expected = np.zeros(((bottom - top) * 4, (right - left) * 2), bool)
    points = np.concatenate(list(panel.classes.values()))
    points = points[(np.abs(points) <= 2).all(axis=1)]
    rows = ((2 - points[:, 1]) / 4 * expected.shape[0]).astype(int)
    columns = ((points[:, 0] + 2) / 4 * expected.shape[1]).astype(int)
    expected[rows, columns] = True
    bits = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
    marks = 0
    for row, column in np.ndindex(bottom - top, right - left):
        glyph = canvas.glyph[top + row, left + column]
        if glyph in "●■":
            marks += 1
            continue
        code = 0 if glyph == " " else ord(glyph) - 0x2800
        for i, j in np.ndindex(4, 2):
            assert bool(code & bits[i][j]) == expected[row * 4 + i, column * 2 + j]
    assert marks == 2


def test_a_cell_of_many_points_has_the_colour_of_the_majority():
    panel = clouds()
    canvas = draw(panel, 58, 16, DARK)
    counts = np.zeros((2, 16, 58), int)
    for index, points in enumerate(panel.classes.values()):
        for x, y in points[(np.abs(points) <= 2).all(axis=1)]:
            counts[index][cell_of(canvas, min(x, 1.999), max(y, -1.999))] += 1
    for cell in np.argwhere(counts[0] != counts[1]):
        winner = int(counts[1][tuple(cell)] > counts[0][tuple(cell)])
        assert canvas.fore[tuple(cell)] == DARK.series[winner]


def test_many_points_still_show_each_mark_where_its_class_is_dense():
    panel = clouds()
    canvas = draw(panel, 58, 16, DARK)
    for mark, sign in (("●", -1), ("■", 1)):
        (cell,) = cells_with(canvas, mark)
        assert abs(cell[1] - cell_of(canvas, sign, 0)[1]) <= 8


def test_without_colours_many_points_are_marks():
    canvas = draw(clouds(), 58, 16, MONO)
    top, _, left, right = area(canvas)
    assert (canvas.glyph[top:, left : (left + right) // 2 - 8] == "●").sum() > 50
    assert (canvas.glyph[top:, (left + right) // 2 + 8 :] == "■").sum() > 50
    assert not ((canvas.glyph > "⠀") & (canvas.glyph <= "⣿")).any()


def test_ticks_stand_at_their_values():
    canvas = draw(pets(x_label="age"), 58, 16, DARK)
    top, bottom, left, _ = area(canvas)
    assert canvas.lines()[-1][cell_of(canvas, 0, 0)[1]] == "0"
    assert canvas.glyph[bottom, cell_of(canvas, 0, 0)[1]] == "┬"
    row = next(r for r in range(top, bottom) if canvas.lines()[r][: left - 1].strip() == "0")
    assert row == cell_of(canvas, 0, 0)[0]
    assert "age" in canvas.lines()[-1]


def test_chosen_ranges_hold_all_points_and_hold_still():
    first = draw(pets(x_range=None, y_range=None), 58, 16, DARK)
    everything = np.concatenate((CATS, DOGS))
    for axis, ends in enumerate((first.axes.x, first.axes.y)):
        assert ends[0] < everything[:, axis].min()
        assert everything[:, axis].max() < ends[1]
    moved = Scatter("s", {"cats": CATS * 0.9, "dogs": DOGS * 0.9})
    assert draw(moved, 58, 16, DARK, first.axes).axes == first.axes
    far = Scatter("s", {"cats": CATS, "dogs": DOGS + np.array([3, 0])})
    assert draw(far, 58, 16, DARK, first.axes).axes.x[1] > 4.8
    assert draw(far, 58, 16, DARK, first.axes).axes.y == first.axes.y


def test_a_moved_point_changes_two_cells():
    dogs = DOGS.copy()
    dogs[0] = (0.2, -0.8)
    before = draw(pets(), 58, 16, DARK)
    moved = Scatter("s", {"cats": CATS, "dogs": dogs}, x_range=SPAN, y_range=SPAN)
    after = draw(moved, 58, 16, DARK, before.axes)
    assert ((after.glyph != before.glyph) | (after.fore != before.fore)).sum() == 2


def test_locate_gives_each_points_cell_and_none_for_the_rest():
    points = np.array([(0.5, 0.5), (9, 9), (np.nan, 0)])
    canvas = draw(Scatter("s", {"a": CATS, "b": points}, "x", "y", SPAN, SPAN), 58, 16, DARK)
    spot = canvas.locate(1, 0)
    assert (spot.row, spot.column) == cell_of(canvas, 0.5, 0.5)
    assert [canvas.locate(*item) for item in ((1, 1), (1, 2), (1, 3), (2, 0), (-1, 0))] == [
        None
    ] * 5
