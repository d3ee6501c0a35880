"""The progress store when its file cannot be used: a lesson goes on, and nothing is overwritten."""

import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

import pytest
from stores import in_another_process, works

from tutor.study.progress import Progress
from tutor.study.schema import VERSION


def test_a_file_where_the_folder_should_be_costs_only_the_memory(tmp_path):
    (tmp_path / "state").write_text("I am a file")
    store = Progress(tmp_path / "state")
    assert store.warning.startswith(f"Progress is not kept: {tmp_path / 'state'}")
    assert "set MLPATH_HOME to a folder you can write to" in store.warning
    assert works(store)
    assert (tmp_path / "state").read_text() == "I am a file"
    store.close()


def test_a_folder_that_cannot_be_made_costs_only_the_memory():
    store = Progress(Path("/proc/nowhere") if sys.platform == "linux" else Path("/dev/null/x"))
    assert store.warning.startswith("Progress is not kept: ")
    assert works(store)
    store.close()


def test_a_read_only_folder_still_shows_what_was_kept():
    folder = Path(tempfile.mkdtemp())
    try:
        first = Progress(folder)
        first.visit("a", 4)
        first.close()
        for path in folder.iterdir():
            path.chmod(0o444)
        folder.chmod(0o555)
        code = """
            import os, sys
            from pathlib import Path
            import tutor.study.progress
            if os.geteuid() == 0:
                os.setuid(65534)  # root writes where it likes
            store = tutor.study.progress.Progress(Path(sys.argv[1]))
            store.visit("b", 1)
            print(store.place("a"), store.last_place(), store.warning)
        """
        said = in_another_process(code, folder).communicate()[0]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert said.startswith("4 ('b', 1) Progress is not kept: ")
    assert "Permission denied" in said


def test_a_full_disk_in_mid_lesson_loses_nothing_of_the_session(progress):
    progress.visit("a", 1)
    progress.answer("l", "before", "a", True, {})
    pages = progress.store.connection.execute("PRAGMA page_count").fetchone()[0]
    progress.store.connection.execute(f"PRAGMA max_page_count = {pages}")
    for n in range(400):
        progress.answer("l", f"p{n}", "a", True, {"lr": 0.1})
    assert "full" in progress.warning
    assert "free some space" in progress.warning
    kept = {answer.prediction for answer in progress.answers("l")}
    assert kept == {"before"} | {f"p{n}" for n in range(400)}
    assert progress.place("a") == 1


@pytest.mark.parametrize("rubbish", [b"not a database at all" * 100, b"\0" * 5000])
def test_a_corrupt_file_is_moved_aside_and_a_new_one_begun(tmp_path, rubbish):
    path = tmp_path / "progress.sqlite3"
    path.write_bytes(rubbish)
    (tmp_path / "progress.sqlite3.corrupt-1").write_text("an older one")
    store = Progress(tmp_path)
    aside = tmp_path / "progress.sqlite3.corrupt-2"
    assert aside.read_bytes() == rubbish
    assert str(aside) in store.warning
    assert works(store)
    store.close()
    again = Progress(tmp_path)
    assert again.warning is None
    assert again.last_place() == ("l", 3)
    again.close()


def test_a_file_with_a_damaged_page_is_moved_aside(tmp_path):
    store = Progress(tmp_path)
    for n in range(300):
        store.answer("l", f"p{n}", "a", True, {})
    store.close()
    content = bytearray(store.path.read_bytes())
    content[4096:12288] = os.urandom(8192)
    store.path.write_bytes(content)
    again = Progress(tmp_path)
    assert "corrupt-1" in again.warning
    assert works(again)
    again.close()


def test_processes_that_meet_a_corrupt_file_together_move_it_aside_once(tmp_path):
    (tmp_path / "progress.sqlite3").write_bytes(b"rubbish" * 1000)
    code = """
        import sys
        from pathlib import Path
        from tutor.study.progress import Progress
        store = Progress(Path(sys.argv[1]))
        store.answer("l", sys.argv[2], "a", True, {})
    """
    children = [in_another_process(code, tmp_path, name) for name in "abcd"]
    assert [child.wait() for child in children] == [0] * 4
    for child in children:
        child.stdout.close()
    assert len(list(tmp_path.glob("*.corrupt-*"))) == 1
    store = Progress(tmp_path)
    assert {answer.prediction for answer in store.answers("l")} == set("abcd")
    store.close()


def test_damage_in_mid_session_does_not_end_it(progress):
    for n in range(300):
        progress.answer("l", f"p{n}", "a", True, {})
    progress.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    progress.store.connection.execute("PRAGMA cache_size = 0")
    content = bytearray(progress.path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    with progress.path.open("r+b") as file:
        file.write(content)
    other = sqlite3.connect(progress.path)  # a commit from outside empties this one's cache
    other.execute(f"PRAGMA user_version = {VERSION}")
    other.commit()
    other.close()
    assert works(progress)
    assert "start again and the damaged file is moved aside" in progress.warning


def test_a_file_of_a_later_version_is_left_alone(tmp_path):
    path = tmp_path / "progress.sqlite3"
    later = sqlite3.connect(path)
    later.executescript("CREATE TABLE other (x); PRAGMA user_version = 7;")
    later.close()
    before = path.read_bytes()
    store = Progress(tmp_path)
    assert "version 7 of the program wrote it" in store.warning
    assert "update mlpath-tutor" in store.warning
    assert works(store)
    store.close()
    with sqlite3.connect(path) as same:
        assert same.execute("SELECT name FROM sqlite_master").fetchall() == [("other",)]
    same.close()
    assert len(path.read_bytes()) == len(before)


def test_a_store_that_was_closed_still_does_not_raise(progress):
    progress.close()
    assert works(progress)
