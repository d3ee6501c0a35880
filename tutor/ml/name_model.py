"""A model that writes names of functions: a character 6-gram of the API sheet.

Asked about a module, it continues `math.` character by character up to the end of the line. It
read each name once, in a fraction of a second, and mixes what followed the last six characters
with what followed fewer (Witten-Bell, `ngrams`). Six characters are enough to spell like a
library and too few to remember it, so it answers fluently, whatever it is asked.

How sure it is of a name is the geometric mean of the probabilities of its characters, the end of
the line included: e to the mean of ln p. That is a number from 0 to 1 as chat programs show it,
and nothing makes it a probability that the name exists.
"""

from __future__ import annotations

import math
import string
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.ml import api_sheet
from tutor.ml.ngrams import Counts, WittenBell
from tutor.ml.sampling import softmax

Array = npt.NDArray[Any]

ORDER = 6
LONGEST = 30
"""Characters after which a name is cut off."""
END = "\n"
SYMBOLS = END + "._" + string.digits + string.ascii_letters
REMEMBERED = 20_000


class Written(NamedTuple):
    """A name, and how sure the model was of its characters, from 0 to 1."""

    name: str
    sure: float


class NameModel:
    """Continues names the way the names it has read go on."""

    def __init__(self, names: Sequence[str]) -> None:
        text = END + END.join(names) + END
        self._model = WittenBell(Counts(text, ORDER, SYMBOLS))
        self._scores = lru_cache(maxsize=REMEMBERED)(self._read)
        self._row = lru_cache(maxsize=REMEMBERED)(self._tempered)

    def write(self, home: str, u: Array, temperature: float) -> Written:
        """Write a name in `home`. u (LONGEST,): the random number in [0, 1) of each character."""
        text, log_p, n = f"{END}{home}.", 0.0, 0
        for number in u:
            p, ends = self._row(text[-ORDER:], temperature)
            code = min(int(np.searchsorted(ends, number * ends[-1], side="right")), len(p) - 1)
            log_p, n = log_p + math.log(p[code]), n + 1
            if SYMBOLS[code] == END:
                break
            text += SYMBOLS[code]
        return Written(text[1:], math.exp(log_p / n))

    def _read(self, context: str) -> Array:
        """Return ln p of every next symbol. (V,)"""
        scores: Array = np.log(self._model.probabilities(context))
        return scores

    def _tempered(self, context: str, temperature: float) -> tuple[Array, Array]:
        """Return p of every next symbol, and where each ends on the line of length 1. (V,) each"""
        p = softmax(self._scores(context), temperature)
        return p, np.cumsum(p)


@lru_cache(maxsize=1)
def of_this_python() -> NameModel:
    """Return the model of the running interpreter's names, those held out left out."""
    return NameModel(api_sheet.sheet().read)
