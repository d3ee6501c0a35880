"""Reading assets/papers/*.toml. What is wrong in a file is said by file, place and key."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from tutor.lab.papers.paper import (
    OF,
    ORIGINS,
    RULES,
    SIDES,
    WORDS,
    Claim,
    Direction,
    Method,
    Paper,
    Setting,
)
from tutor.study.bibliography import bibliography
from tutor.study.places import assets_folder
from tutor.study.tables import LessonError, Table, read_toml, suggestion

MEASURES = "tutor.lab.papers.measures"
KEYS = ("id", "cite", "also", "about", "seeds", "deterministic", "setting", "claim", "method")
SETTING = ("name", "value", "source", "where")
CLAIM = ("id", "published", "unit", "where", "how", "measure", "of", "rule", "tolerance",
         "minutes", "direction", "expect", "reason")  # fmt: skip
METHOD = ("signature", "about", "stub")
MOST_MINUTES = 5.0
"""CPU minutes of the dearest row."""
MOST_SEEDS = 1000

One = TypeVar("One", bound=str)


class UnknownPaper(LookupError):
    """There is no paper of that name; the message offers the nearest."""


def papers_folder() -> Path:
    """Return the folder of the papers that ship with the program."""
    return assets_folder() / "papers"


def names(folder: Path | None = None) -> list[str]:
    """Return the names of all papers."""
    return sorted(path.stem for path in (folder or papers_folder()).glob("*.toml"))


def papers(folder: Path | None = None) -> list[Paper]:
    """Read every paper, oldest first. Raises `LessonError`."""
    folder = folder or papers_folder()
    found = [read_paper(folder / f"{name}.toml") for name in names(folder)]
    return sorted(found, key=lambda paper: (paper.references[0].year, paper.id))


def find(name: str, folder: Path | None = None) -> Paper:
    """Read the paper of that name. Raises `UnknownPaper` and `LessonError`."""
    folder = folder or papers_folder()
    known = names(folder)
    if name not in known:
        raise UnknownPaper(
            f"there is no paper {name!r}{suggestion(name, known) or '; papers lists them'}"
        )
    return read_paper(folder / f"{name}.toml")


def read_paper(path: Path) -> Paper:
    """Read one file. Raises `LessonError`."""
    data = read_toml(path)
    table = Table(data, path, "", KEYS)
    name = table.name("id")
    if name != path.stem:
        raise table.error(f"`id` is {name!r}; it must be the file's name, {path.stem!r}")
    known = bibliography()
    cited = (table.text("cite"), *table.texts("also"))
    for key in cited:
        if key not in known:
            raise table.error(f"no [{key}] in bibliography.toml{suggestion(key, known)}")
    deterministic = table.flag("deterministic") if table.has("deterministic") else False
    seeds = table.whole("seeds", 1, MOST_SEEDS)
    if deterministic and seeds != 1:
        raise table.error(f"`seeds` is {seeds}, but nothing is drawn: it must be 1")
    if not deterministic and seeds < 2:
        raise table.error("`seeds` is 1: an interval needs 2, or `deterministic = true`")
    claims = tuple(_claim(row, deterministic) for row in table.tables("claim", CLAIM))
    if not claims:
        raise table.error("there is no [[claim]]")
    return Paper(
        id=name,
        references=tuple(known[key] for key in cited),
        about=table.line("about"),
        seeds=seeds,
        deterministic=deterministic,
        settings=tuple(_setting(row) for row in table.tables("setting", SETTING, "name")),
        claims=claims,
        method=_method(table.child("method", METHOD)),
        module=f"{MEASURES}.{name.replace('-', '_')}",
        sha=hashlib.sha256(path.read_bytes()).hexdigest()[:16],
    )


def _setting(row: Table) -> Setting:
    source = _one_of(row, "source", ORIGINS)
    return Setting(row.line("name"), row.line("value"), source, row.line("where"))


def _claim(row: Table, deterministic: bool) -> Claim:
    of = _one_of(row, "of", OF, "mean")
    rule = _one_of(row, "rule", RULES, "within")
    expect = _one_of(row, "expect", WORDS, "matched")
    if of != "mean" and deterministic:
        raise row.error(f'`of` is "{of}", and nothing is drawn: leave it out')
    if of == "one run" and (rule != "within" or row.has("tolerance")):
        raise row.error("one run is held against the range of ours: no `rule`, no `tolerance`")
    if row.has("tolerance") and rule != "within":
        raise row.error(f'`tolerance` belongs to the rule "within", not to "{rule}"')
    if rule == "within" and of != "one run" and not row.has("tolerance"):
        raise row.error("`tolerance` is missing: how far off is still the same?")
    reason = row.line("reason") if row.has("reason") else ""
    if expect != "matched" and not reason:
        raise row.error(f'`reason` is missing, and the row expects "{expect}"')
    published = _finite(row, "published")
    if of == "geometric mean" and published <= 0:
        raise row.error("`published` must be above 0 for a geometric mean")
    return Claim(
        id=row.name("id"),
        published=published,
        unit=row.line("unit") if row.has("unit") else "",
        where=row.line("where"),
        how=row.line("how"),
        measure=row.text("measure"),
        of=of,
        rule=rule,
        tolerance=_finite(row, "tolerance", 0.0) if row.has("tolerance") else 0.0,
        minutes=_minutes(row),
        direction=_direction(row) if row.has("direction") else None,
        expect=expect,
        reason=reason,
    )


def _minutes(row: Table) -> float:
    minutes = _finite(row, "minutes", 0.0)
    if not 0.0 < minutes <= MOST_MINUTES:
        raise row.error(f"`minutes` is {minutes:g}; a row has at most {MOST_MINUTES:g}, above 0")
    return minutes


def _direction(row: Table) -> Direction:
    data: Any = row.table("direction")
    if len(data) != 1 or next(iter(data)) not in SIDES:
        raise row.error("`direction` must be { above = NUMBER } or { below = NUMBER }")
    inner = row.child("direction", SIDES)
    side = next(side for side in SIDES if inner.has(side))
    return Direction(side, _finite(inner, side))


def _method(table: Table) -> Method:
    """Read the method; its stub is made to have the signature that is shown."""
    signature, stub = table.line("signature"), table.text("stub")
    shown = _function(table, "signature", f"def {signature}: ...")
    written = _function(table, "stub", stub)
    if (shown.name, ast.dump(shown.args)) != (written.name, ast.dump(written.args)):
        raise table.error("`stub` does not define what `signature` says")
    parameters = tuple(argument.arg for argument in (*shown.args.posonlyargs, *shown.args.args))
    return Method(shown.name, signature, table.line("about"), stub + "\n", parameters)


def _function(table: Table, key: str, text: str) -> ast.FunctionDef:
    try:
        found = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    except SyntaxError as problem:
        raise table.error(f"`{key}` is no Python: {problem.msg}") from None
    if len(found) != 1:
        raise table.error(f"`{key}` must define one function, not {len(found)}")
    return found[0]


def _finite(row: Table, key: str, least: float | None = None) -> float:
    value = row.number(key)
    if not isfinite(value) or (least is not None and value < least):
        above = "" if least is None else f" of at least {least:g}"
        raise row.error(f"`{key}` is {value:g}; it must be a number{above}")
    return value


def _one_of(row: Table, key: str, allowed: Iterable[One], default: One | None = None) -> One:
    if default is not None and not row.has(key):
        return default
    value, allowed = row.text(key), tuple(allowed)
    for word in allowed:
        if word == value:
            return word
    listed = ", ".join(f'"{word}"' for word in allowed)
    raise row.error(f"`{key}` is {value!r}; it must be one of {listed}{suggestion(value, allowed)}")


__all__ = ["LessonError", "UnknownPaper", "find", "names", "papers", "papers_folder", "read_paper"]
