"""The progress file of an earlier version: brought to this one, whole or not at all."""

import sqlite3

import pytest
from stores import in_another_process, remembers_the_rest

from tutor.study.database import open_copy, open_file
from tutor.study.progress import Progress
from tutor.study.schema import VERSION, version_of

VERSION_1 = """
CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    lesson TEXT NOT NULL,
    prediction TEXT NOT NULL,
    choice TEXT NOT NULL,
    correct INTEGER NOT NULL,
    confidence INTEGER,
    params TEXT NOT NULL
);
CREATE TABLE visits (
    lesson TEXT PRIMARY KEY,
    scene INTEGER NOT NULL,
    at REAL NOT NULL
);
CREATE TABLE finished (
    lesson TEXT PRIMARY KEY,
    at REAL NOT NULL
);
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
INSERT INTO answers VALUES (1, 5.5, 'l', 'p', 'settles', 0, NULL, '{"lr": 0.21}');
INSERT INTO visits VALUES ('l', 3, 6.5);
INSERT INTO finished VALUES ('done', 7.5);
"""
"""A file as the first release wrote it. It is never changed."""


@pytest.fixture
def first(tmp_path):
    """The folder of a version 1 file with progress in it."""
    tmp_path.joinpath("state").mkdir()
    old = sqlite3.connect(tmp_path / "state" / "progress.sqlite3", isolation_level=None)
    old.executescript(VERSION_1)
    old.close()
    return tmp_path / "state"


def tables(path):
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL")
        found = dict(rows.fetchall())
    connection.close()
    return found


def keeps_what_version_1_knew(progress):
    (answer,) = progress.answers("l")
    assert (answer.prediction, answer.choice, answer.correct) == ("p", "settles", False)
    assert (answer.at, answer.confidence, answer.params) == (5.5, None, {"lr": 0.21})
    assert progress.last_place() == ("l", 3)
    return progress.state("done") == "done"


def test_a_file_of_version_1_is_migrated_with_everything_in_it(first):
    progress = Progress(first)
    assert progress.warning is None
    assert keeps_what_version_1_knew(progress)
    assert remembers_the_rest(progress.store)
    assert version_of(progress.store.connection) == VERSION
    progress.close()
    again = Progress(first)
    assert keeps_what_version_1_knew(again)
    again.close()


def test_a_migrated_file_has_the_tables_of_a_new_one(first, tmp_path):
    Progress(first).close()
    Progress(tmp_path / "new").close()
    assert tables(first / "progress.sqlite3") == tables(tmp_path / "new" / "progress.sqlite3")


def test_a_migration_that_fails_half_way_leaves_the_file_as_it_was(first):
    path = first / "progress.sqlite3"
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE plan (x)")  # the last one that the migration makes
    foreign.close()
    before = tables(path)
    progress = Progress(first)
    assert "table plan already exists" in progress.warning
    assert remembers_the_rest(progress.store)
    progress.close()
    assert tables(path) == before
    with sqlite3.connect(path) as foreign:
        foreign.execute("DROP TABLE plan")
    foreign.close()
    progress = Progress(first)
    assert keeps_what_version_1_knew(progress)
    progress.close()


def test_a_version_1_file_that_cannot_be_written_is_shown_from_a_migrated_copy(first):
    copy = open_copy(first / "progress.sqlite3")
    assert version_of(copy) == VERSION
    assert copy.execute("SELECT lesson FROM visits").fetchall() == [("l",)]
    assert copy.execute("SELECT COUNT(*) FROM cards").fetchone() == (0,)
    copy.close()
    with sqlite3.connect(first / "progress.sqlite3") as connection:
        assert version_of(connection) == 1
    connection.close()


def test_programs_that_migrate_together_migrate_once(first):
    code = """
        import sys
        from pathlib import Path
        from tutor.study.progress import Progress
        store = Progress(Path(sys.argv[1]))
        store.answer("l", sys.argv[2], "a", True, {})
        print(store.warning)
    """
    children = [in_another_process(code, first, name) for name in "abcd"]
    assert [child.communicate()[0].strip() for child in children] == ["None"] * 4
    progress = Progress(first)
    assert {a.prediction for a in progress.answers("l")} == {"p", *"abcd"}
    progress.close()


def test_a_program_that_has_version_1_open_goes_on_writing(first):
    old = sqlite3.connect(first / "progress.sqlite3", isolation_level=None)
    old.execute("SELECT * FROM visits").fetchall()
    connection, _ = open_file(first / "progress.sqlite3")
    old.execute("INSERT INTO answers VALUES (NULL, 9, 'l', 'late', 'a', 1, 2, '{}')")
    assert connection.execute("SELECT COUNT(*) FROM answers").fetchone() == (2,)
    old.close()
    connection.close()
