import numpy as np
import pytest

from tutor.draw import DARK, LIGHT, draw
from tutor.draw.canvas import Canvas, Spot
from tutor.draw.palette import MONO
from tutor.engine.panels import Heat

NAMES = ("the", "cat", "sat", "down")
WEIGHTS = np.array(
    [[1.0, 0.0, 0.0, 0.0], [0.25, 0.75, 0, 0], [0.1, 0.2, 0.7, 0], [0.4, 0.3, 0.2, 0.1]]
)
RNG = np.random.default_rng(3)


def attention(**more: object) -> Heat:
    return Heat("attention", WEIGHTS, NAMES, NAMES, **more)


def text_at(canvas: Canvas, spot: Spot) -> str:
    rows = range(spot.row, spot.row + spot.height)
    lines = [canvas.lines()[row][spot.column : spot.column + spot.width] for row in rows]
    return "".join(lines).strip()


def level_of(value: float, ends: tuple[float, float]) -> int:
    """The shade of a value, from the definition: sixteen equal steps."""
    share = (value - ends[0]) / (ends[1] - ends[0])
    return min(int(share * 16), 15)


def test_every_cell_holds_its_own_number():
    canvas = draw(attention(), 58, 16, DARK)
    for (row, column), value in np.ndenumerate(WEIGHTS):
        assert float(text_at(canvas, canvas.locate(row, column))) == value


def test_the_points_of_a_columns_numbers_stand_under_each_other():
    values = np.array([[0.5, 12.25], [7.0, 0.125]])
    canvas = draw(Heat("h", values), 40, 10, DARK)
    for column in (0, 1):
        cells = [canvas.locate(row, column) for row in (0, 1)]
        points = [canvas.lines()[c.row + (c.height - 1) // 2].index(".", c.column) for c in cells]
        assert points[0] == points[1]


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_a_cell_has_the_shade_of_its_value_on_the_written_scale(palette):
    canvas = draw(attention(), 58, 16, palette)
    assert canvas.axes.y == (0, 1)
    for (row, column), value in np.ndenumerate(WEIGHTS):
        spot = canvas.locate(row, column)
        window = canvas.back[spot.row : spot.row + spot.height, spot.column :][:, : spot.width]
        assert (window == palette.sequential[level_of(value, (0, 1))]).all()


def test_large_matrices_show_two_rows_in_one_with_every_value_in_its_place():
    values = RNG.normal(size=(17, 30))
    canvas = draw(Heat("h", values, diverging=True), 58, 16, DARK)
    ends = canvas.axes.y
    assert ends[0] == -ends[1] <= -np.abs(values).max()
    spots = set()
    for (row, column), value in np.ndenumerate(values):
        spot = canvas.locate(row, column)
        shown = (
            canvas.back if row % 2 or canvas.glyph[spot.row, spot.column] == " " else canvas.fore
        )
        assert shown[spot.row, spot.column] == DARK.diverging[level_of(value, ends)]
        spots.add((spot, row % 2))
    assert len(spots) == values.size


def test_what_does_not_fit_is_the_mean_of_blocks_and_says_so():
    values = RNG.random((60, 90))
    values[3, 5] = np.nan
    canvas = draw(Heat("h", values, low=0, high=1), 40, 12, DARK)
    assert "mean of 3 x 3, without 1 not finite" in canvas.lines()[-1]
    blocks = np.nanmean(values.reshape(20, 3, 30, 3), axis=(1, 3))
    for (row, column), value in np.ndenumerate(blocks):
        spot = canvas.locate(row * 3 + 2, column * 3 + 1)
        assert spot == canvas.locate(row * 3, column * 3)
        shown = (
            canvas.back if row % 2 or canvas.glyph[spot.row, spot.column] == " " else canvas.fore
        )
        assert shown[spot.row, spot.column] == DARK.sequential[level_of(value, (0, 1))]


def test_what_is_no_value_has_a_sign_and_no_shade():
    values = np.array([[1.0, np.nan, np.inf], [-np.inf, 2.0, 3.0]])
    mask = np.array([[False, False, False], [False, False, True]])
    canvas = draw(Heat("h", values, mask=mask), 58, 10, DARK)
    signs = [text_at(canvas, canvas.locate(*cell)) for cell in np.ndindex(2, 3)]
    assert signs == ["1", "?", "inf", "-inf", "2", "·"]
    for cell in ((0, 1), (0, 2), (1, 0), (1, 2)):
        spot = canvas.locate(*cell)
        assert canvas.back[spot.row, spot.column] == DARK.background
    narrow = draw(Heat("h", values), 6, 2, DARK)
    assert [text_at(narrow, narrow.locate(0, column)) for column in (1, 2)] == ["?", "!"]


def test_a_sign_survives_where_two_rows_share_one():
    values = np.zeros((20, 20))
    values[4, 3], values[9, 6] = np.nan, np.inf
    mask = np.zeros((20, 20), bool)
    mask[12, 5] = mask[14:16, 8] = True
    canvas = draw(Heat("h", values, mask=mask), 20, 12, DARK)
    cells = {sign: np.argwhere(canvas.glyph == sign).tolist() for sign in "?!·"}
    for sign, cell in (("?", (4, 3)), ("!", (9, 6)), ("·", (14, 8))):
        spot = canvas.locate(*cell)
        assert cells[sign] == [[spot.row, spot.column]]
    half = canvas.locate(12, 5)
    assert canvas.glyph[half.row, half.column] == "▀"
    assert canvas.fore[half.row, half.column] == DARK.background
    assert canvas.back[half.row, half.column] in DARK.sequential


def test_masked_values_have_no_say_in_the_scale():
    mask = np.zeros((4, 4), bool)
    mask[0, 0] = True
    values = WEIGHTS.copy()
    values[0, 0] = 1e6
    assert draw(Heat("h", values, mask=mask), 40, 12, DARK).axes.y[1] <= 1


def test_labels_stand_beside_and_above_their_cells():
    canvas = draw(attention(), 58, 16, DARK)
    lines, first = canvas.lines(), canvas.locate(0, 0)
    for index, name in enumerate(NAMES):
        spot = canvas.locate(index, index)
        assert name in lines[spot.row + (spot.height - 1) // 2][: first.column]
        assert name in lines[first.row - 1][spot.column : spot.column + spot.width]


def test_narrow_columns_are_labelled_every_so_many_at_their_left_edge():
    names = [f"c{index}" for index in range(40)]
    canvas = draw(Heat("h", RNG.random((20, 40)), columns=names), 58, 16, DARK)
    heads = canvas.lines()[canvas.locate(0, 0).row - 1]
    shown = heads.split()
    assert len(shown) >= 5
    for name in shown:
        assert heads.index(name) == canvas.locate(0, int(name[1:])).column


def test_the_scale_names_its_ends_and_0_where_it_is():
    canvas = draw(Heat("h", np.array([[-3.0, 1.0]]), diverging=True), 58, 16, DARK)
    scale = [line for line in canvas.lines() if line.strip()][-1]
    ends = [float(text) for text in scale.split()]
    assert ends == [canvas.axes.y[0], 0, canvas.axes.y[1]]
    row = canvas.lines().index(scale)
    bar = np.flatnonzero(np.isin(canvas.back[row], DARK.diverging))
    assert list(canvas.back[row, bar]) == sorted(
        canvas.back[row, bar], key=lambda colour: DARK.diverging.index(colour)
    )
    assert abs(scale.index(" 0") + 1 - bar.mean()) <= 1


def test_the_scale_is_the_panels_own_and_what_lies_beyond_is_counted():
    canvas = draw(attention(low=0.0, high=0.5), 58, 16, DARK)
    assert canvas.axes.y == (0, 0.5)
    assert "3 beyond the scale" in "\n".join(canvas.lines())
    spot = canvas.locate(1, 1)
    assert canvas.back[spot.row, spot.column] == DARK.sequential[15]
    assert draw(attention(high=2.0, diverging=True), 58, 16, DARK).axes.y == (-2, 2)


def test_the_scale_holds_still_until_a_value_leaves_it():
    first = draw(Heat("h", WEIGHTS * 0.9), 58, 16, DARK)
    second = draw(Heat("h", WEIGHTS * 0.6), 58, 16, DARK, first.axes)
    third = draw(Heat("h", WEIGHTS * 3), 58, 16, DARK, second.axes)
    assert first.axes == second.axes
    assert third.axes.y[1] >= 3
    signed = draw(Heat("h", WEIGHTS - 0.35, diverging=True), 58, 16, DARK)
    smaller = Heat("h", (WEIGHTS - 0.35) * 0.4, diverging=True)
    assert draw(smaller, 58, 16, DARK, signed.axes).axes == signed.axes
    assert draw(smaller, 58, 16, DARK).axes != signed.axes


def test_a_changed_value_changes_its_cell_alone():
    values = WEIGHTS.copy()
    values[2, 1] = 0.9
    before = draw(attention(), 58, 16, DARK)
    after = draw(Heat("h", values, NAMES, NAMES), 58, 16, DARK, before.axes)
    spot = before.locate(2, 1)
    changed = (after.glyph != before.glyph) | (after.back != before.back)
    changed[spot.row : spot.row + spot.height, spot.column : spot.column + spot.width] = False
    assert not changed.any()


def test_without_colours_numbers_or_else_densities_tell_the_values():
    numbers = draw(attention(), 58, 16, MONO)
    for (row, column), value in np.ndenumerate(WEIGHTS):
        spot = numbers.locate(row, column)
        line = numbers.lines()[spot.row + (spot.height - 1) // 2]
        assert float(line[spot.column : spot.column + spot.width]) == value
    dense = draw(Heat("h", np.linspace(0, 1, 40)[None]), 40, 4, MONO)
    shown = [dense.glyph[dense.locate(0, c).row, dense.locate(0, c).column] for c in range(40)]
    order = [MONO.shades.index(glyph) for glyph in shown]
    assert order == sorted(order)
    assert (order[0], order[-1]) == (0, len(MONO.shades) - 1)


def test_without_colours_a_hidden_cell_is_no_light_shade():
    mask = np.zeros((1, 40), bool)
    mask[0, 7] = True
    canvas = draw(Heat("h", np.full((1, 40), 0.05), mask=mask), 40, 4, MONO, glyphs="ascii")
    spot = canvas.locate(0, 7)
    assert canvas.glyph[spot.row, spot.column] not in MONO.shades


def test_small_panels_lose_the_scale_first_then_labels_but_no_cell():
    tall, low, flat = (draw(attention(), 40, height, DARK) for height in (7, 5, 3))
    assert any(line.split() == ["0", "1"] for line in tall.lines())
    assert not any(line.split() == ["0", "1"] for line in low.lines())
    assert "down" in low.lines()[0]
    assert "down" not in flat.lines()[0]
    for canvas in (tall, low, flat):
        spots = [canvas.locate(*cell) for cell in np.ndindex(4, 4)]
        assert all(spot.row < canvas.height for spot in spots)


@pytest.mark.parametrize("size", [(58, 16), (36, 7), (9, 3)])
@pytest.mark.parametrize("shape", [(3, 3), (10, 10), (50, 70)])
def test_cells_are_where_locate_says_and_nowhere_else(shape, size):
    canvas = draw(Heat("h", RNG.random(shape)), *size, DARK)
    covered = np.zeros((size[1], size[0]), bool)
    for cell in np.ndindex(shape):
        spot = canvas.locate(*cell)
        assert spot.column + spot.width <= size[0]
        assert spot.row + spot.height <= size[1]
        covered[spot.row : spot.row + spot.height, spot.column : spot.column + spot.width] = True
    shaded = np.isin(canvas.back, DARK.sequential)
    last = np.flatnonzero(covered.any(axis=1))[-1] + 1  # the scale is shaded as well
    assert (covered == shaded)[: last - 1].all()
    for outside in ((-1, 0), (0, -1), (shape[0], 0), (0, shape[1])):
        assert canvas.locate(*outside) is None
