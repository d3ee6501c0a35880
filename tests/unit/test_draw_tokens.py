import re

import numpy as np
import pytest

from tutor.draw import DARK, draw
from tutor.draw.canvas import DEFAULT, Canvas
from tutor.draw.palette import MONO
from tutor.engine.panels import Tokens

TEXT = (
    "Once upon a time, there was a little girl named Lily. She loved unbelievable stories.\n\n"
    "One day her mother said: do not open the red door! Lily nodded, but she could not sleep."
)
TOKENS = re.findall(r" ?\w{1,6}| ?[^\w\s]|\n", TEXT)
VALUES = np.random.default_rng(0).random(len(TOKENS))


def shown(canvas: Canvas, token: int) -> str:
    spot = canvas.locate(token, 0)
    assert spot is not None
    return canvas.lines()[spot.row][spot.column : spot.column + spot.width]


def level(canvas: Canvas, token: int) -> int:
    spot = canvas.locate(token, 0)
    backs = set(canvas.back[spot.row, spot.column : spot.column + spot.width].tolist())
    assert len(backs) == 1
    return DARK.sequential.index(backs.pop())


@pytest.mark.parametrize("size", [(58, 16), (100, 30), (24, 20)])
def test_the_text_can_be_read_in_order(size: tuple[int, int]):
    canvas = draw(Tokens("t", TOKENS, VALUES), *size, DARK)
    assert "".join(shown(canvas, token) for token in range(len(TOKENS))) == TEXT.replace("\n", "⏎")
    spots = [canvas.locate(token, 0) for token in range(len(TOKENS))]
    places = [(spot.row, spot.column) for spot in spots]
    assert places == sorted(set(places))


def test_the_shade_of_every_token_is_that_of_its_value():
    canvas = draw(Tokens("t", TOKENS, VALUES, low=0, high=1), 58, 16, DARK)
    for token, value in enumerate(VALUES):
        assert abs(level(canvas, token) - value * 16) <= 1
    ends = draw(Tokens("t", TOKENS, VALUES), 58, 16, DARK)
    assert level(ends, int(VALUES.argmin())) == 0
    assert level(ends, int(VALUES.argmax())) == 15


def test_a_space_is_seen_as_part_of_its_token():
    canvas = draw(Tokens("t", ["a", " b"], np.array([0.0, 1.0])), 20, 4, DARK)
    assert canvas.back[0, :4].tolist() == [
        DARK.sequential[0],
        DARK.sequential[15],
        DARK.sequential[15],
        DEFAULT,
    ]


def test_a_line_break_is_shown_and_ends_its_line():
    canvas = draw(Tokens("t", ["a\n", "b", "\n\n", "c"], np.arange(4.0)), 20, 9, DARK)
    assert [line.rstrip() for line in canvas.lines()[:4]] == ["a⏎", "b⏎", "⏎", "c"]


def test_a_token_moves_to_the_next_line_whole_and_is_split_only_when_longer_than_one():
    canvas = draw(Tokens("t", ["abcd", "efghi", "j" * 14], np.arange(3.0)), 8, 9, DARK)
    assert [line.rstrip() for line in canvas.lines()[:4]] == ["abcd", "efghi", "jjjjjjjj", "jjjjjj"]
    assert canvas.locate(2, 0).row == 2


def test_a_token_without_a_value_has_no_shade():
    canvas = draw(Tokens("t", ["a", "b", "c"], np.array([0.2, np.nan])), 30, 4, DARK)
    assert (canvas.back[0, :3] == DEFAULT).tolist() == [False, True, True]


def test_values_beyond_the_ends_get_the_end_shades_and_infinite_ones_are_counted():
    values = np.array([-np.inf, -3.0, 0.5, 7.0, np.inf])
    canvas = draw(Tokens("t", list("abcde"), values, low=0, high=1), 58, 6, DARK)
    assert [level(canvas, token) for token in (0, 1, 3, 4)] == [0, 0, 15, 15]
    assert "! 2 infinite" in canvas.lines()[-1]


@pytest.mark.parametrize("palette", [DARK, MONO])
@pytest.mark.parametrize("size", [(36, 7), (20, 4), (58, 5)])
def test_the_newest_tokens_are_kept_and_the_earlier_ones_counted(size, palette):
    canvas = draw(Tokens("t", TOKENS, VALUES), *size, palette)
    visible = [token for token in range(len(TOKENS)) if canvas.locate(token, 0)]
    assert visible == list(range(visible[0], len(TOKENS)))
    assert canvas.lines()[0].rstrip() == f"… {visible[0]} earlier tokens"
    assert visible[0] > 0


def test_a_new_token_moves_no_other_until_the_panel_is_full():
    spots: list = []
    for count in range(1, 40):
        canvas = draw(Tokens("t", TOKENS[:count], VALUES[:count]), 58, 9, DARK)
        before, spots = spots, [canvas.locate(token, 0) for token in range(count)]
        assert spots[:-1] == before


def test_a_very_long_text_shows_its_end():
    tokens = [" word"] * 9000 + [" end"]
    canvas = draw(Tokens("t", tokens, np.zeros(9001)), 58, 16, DARK)
    first = next(token for token in range(9001) if canvas.locate(token, 0))
    assert canvas.lines()[0].startswith(f"… {first} earlier tokens")
    assert shown(canvas, 9000) == " end"
    assert (canvas.glyph[1:14] != " ").any(axis=1).all()


def test_the_last_row_says_what_the_shades_mean():
    canvas = draw(Tokens("t", TOKENS, VALUES, "p(next)", 0.0, 0.5), 58, 16, DARK)
    legend = canvas.lines()[-1]
    assert legend.startswith("p(next) 0 ")
    assert legend.rstrip().endswith(" 0.5")
    ramp = [back for back in canvas.back[-1].tolist() if back != DEFAULT]
    assert list(dict.fromkeys(ramp)) == list(DARK.sequential)


def test_without_colours_a_digit_below_each_token_says_its_level():
    canvas = draw(Tokens("t", TOKENS, VALUES, low=0, high=1), 58, 30, MONO)
    lines = canvas.lines()
    for token, (text, value) in enumerate(zip(TOKENS, VALUES, strict=True)):
        spot = canvas.locate(token, 0)
        indent = len(text) - len(text.lstrip(" "))
        assert lines[spot.row + 1][spot.column + indent] == str(int(value * 10))
        assert spot.height == 2
    assert "0 = 0 … 9 = 1" in lines[-1]
    assert (canvas.back == DEFAULT).all()


def test_the_shades_hold_still_while_the_values_stay_between_the_ends():
    first = draw(Tokens("t", TOKENS, VALUES), 58, 16, DARK)
    fewer = np.clip(VALUES, 0.2, 0.8)
    again = draw(Tokens("t", TOKENS, fewer), 58, 16, DARK, first.axes)
    assert again.axes == first.axes
    wider = draw(Tokens("t", TOKENS, VALUES * 2), 58, 16, DARK, first.axes)
    assert wider.axes.x[1] >= VALUES.max() * 2


def test_a_token_without_letters_takes_a_cell():
    canvas = draw(Tokens("t", ["a", "", "b"], np.arange(3.0)), 20, 4, DARK)
    assert canvas.lines()[0].rstrip() == "a·b"
