"""The receipt of a replication: what was measured with which seeds, by which code, on what machine.

It is JSON, and it is what is kept of the last replication of each paper, beside the progress.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tutor.engine import chain
from tutor.engine.files import write_whole
from tutor.engine.receipt import to_hex
from tutor.lab.papers.measuring import Seed
from tutor.lab.papers.paper import Paper
from tutor.lab.papers.replication import Replication
from tutor.study.places import state_directory

FORMAT = "mlpath-tutor replication 1"


@dataclass(frozen=True)
class Kept:
    """The last replication that is kept of a paper.

    intact: False when the file was changed after it was written. of_now: False when the paper's
    rows have changed since.
    """

    replication: Replication
    at: str
    intact: bool
    of_now: bool

    @property
    def said(self) -> str:
        """When it was measured, and what stands against taking it at its word."""
        when = f"measured {self.at.replace('T', ' ')[:16]} UTC"
        if not self.intact:
            return f"{when}; the file was edited since: measure again"
        return when if self.of_now else f"{when}; the rows have changed since: measure again"


def to_json(found: Replication, now: datetime | None = None) -> dict[str, Any]:
    """Return the receipt, sealed. Numbers are float hex, so that no bit is lost."""
    at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    content: dict[str, Any] = {
        "format": FORMAT,
        "paper": found.paper.id,
        "rows": found.paper.sha,
        "code": found.code,
        "method": found.method and {"name": found.method.function, "sha": found.method.sha},
        "at": at,
        "facts": dict(found.facts),
        "seeds": [_seed(seed) for seed in found.seeds],
        "verdicts": {verdict.claim.id: verdict.word for verdict in found.verdicts},
    }
    return {**content, "seal": _seal(content)}


def place(paper: str, yours: bool = False) -> Path:
    """Return the file of the last replication: of the reference, or with a method of yours."""
    return state_directory() / "papers" / f"{paper}{'.yours' if yours else ''}.json"


def keep(found: Replication) -> tuple[Path, dict[str, Any]]:
    """Keep a replication in the place of the last one; return where, and its receipt.

    Raises `OSError`.
    """
    path, content = place(found.paper.id, found.method is not None), to_json(found)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, [json.dumps(content, indent=1)])
    return path, content


def kept(paper: Paper, yours: bool = False) -> Kept | None:
    """Return the last replication; None where there is none, or none that can be read."""
    try:
        content = json.loads(place(paper.id, yours).read_text(encoding="utf-8"))
        if content["format"] != FORMAT or content["paper"] != paper.id:
            return None
        seeds = tuple(_from_json(seed, content) for seed in content["seeds"])
        unsealed = {key: value for key, value in content.items() if key != "seal"}
        intact, of_now = content["seal"] == _seal(unsealed), content["rows"] == paper.sha
        return Kept(Replication(paper, seeds), str(content["at"]), intact, of_now)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _seed(seed: Seed) -> dict[str, Any]:
    about: dict[str, Any] = {"seed": seed.seed}
    if seed.failed:
        return about | {"failed": seed.failed}
    numbers = {name: to_hex(value) for name, value in seed.numbers.items()}
    return about | {"seconds": round(seed.seconds, 3), "numbers": numbers}


def _from_json(about: Mapping[str, Any], content: Mapping[str, Any]) -> Seed:
    seed = about["seed"]
    if not isinstance(seed, int):
        raise TypeError("a seed is a whole number")
    if "failed" in about:
        return Seed(seed, failed=str(about["failed"]), facts=content["facts"])
    numbers = {str(name): float.fromhex(text) for name, text in about["numbers"].items()}
    return Seed(seed, numbers, "", float(about["seconds"]), content["code"], content["facts"])


def _seal(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return chain.digest(text.encode()).hex()
