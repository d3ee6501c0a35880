"""The bibliography: what a `[@key]` in a lesson stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tutor.study.places import assets_folder
from tutor.study.tables import Table, read_toml


@dataclass(frozen=True)
class Reference:
    """A source. `author` is "Surname, Given; Surname, Given"; `where` says where to find it."""

    author: str
    year: int
    title: str
    where: str

    @property
    def label(self) -> str:
        """The source in running text: "Nesterov 2018", "Cohen et al. 2021"."""
        surnames = [name.split(",")[0].strip() for name in self.author.split(";")]
        if len(surnames) > 2:
            return f"{surnames[0]} et al. {self.year}"
        return f"{' and '.join(surnames)} {self.year}"


def bibliography(path: Path | None = None) -> Mapping[str, Reference]:
    """Read every reference by its key, by default those that ship with the course."""
    path = path or assets_folder() / "bibliography.toml"
    found = {}
    for key, data in read_toml(path).items():
        table = Table(data, path, key, ("author", "year", "title", "where"))
        found[key] = Reference(
            table.line("author"),
            table.whole("year", 1600, 2100),
            table.line("title"),
            table.line("where"),
        )
    return found
