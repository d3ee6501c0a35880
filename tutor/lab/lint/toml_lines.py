"""Where things stand in a TOML file: the parsed data has no line numbers, and an author needs them.

Enough of the grammar is known to find what the reader complains about: headers, keys at the
beginning of a line, texts over several lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEADER = re.compile(r"\s*(\[{1,2})\s*([\w.\-\"' ]+?)\s*\]{1,2}\s*(#.*)?$")
KEY = re.compile(r"\s*([\w-]+)\s*=")
PLACE = re.compile(r"([\w-]+)(?: (?:'([^']*)'|(\d+)))?")
QUOTED = re.compile(r"`([\w-]+)")


@dataclass
class Section:
    """The lines below one header, up to the next: its key, what it is called, its own keys."""

    key: tuple[str, ...]
    line: int
    parent: Section | None
    position: int
    keys: dict[str, int]
    names: dict[str, str]


class TomlLines:
    """The lines of one file; counted from 1."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.sections = [Section((), 1, None, 1, {}, {})]
        open_text = ""
        for number, line in enumerate(self.lines, 1):
            if not open_text and not line.lstrip().startswith("#"):
                self._meet(number, line)
            for mark in re.findall(r'"""|\'\'\'', line):
                if not open_text:
                    open_text = mark
                elif mark == open_text:
                    open_text = ""

    def place(self, where: str, key: str = "") -> int:
        """Return the line of a table, or of its key, as the reader names it.

        where: such as "exercise 'gradient-step' case 2", which is how an error begins.
        """
        section = self.sections[0]
        for kind, name, position in PLACE.findall(where):
            section = self._below(section, kind, name, position) or section
        return section.keys.get(key, section.line)

    def named_in(self, message: str) -> int:
        """Return the line that an error of the reader is about."""
        where, colon, what = message.partition(": ")
        if not colon or "`" in where:
            where, what = "", message
        quoted = QUOTED.search(what)
        return self.place(where, quoted[1] if quoted else "")

    def statement(self, key: str) -> tuple[int, int]:
        """Return the first and the last line of a statement before the first header."""
        first = self.sections[0].keys[key]
        others = [line for line in self.sections[0].keys.values() if line > first]
        others += [section.line for section in self.sections[1:]]
        last = min(others, default=len(self.lines) + 1) - 1
        while last > first and self.lines[last - 1].lstrip()[:1] in ("", "#"):
            last -= 1
        return first, last

    def _meet(self, number: int, line: str) -> None:
        header, assignment = HEADER.match(line), KEY.match(line)
        if header:
            key = tuple(part.strip(" \"'") for part in header[2].split("."))
            parent = self._parent(key)
            twins = [s for s in self.sections if s.key == key and s.parent is parent]
            self.sections.append(Section(key, number, parent, len(twins) + 1, {}, {}))
        elif assignment:
            section, key_name = self.sections[-1], assignment[1]
            section.keys.setdefault(key_name, number)
            text = re.match(r"\s*[\"']([^\"']*)[\"']", line[assignment.end() :])
            if text:
                section.names[key_name] = text[1]

    def _parent(self, key: tuple[str, ...]) -> Section:
        own = (s for s in reversed(self.sections) if s.key == key[:-1])
        return next(own, self.sections[0])

    def _below(self, above: Section, kind: str, name: str, position: str) -> Section | None:
        for section in self.sections:
            if kind == "choice" and section.key[-2:] == ("choices", name):
                if section.key[0] == above.key[0] and section.line > above.line:
                    return section
            elif section.key[-1:] == (kind,) and section.parent is above:
                called = section.names.get("id", "") == name if name else True
                if called and (not position or section.position == int(position)):
                    return section
        return None
