import numpy as np
import pytest

from tutor.draw import DARK, draw
from tutor.draw.canvas import Canvas
from tutor.draw.terrain import _ground, contour_mask, sample
from tutor.engine.panels import Field


def bowl(path: object = None, **more: object) -> Field:
    x = np.linspace(-1.5, 1.5, 61)
    w0, w1 = np.meshgrid(x, x)
    values = 0.5 * (w0**2 + 10 * w1**2)
    field = {"x_range": (-1.5, 1.5), "y_range": (-1.5, 1.5), "path": path, "x_label": "w0"}
    return Field("bowl", values, **field | {"y_label": "w1", "levels": (0.5, 2, 5)} | more)


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
