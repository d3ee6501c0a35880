"""What the painter writes makes a terminal show what is wanted, whatever it showed before."""

import numpy as np
import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from tutor.app.painting.ansi import changes
from tutor.app.painting.cells import CONTINUED, Cells, from_segments, glyphs, text_of
from tutor.app.painting.painter import Painter

WIDTH, HEIGHT = 12, 4
STYLES = [
    None,
    Style.parse("red"),
    Style.parse("bold #123456 on #654321"),
    Style.parse("reverse"),
    Style.parse("underline color(200) on color(17)"),
    Style.parse("italic on default"),
]
words = st.text("ab █▀⠿猫é한🙂 ", min_size=1, max_size=8)
parts = st.tuples(
    st.integers(0, HEIGHT - 1),
    st.integers(0, WIDTH - 1),
    words,
    st.sampled_from(STYLES),
    st.integers(0, 2),
)


def row(text, style=None, layer=0):
    cells = from_segments([Segment(text, style)], ColorSystem.TRUECOLOR)
    cells.layer[:] = layer
    return cells


def whole(painter, text=" "):
    for line in range(HEIGHT):
        painter.put(line, 0, row(text * WIDTH), 0, WIDTH)


def always(size):
    return True


class Terminal:
    def __init__(self):
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.stream = pyte.Stream(self.screen)

    def feed(self, text):
        self.stream.feed(text)
        return self

    @property
    def cells(self):
        """Every cell as it looks, the right halves of wide characters included."""
        default = self.screen.default_char
        return [
            [self.screen.buffer[y].get(x, default) for x in range(WIDTH)] for y in range(HEIGHT)
        ]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(parts, max_size=6), max_size=5))
def test_a_terminal_that_gets_the_differences_shows_what_a_fresh_one_shows(frames):
    painter, followed = Painter(), Terminal()
    painter.resize(WIDTH, HEIGHT)
    whole(painter)
    followed.feed(painter.frame(always))
    for frame in frames:
        for line, column, text, style, layer in frame:
            fits = text_of(glyphs(text)[: WIDTH - column])
            part = row(fits, style, layer)
            if len(part.glyph) and part.glyph[0] != CONTINUED:
                # as the compositor has it, no widget ends inside a wide character
                _heal(painter, line, column, column + len(part.glyph))
                painter.put(line, column, part, column, column + len(part.glyph))
        followed.feed(painter.frame(always))
        assert not painter.is_behind
        fresh = Terminal()
        every = np.ones((HEIGHT, WIDTH), bool)
        fresh.feed(changes(painter._wanted, every))
        assert followed.cells == fresh.cells


def _heal(painter, line, left, right):
    """Blank the halves that a part would leave of the wide characters at its ends."""
    glyph = painter._wanted.glyph[line]
    if glyph[left] == CONTINUED:
        painter.put(line, left - 1, row(" "), left - 1, left)
    if right < WIDTH and glyph[right] == CONTINUED:
        painter.put(line, right, row(" "), right, right + 1)


def test_nothing_is_written_when_nothing_changed():
    painter = Painter()
    painter.resize(WIDTH, HEIGHT)
    whole(painter, "x")
    painter.frame(always)
    whole(painter, "x")
    assert not painter.is_behind
    assert painter.frame(always) == ""


def test_one_changed_cell_costs_a_jump_and_a_character():
    painter = Painter()
    painter.resize(WIDTH, HEIGHT)
    whole(painter, "x")
    painter.frame(always)
    painter.put(2, 5, row("y"), 5, 6)
    assert painter.frame(always) == "\x1b[3;6Hy"


def test_many_updates_become_one_frame_and_none_is_lost():
    painter = Painter()
    painter.resize(WIDTH, HEIGHT)
    whole(painter)
    painter.frame(always)
    for number in range(50):
        painter.put(number % HEIGHT, number % WIDTH, row("z"), 0, WIDTH)
        painter.put(1, 1, row(str(number % 10)), 0, WIDTH)
    screen = Terminal().feed(painter.frame(always)).screen.display
    assert screen[1][1] == "9"
    assert sum(line.count("z") for line in screen) == 11


def test_the_interface_goes_ahead_and_leaves_the_pictures_for_later():
    painter = Painter()
    painter.resize(WIDTH, HEIGHT)
    whole(painter)
    painter.frame(always)
    painter.put(0, 0, row("word"), 0, 4)
    painter.put(1, 0, row("plot", layer=3), 0, 4)
    first = painter.interface()
    assert "word" in first
    assert "plot" not in first
    assert painter.is_behind
    assert "plot" in painter.frame(always)


def test_a_frame_that_is_too_long_is_cut_between_pictures_never_inside_one():
    painter = Painter()
    painter.resize(WIDTH, HEIGHT)
    whole(painter)
    painter.frame(always)
    for layer in (1, 2, 3):
        painter.put(layer, 0, row(" abc"[layer] * 8, layer=layer), 0, 8)
    painter.put(0, 0, row("key"), 0, 3)
    pieces = []
    while painter.is_behind:
        pieces.append(painter.frame(lambda size: size < 20))
    assert ["".join(x for x in ("key", "aaaa", "bbbb", "cccc") if x in p) for p in pieces] == [
        "key", "aaaa", "bbbb", "cccc"
    ]  # fmt: skip


def test_pictures_take_turns_when_not_all_of_them_fit():
    painter = Painter()
    painter.resize(WIDTH, HEIGHT)
    whole(painter)
    painter.frame(always)
    seen = []
    for number in range(6):
        for layer in (1, 2, 3):
            painter.put(layer, 0, row("abcdef"[number] * 8, layer=layer), 0, 8)
        piece = painter.frame(lambda size: False)
        seen.append(piece.partition("[")[2][0])  # the row: a layer has one of its own
    assert seen == ["2", "3", "4", "2", "3", "4"]


def test_after_another_program_had_the_terminal_every_cell_is_written_again():
    painter, terminal = Painter(), Terminal()
    painter.resize(WIDTH, HEIGHT)
    whole(painter, "x")
    terminal.feed(painter.frame(always))
    terminal.feed("\x1b[2Jsomebody else")
    painter.forget()
    terminal.feed(painter.frame(always))
    assert terminal.screen.display == ["x" * WIDTH] * HEIGHT


def test_what_nobody_asked_for_is_not_written_on_an_unknown_screen():
    painter = Painter()
    painter.resize(WIDTH, HEIGHT)
    painter.put(0, 3, row("only"), 3, 7)
    assert painter.frame(always) == "\x1b[1;4Honly"


def test_parts_are_cut_at_the_columns_and_at_the_borders():
    painter = Painter()
    painter.resize(WIDTH, HEIGHT)
    whole(painter)
    painter.put(0, -2, row("abcdef"), -2, 3)
    painter.put(1, 10, row("abcdef"), 10, 16)
    painter.put(9, 0, row("below"), 0, 5)
    screen = Terminal().feed(painter.frame(always)).screen.display
    assert screen[0].rstrip() == "cde"
    assert screen[1].endswith("ab")


def test_a_cluster_of_code_points_takes_one_place_and_comes_out_whole():
    text = "e\u0301x"
    assert len(glyphs(text)) == 2
    assert text_of(glyphs(text)) == text
    assert text_of(glyphs("猫x")) == "猫x"
    assert len(glyphs("猫x")) == 3


def test_an_empty_screen_is_fine():
    painter = Painter()
    painter.resize(0, 0)
    assert painter.frame(always) == ""
    assert isinstance(Cells.unknown(0, 0), Cells)
