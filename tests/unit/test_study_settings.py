"""Settings: the file holds what can be read of it, and a flag beats the file."""

import pytest

from tutor.app.main import able, prepare
from tutor.draw.abilities import Abilities
from tutor.study.settings import CHOICES, HELP, Settings, read_settings, write_settings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.toml"


def test_without_a_file_the_defaults_hold(path):
    assert read_settings({}, path) == Settings()


def test_what_is_written_is_read_again(path):
    wanted = Settings(theme="light", glyphs="ascii", motion="none", mouse="off")
    write_settings(wanted, path)
    assert read_settings({}, path) == wanted


def test_a_flag_beats_the_file(path):
    write_settings(Settings(theme="light", color="16"), path)
    found = read_settings({"theme": "mono", "color": None}, path)
    assert (found.theme, found.color) == ("mono", "16")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('them = "dark"', "no setting 'them': did you mean `theme`?"),
        ('theme = "pink"', "theme cannot be 'pink': it is one of auto, dark"),
        ("mouse = 3", "mouse cannot be 3: it is one of on, off"),
        ("theme = [1]", "theme cannot be [1]"),
        ("this is no TOML", "cannot be read"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_and_the_rest_holds(path, content, problem):
    path.write_text(f'motion = "basic"\n{content}\n')
    found = read_settings({}, path)
    assert problem in found.problems[0]
    assert found.theme == "auto"
    if "TOML" not in content:
        assert found.motion == "basic"


def test_a_file_of_bytes_is_said(path):
    path.write_bytes(b"\xff\xfe")
    assert "cannot be read" in read_settings({}, path).problems[0]


def test_every_setting_has_a_default_among_its_choices_and_a_help():
    assert set(CHOICES) == set(HELP) == set(Settings().chosen())
    assert all(value in CHOICES[name] for name, value in Settings().chosen().items())


def test_a_setting_knows_better_than_the_terminal():
    found = Abilities("truecolor", "braille")
    assert able(Settings(), found) == found
    assert able(Settings(color="256", glyphs="block"), found) == Abilities("256", "block")


@pytest.mark.parametrize(
    ("color", "system", "no_color"),
    [
        ("truecolor", "truecolor", None),
        ("256", "256", None),
        ("16", "standard", None),
        ("none", "standard", "1"),
    ],
)
def test_textual_is_told_how_many_colours_there_are(color, system, no_color):
    variables = {"NO_COLOR": ""}
    prepare(variables, Abilities(color, "braille"), Settings(motion="basic"))
    assert variables["TEXTUAL_COLOR_SYSTEM"] == system
    assert variables.get("NO_COLOR") == no_color
    assert variables["TEXTUAL_ANIMATIONS"] == "basic"
