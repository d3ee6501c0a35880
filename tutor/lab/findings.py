"""Findings: what in the environment stands in the way, and what to do about each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires

from tutor.lab.environment import Environment

USABLE = (80, 24)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be. `blocks`: the app cannot be used until it is."""

    blocks: bool
    what: str
    fix: str


def findings(environment: Environment, pins: dict[str, str] | None = None) -> list[Finding]:
    """Return what is wrong, the things that block the app first."""
    pins = pinned() if pins is None else pins
    found = [*_packages(environment, pins), *_terminal(environment), *_paths(environment)]
    return sorted(found, key=lambda finding: not finding.blocks)


def pinned() -> dict[str, str]:
    """Return the versions that this package asks for exactly, from its own metadata."""
    try:
        wanted = requires("mlpath-tutor") or []
    except PackageNotFoundError:
        return {}
    matches = (re.match(r"([\w.-]+)==([\w.]+)$", line) for line in wanted if ";" not in line)
    return {match[1]: match[2] for match in matches if match}


def _packages(environment: Environment, pins: dict[str, str]) -> Iterator[Finding]:
    versions = environment.versions
    for name, version in versions.items():
        if version is None:
            yield Finding(
                blocks=name not in ("mlpath-tutor", "torch", "scikit-learn"),
                what=f"{name} is not installed",
                fix=f"python -m pip install {name}",
            )
    for name, wanted in pins.items():
        version = versions.get(name)
        if version is not None and version != wanted:
            yield Finding(
                blocks=False,
                what=f"{name} {version} is not the {wanted} that this version was tested with",
                fix=f"python -m pip install {name}=={wanted}",
            )
    plotext = versions.get("plotext")
    if plotext is not None and int(plotext.split(".")[0]) >= 6:
        yield Finding(
            blocks=True,
            what=f"plotext {plotext} is another library under the same name",
            fix="python -m pip install 'plotext>=5.3.2,<6'",
        )
    problem = environment.devices["torch"].get("problem")
    if problem and versions.get("torch") is not None:
        yield Finding(False, f"torch does not load: {problem}", "python -m pip install -U torch")


def _terminal(environment: Environment) -> Iterator[Finding]:
    facts = environment.terminal
    if facts["TERM"] == "dumb":
        yield Finding(
            True,
            "TERM=dumb: this terminal cannot be drawn on",
            "use another terminal, or `mlpath-tutor run LESSON`",
        )
    if not facts["TERM"]:
        yield Finding(False, "TERM is not set", "export TERM=xterm-256color")
    width, height = facts["columns"], facts["lines"]
    if width < USABLE[0] or height < USABLE[1]:
        yield Finding(
            False,
            f"the terminal is {width}x{height}: below 80x24 panels do not fit",
            "make the window larger, or the font smaller",
        )
    if facts["encoding"].lower().replace("-", "") != "utf8":
        yield Finding(
            False,
            f"the encoding is {facts['encoding']}: curves and boxes need UTF-8",
            "export LC_ALL=C.UTF-8",
        )
    if facts["COLORTERM"] not in ("truecolor", "24bit") and not facts["NO_COLOR"]:
        over = " over ssh" if facts["ssh"] else " in tmux" if facts["tmux"] else ""
        if over:
            yield Finding(
                False,
                f"no COLORTERM{over}: colours drop to 256",
                "export COLORTERM=truecolor, if your terminal has 24-bit colour",
            )


def _paths(environment: Environment) -> Iterator[Finding]:
    paths = environment.paths
    if paths["state problem"]:
        yield Finding(
            False,
            f"state directory {paths['state']} cannot be written ({paths['state problem']}): "
            "progress would be lost",
            "set MLPATH_HOME to a folder you can write to",
        )
    if paths["lessons problem"]:
        yield Finding(True, f"the lessons cannot be read: {paths['lessons problem']}", _REINSTALL)
    for problem in paths["lessons left out"]:
        yield Finding(False, f"left out: {problem}", "mend it, or tell its author")
    if not paths["lessons problem"] and not paths["lessons found"]:
        yield Finding(True, f"no lessons in {paths['lessons']}", _REINSTALL)


_REINSTALL = "python -m pip install --force-reinstall --no-deps mlpath-tutor"
