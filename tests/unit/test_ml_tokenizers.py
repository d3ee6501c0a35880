"""Characters, bytes and byte pairs: numbers that fit 16 bits, and text that comes back whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml import bpe
from tutor.ml.tokenizers import BytePairs, Bytes, Characters

WORDS = "naïve café ☕\n" * 30


def made():
    return [Bytes(), Characters([WORDS.encode()]), BytePairs(WORDS.encode(), 40)]


@pytest.mark.parametrize("tokenizer", made(), ids=lambda tokenizer: type(tokenizer).__name__)
def test_a_text_comes_back_whole_in_symbols_of_16_bits(tokenizer):
    symbols = tokenizer.encode(WORDS.encode())
    assert symbols.dtype == np.uint16
    assert symbols.max() < tokenizer.size
    assert tokenizer.decode(symbols) == WORDS


@given(st.text(min_size=1, max_size=60))
def test_characters_are_numbered_in_the_order_of_their_code_points(text):
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return
    tokenizer = Characters([encoded])
    assert tokenizer.size == len(set(text))
    numbers = [sorted(set(text)).index(character) for character in text]
    assert tokenizer.encode(encoded).tolist() == numbers


def test_the_characters_of_all_pieces_count():
    assert Characters([b"ab", b"bc"]).size == 3


def test_byte_pairs_are_fewer_symbols_and_know_every_byte():
    tokenizer = BytePairs(WORDS.encode(), 40)
    assert len(tokenizer.encode(WORDS.encode())) < len(WORDS.encode()) / 3
    assert tokenizer.decode(tokenizer.encode("любой текст".encode())) == "любой текст"
    assert tokenizer.merges == bpe.train(WORDS, 40)


def test_a_character_that_the_text_has_not_is_named():
    with pytest.raises(ValueError, match="'z' is not among the text's 3 characters"):
        Characters([b"abc"]).encode(b"az")


def test_half_a_character_is_shown_as_a_replacement():
    assert Bytes().decode([0xE2, 0x98]) == "\N{REPLACEMENT CHARACTER}"


def test_more_characters_than_16_bits_can_number_are_refused():
    every = "".join(chr(n) for n in range(0x10000, 0x20001)).encode()
    with pytest.raises(ValueError, match="65537 different characters are more than the 65536"):
        Characters([every])
