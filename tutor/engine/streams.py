"""Seed streams: one seed, many independent generators, each with a name.

A run that draws everything from one generator changes its initial weights when the batch size
changes, because more numbers were drawn before them. With one stream a purpose, it does not.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch


class Streams:
    """The generators of one run, made when first asked for."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._numpy: dict[str, np.random.Generator] = {}
        self._torch: dict[str, torch.Generator] = {}

    def numpy(self, name: str) -> np.random.Generator:
        """Return the NumPy generator called `name`: PCG64, seeded from the run's seed and it."""
        if name not in self._numpy:
            self._numpy[name] = np.random.Generator(np.random.PCG64(sequence(self.seed, name)))
        return self._numpy[name]

    def torch(self, name: str) -> torch.Generator:
        """Return the torch CPU generator called `name`."""
        if name not in self._torch:
            import torch

            word = int(sequence(self.seed, name).generate_state(1, np.uint64)[0])
            self._torch[name] = torch.Generator().manual_seed(word % 2**63)
        return self._torch[name]

    def put(self, name: str, generator: Any) -> None:
        """Have the stream `name` go on from a generator that was kept."""
        if isinstance(generator, np.random.Generator):
            self._numpy[name] = generator
        else:
            self._torch[name] = generator

    def generators(self) -> list[tuple[str, object]]:
        """Return the generators in use, with their names."""
        return [*self._numpy.items(), *self._torch.items()]


def sequence(seed: int, name: str) -> np.random.SeedSequence:
    """Return the seed sequence of the stream `name`: the name's hash is the spawn key."""
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return np.random.SeedSequence(seed, spawn_key=(int.from_bytes(digest, "little"),))
