import pytest

from tutor.plain.commands import COMMANDS, FORMS, HELP, KEYS, Unclear, read, whole


@pytest.mark.parametrize(
    ("line", "name", "rest"),
    [
        ("", "next", ""),
        ("   ", "next", ""),
        ("run 50", "run", "50"),
        ("RU   50 steps", "run", "50 steps"),
        ("desc the edge", "describe", "the edge"),
        ("d 2", "describe", "2"),
        ("q", "quit", ""),
        (".", "run", "1"),
        ("r", "restart", ""),
        ("p", "parameters", ""),
        ("n", "next", ""),
        ("nu", "numbers", ""),
        ("set lr 0.1", "set", "lr 0.1"),
        ("list", "lessons", ""),
        ("?", "help", ""),
    ],
)
def test_a_line_is_read_by_the_first_letters_of_its_command(line, name, rest):
    order = read(line)
    assert (order.name, order.rest) == (name, rest)


def test_letters_that_fit_two_commands_name_both():
    with pytest.raises(Unclear, match=r"^s could be set or seed\.$"):
        read("s 3")


def test_an_unknown_word_is_answered_with_the_nearest_and_the_whole_list():
    with pytest.raises(Unclear) as refusal:
        read("descrbe")
    assert "There is no command 'descrbe'. Did you mean describe?" in str(refusal.value)
    assert FORMS in str(refusal.value)


def test_a_long_or_hostile_word_is_shortened_and_spelt_out():
    with pytest.raises(Unclear) as refusal:
        read("\x1b]0;" + "x" * 900)
    assert "\x1b" not in str(refusal.value)
    assert len(str(refusal.value)) < 400


def test_the_help_names_every_command_and_no_key_leads_nowhere():
    assert all(f"{command.form}: {command.help}." in HELP for command in COMMANDS)
    assert all(read(key).name == meaning.split()[0] for key, meaning in KEYS.items())


@pytest.mark.parametrize("text", ["", "0", "-1", "11", "1.5", "nan", "x", "9" * 900])
def test_what_is_no_whole_number_in_range_is_answered_with_an_example(text):
    with pytest.raises(Unclear, match=r"whole number from 1 to 10.*as in: run 5"):
        whole(text, None, 1, 10, "run 5")


def test_a_number_may_be_left_out_where_there_is_a_standard():
    assert whole("", 1, 1, 10, "back 5") == 1
    assert whole("7 steps", 1, 1, 10, "back 5") == 7
