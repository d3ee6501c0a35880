import io

import pytest
from plain_lessons import talk_of

from tutor.plain.talk import Ended, Talk


def test_what_is_written_holds_no_control_character_whatever_was_said():
    talk, out = talk_of([])
    talk.say("a\x1b[31m\rb\x07\u009b c\u2028d")
    talk.show("    code\tend\x1b[0m")
    assert all(c.isprintable() or c == "\n" for c in out.getvalue())
    assert "code" in out.getvalue()


@pytest.mark.parametrize(("width", "longest"), [(0, 20), (60, 60), (500, 88)])
def test_lines_are_as_wide_as_the_terminal_and_no_wider_than_reading_likes(width, longest):
    talk, out = talk_of([], width)
    talk.say("word " * 100)
    assert longest - 5 <= max(map(len, out.getvalue().split("\n"))) <= longest


def test_a_pipe_reads_like_a_session():
    talk, out = talk_of(["run 5"])
    assert talk.ask(">") == "run 5"
    assert out.getvalue() == "> run 5\n"


@pytest.mark.parametrize(
    "line", [b"\xff\xfe\x00run", b"x" * 10_000, b"\xc3" * 1001, b"y" * 200_000]
)
def test_a_line_that_cannot_be_read_is_answered_and_asked_again(line):
    out = io.StringIO()
    talk = Talk(io.BytesIO(line + b"\nrun 5\n"), out, 80, echo=True)
    assert talk.ask(">") == "run 5"
    assert out.getvalue().count("Type it again.") == 1
    assert len(out.getvalue()) < 200


def test_a_line_of_the_longest_kind_is_read_to_its_end_and_no_further():
    talk, _ = talk_of(["z" * 1000, "next"])
    assert (talk.ask(">"), talk.ask(">")) == ("z" * 1000, "next")


def test_the_last_line_may_lack_its_newline_and_windows_may_write_it():
    talk = Talk(io.BytesIO(b"one\r\ntwo"), io.StringIO(), 80, echo=False)
    assert (talk.ask(">"), talk.ask(">")) == ("one", "two")
    with pytest.raises(Ended):
        talk.ask(">")


def test_no_input_at_all_is_an_end():
    with pytest.raises(Ended):
        Talk(None, io.StringIO(), 80, echo=True).ask(">")
