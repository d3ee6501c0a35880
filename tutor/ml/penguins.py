"""Penguins of the Palmer Archipelago: 344 birds of three species, as the field workers wrote them.

Measured by Gorman, Williams and Fraser (Ecological Sexual Dimorphism and Environmental Variability
within a Community of Antarctic Penguins, PLoS ONE 9(3):e90081, 2014); made a table by Horst, Hill
and Gorman, who gave it to the public domain (CC0). It comes with the package `palmerpenguins`.

Two birds were never measured and eleven have no sex. That is all the mess it has of its own;
`tutor.ml.mess` adds more, and remembers what it did.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy.typing as npt
import palmerpenguins
import pandas as pd

Array = npt.NDArray[Any]

N_BIRDS = 344
SHORT = {
    "Species": "species",
    "Island": "island",
    "Individual ID": "bird",
    "Date Egg": "egg_date",
    "Culmen Length (mm)": "bill_mm",
    "Culmen Depth (mm)": "bill_depth_mm",
    "Flipper Length (mm)": "flipper_mm",
    "Body Mass (g)": "mass_g",
    "Sex": "sex",
}
"""The columns that a first analysis keeps, and names that can be typed."""


class Birds(NamedTuple):
    """The birds whose flipper and weight are known; n entries each, in the file's order."""

    species: tuple[str, ...]
    flipper_mm: Array
    mass_g: Array


def raw() -> pd.DataFrame:
    """Return the table as it was published, a new copy: 344 rows, 17 columns, 336 gaps."""
    return palmerpenguins.load_penguins_raw()


def tidy() -> pd.DataFrame:
    """Return one row a bird with the columns of `SHORT`; what was not measured stays a gap."""
    birds = raw()[list(SHORT)].rename(columns=SHORT)
    birds["species"] = birds["species"].str.split().str[0]  # "Adelie Penguin (Pygoscelis adeliae)"
    birds["sex"] = birds["sex"].str.lower()
    birds["egg_date"] = pd.to_datetime(birds["egg_date"])
    return birds


@lru_cache(maxsize=1)
def measured() -> Birds:
    """Return the 342 birds that were measured. The arrays are shared, so read-only."""
    birds = tidy().dropna(subset=["flipper_mm", "mass_g"])
    flipper, mass = (birds[name].to_numpy(copy=True) for name in ("flipper_mm", "mass_g"))
    flipper.flags.writeable = mass.flags.writeable = False
    return Birds(tuple(birds["species"].tolist()), flipper, mass)
