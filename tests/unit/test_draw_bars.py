import numpy as np
import pytest

from tutor.draw import DARK, draw
from tutor.draw.canvas import Canvas
from tutor.draw.legend import MARKS
from tutor.draw.table import fit_widths
from tutor.engine.panels import Bars, Table, Text

EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar_length(canvas: Canvas, row: int, colour: int) -> int:
    """The coloured eighths of cells in a row."""
    eighths = 0
    for glyph, fore, back in zip(
        canvas.glyph[row], canvas.fore[row], canvas.back[row], strict=True
    ):
        if back == colour:  # reversed: what is not drawn is filled
            eighths += 8 - (EIGHTHS.index(glyph) if glyph in EIGHTHS else 0)
        elif fore == colour and glyph in EIGHTHS:
            eighths += EIGHTHS.index(glyph)
    return eighths


@pytest.mark.parametrize("value", [0.013, 0.1, 0.5, 0.77, 0.95, 1.0])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_bar_is_as_long_as_its_value_to_within_an_eighth_of_a_cell(value: float, sign: int):
    panel = Bars("b", {"one": 1.0, "two": sign * value}, low=-1, high=1)
    canvas = draw(panel, 60, 3, DARK)
    full = bar_length(canvas, 0, DARK.series[0])  # 1.0 fills the right half
    assert full >= 150
    assert abs(bar_length(canvas, 1, DARK.series[0]) - value * full) <= 1


def test_positive_and_negative_bars_meet_at_zero():
    canvas = draw(Bars("b", {"up": 0.5, "down": -0.5}, low=-1, high=1), 60, 3, DARK)
    up = np.flatnonzero(canvas.fore[0] == DARK.series[0])
    down = np.flatnonzero((canvas.fore[1] == DARK.series[0]) | (canvas.back[1] == DARK.series[0]))
    assert down.max() + 1 == up.min()


def test_a_value_too_small_to_see_still_shows():
    canvas = draw(Bars("b", {"big": 1.0, "tiny": 1e-6, "none": 0.0}), 40, 4, DARK)
    assert [bar_length(canvas, row, DARK.series[0]) for row in (1, 2)] == [1, 0]


def test_values_stand_in_a_column_with_their_points_aligned():
    lines = draw(Bars("b", {"a": 0.95, "b": -1.1}), 40, 3, DARK).lines()
    assert lines[0].endswith(" 0.95")
    assert lines[1].endswith("-1.10")


def test_a_value_at_the_limit_is_a_warning_in_more_than_colour():
    panel = Bars("b", {"in": 0.99, "at": 1.0, "out": -1.2}, low=-1.5, high=1.5, outside=1)
    canvas = draw(panel, 50, 4, DARK)
    assert ["!" in line for line in canvas.lines()[:3]] == [False, True, True]
    assert [(canvas.fore[row] == DARK.warning).any() for row in range(3)] == [False, True, True]


def test_a_bar_beyond_the_axis_ends_in_an_arrow_at_the_border():
    panel = Bars("b", {"a": 9.0, "b": -9.0, "c": float("inf"), "d": 1.0}, low=-1, high=1)
    lines = draw(panel, 50, 5, DARK).lines()
    assert [("▶" in line, "◀" in line) for line in lines[:4]] == [
        (True, False),
        (False, True),
        (True, False),
        (False, False),
    ]


def test_ticks_stand_at_their_values_with_their_labels_below():
    panel = Bars("b", {"a": 1.0, "b": 0.2}, low=-1.5, high=1.5, ticks={-1.0: "edge", 1.0: "edge"})
    canvas = draw(panel, 60, 3, DARK)
    tip = np.flatnonzero(canvas.fore[0] == DARK.series[0]).max()
    right = [
        c for c in range(60) if canvas.glyph[1, c] in "▏│▕" and canvas.fore[1, c] == DARK.muted
    ]
    assert len(right) == 2
    assert abs(right[1] - tip) <= 1
    label = canvas.lines()[2].rindex("edge")
    assert label <= right[1] < label + 4


def test_a_tick_shows_through_a_bar_that_crosses_it():
    panel = Bars("b", {"a": 1.4}, low=-1.5, high=1.5, ticks={1.0: "edge"})
    canvas = draw(panel, 60, 2, DARK)
    crossing = (canvas.back[0] == DARK.series[0]) & (canvas.fore[0] == DARK.background)
    assert crossing.any()


def test_cut_names_are_grey_and_marked():
    canvas = draw(Bars("b", {"a": 0.6, "b": 0.4}, cut=("b",)), 40, 3, DARK)
    assert ["×" in line for line in canvas.lines()[:2]] == [False, True]
    assert not (canvas.fore[1] == DARK.series[0]).any()


def test_notes_go_below_the_bars_where_there_is_room_else_behind():
    panel = Bars("b", {"a": 0.2, "b": 1.0}, notes={"a": "small"})
    below, behind = draw(panel, 50, 9, DARK).lines(), draw(panel, 50, 3, DARK).lines()
    row = next(row for row, line in enumerate(below) if "small" in line)
    assert "█" not in below[row]
    assert "small" in behind[0]


def test_bars_that_do_not_fit_are_counted():
    lines = draw(Bars("b", {str(n): 1.0 for n in range(20)}), 40, 6, DARK).lines()
    assert any("… 16 more" in line for line in lines)


def test_the_axis_of_bars_is_kept_while_it_serves():
    first = draw(Bars("b", {"a": 0.9}), 40, 4, DARK)
    second = draw(Bars("b", {"a": 0.6}), 40, 4, DARK, first.axes)
    third = draw(Bars("b", {"a": 0.1}), 40, 4, DARK, second.axes)
    assert second.axes == first.axes
    assert third.axes.x[1] < first.axes.x[1]


GROUPS = {"one": (1.0, 0.5, -0.25), "two": (0.25, -1.0, 0.75)}
MEMBERS = ("train", "valid", "test")


@pytest.mark.parametrize("size", [(58, 16), (100, 30), (36, 9)])
def test_every_member_of_a_group_has_its_own_bar_colour_mark_and_value(size: tuple[int, int]):
    canvas = draw(Bars("b", GROUPS, low=-1, high=1, series=MEMBERS), *size, DARK)
    lines = canvas.lines()
    full = bar_length(canvas, canvas.locate(0, 0).row, DARK.series[0])
    seen = set()
    for index, values in enumerate(GROUPS.values()):
        for member, value in enumerate(values):
            spot = canvas.locate(index, member)
            for row in range(spot.row, spot.row + spot.height):
                size_drawn = bar_length(canvas, row, DARK.series[member])
                # the mark before the value has the bar's colour, too, but is no eighth
                assert abs(size_drawn - abs(value) * full) <= 1
                seen.add(row)
            written = [lines[row] for row in range(spot.row, spot.row + spot.height)]
            assert any(line.endswith(f"{MARKS[member]} {value:5.2f}") for line in written)
    assert len(seen) >= 6


def test_the_members_of_a_group_are_named_once_at_the_top():
    lines = draw(Bars("b", GROUPS, series=MEMBERS), 58, 16, DARK).lines()
    assert lines[0].rstrip().endswith("● train  ■ valid  ◆ test")
    assert sum("train" in line for line in lines) == 1
    assert [sum(name in line for line in lines) for name in GROUPS] == [1, 1]


def test_a_limit_holds_for_every_member_and_a_cut_for_the_whole_group():
    panel = Bars("b", GROUPS, low=-1, high=1, outside=1, cut=("two",), series=MEMBERS)
    canvas = draw(panel, 58, 16, DARK)
    signs = [
        [sign for sign in "!×" if sign in canvas.lines()[canvas.locate(index, member).row]]
        for index in range(2)
        for member in range(3)
    ]
    assert signs == [["!"], [], [], ["×"], ["×"], ["×"]]
    cut = canvas.fore[canvas.locate(1, 0).row : canvas.locate(1, 2).row + 1]
    assert not np.isin(cut, DARK.series).any()


def test_groups_are_shown_whole_or_counted():
    panel = Bars("b", {str(n): (1.0, 2.0, 3.0) for n in range(9)}, series=MEMBERS)
    canvas = draw(panel, 40, 9, DARK)
    shown = [index for index in range(9) if canvas.locate(index, 0)]
    assert all(canvas.locate(index, member) for index in shown for member in range(3))
    assert any(f"… {9 - len(shown)} more" in line for line in canvas.lines())


def test_a_group_larger_than_the_panel_shows_some_of_its_bars_and_counts_the_rest():
    canvas = draw(Bars("b", GROUPS, series=MEMBERS), 40, 3, DARK)
    assert canvas.locate(0, 1)
    assert canvas.locate(0, 2) is None
    assert "… 4 more bars" in canvas.lines()[-1]


def test_groups_of_different_sizes_leave_rows_free():
    canvas = draw(Bars("b", {"a": (1.0, 2.0), "b": (1.0,), "c": 3.0}), 40, 12, DARK)
    assert canvas.locate(0, 1)
    assert canvas.locate(1, 1) is None
    assert canvas.locate(2, 0)


def test_a_bar_is_located_in_its_rows():
    canvas = draw(Bars("b", {"up": 0.5, "down": -0.5}, low=-1, high=1), 60, 9, DARK)
    for index, name in enumerate(("up", "down")):
        spot = canvas.locate(index, 0)
        rows = range(spot.row, spot.row + spot.height)
        assert any(canvas.lines()[row].startswith(name) for row in rows)
        assert all(bar_length(canvas, row, DARK.series[0]) > 50 for row in rows)
    assert canvas.locate(2, 0) is None
    assert canvas.locate(0, 1) is None


RUNS = Table(
    "runs",
    ["lr", "loss", "what happens"],
    [[0.18, 2.2e-9, "settles"], [0.2, 5.0, "bounces"], [0.21, 69000.0, "explodes"]],
)


def test_numbers_in_a_table_are_on_the_right_with_equal_digits():
    assert draw(RUNS, 32, 5, DARK).lines() == [
        "  lr    loss  what happens      ",
        "──────────────────────────      ",
        "0.18  2.2e-9  settles           ",
        "0.20     5.0  bounces           ",
        "0.21   69000  explodes          ",
    ]


def test_a_narrow_table_cuts_text_before_numbers():
    lines = draw(RUNS, 20, 5, DARK).lines()
    assert all("2.2e-9" in line or "lr" in line or "…" in line or "─" in line for line in lines[:3])
    assert lines[2].startswith("0.18  2.2e-9  ")
    assert fit_widths([10, 6], [3, 6], 14) == [6, 6]


def test_a_low_table_says_how_many_rows_are_missing():
    assert draw(RUNS, 40, 4, DARK).lines()[-1].startswith("… 2 more")


def test_text_is_wrapped_at_words():
    lines = draw(Text("t", "one two three\nfour"), 8, 4, DARK).lines()
    assert lines == ["one two ", "three   ", "four    ", "        "]


def test_text_that_is_cut_says_so():
    assert draw(Text("t", "one two three"), 5, 2, DARK).lines()[1].strip().endswith("…")
