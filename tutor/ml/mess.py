"""A table gone wrong on purpose: gaps and blunders whose truth is known, so cleaning can be graded.

Why a value is missing decides what can be done about it (Rubin, Inference and Missing Data, 1976):

    at random (MCAR)        the chance to be lost is the same for every row
    depends on another      (MAR) it follows a column that we still see
    depends on itself       (MNAR) it follows the very value that is gone

All three are one rule with another column in it: the k rows with the highest a z + g are lost,
where z is that column in standard units and g is Gumbel noise. This draws k rows without
replacement, each next one with probability ∝ exp(a z) among those left (Efraimidis and Spirakis,
Weighted Random Sampling with a Reservoir, 2006; with a = 0 every set of k is equally likely).

Every blunder takes a frame and a generator, leaves the frame alone, and returns a new one with the
list of what it did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[Any]

SENTINEL = -999.0
"""What old data loggers write for "nothing": a number, so it takes part in every sum."""
LOOK_ALIKES = str.maketrans({"a": "а", "e": "е", "o": "о"})
"""Latin letters to Cyrillic ones, which look the same and are not equal."""


class Damage(NamedTuple):
    """One cell that was changed. row: its label in the index; was: the truth."""

    kind: str
    row: Any
    column: str
    was: Any
    now: Any


class Messy(NamedTuple):
    """A spoilt frame and what was done to it. copies: labels of the rows that are repeats."""

    frame: pd.DataFrame
    damages: tuple[Damage, ...] = ()
    copies: tuple[Any, ...] = ()


Blunder = Callable[[pd.DataFrame, np.random.Generator], Messy]


def lost(z: Array, share: float, strength: float, rng: np.random.Generator) -> Array:
    """Choose the rows to lose: round(share n) of them. z (n,) in standard units -> bool (n,).

    strength: a; 0 loses at random, and each unit makes a row one z further up e^a times as likely.
    """
    keys = strength * z + rng.gumbel(size=len(z))  # (n,)
    gone = np.zeros(len(z), dtype=bool)
    gone[np.argsort(-keys, kind="stable")[: round(share * len(z))]] = True
    return gone


def standard(x: Array) -> Array:
    """Return x in standard units: mean 0, standard deviation 1. (n,) -> (n,)."""
    units: Array = (x - x.mean()) / x.std()
    return units


def gaps(column: str, share: float, depends_on: str = "", strength: float = 2.0) -> Blunder:
    """Lose a share of a column: at random, by another column, or by the column itself."""

    def spoil(frame: pd.DataFrame, rng: np.random.Generator) -> Messy:
        by = frame[depends_on or column].to_numpy(dtype=float)
        by = np.where(np.isnan(by), np.nanmean(by), by)
        gone = lost(standard(by), share, strength if depends_on else 0.0, rng)
        return _changed("gap", frame, column, gone, lambda value: np.nan)

    return spoil


def sentinels(column: str, share: float) -> Blunder:
    """Write -999 where nothing was measured."""
    return _cells("sentinel", column, share, lambda value: SENTINEL)


def other_unit(column: str, share: float, factor: float) -> Blunder:
    """Write a share of the numbers in another unit, such as centimetres (factor 0.1)."""
    return _cells("unit", column, share, lambda value: value * factor)


def slipped_digits(column: str, share: float) -> Blunder:
    """Move the decimal point of a share of the numbers one place to the right: outliers."""
    return _cells("outlier", column, share, lambda value: value * 10.0)


def trailing_blanks(column: str, share: float) -> Blunder:
    """Leave a blank behind a share of the words, which then are another category."""
    return _cells("blank", column, share, lambda value: value + " ")


def look_alikes(column: str, share: float) -> Blunder:
    """Put Cyrillic letters into a share of the words: they look the same, and are not equal."""
    return _cells("look-alike", column, share, lambda value: value.translate(LOOK_ALIKES))


def swapped_dates(column: str, share: float) -> Blunder:
    """Swap day and month in a share of the dates, where the result is a date and another one."""

    def swap(date: pd.Timestamp) -> pd.Timestamp:
        return date.replace(day=date.month, month=date.day) if date.day <= 12 else date

    return _cells("date", column, share, swap)


def duplicates(share: float) -> Blunder:
    """Enter a share of the rows twice: the copies come last, under labels of their own."""

    def spoil(frame: pd.DataFrame, rng: np.random.Generator) -> Messy:
        chosen = np.sort(rng.choice(len(frame), round(share * len(frame)), replace=False))
        first = int(frame.index.max()) + 1
        labels = range(first, first + len(chosen))
        repeats = frame.iloc[chosen].set_axis(labels, axis="index")
        return Messy(pd.concat([frame, repeats]), copies=tuple(labels))

    return spoil


def spoil(frame: pd.DataFrame, blunders: Sequence[Blunder], seed: int) -> Messy:
    """Commit every blunder in turn; the same seed commits the same ones.

    A cell that is hit twice has two damages, and the first of them holds the truth. Put
    `duplicates` last: a damage names a cell of one row, and knows nothing of its copy.
    """
    messy, rng = Messy(frame), np.random.default_rng(seed)
    for blunder in blunders:
        worse = blunder(messy.frame, rng)
        messy = Messy(worse.frame, messy.damages + worse.damages, messy.copies + worse.copies)
    return messy


class Grade(NamedTuple):
    """What a cleaning achieved. flagged: damages that became a gap, so nothing false is left."""

    repaired: int
    flagged: int
    left: int
    harmed: int
    """Cells that were right and no longer are."""
    copies_left: int


def grade(messy: Messy, cleaned: pd.DataFrame) -> Grade:
    """Compare a cleaned frame with the truth. It keeps the labels of the rows that it keeps."""
    truth: dict[tuple[Any, str], Any] = {}
    for damage in messy.damages:
        truth.setdefault((damage.row, damage.column), damage.was)
    here = {key: _cell(cleaned, *key) for key in truth if key[0] in cleaned.index}
    repaired = sum(_same(value, truth[key]) for key, value in here.items())
    flagged = sum(bool(pd.isna(value)) for value in here.values())
    harmed = sum(
        not _same(_cell(cleaned, row, column), _cell(messy.frame, row, column))
        for column in messy.frame.columns.intersection(cleaned.columns)
        for row in messy.frame.index.intersection(cleaned.index)
        if (row, column) not in truth
    )
    copies_left = sum(label in cleaned.index for label in messy.copies)
    return Grade(repaired, flagged, len(truth) - repaired - flagged, harmed, copies_left)


def _cells(kind: str, column: str, share: float, change: Callable[[Any], Any]) -> Blunder:
    """Change a share of the cells of a column that hold a value."""

    def spoil(frame: pd.DataFrame, rng: np.random.Generator) -> Messy:
        known = np.flatnonzero(frame[column].notna())
        hit = np.zeros(len(frame), dtype=bool)
        hit[rng.choice(known, round(share * len(known)), replace=False)] = True
        return _changed(kind, frame, column, hit, change)

    return spoil


def _changed(
    kind: str, frame: pd.DataFrame, column: str, hit: Array, change: Callable[[Any], Any]
) -> Messy:
    """Return the frame with the cells in `hit` changed; one that stays as it was is no damage."""
    spoilt = frame.copy()
    damages = []
    for row in frame.index[hit]:
        was = frame.at[row, column]
        now = change(was)
        if not _same(was, now):
            spoilt.at[row, column] = now
            damages.append(Damage(kind, row, column, was, now))
    return Messy(spoilt, tuple(damages))


def _cell(frame: pd.DataFrame, row: Any, column: str) -> Any:
    return frame.at[row, column]


def _same(one: Any, other: Any) -> bool:
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) and pd.isna(other))
    if isinstance(one, float):
        return bool(np.isclose(one, other, rtol=1e-9, atol=0.0))
    return bool(one == other)
