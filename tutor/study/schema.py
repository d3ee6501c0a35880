"""The tables of the progress file, version by version.

A file says in `user_version` which version it is of. The steps it has missed are taken one after
another inside one transaction: a file is of one version or the next and never between two.
A step that has been released is never changed; what comes later is a new step.
"""

from __future__ import annotations

import sqlite3

PREDICTIONS_AND_PLACES = """
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
"""
QUIZ_CARDS_EXERCISES_NOTES_PLAN = """
CREATE TABLE quiz_answers (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    lesson TEXT NOT NULL,
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    place TEXT NOT NULL,
    showing INTEGER NOT NULL,
    try INTEGER NOT NULL,
    given TEXT NOT NULL,
    correct INTEGER NOT NULL,
    hinted INTEGER NOT NULL,
    seconds REAL NOT NULL,
    fast INTEGER NOT NULL,
    rating INTEGER NOT NULL
);
CREATE INDEX quiz_answers_of_a_card ON quiz_answers (lesson, kind, item);
CREATE TABLE cards (
    lesson TEXT NOT NULL,
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    due REAL NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (lesson, kind, item)
);
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    lesson TEXT NOT NULL,
    exercise TEXT NOT NULL,
    kind TEXT NOT NULL,
    sha TEXT NOT NULL,
    seconds REAL NOT NULL
);
CREATE INDEX attempts_of_an_exercise ON attempts (lesson, exercise);
CREATE TABLE passed_sources (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    lesson TEXT NOT NULL,
    exercise TEXT NOT NULL,
    sha TEXT NOT NULL,
    source TEXT NOT NULL
);
CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    lesson TEXT NOT NULL,
    about TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE TABLE plan (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at REAL NOT NULL,
    start TEXT NOT NULL,
    hours REAL NOT NULL
);
"""
STEPS = (PREDICTIONS_AND_PLACES, QUIZ_CARDS_EXERCISES_NOTES_PLAN)
VERSION = len(STEPS)


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of a database; 0 when it is empty."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database of this version or an earlier one to this version."""
    missed = STEPS[version_of(connection) :]
    if missed:
        script = "".join(missed)
        connection.executescript(
            f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {VERSION}; COMMIT;"
        )
