"""Taking progress from one machine to another: everything as JSON data, and back without loss.

What is imported is merged: a row that is there already is not added again, the newest place and
plan count, and the cards are computed anew from all answers. The data holds numbers and texts;
nothing in it is ever run.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from tutor.study.cards import refresh_all
from tutor.study.columns import TABLES, Table, Untrue, check
from tutor.study.schema import VERSION
from tutor.study.store import Store
from tutor.study.tables import suggestion

KIND = "mlpath-tutor progress"
MERGE = {
    "visits": "ON CONFLICT (lesson) DO UPDATE SET scene = excluded.scene, at = excluded.at"
    " WHERE excluded.at > visits.at",
    "finished": "ON CONFLICT (lesson) DO UPDATE SET at = excluded.at"
    " WHERE excluded.at < finished.at",
    "plan": "ON CONFLICT (id) DO UPDATE SET at = excluded.at, start = excluded.start,"
    " hours = excluded.hours WHERE excluded.at > plan.at",
}
"""How a row meets the one that is there, in the tables that have one row for each thing."""


class NotProgress(Exception):
    """What was given is no export that can be taken in. The message says why and what to do."""


def exported(store: Store, now: float) -> dict[str, Any]:
    """Return everything that is remembered, as JSON data."""
    return store.together(lambda connection: everything(connection, now))


def everything(
    connection: sqlite3.Connection, now: float, lesson: str | None = None
) -> dict[str, Any]:
    """Return the rows of one lesson, or all, as JSON data; the plan belongs to no lesson."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for name, table in TABLES.items():
        if lesson is not None and "lesson" not in table:
            continue
        condition = "" if lesson is None else " WHERE lesson = ?"
        query = f"SELECT {_listed(table)} FROM {name}{condition} ORDER BY rowid"
        rows = connection.execute(query, () if lesson is None else (lesson,))
        tables[name] = [dict(zip(table, row, strict=True)) for row in rows]
    return {"kind": KIND, "version": VERSION, "exported": now, "tables": tables}


def as_text(content: Mapping[str, Any]) -> str:
    """Return exported data as JSON, a line for each row."""
    head = {name: value for name, value in content.items() if name != "tables"}
    lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    tables = []
    for name, rows in content["tables"].items():
        listed = ",\n  ".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
        tables.append(f" {json.dumps(name)}: [" + (f"\n  {listed}\n ]" if rows else "]"))
    return "{" + ",\n".join([*lines, '"tables": {\n' + ",\n".join(tables) + "\n}"]) + "}"


def parse(text: str) -> Mapping[str, Any]:
    """Read an export, whole and checked; raise `NotProgress` for one that cannot be used."""
    try:
        content = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        raise NotProgress(f"it is not JSON ({problem})") from None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise NotProgress('it is no export of progress; make one with "mlpath-tutor export FILE"')
    version = content.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise NotProgress(f"its version is {version!r}, which is none")
    if version > VERSION:
        raise NotProgress(
            f"version {version} of the program wrote it and this one reads up to {VERSION}; "
            "update mlpath-tutor"
        )
    tables = content.get("tables")
    if not isinstance(tables, dict):
        raise NotProgress("it has no tables")
    for name, rows in tables.items():
        if name not in TABLES:
            raise NotProgress(f"unknown table {name!r}{suggestion(name, TABLES)}")
        if not isinstance(rows, list):
            raise NotProgress(f"{name} is not a list of rows")
        for number, row in enumerate(rows, 1):
            try:
                check(TABLES[name], row)
            except Untrue as problem:
                raise NotProgress(f"{name}, row {number}: {problem}") from None
    return content


def merge(store: Store, content: Mapping[str, Any]) -> dict[str, int]:
    """Take in a parsed export, all of it or nothing; return how many rows each table gained."""

    def work(connection: sqlite3.Connection) -> dict[str, int]:
        gained = {name: _take(connection, name, rows) for name, rows in content["tables"].items()}
        refresh_all(connection)
        return gained

    return store.together(work)


def forget(connection: sqlite3.Connection, lesson: str) -> None:
    """Delete every row of a lesson, its cards included."""
    names = [name for name, table in TABLES.items() if "lesson" in table]
    for name in (*names, "cards"):
        connection.execute(f"DELETE FROM {name} WHERE lesson = ?", (lesson,))


def _take(connection: sqlite3.Connection, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert the rows that are not there yet; return how many changed something."""
    columns = _listed(TABLES[name])
    marks = ", ".join("?" * len(TABLES[name]))
    statement = f"INSERT INTO {name} ({columns}) VALUES ({marks}) {MERGE.get(name, '')}"
    present = set(connection.execute(f"SELECT {columns} FROM {name}"))
    gained = 0
    for row in rows:
        values = tuple(row[column] for column in TABLES[name])
        if values not in present:
            gained += connection.execute(statement, values).rowcount
            present.add(values)
    return gained


def _listed(table: Table) -> str:
    return ", ".join(table)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")
