import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.draw import DARK, draw
from tutor.draw.abilities import GLYPHS, abilities
from tutor.draw.canvas import Canvas
from tutor.draw.glyphs import length
from tutor.draw.palette import MONO
from tutor.draw.spelling import spell, spell_text
from tutor.engine.panels import Curve, Field


def waves() -> Canvas:
    t = np.linspace(0, 9, 200)
    return draw(Curve("c", {"sin": np.sin(t), "cos": np.cos(t)}), 60, 15, DARK)


def test_braille_is_the_picture_itself():
    canvas = waves()
    assert spell(canvas, "braille") is canvas


def test_in_blocks_every_quarter_with_a_dot_is_filled_and_no_other():
    quarters = {1: "▘", 2: "▘", 8: "▝", 16: "▝", 4: "▖", 64: "▖", 32: "▗", 128: "▗"}
    for bit, block in quarters.items():
        canvas = Canvas.blank(1, 1)
        canvas.put(0, 0, chr(0x2800 + bit))
        assert spell(canvas, "block").lines() == [block]
    canvas.put(0, 0, "⣿")
    assert spell(canvas, "block").lines() == ["█"]


def test_ascii_has_ninety_five_characters_and_one_cell_for_each():
    canvas = spell(waves(), "ascii")
    assert all(line.isascii() and line.isprintable() for line in canvas.lines())
    assert {len(line) for line in canvas.lines()} == {60}


def test_a_cell_is_empty_in_ascii_only_where_it_was_empty():
    before, after = waves(), spell(waves(), "ascii")
    assert ((before.glyph == " ") == (after.glyph == " ")).all()


def test_every_series_keeps_a_mark_of_its_own():
    marks = spell_text("●■◆▼★✚", "ascii")
    assert len(set(marks)) == 6


def test_density_tells_the_levels_of_a_field_without_a_colour():
    values = np.tile(np.linspace(0, 1, 50), (20, 1))
    panel = Field("f", values, (0, 1), (0, 1), levels=(9.0,))
    row = draw(panel, 60, 12, MONO, glyphs="ascii").lines()[5][4:]
    order = [MONO.shades.index(sign) for sign in row if sign in MONO.shades]
    assert order == sorted(order)
    assert len(set(order)) >= 8


@given(st.text(max_size=12), st.sampled_from(GLYPHS))
def test_text_keeps_its_width_whatever_it_holds(text: str, glyphs: str):
    cells = [character for character in text if length(character) == 1]
    assert len(spell_text("".join(cells), glyphs)) == len(cells)
    if glyphs == "ascii":
        assert spell_text("".join(cells), glyphs).isascii()


@pytest.mark.parametrize(
    ("variables", "color", "glyphs"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "truecolor", "braille"),
        ({"TERM": "xterm-256color"}, "256", "braille"),
        ({"TERM": "tmux-256color", "LANG": "en_US.UTF-8"}, "256", "braille"),
        ({"TERM": "xterm-kitty"}, "truecolor", "braille"),
        ({"TERM": "screen"}, "16", "braille"),
        ({"TERM": "linux"}, "16", "ascii"),
        ({"TERM": "vt100"}, "none", "braille"),
        ({"TERM": "dumb"}, "none", "braille"),
        ({}, "16", "braille"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "none", "braille"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256", "braille"),
        ({"TERM": "xterm", "LANG": "de_DE.ISO-8859-1"}, "16", "ascii"),
        ({"TERM": "xterm", "LC_ALL": "C.UTF-8", "LANG": "de_DE.ISO-8859-1"}, "16", "braille"),
        ({"TERM": "xterm", "LC_ALL": "C"}, "16", "braille"),
    ],
)
def test_what_a_terminal_can_is_read_from_its_own_facts(variables, color, glyphs):
    found = abilities(variables)
    assert (found.color, found.glyphs) == (color, glyphs)
