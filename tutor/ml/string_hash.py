"""How Python hashes a string, and why a set of strings has another order in every process.

A set keeps its members where their hashes say. Python mixes a salt into the hash of every string,
drawn anew when a process starts, so that nobody can choose keys that all fall into one place
(CVE-2012-1150). PYTHONHASHSEED fixes the salt; 0 takes it away. This module computes what CPython
3.11 and later does, for a set that is built by adding one name after another and never shrinks.

Source: Aumasson and Bernstein, SipHash: a fast short-input PRF (2012), with one round a word and
three at the end; CPython, Python/bootstrap_hash.c and Objects/setobject.c.
"""

from __future__ import annotations

from collections.abc import Iterable

WORD = 2**64 - 1
SMALLEST, PROBES, SHIFT = 8, 9, 5
"""Slots of a new set; neighbours tried before a jump; bits of the hash that each jump uses up."""


def salt(seed: int) -> tuple[int, int]:
    """Return the two words that PYTHONHASHSEED=`seed` stands for."""
    if seed == 0:
        return 0, 0
    x, drawn = seed, bytearray()
    for _ in range(16):
        x = (x * 214013 + 2531011) % 2**32
        drawn.append(x >> 16 & 0xFF)
    return int.from_bytes(drawn[:8], "little"), int.from_bytes(drawn[8:], "little")


def string_hash(text: str, seed: int) -> int:
    """Return the hash of a non-empty string up to U+00FF under a seed, from 0 to 2^64 - 1."""
    data = text.encode("latin-1")
    k0, k1 = salt(seed)
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D,
         k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]  # fmt: skip
    whole = len(data) - len(data) % 8
    words = [int.from_bytes(data[at : at + 8], "little") for at in range(0, whole, 8)]
    words.append((len(data) % 256) << 56 | int.from_bytes(data[whole:], "little"))
    for word in words:
        v[3] ^= word
        _round(v)
        v[0] ^= word
    v[2] ^= 0xFF
    for _ in range(3):
        _round(v)
    found = v[0] ^ v[1] ^ v[2] ^ v[3]
    return found if found != WORD else WORD - 1  # CPython keeps -1 for errors


def set_order(names: Iterable[str], seed: int) -> list[str]:
    """Return the order in which a process with this PYTHONHASHSEED walks a set of the names."""
    slots: list[str | None] = [None] * SMALLEST
    n = 0
    for name in names:
        if name in slots:
            continue
        slots[_free(slots, string_hash(name, seed), PROBES)] = name
        n += 1
        if 5 * n >= 3 * (len(slots) - 1):  # three fifths full
            size = SMALLEST
            while size <= (4 * n if n <= 50_000 else 2 * n):
                size *= 2
            slots, old = [None] * size, slots
            for member in filter(None, old):
                slots[_free(slots, string_hash(member, seed), PROBES)] = member
    return [name for name in slots if name is not None]


def _free(slots: list[str | None], hashed: int, probes: int) -> int:
    """Return the first free slot on a hash's way through the table."""
    mask = len(slots) - 1
    at, rest = hashed & mask, hashed
    while True:
        reach = probes if at + probes <= mask else 0
        for slot in range(at, at + reach + 1):
            if slots[slot] is None:
                return slot
        rest >>= SHIFT
        at = (5 * at + 1 + rest) & mask


def _round(v: list[int]) -> None:
    """Mix the four words of the state once."""
    v[0] = (v[0] + v[1]) & WORD
    v[1] = _turned(v[1], 13) ^ v[0]
    v[0] = _turned(v[0], 32)
    v[2] = (v[2] + v[3]) & WORD
    v[3] = _turned(v[3], 16) ^ v[2]
    v[0] = (v[0] + v[3]) & WORD
    v[3] = _turned(v[3], 21) ^ v[0]
    v[2] = (v[2] + v[1]) & WORD
    v[1] = _turned(v[1], 17) ^ v[2]
    v[2] = _turned(v[2], 32)


def _turned(word: int, bits: int) -> int:
    return (word << bits | word >> (64 - bits)) & WORD
