"""How many rows came out how, in a few characters."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.lab.papers.paper import WORDS, Word
from tutor.lab.papers.verdict import Verdict

MARKS: dict[Word, str] = {
    "matched": "✓",
    "matched in direction": "~",
    "not matched": "✗",
    "undetermined": "?",
}


def tally(verdicts: Sequence[Verdict]) -> str:
    """Return the counts by their marks, best first: "5 ✓ 2 ✗"."""
    counts = {word: sum(verdict.word == word for verdict in verdicts) for word in WORDS}
    return " ".join(f"{count} {MARKS[word]}" for word, count in counts.items() if count)
