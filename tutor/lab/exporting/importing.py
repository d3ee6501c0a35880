"""The imports of a script: each once, Python's own first, and one thread before the others."""

from __future__ import annotations

from collections.abc import Iterable
from sys import stdlib_module_names

from tutor.lab.exporting import parts
from tutor.lab.exporting.library import External
from tutor.lab.exporting.naming import Names


def imports(externals: Iterable[External], names: Names) -> str:
    """Return the import statements for what a script uses of packages."""
    found = {_Import(one, names.of_external(one)) for one in externals}
    own = [one for one in found if one.package in stdlib_module_names]
    foreign = [one for one in found if one.package not in stdlib_module_names]
    return f"{_lines(own)}\n{parts.ONE_THREAD}\n{_lines(foreign)}"


class _Import:
    """One thing that is imported, under the name that it has in the script."""

    def __init__(self, external: External, name: str) -> None:
        self.module, self.package = external.module, external.package
        self.member = external.name
        plain = self.member or (self.package if name == self.package else self.module)
        self.alias = "" if name == plain else f" as {name}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Import) and hash(self) == hash(other)

    def __hash__(self) -> int:
        return hash((self.module, self.member, self.alias))


def _lines(found: Iterable[_Import]) -> str:
    plain, members = set[str](), dict[str, list[str]]()
    for one in found:
        if one.member:
            members.setdefault(one.module, []).append(one.member + one.alias)
        else:
            plain.add(f"import {one.module}{one.alias}")
    lines = sorted(plain)
    for module in sorted(members):
        lines.append(f"from {module} import {', '.join(sorted(members[module], key=_rank))}")
    return "".join(f"{line}\n" for line in lines)


def _rank(member: str) -> tuple[int, str]:
    """Order constants, then classes, then functions, as import sorters do."""
    name = member.split()[0]
    return (0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2), name
