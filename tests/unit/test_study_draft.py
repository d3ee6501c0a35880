"""A draft shares its file with others, and loses nothing of either side."""

import os

import pytest

from tutor.study.draft import Draft, DraftError
from tutor.study.places import state_directory


@pytest.fixture
def path(tmp_path):
    place = tmp_path / "work" / "descent.py"
    place.parent.mkdir()
    place.write_bytes(b"a = 1\n")
    return place


@pytest.fixture
def draft(path):
    draft = Draft(path)
    draft.read()
    return draft


def test_a_save_writes_the_text_with_its_last_newline(draft, path):
    assert draft.save("a = 2") is None
    assert path.read_bytes() == b"a = 2\n"
    assert draft.text == "a = 2"
    assert not draft.has_news()


def test_a_save_over_a_changed_file_goes_beside_it(draft, path):
    path.write_text("a = 3\n")
    assert draft.has_news()
    beside = draft.save("a = 2\n")
    assert beside == path.with_name("descent.py.mine")
    assert beside.read_text() == "a = 2\n"
    assert path.read_text() == "a = 3\n"


def test_what_is_beside_is_not_overwritten_either(draft, path):
    path.write_text("a = 3\n")
    first, second = draft.save("a = 2\n"), draft.save("a = 4\n")
    assert first.read_text() == "a = 2\n"
    assert second.read_text() == "a = 4\n"
    assert first != second


def test_a_file_that_was_only_touched_has_no_news(draft, path):
    os.utime(path, (1, 1))
    assert not draft.has_news()


def test_a_change_of_one_letter_is_news(draft, path):
    path.write_text("a = 9\n")
    assert draft.has_news()
    assert draft.read() == "a = 9\n"
    assert not draft.has_news()


def test_a_file_that_is_gone_is_written_anew_with_its_folder(draft, path):
    path.unlink()
    path.parent.rmdir()
    assert draft.has_news()
    assert draft.is_gone
    draft.accept_absence()
    assert not draft.has_news()
    draft.save("a = 2\n")
    assert path.read_text() == "a = 2\n"


def test_a_file_that_came_back_by_another_hand_is_not_overwritten(draft, path):
    path.unlink()
    draft.accept_absence()
    path.write_text("a = 3\n")
    assert draft.save("a = 2\n") is not None
    assert path.read_text() == "a = 3\n"


def test_windows_line_ends_stay(path):
    path.write_bytes(b"a = 1\r\nb = 2\r\n")
    draft = Draft(path)
    text = draft.read()
    draft.save(text.replace("1", "5"))
    assert path.read_bytes() == b"a = 5\r\nb = 2\r\n"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a\rb"])
def test_a_file_that_is_no_text_is_an_error_with_words(path, content):
    path.write_bytes(content)
    with pytest.raises(DraftError, match=r"descent\.py"):
        Draft(path).read()


def test_a_save_that_fails_says_why_and_leaves_the_file(draft, path):
    path.unlink()
    path.mkdir()
    with pytest.raises(DraftError, match="cannot be written"):
        draft.save("a = 2\n")
    assert list(path.parent.iterdir()) == [path]


def test_half_a_character_is_an_error_with_words(draft, path):
    with pytest.raises(DraftError, match="half a character"):
        draft.save("a = '\ud800'\n")
    assert path.read_text() == "a = 1\n"


def test_a_draft_is_rescued_into_one_copy_of_its_own(draft, path):
    first = draft.rescue("a = 2\n")
    assert draft.rescue("a = 4\n") == first
    assert first.read_text() == "a = 4\n"
    other = Draft(path)
    assert other.rescue("a = 8\n") != first


def test_a_rescue_that_fails_is_none(draft):
    state_directory().parent.mkdir(parents=True, exist_ok=True)
    state_directory().write_text("in the way")
    assert draft.rescue("a = 2\n") is None
