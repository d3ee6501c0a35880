"""The birthday world: facts that cannot be worked out, and the best model there could be of them.

People are asked about by how known they are. A share 1 - `rare` of all questions is about one of
600 known people, each as likely; the rest about one of 30 000 whom hardly anyone mentions. What the
model reads is drawn in the same way: 3000 mentions, each of a person and a birthday. A mention
comes from a source of its own reliability r, known to the model: it has the true date with
probability r, and otherwise any of the 365.

The model is Bayes' rule, so nobody could do better from this text. It starts every person with
the dates' own frequencies q, and each mention of date d multiplies the odds of d:

    p(d) ∝ q(d) Π (1 + 365 r / (1 - r))    over the mentions of d

Sources: Kalai and Vempala, Calibrated language models must hallucinate (2024), for the world of
arbitrary facts; Kalai et al., Why language models hallucinate (2025), for birthdays.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

DAYS = 365
KNOWN, OBSCURE = 600, 30_000
MENTIONS = 3000
RELIABILITY = (0.4, 1.0)


class World(NamedTuple):
    """Everyone's birthday, a day from 0 to 364, and what was written about them."""

    rare: float
    birthdays: Array  # (n,)
    who: Array  # (m,) whom each mention is about
    said: Array  # (m,) the day it gives
    reliability: Array  # (m,) how often its source is right


def draw_world(rare: float, rng: np.random.Generator) -> World:
    """Give everyone a birthday, and write the mentions."""
    birthdays = rng.integers(0, DAYS, KNOWN + OBSCURE)  # (n,)
    who = draw_people(rare, MENTIONS, rng)
    reliability = rng.uniform(*RELIABILITY, MENTIONS)
    is_right = rng.random(MENTIONS) < reliability
    said = np.where(is_right, birthdays[who], rng.integers(0, DAYS, MENTIONS))
    return World(rare, birthdays, who, said, reliability)


def draw_people(rare: float, n: int, rng: np.random.Generator) -> Array:
    """Draw n people by how known they are; the first `KNOWN` are the known ones. (n,)"""
    is_obscure = rng.random(n) < rare
    known, obscure = rng.integers(0, KNOWN, n), KNOWN + rng.integers(0, OBSCURE, n)
    people: Array = np.where(is_obscure, obscure, known)
    return people


def times_read(world: World) -> Array:
    """Return how many mentions each person has. (n,)"""
    return np.bincount(world.who, minlength=len(world.birthdays))


def never_read(world: World) -> float:
    """Return the probability that a question is about someone without a mention."""
    is_new = times_read(world) == 0  # (n,)
    share_known = float(is_new[:KNOWN].mean())
    share_obscure = float(is_new[KNOWN:].mean())
    return (1.0 - world.rare) * share_known + world.rare * share_obscure


def beliefs(world: World, people: Array) -> Array:
    """Return the model's ln p of each birthday, up to a constant. people (n,) -> (n, DAYS)"""
    # nobody's date is impossible: every day counts once more than it was mentioned
    q = np.bincount(world.said, minlength=DAYS) + 1.0  # (DAYS,)
    log_p = np.tile(np.log(q / q.sum()), (len(people), 1))
    rows, mentions = np.nonzero(people[:, None] == world.who)
    r = world.reliability[mentions]
    # odds of the date that is given: times 1 + 365 r / (1 - r)
    np.add.at(log_p, (rows, world.said[mentions]), np.log1p(DAYS * r / (1.0 - r)))
    return log_p


def answers(log_p: Array, u: Array, temperature: float) -> tuple[Array, Array]:
    """Draw a day for each row, and return its tempered probability with it.

    log_p (n, DAYS); u (n,) in [0, 1), one number a row -> days (n,), probabilities (n,).
    """
    z = log_p / temperature
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    ends = np.cumsum(p, axis=1)
    days = np.minimum((ends <= u[:, None] * ends[:, -1:]).sum(axis=1), DAYS - 1)
    return days, p[np.arange(len(p)), days]
