"""A text to train on: cut in pieces, split in two, and each fault of a file in one line."""

import io
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml import corpus, training_text
from tutor.ml.training_text import NotUtf8, UnusableText, pieces, read

WORDS = "Die Größe ist ein Maß.\n" * 40


def written(tmp_path, content):
    path = tmp_path / "text.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def refused(path, context=16, tokenizer="characters"):
    with pytest.raises(UnusableText) as caught:
        read(str(path), tokenizer, 20, context)
    complaint = str(caught.value)
    assert "\n" not in complaint
    assert str(path) in complaint
    return complaint


@given(st.text("aé☕\n\U0001f600", max_size=80), st.integers(4, 9))
def test_pieces_are_the_text_cut_between_characters(text, size):
    old, training_text.PIECE = training_text.PIECE, size
    try:
        cut = list(pieces(io.BytesIO(text.encode())))
    finally:
        training_text.PIECE = old
    assert b"".join(cut) == text.encode()
    assert all(piece and piece.decode() for piece in cut)
    assert all(piece.endswith(b"\n") for piece in cut[:-1] if b"\n" in piece)


@given(st.text("aé☕\n", max_size=40), st.sampled_from([b"\xff", b"\xc3", b"\x98", b"\xe2\x98"]),
       st.text("aé☕\n", max_size=40), st.integers(4, 9))  # fmt: skip
def test_the_first_byte_that_is_no_utf8_is_named_by_its_offset(before, wrong, after, size):
    content = before.encode() + wrong + after.encode()
    with pytest.raises(UnicodeDecodeError) as known:
        content.decode()
    old, training_text.PIECE = training_text.PIECE, size
    try:
        with pytest.raises(NotUtf8, match=f"byte 0x{wrong[0]:02x} at offset {known.value.start}$"):
            list(pieces(io.BytesIO(content)))
    finally:
        training_text.PIECE = old


@pytest.mark.parametrize("tokenizer", ["characters", "bytes", "bpe"])
def test_a_file_is_split_into_its_first_nine_tenths_and_the_rest(tmp_path, tokenizer):
    text = read(written(tmp_path, WORDS), tokenizer, 20, 16)
    assert text.train.dtype == text.validation.dtype == np.uint16
    whole = np.concatenate([text.train, text.validation])
    assert text.tokenizer.decode(whole) == WORDS
    assert len(text.validation) == max(len(whole) // 10, 17)
    assert text.name == "text.txt"


def test_of_the_documentation_the_courses_own_pages_are_held_out(monkeypatch):
    held = corpus.split(40_000)
    monkeypatch.setattr(corpus, "split", lambda size: held)
    text = read("", "characters", 0, 64)
    assert text.tokenizer.decode(text.train) == held.train
    assert text.tokenizer.decode(text.validation) == held.validation


def test_symbols_cannot_be_changed_under_a_run(tmp_path):
    with pytest.raises(ValueError, match="read-only"):
        read(written(tmp_path, WORDS), "bytes", 0, 16).train[0] = 1


def test_two_texts_have_one_digest_when_their_symbols_are_the_same(tmp_path):
    path = written(tmp_path, WORDS)
    first = read(path, "characters", 20, 16).digest
    assert read(path, "characters", 30, 32).digest == first  # no pairs to learn
    assert read(path, "bytes", 20, 16).digest != first
    assert read(path, "bpe", 2, 16).digest != read(path, "bpe", 3, 16).digest
    assert read(written(tmp_path, WORDS + "!"), "characters", 20, 16).digest != first


def test_a_file_that_is_not_there_a_folder_and_an_empty_one(tmp_path):
    assert "cannot be read: No such file or directory" in refused(tmp_path / "none.txt")
    assert "it is a folder; give a text file" in refused(tmp_path)
    assert "it is empty; give a file with text in it" in refused(written(tmp_path, ""))
    os.mkfifo(tmp_path / "pipe")
    assert "it is no regular file" in refused(tmp_path / "pipe")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = written(tmp_path, WORDS)

    def denied(self, mode):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(training_text.Path, "open", denied)  # root may read anything
    assert "cannot be read: Permission denied" in refused(path)


@pytest.mark.parametrize("tokenizer", ["characters", "bytes", "bpe"])
def test_bytes_that_are_no_utf8_are_named_by_their_offset(tmp_path, tokenizer):
    path = written(tmp_path, b"a" * 100 + "Größe".encode("latin-1"))
    complaint = refused(path, tokenizer=tokenizer)
    assert "is not UTF-8: no character has byte 0xf6 at offset 102" in complaint
    assert "iconv" in complaint


def test_a_text_shorter_than_the_context_says_how_many_there_are_and_are_needed(tmp_path):
    complaint = refused(written(tmp_path, "x" * 100), context=64)
    assert "has 100 symbols, and a context of 64 needs 130" in complaint
    assert complaint.endswith("give a longer text, or set context to 49 or less")
    read(written(tmp_path, "x" * 100), "characters", 0, 49)
    refused(written(tmp_path, "x" * 99), context=49)
    assert refused(written(tmp_path, "xyz"), context=64).endswith("give a longer text")
