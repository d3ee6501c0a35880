import numpy as np
import pytest

from tutor.draw import DARK, LIGHT, draw
from tutor.draw.canvas import Canvas
from tutor.draw.palette import CONTRAST, MONO
from tutor.draw.terrain import _ground, contour_mask, sample
from tutor.engine.panels import Field


def bowl(path: object = None, **more: object) -> Field:
    x = np.linspace(-1.5, 1.5, 61)
    w0, w1 = np.meshgrid(x, x)
    values = 0.5 * (w0**2 + 10 * w1**2)
    field = {"values": values, "x_range": (-1.5, 1.5), "y_range": (-1.5, 1.5), "path": path}
    field |= {"x_label": "w0", "y_label": "w1", "levels": (0.5, 2, 5)}
    return Field("bowl", **field | more)


def map_left(canvas: Canvas) -> int:
    """The first column of the map: the first whose background is a shade."""
    return int(np.flatnonzero(canvas.back[0] >= 0)[0])


def test_sampling_is_bilinear_with_row_0_of_the_values_at_the_bottom():
    values = np.array([[0.0, 1.0], [10.0, 11.0]])
    assert sample(values, 2, 2) == pytest.approx(np.array([[7.75, 8.25], [2.75, 3.25]]))
    assert sample(np.array([[3.0]]), 4, 2) == pytest.approx(np.full((2, 4), 3.0))


def test_a_contour_lies_within_a_dot_of_its_level():
    dots = sample(bowl().values, 100, 80)
    mask = contour_mask(dots, 2.0)
    rows, columns = np.nonzero(mask)
    x = (columns + 0.5) / 100 * 3 - 1.5
    y = 1.5 - (rows + 0.5) / 80 * 3
    slope = np.hypot(x * 3 / 100, 10 * y * 3 / 80)  # how far f moves over a dot
    assert len(rows) > 50
    assert (np.abs(0.5 * (x**2 + 10 * y**2) - 2) <= slope + 0.05).all()


def test_contours_on_the_canvas_lie_within_a_cell_of_their_level():
    canvas = draw(bowl(), 60, 20, DARK)
    left = map_left(canvas)
    for row, column in np.ndindex(19, 60 - left):
        if "⠀" < canvas.glyph[row, left + column] <= "⣿":
            x = np.array([column, column + 1]) / (60 - left) * 3 - 1.5
            y = 1.5 - np.array([row, row + 1]) / 19 * 3
            corners = 0.5 * (x[:, None] ** 2 + 10 * y**2)
            low, high = corners.min() - 1, corners.max() + 1
            assert any(low <= level <= high for level in (0.5, 2, 5))


def test_the_levels_are_written_on_their_lines():
    text = "\n".join(draw(bowl(), 60, 20, DARK).lines()[:-1])
    assert "0.5" in text
    assert "5" in text.replace("0.5", "")
    assert "2" in text


def test_shades_are_16_and_grow_with_the_value():
    canvas = draw(bowl(levels=(100.0,)), 60, 20, DARK)
    left = map_left(canvas)
    column = canvas.back[:19, left + 25].tolist()
    levels = [DARK.sequential.index(colour) for colour in column]
    assert levels[:9] == sorted(levels[:9], reverse=True)
    assert levels[10:] == sorted(levels[10:])
    assert levels[0] - levels[9] >= 12


@pytest.mark.parametrize("point", [(0.0, 0.0), (-1.49, 1.49), (1.2, -0.7), (1.5, 1.5)])
def test_the_current_point_is_in_its_cell(point: tuple[float, float]):
    canvas = draw(bowl(np.array([(0.3, 0.3), point])), 60, 20, DARK)
    row, column = np.argwhere(canvas.glyph == "●")[0]
    left = map_left(canvas)
    assert abs((column - left + 0.5) / (60 - left) * 3 - 1.5 - point[0]) <= 3 / (60 - left)
    assert abs(1.5 - (row + 0.5) / 19 * 3 - point[1]) <= 3 / 19


def test_the_path_is_drawn_over_the_shades():
    path = np.array([(-1.0, 1.2), (1.0, 0.4), (0.9, 0.3)])
    bare, walked = draw(bowl(), 60, 20, DARK), draw(bowl(path), 60, 20, DARK)
    assert ((walked.fore == DARK.accent) & (walked.glyph > "⠀")).sum() > 30
    plain = walked.glyph != bare.glyph
    half = plain & (bare.glyph == " ")
    assert (walked.back[half] == bare.back[half]).all()


def test_only_the_newest_steps_are_bright():
    angle = np.linspace(0, 6, 100)
    path = np.column_stack((np.cos(angle), np.sin(angle)))
    canvas = draw(bowl(path), 60, 20, DARK)
    bright = (canvas.fore == DARK.accent).sum()
    assert 0 < bright < 20


@pytest.mark.parametrize(
    ("point", "arrow"), [((9, 0), "▶"), ((-9, 1), "◀"), ((0, 9), "▲"), ((1, -1e30), "▼")]
)
def test_a_point_off_the_map_gets_an_arrow_toward_it(point: tuple[float, float], arrow: str):
    canvas = draw(bowl(np.array([(0.3, 0.3), point])), 60, 20, DARK)
    text = "\n".join(canvas.lines())
    assert "off the map" in text
    assert "●" not in text
    row, column = np.argwhere(canvas.glyph == arrow)[0]
    assert row in (0, 18) or column in (map_left(canvas), 59)


def test_a_named_point_has_a_marker_and_hides_no_path():
    path = np.array([(0.0, 0.2), (1.4, 0.0), (0.0, -0.2)])
    panel = bowl(path, points={"minimum": np.array([-1.0, 0.0])})
    text = "\n".join(draw(panel, 60, 20, DARK).lines())
    assert "✕" in text
    assert "minimum" in text


def test_axes_are_the_panels_ranges_and_ticks_stand_at_their_values():
    canvas = draw(bowl(), 60, 20, DARK)
    lines, left = canvas.lines(), map_left(canvas)
    assert canvas.axes.x == canvas.axes.y == (-1.5, 1.5)
    zero = lines[-1].index(" 0 ") + 1
    assert abs((zero - left + 0.5) / (60 - left) * 3 - 1.5) <= 3 / (60 - left)
    row = next(row for row, line in enumerate(lines) if line[:left].strip() == "0")
    assert abs(1.5 - (row + 0.5) / 19 * 3) <= 3 / 19
    assert "w0" in lines[-1]
    assert any(line.startswith("w1") or line[:left].strip() == "w1" for line in lines)


def test_the_ground_is_drawn_once_for_a_moving_path():
    _ground.cache_clear()
    for place in np.linspace(0, 1, 5):
        draw(bowl(np.array([(1.0, 1.0), (place, place)])), 60, 20, DARK)
    assert _ground.cache_info().misses == 1
    assert _ground.cache_info().hits == 4


def test_drawing_over_the_ground_leaves_the_kept_one_alone():
    bare = draw(bowl(), 60, 20, DARK)
    draw(bowl(np.array([(1.0, 1.0), (0.0, 0.0)])), 60, 20, DARK)
    assert draw(bowl(), 60, 20, DARK).rows_changed(bare) == []


def test_a_step_of_the_path_changes_few_rows():
    path = np.array([(1.0, 1.0), (0.9, 0.8), (0.8, 0.7), (0.7, 0.6)])
    before, after = draw(bowl(path[:3]), 60, 20, DARK), draw(bowl(path), 60, 20, DARK)
    assert len(after.rows_changed(before)) <= 4


def test_a_long_path_is_drawn_in_full():
    swing = np.tile([(1.0, 1.0), (-1.0, -1.0)], (400, 1))
    canvas = draw(bowl(swing), 60, 20, DARK)
    marked = canvas.glyph[:19] != draw(bowl(), 60, 20, DARK).glyph[:19]
    assert marked[4:15].any(axis=1).all()


def test_values_that_are_not_finite_are_holes():
    values = np.full((9, 9), 2.0)
    values[:, :4] = np.nan
    canvas = draw(Field("f", values, (0, 1), (0, 1)), 40, 10, DARK)
    assert (canvas.back == DARK.background).any()


def slope(steepness: float = 2.0, **more: object) -> Field:
    """A classifier whose boundary is the diagonal of the square -1.5..1.5."""
    x = np.linspace(-1.5, 1.5, 61)
    x0, x1 = np.meshgrid(x, x)
    values = 1 / (1 + np.exp(-steepness * (x0 + x1)))
    settings = {"levels": (0.5,), "diverging": True, "centre": 0.5} | more
    return Field("slope", values, (-1.5, 1.5), (-1.5, 1.5), **settings)


SAMPLES = {
    "low": np.array([(-1.2, -1.0), (0.1, -1.3), (-1.4, 0.4)]),
    "high": np.array([(1.2, 1.0), (-0.1, 1.3), (1.4, -0.4)]),
}


def contrast(one: int, two: int) -> float:
    """The contrast ratio of WCAG 2."""
    weights = ((16, 0.2126), (8, 0.7152), (0, 0.0722))
    lights = []
    for colour in (one, two):
        parts = [((colour >> shift & 255) / 255, weight) for shift, weight in weights]
        linear = [
            (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4, w) for p, w in parts
        ]
        lights.append(sum(part * weight for part, weight in linear))
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_samples_are_their_classes_marks_in_the_cells_that_cover_them(palette):
    canvas = draw(slope(classes=SAMPLES), 60, 21, palette)
    left = int(np.flatnonzero(canvas.back[1] >= 0)[0])
    for points, mark in zip(SAMPLES.values(), "●■", strict=True):
        cells = {
            (1 + int((1.5 - y) / 3 * 19), left + int((x + 1.5) / 3 * (60 - left)))
            for x, y in points
        }
        shown = np.argwhere(canvas.glyph == mark)
        assert {tuple(cell) for cell in shown[shown[:, 0] > 0]} == cells


@pytest.mark.parametrize("palette", [DARK, LIGHT, CONTRAST])
@pytest.mark.parametrize("diverging", [True, False])
def test_samples_are_readable_on_every_shade(palette, diverging):
    grid = np.linspace(-1.45, 1.45, 14)
    points = np.array([(x, y) for x in grid for y in grid])
    classes = {str(index): points[index::6] for index in range(6)}
    canvas = draw(slope(classes=classes, diverging=diverging), 60, 21, palette)
    marks = np.isin(canvas.glyph, list("●■◆▼★✚&"))
    marks[0] = False
    assert marks.sum() > 100
    for fore, back in zip(canvas.fore[marks].tolist(), canvas.back[marks].tolist(), strict=True):
        assert contrast(fore, back) >= 3


def test_without_colours_samples_stand_apart_from_the_density():
    canvas = draw(slope(classes=SAMPLES), 60, 20, MONO, glyphs="ascii")
    top = draw(slope(classes=SAMPLES), 60, 20, MONO)
    for row, column in np.argwhere(np.isin(top.glyph[1:], ["●", "■"])) + np.array([1, 0]):
        beside = canvas.glyph[row, [column - 1, min(column + 1, 59)]]
        assert not np.isin(beside, list(MONO.shades.strip())).any()


def test_the_legend_of_samples_needs_six_rows_and_counts_those_off_the_map():
    classes = SAMPLES | {"high": np.array([(1.0, 1.0), (5, 5)])}
    assert draw(slope(classes=classes), 60, 6, DARK).lines()[0].split() == [
        *("1", "outside"),
        *("●", "low", "3"),
        *("■", "high", "2"),
    ]
    assert "low" not in "".join(draw(slope(classes=classes), 60, 5, DARK).lines())


@pytest.mark.parametrize("centre", [0.5, 0.2, -3.0])
def test_diverging_shades_turn_at_the_centre(centre: float):
    panel = slope(centre=centre, levels=(99.0,))
    canvas = draw(panel, 60, 20, DARK)
    left = map_left(canvas)
    x = np.clip((np.arange(60 - left) + 0.5) / (60 - left) * 3 - 1.5, -1.5, 1.5)
    y = 1.5 - (np.arange(19) + 0.75) / 19 * 3  # the lower half of a cell is its background
    exact = 1 / (1 + np.exp(-2 * (x + y[:, None])))
    below = np.isin(canvas.back[:19, left:], DARK.diverging[:8])
    clear = np.abs(exact - centre) > 0.01
    assert (below == (exact < centre))[clear].all()
    assert sum(canvas.axes.z) / 2 == pytest.approx(centre)
    farthest = np.abs(panel.values - centre).max()
    assert farthest <= canvas.axes.z[1] - centre < 1.5 * farthest


def test_the_decision_boundary_is_drawn_where_the_values_cross_the_level():
    canvas = draw(slope(classes={}), 60, 20, DARK)
    left = map_left(canvas)
    dotted = np.argwhere((canvas.glyph > "⠀") & (canvas.glyph <= "⣿"))
    assert len(dotted) > 15
    x = (dotted[:, 1] - left + 0.5) / (60 - left) * 3 - 1.5
    y = 1.5 - (dotted[:, 0] + 0.5) / 19 * 3
    assert (np.abs(x + y) <= 3 / (60 - left) + 3 / 19).all()


def test_a_boundary_that_moves_little_changes_few_cells():
    before = draw(slope(2.0, classes=SAMPLES), 60, 20, DARK)
    after = draw(slope(2.02, classes=SAMPLES), 60, 20, DARK, before.axes)
    changed = (after.glyph != before.glyph) | (after.back != before.back)
    assert 0 < changed.sum() < 0.1 * changed.size


@pytest.mark.parametrize("diverging", [False, True])
def test_the_scale_of_the_shades_holds_still_until_a_value_leaves_it(diverging: bool):
    settings = {"centre": 0.0, "diverging": diverging}
    first = draw(bowl(**settings), 60, 20, DARK)
    values = bowl().values
    lower = draw(bowl(**settings, values=values * 0.7), 60, 20, DARK, first.axes)
    higher = draw(bowl(**settings, values=values * 1.5), 60, 20, DARK, first.axes)
    restart = draw(bowl(**settings, values=values * 0.01), 60, 20, DARK, first.axes)
    assert lower.axes.z == first.axes.z
    assert 1.5 * values.max() <= higher.axes.z[1] < 2.3 * values.max()
    assert 0.01 <= restart.axes.z[1] / values.max() < 0.015


def test_a_logarithmic_scale_holds_still_too():
    values = np.geomspace(1e-6, 1.0, 400).reshape(20, 20)
    shown = [Field("f", values * size, (0, 1), (0, 1), logarithmic=True) for size in (1, 0.5, 90)]
    first = draw(shown[0], 40, 10, DARK)
    second = draw(shown[1], 40, 10, DARK, first.axes)
    third = draw(shown[2], 40, 10, DARK, second.axes)
    assert draw(shown[0], 40, 10, DARK, first.axes).axes.z == first.axes.z
    assert second.axes.z[0] < 0.5 * first.axes.z[0] * 1.2
    assert second.axes.z[1] == pytest.approx(first.axes.z[1])
    assert third.axes.z[1] > 90
    assert draw(shown[0], 40, 10, DARK, third.axes).axes.z == third.axes.z


def test_locate_finds_a_grid_point_counted_from_the_lowest_row():
    values = np.zeros((11, 21))
    values[2, 15] = 1.0
    canvas = draw(Field("f", values, (0, 1), (0, 1), levels=(9.0,)), 70, 30, DARK)
    spot = canvas.locate(2, 15)
    highest = np.argwhere(canvas.back == canvas.back.max())
    assert canvas.back[spot.row, spot.column] in DARK.sequential[12:]
    assert (np.abs(highest - (spot.row, spot.column)).max(axis=1) <= 2).all()
    assert canvas.locate(11, 0) is None
    assert canvas.locate(0, -1) is None
