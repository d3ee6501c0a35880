"""The journal's file: whole, and never written over what somebody may have gone on writing."""

from datetime import date

import pytest

from tutor.study.journal_file import save_journal

DAY = date(2026, 11, 24)


def test_the_journal_is_saved_under_its_day(tmp_path):
    path = save_journal("# Journal\n\n- ∇\n", tmp_path / "new", DAY)
    assert path == tmp_path / "new" / "journal-2026-11-24.md"
    assert path.read_text(encoding="utf-8") == "# Journal\n\n- ∇\n"


def test_the_same_journal_twice_is_one_file(tmp_path):
    assert save_journal("a\n", tmp_path, DAY) == save_journal("a\n", tmp_path, DAY)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_was_edited_stays_as_it_is(tmp_path):
    first = save_journal("a\n", tmp_path, DAY)
    first.write_text("mine\n")
    second = save_journal("a\n", tmp_path, DAY)
    assert (first.read_text(), second.read_text()) == ("mine\n", "a\n")
    assert second.name == "journal-2026-11-24-2.md"
    (tmp_path / "journal-2026-11-24-3.md").mkdir()
    assert save_journal("b\n", tmp_path, DAY).name == "journal-2026-11-24-4.md"


def test_a_folder_that_cannot_be_written_is_the_callers_to_tell(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        save_journal("a\n", tmp_path / "file", DAY)
