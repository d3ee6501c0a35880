"""Read TOML with checks: each wrong key, type or value becomes one sentence that names its file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import tomli

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class LessonError(Exception):
    """A lesson's files are not what they must be. The message names the file and what is wrong."""


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ": did you mean `x`?" when a known word is near, else an empty string."""
    near = get_close_matches(word, list(known), n=1)
    return f": did you mean `{near[0]}`?" if near else ""


class Table:
    """One TOML table, read key by key. `where` says which one it is, in the author's words."""

    def __init__(
        self, data: Mapping[str, Any], path: Path, where: str, known: Iterable[str]
    ) -> None:
        self.data, self.path, self.where = data, path, where
        known = set(known)
        for key in data:
            if key not in known:
                raise self.error(f"unknown key `{key}`{suggestion(key, known)}")

    def error(self, message: str) -> LessonError:
        """Build the error for this table."""
        return LessonError(f"{self.path}: {self.where + ': ' if self.where else ''}{message}")

    def has(self, key: str) -> bool:
        """Say whether the author wrote `key`."""
        return key in self.data

    def get(self, key: str) -> Any:
        """Return a value of any type; it must be there."""
        if key not in self.data:
            raise self.error(f"`{key}` is missing")
        return self.data[key]

    def text(self, key: str) -> str:
        """Return a non-empty string, its outer white space removed."""
        value = self.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"`{key}` must be text, not {value!r}")
        return value.strip()

    def line(self, key: str) -> str:
        """Return a string as one line: an author may wrap it as the file needs."""
        return " ".join(self.text(key).split())

    def name(self, key: str) -> str:
        """Return a lasting name: small letters and digits, the words joined by hyphens."""
        value = self.text(key)
        if not NAME.fullmatch(value):
            raise self.error(
                f"`{key}` is {value!r}; a name has small letters, digits and hyphens between words"
            )
        return value

    def whole(self, key: str, low: int, high: int | None = None) -> int:
        """Return an integer from `low` to `high`."""
        value = self.get(key)
        allowed = f"from {low} to {high}" if high is not None else f"of at least {low}"
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(f"`{key}` must be a whole number {allowed}, not {value!r}")
        if value < low or (high is not None and value > high):
            raise self.error(f"`{key}` is {value}; it must be a whole number {allowed}")
        return value

    def number(self, key: str) -> float:
        """Return a number as a float."""
        value = self.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(f"`{key}` must be a number, not {value!r}")
        return float(value)

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self.get(key)
        if not isinstance(value, bool):
            raise self.error(f"`{key}` must be true or false, not {value!r}")
        return value

    def child(self, key: str, known: Iterable[str]) -> Table:
        """Return a sub-table to read key by key."""
        return Table(self.table(key), self.path, f"{self.where} {key}".strip(), known)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; an absent key is an empty list."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(f"`{key}` must be a list of texts, not {value!r}")
        return tuple(item.strip() for item in value)

    def table(self, key: str) -> Mapping[str, Any]:
        """Return a sub-table; an absent key is an empty one."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise self.error(f"`{key}` must be a table, not {value!r}")
        return value

    def settings(self, key: str) -> Mapping[str, bool | int | float | str]:
        """Return a sub-table of plain values, such as a simulation's parameters."""
        values = self.table(key)
        for name, value in values.items():
            if not isinstance(value, bool | int | float | str):
                raise self.error(f"`{key}.{name}` must be a number, text, true or false")
        return values

    def tables(self, key: str, known: Iterable[str], name: str = "id") -> Iterator[Table]:
        """Yield the tables of a `[[key]]` list, each called by its `name` key, which no two share.

        With an empty `name` they are called by their position.
        """
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(f"`{key}` must be written as [[{key}]]")
        known, seen = set(known), set()
        for position, item in enumerate(value, 1):
            label = item.get(name, position) if name else position
            where = f"{self.where} {key} {label!r}".strip()
            if label in seen:
                raise self.error(f"two [[{key}]] have the {name} {label!r}")
            seen.add(label)
            yield Table(item, self.path, where, known)


def read_toml(path: Path) -> Mapping[str, Any]:
    """Return the contents of a TOML file."""
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LessonError(f"{path}: the file is missing") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise LessonError(f"{path}: not valid TOML: {problem}") from None
