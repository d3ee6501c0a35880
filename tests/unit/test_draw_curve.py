import numpy as np
import pytest

from tutor.draw import DARK, draw
from tutor.draw.bands import band_mask
from tutor.draw.canvas import Canvas
from tutor.draw.dots import cell_codes, line_mask, segment_mask
from tutor.draw.frame import Area
from tutor.draw.plot import Plot
from tutor.draw.smoothing import moving_average, smooth_series
from tutor.draw.strokes import faint
from tutor.engine.panels import Band, Curve, Series, as_series

BITS = ((0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (3, 0), (3, 1))


def plot_area(canvas: Canvas) -> tuple[int, int, int, int]:
    """The top, left, height and width of the cells that hold data."""
    rows = [row for row, line in enumerate(canvas.lines()) if "│" in line or "┤" in line]
    lines = canvas.lines()
    left = min(lines[rows[0]].find(sign) for sign in "│┤" if sign in lines[rows[0]]) + 1
    return rows[0], left, len(rows), canvas.width - left


def dots(canvas: Canvas, colour: int) -> np.ndarray:
    """The data coordinates of all braille dots of a colour, (n, 2), on straight axes."""
    top, left, height, width = plot_area(canvas)
    found = []
    for row, column in np.argwhere(canvas.fore == colour):
        code = ord(canvas.glyph[row, column]) - 0x2800
        if 0 < code < 256:
            found += [
                ((column - left) * 2 + x, (row - top) * 4 + y)
                for bit, (y, x) in enumerate(BITS)
                if code >> bit & 1
            ]
    (x_low, x_high), (y_low, y_high) = canvas.axes.x, canvas.axes.y
    place = np.array(found) / (width * 2 - 1, height * 4 - 1)
    return np.column_stack(
        (x_low + place[:, 0] * (x_high - x_low), y_high - place[:, 1] * (y_high - y_low))
    )


def cell_size(canvas: Canvas) -> tuple[float, float]:
    _, _, height, width = plot_area(canvas)
    (x_low, x_high), (y_low, y_high) = canvas.axes.x, canvas.axes.y
    return (x_high - x_low) / width, (y_high - y_low) / height


@pytest.mark.parametrize("size", [(60, 15), (38, 9), (100, 30)])
@pytest.mark.parametrize("count", [40, 400, 20_000])
def test_every_dot_lies_on_the_data_to_within_a_cell(size: tuple[int, int], count: int):
    x = np.linspace(0, 10, count)
    canvas = draw(Curve("c", {"a": Series(x, np.sin(x))}), *size, DARK)
    wide, high = cell_size(canvas)
    fine = np.linspace(0, 10, 5000)
    line = np.interp(fine, x, np.sin(x))
    for dot_x, dot_y in dots(canvas, DARK.series[0]):
        near = np.abs(fine - dot_x) <= wide
        assert np.abs(line[near] - dot_y).min() <= high


def test_the_line_has_a_dot_within_a_cell_of_every_point():
    x = np.arange(300)
    y = np.random.default_rng(0).normal(size=300)
    canvas = draw(Curve("c", {"a": y}), 60, 15, DARK)
    wide, high = cell_size(canvas)
    drawn = dots(canvas, DARK.series[0])
    for point in list(zip(x, y, strict=True))[:-1]:  # the last one has its mark instead
        assert (np.abs(drawn - point) <= (wide, high)).all(axis=1).any()


def test_a_long_series_shows_its_single_spike():
    y = np.zeros(20_000)
    y[12_345] = 1.0
    canvas = draw(Curve("c", {"a": y}), 60, 15, DARK)
    highest = dots(canvas, DARK.series[0])[:, 1].max()
    assert highest == pytest.approx(1.0, abs=0.01)


def test_a_steep_line_is_one_dot_thin():
    mask = line_mask(np.array([0.0, 3.0]), np.array([0.0, 11.0]), np.array([True]), (12, 4))
    assert (mask.sum(axis=1) == 1).all()


def test_points_that_are_no_neighbours_are_not_joined():
    mask = line_mask(np.array([0.0, 9.0]), np.array([1.0, 1.0]), np.array([False]), (4, 10))
    assert np.flatnonzero(mask.any(axis=0)).tolist() == [0, 9]


def test_the_axis_ends_are_the_first_and_the_last_dot():
    canvas = draw(Curve("c", {"a": np.array([0.0, 1.0] * 5 + [0.5])}), 60, 15, DARK)
    assert canvas.axes.x == (0, 10)
    assert canvas.axes.y == (0, 1)
    drawn = dots(canvas, DARK.series[0])
    assert drawn.min(axis=0) == pytest.approx((0, 0))
    assert drawn[:, 1].max() == pytest.approx(1)


def test_a_tick_stands_where_its_value_is_drawn():
    canvas = draw(Curve("c", {"a": np.full(51, 0.5)}, low=0, high=1), 60, 15, DARK)
    row = next(line for line in canvas.lines() if "0.5┤" in line)
    assert "⠤" in row or "⠒" in row or "⣀" in row or "⠉" in row
    rule, labels = canvas.lines()[-2:]
    for text in ("0", "10", "20", "30", "40"):
        centre = labels.index(text) + (len(text) - 1) // 2
        assert rule[centre] == "┬"


def test_a_log_axis_runs_over_whole_decades_and_draws_positive_values_only():
    y = np.array([5.5, 0.0, -1.0, 2.2e-9])
    canvas = draw(Curve("c", {"loss": y}, log=True), 60, 15, DARK)
    assert canvas.axes.y == pytest.approx((1e-9, 10))
    assert "2 values not above 0" in canvas.lines()[0]
    assert "1e-8" in "".join(canvas.lines())


def test_the_newest_value_stands_at_the_top_right():
    canvas = draw(Curve("c", {"loss": np.array([5.5, 2.2e-9])}, log=True), 58, 16, DARK)
    assert canvas.lines()[0].endswith("● loss 2.2e-9")


def test_values_that_are_not_finite_are_left_out_and_counted():
    y = np.array([1.0, np.nan, 2.0, np.inf, 3.0])
    canvas = draw(Curve("c", {"a": y}), 58, 12, DARK)
    assert "2 values not finite" in canvas.lines()[0]


def test_every_series_has_its_own_colour_and_sign():
    series = {name: np.arange(5.0) + place for place, name in enumerate("abcdef")}
    canvas = draw(Curve("c", series), 60, 20, DARK)
    text = "".join(canvas.lines())
    for sign, colour in zip("●■◆▼★✚", DARK.series, strict=True):
        assert text.count(sign) == 2  # in the legend and at the end of the line
        assert (canvas.fore == colour).any()


def test_a_crowded_legend_still_names_every_line():
    names = ("adam", "sgd", "momentum", "rmsprop", "adagrad", "lion")
    panel = Curve("c", {name: np.arange(5.0) for name in names})
    line = draw(panel, 36, 7, DARK).lines()[0]
    assert [sign in line for sign in "●■◆▼★✚"] == [True] * 6


def test_a_ghost_lies_beneath_the_live_line():
    line = np.linspace(1, 2, 21)
    ghosts = {"a": [Series(np.arange(10, 21), np.linspace(1.5, 3, 11))]}
    alone = draw(Curve("c", {"a": line}, low=0, high=3), 60, 15, DARK)
    both = draw(Curve("c", {"a": line}, low=0, high=3, ghosts=ghosts), 60, 15, DARK)
    live = alone.fore == DARK.series[0]
    assert (both.glyph[live] == alone.glyph[live]).all()
    assert (both.fore == DARK.ghost).any()


def test_a_ghost_that_exploded_does_not_flatten_a_log_axis():
    live = np.geomspace(1.0, 0.01, 20)
    ghosts = {"a": [Series(np.arange(20), np.geomspace(1.0, 1e300, 20))]}
    canvas = draw(Curve("c", {"a": live}, log=True, ghosts=ghosts), 60, 15, DARK)
    low, high = canvas.axes.y
    assert low <= 0.01
    assert 1e3 <= high <= 1e5


def test_a_ghost_that_exploded_does_not_flatten_a_linear_axis():
    ghosts = {"a": [Series(np.arange(5), 10.0 ** np.arange(0, 50, 10))]}
    canvas = draw(Curve("c", {"a": np.ones(9)}, ghosts=ghosts), 60, 15, DARK)
    assert canvas.axes.y[1] < 3


def test_an_edit_is_marked_at_its_step_with_its_label():
    panel = Curve("c", {"a": np.linspace(1, 0, 51)}, marks={20: "lr = 0.2"})
    canvas = draw(panel, 60, 15, DARK)
    lines = canvas.lines()
    column = lines[-2].index("▲")
    assert abs(column - (lines[-1].index("20"))) <= 1
    assert any("lr = 0.2" in line for line in lines)
    assert sum(line[column] == "┊" for line in lines) >= 5


def test_axes_hold_still_until_the_data_leaves_them():
    losses = 5.0 * 0.8 ** np.arange(200)
    keep, changes = None, 0
    for step in range(1, 200):
        canvas = draw(Curve("c", {"a": losses[:step]}, log=True), 60, 15, DARK, keep)
        changes += keep is not None and canvas.axes != keep
        keep = canvas.axes
    assert changes <= 16  # 20 decades and five 1-2-5 steps
    assert keep.x == (0, 200)


def test_a_frame_with_one_more_point_changes_few_rows():
    losses = 5.0 * 0.9 ** np.arange(90)
    before = draw(Curve("c", {"a": losses[:80]}), 60, 20, DARK)
    after = draw(Curve("c", {"a": losses[:81]}), 60, 20, DARK, before.axes)
    assert len(after.rows_changed(before)) <= 3


def test_the_axes_shrink_after_a_restart():
    grown = draw(Curve("c", {"a": np.linspace(9, 1, 900)}), 60, 15, DARK).axes
    again = draw(Curve("c", {"a": np.linspace(9, 8, 5)}), 60, 15, DARK, grown)
    assert again.axes.x == (0, 10)


def test_a_line_that_turns_back_is_drawn_along_its_way():
    angle = np.linspace(0, 2 * np.pi, 100)
    panel = Curve("c", {"a": Series(np.cos(angle), np.sin(angle))}, x_label="x")
    canvas = draw(panel, 60, 20, DARK)
    wide, high = cell_size(canvas)
    radius = np.hypot(*dots(canvas, DARK.series[0]).T)
    assert np.abs(radius - 1).max() <= np.hypot(wide, high)


def test_segments_outside_are_cut_at_the_border():
    start, end = np.array([[-1e9, 4.0]]), np.array([[1e9, 4.0]])
    mask = segment_mask(start, end, (8, 6))
    assert mask[4].all()
    assert mask.sum() == 6


def test_a_braille_code_has_the_bits_of_its_dots():
    for bit, (row, column) in enumerate(BITS):
        mask = np.zeros((4, 2), np.bool_)
        mask[row, column] = True
        assert cell_codes(mask).tolist() == [[1 << bit]]


STEPS = np.arange(200)
MIDDLE = np.exp(-STEPS / 60.0)


def faint_dots(canvas: Canvas, index: int = 0) -> np.ndarray:
    return dots(canvas, faint(DARK, index))


@pytest.mark.parametrize("size", [(58, 16), (36, 9), (100, 30)])
def test_a_band_fills_from_its_low_to_its_high_end_and_no_further(size: tuple[int, int]):
    band = Band(STEPS, MIDDLE * 0.5, MIDDLE + 1)
    canvas = draw(Curve("c", {"a": MIDDLE}, bands={"a": band}, low=0), *size, DARK)
    wide, high = cell_size(canvas)
    screen = faint_dots(canvas)
    for x, y in screen:
        near = np.abs(STEPS - x) <= wide
        assert band.low[near].min() - high <= y <= band.high[near].max() + high
    # and everywhere between: every cell inside has a dot of the screen or of the line
    line = dots(canvas, DARK.series[0])
    everything = np.vstack((screen, line))
    for x in STEPS[10:-10:7]:
        for y in np.linspace(band.low[x], band.high[x], 9)[1:-1]:
            assert (np.abs(everything - (x, y)) <= (1.5 * wide, 1.5 * high)).all(axis=1).any()


def test_a_band_counts_for_the_range_of_y():
    band = Band(STEPS, MIDDLE - 3, MIDDLE + 7)
    alone = draw(Curve("c", {"a": MIDDLE}), 58, 16, DARK)
    both = draw(Curve("c", {"a": MIDDLE}, bands={"a": band}), 58, 16, DARK)
    assert alone.axes.y[1] < 2
    assert both.axes.y[0] <= band.low.min()
    assert both.axes.y[1] >= band.high.max()


def test_the_line_lies_clean_over_its_band():
    band = {"a": Band(STEPS, MIDDLE - 1, MIDDLE + 1)}
    alone = draw(Curve("c", {"a": MIDDLE}, low=-1, high=2), 58, 16, DARK)
    both = draw(Curve("c", {"a": MIDDLE}, low=-1, high=2, bands=band), 58, 16, DARK)
    live = alone.fore == DARK.series[0]
    assert (both.glyph[live] == alone.glyph[live]).all()
    assert (both.fore[live] == DARK.series[0]).all()


def test_a_band_with_missing_values_has_a_hole_there():
    low, high = MIDDLE - 1, MIDDLE + 1
    low[80:120] = np.nan
    panel = Curve("c", {"a": MIDDLE}, bands={"a": Band(STEPS, low, high)})
    screen = faint_dots(draw(panel, 100, 30, DARK))
    assert ((screen[:, 0] < 82) | (screen[:, 0] > 117)).all()
    assert (screen[:, 0] < 70).any()
    assert (screen[:, 0] > 130).any()


def test_a_band_that_ends_below_every_log_axis_runs_to_the_border():
    band = Band(STEPS, np.full(200, -1.0), MIDDLE * 2)
    canvas = draw(Curve("c", {"a": MIDDLE}, log=True, bands={"a": band}), 58, 16, DARK)
    assert canvas.axes.y[0] > 0.001
    top, left, height, _ = plot_area(canvas)
    bottom = canvas.fore[top + height - 1, left : left + 20]
    assert (bottom == faint(DARK, 0)).sum() >= 15


def test_the_bands_of_two_lines_have_different_screens():
    masks = [
        band_mask(
            Band(STEPS, np.zeros(200), np.ones(200)),
            False,
            Plot(Area(0, 0, 8, 20), (0, 199), (0, 1)),
            index,
        )
        for index in range(2)
    ]
    assert not (masks[0] & masks[1]).any()
    assert [mask.mean() for mask in masks] == [0.5, 0.5]


@pytest.mark.parametrize("share", [0.1, 0.6, 0.9, 0.999])
@pytest.mark.parametrize("count", [1, 63, 64, 65, 500])
def test_a_moving_average_is_the_corrected_recursion(share: float, count: int):
    y = np.random.default_rng(0).normal(size=count)
    mean, expected = 0.0, []
    for step, value in enumerate(y, 1):
        mean = share * mean + (1 - share) * value
        expected.append(mean / (1 - share**step))
    assert moving_average(y, share) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("share", [1e-300, 0.5, 0.99, 1 - 1e-15])
def test_a_level_line_stays_where_it_is_when_smoothed(share: float):
    assert moving_average(np.full(4096, 3.0), share) == pytest.approx(3.0)


def test_the_smoothed_line_is_bright_and_the_raw_one_faint_behind():
    y = MIDDLE + np.random.default_rng(0).normal(size=200) * 0.2
    y[-1] = 1.0
    canvas = draw(Curve("c", {"a": y}, smooth=0.9), 100, 30, DARK)
    wide, high = cell_size(canvas)
    smoothed = moving_average(y, 0.9)
    for colour, line in ((DARK.series[0], smoothed), (faint(DARK, 0), y)):
        drawn = dots(canvas, colour)
        assert len(drawn) > 100
        fine = np.linspace(0, 199, 4000)
        course = np.interp(fine, STEPS, line)
        for x, height in drawn:
            assert np.abs(course[np.abs(fine - x) <= wide] - height).min() <= high
    top = plot_area(canvas)[0]
    row = next(row for row in range(top, 30) if "●" in canvas.lines()[row])
    assert abs(canvas.axes.y[1] - (row - top + 0.5) * high - smoothed[-1]) <= 0.75 * high


def test_the_legend_of_a_smoothed_line_says_so_and_gives_the_newest_raw_value():
    y = np.array([1.0, 2.0, 4.0])
    line = draw(Curve("c", {"loss": y}, smooth=0.9, y_label="nats"), 58, 16, DARK).lines()[0]
    assert line.endswith("● ~loss 4")
    assert line.startswith("nats  ~ smoothed 0.9 ")


def test_values_are_smoothed_not_their_logs():
    y = np.array([1.0, 1e-4] * 100)
    canvas = draw(Curve("c", {"a": y}, smooth=0.95, log=True), 100, 30, DARK)
    top, _, height, _ = plot_area(canvas)
    row = next(row for row in range(top, top + height) if "●" in canvas.lines()[row])
    low, high = np.log10(canvas.axes.y)
    exponent = high - (row - top + 0.5) / height * (high - low)
    assert exponent == pytest.approx(np.log10(0.5), abs=0.3)  # the mean of the logs is 1e-2


def test_smoothing_skips_what_is_not_finite():
    y = np.array([1.0, np.nan, 3.0, np.inf, 5.0])
    series = smooth_series(as_series(y), 0.5)
    assert np.isnan(series.y).tolist() == [False, True, False, True, False]
    assert series.y[[0, 2, 4]] == pytest.approx(moving_average(np.array([1.0, 3.0, 5.0]), 0.5))


@pytest.mark.parametrize("size", [(58, 16), (36, 7), (100, 30)])
def test_a_point_is_located_in_its_cell(size: tuple[int, int]):
    y = np.sin(STEPS / 20.0)
    canvas = draw(Curve("c", {"a": y, "b": Series(STEPS + 0.5, y / 2)}), *size, DARK)
    wide, high = cell_size(canvas)
    top, left, _, _ = plot_area(canvas)
    for index, (x, heights) in enumerate(((STEPS, y), (STEPS + 0.5, y / 2))):
        for point in range(0, 200, 17):
            spot = canvas.locate(index, point)
            centre_x = canvas.axes.x[0] + (spot.column - left + 0.5) * wide
            centre_y = canvas.axes.y[1] - (spot.row - top + 0.5) * high
            assert abs(centre_x - x[point]) <= 0.75 * wide
            assert abs(centre_y - heights[point]) <= 0.75 * high
    assert canvas.locate(2, 0) is None
    assert canvas.locate(0, 200) is None
    assert canvas.locate(0, -1) is None


def test_points_that_are_not_finite_or_outside_are_nowhere():
    y = np.array([1.0, np.nan, 5.0, -1.0, 2.0])
    canvas = draw(Curve("c", {"a": y}, low=0, high=3), 58, 16, DARK)
    assert [bool(canvas.locate(0, point)) for point in range(5)] == [
        True,
        False,
        False,
        False,
        True,
    ]
    log = draw(Curve("c", {"a": y}, log=True), 58, 16, DARK)
    assert [bool(log.locate(0, point)) for point in range(5)] == [True, False, True, False, True]


def test_an_x_range_that_is_known_holds_from_the_first_point_on():
    falling = np.linspace(2.0, -4.0, 61)
    for n in (1, 20, 61):
        series = Series(falling[:n], np.ones(n))
        canvas = draw(Curve("c", {"a": series}, x_range=(-4.0, 2.0)), 58, 16, DARK)
        assert canvas.axes.x == (-4.0, 2.0)


def test_data_beyond_the_x_range_are_shown_all_the_same():
    series = Series(np.array([0.0, 5.0]), np.ones(2))
    assert draw(Curve("c", {"a": series}, x_range=(1.0, 2.0)), 58, 16, DARK).axes.x == (0.0, 5.0)


@pytest.mark.parametrize("ends", [(1.0, 1.0), (2.0, 1.0), (float("nan"), 1.0)])
def test_an_x_range_without_width_is_left_to_the_data(ends):
    series = Series(np.array([-3.0, 5.0]), np.ones(2))
    assert draw(Curve("c", {"a": series}, x_range=ends), 58, 16, DARK).axes.x == (-3.0, 5.0)
