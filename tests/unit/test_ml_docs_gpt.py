"""The GPT that is shipped: its file, and that it is as good as its datasheet says."""

import numpy as np
import pytest
import torch

from tutor.ml import corpus, docs_gpt, train_docs_gpt
from tutor.ml.batches import spread_windows
from tutor.ml.gpt import GPT
from tutor.ml.gpt_sampling import generate
from tutor.ml.gpt_training import nats_by_position
from tutor.ml.ngrams import Counts, WittenBell
from tutor.ml.shipped import asset


@pytest.fixture(scope="module")
def model():
    return docs_gpt.load()


def test_the_file_is_small_and_says_how_it_was_made():
    assert asset(docs_gpt.FILE).stat().st_size < 400_000
    facts = docs_gpt.facts()
    assert facts["parameters"] == str(docs_gpt.SHAPE.n_parameters) == "164416"
    assert facts["steps"] == str(train_docs_gpt.STEPS)


def test_it_beats_what_counting_makes_of_a_third_of_its_text(model):
    text = corpus.split()
    counts = Counts(text.train, 4, corpus.ALPHABET)
    x, y = spread_windows(corpus.encode(text.validation), 128, 60)
    assert nats_by_position(model, x, y).mean() < WittenBell(counts).nats(text.validation) - 0.1


def test_its_score_on_held_out_text_is_the_datasheets(model):
    said = float(docs_gpt.facts()["validation nats"])
    x, y = spread_windows(corpus.encode(corpus.split().validation), 128, 120)
    # a sample of the text, and another Python's documentation is not quite the same
    assert nats_by_position(model, x, y).mean() == pytest.approx(said, abs=0.1)
    datasheet = asset("models/docs-gpt.md").read_text(encoding="utf-8")
    assert f"{said:.3f}" in datasheet


def test_it_writes_words(model):
    written = generate(model, corpus.encode("Return "), 300, np.random.default_rng(0), 0.7)
    words = corpus.decode(written).split()
    known = set(corpus.split().train.split())
    assert np.mean([word in known for word in words]) > 0.7


def test_no_gradient_is_kept(model):
    assert not any(p.requires_grad for p in model.parameters())


def test_what_is_saved_can_be_loaded(tmp_path):
    made = GPT(docs_gpt.SHAPE, torch.Generator().manual_seed(1))
    docs_gpt.save(made, tmp_path / "a" / "m.safetensors", {"steps": "0"})
    again = docs_gpt.load(tmp_path / "a" / "m.safetensors")
    assert docs_gpt.facts(tmp_path / "a" / "m.safetensors") == {"steps": "0"}
    for ours, theirs in zip(made.parameters(), again.parameters(), strict=True):
        torch.testing.assert_close(ours.detach(), theirs, rtol=1e-3, atol=1e-6)


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="none"):
        docs_gpt.load(tmp_path / "none.safetensors")


def test_training_repeats_and_learns(monkeypatch):
    text = corpus.split(5_000)
    monkeypatch.setattr(corpus, "split", lambda size: text._replace(validation=text.train[:2_000]))
    (first, facts), (second, _) = (train_docs_gpt.train(3, lambda line: None) for _ in range(2))
    pairs = zip(first.parameters(), second.parameters(), strict=True)
    assert all((ours == theirs).all() for ours, theirs in pairs)
    assert 1.0 < float(facts["training nats"]) < 4.5


def test_without_a_file_to_write_the_training_says_how_it_is_called(capsys):
    assert train_docs_gpt.main([]) == 2
    assert "python -m tutor.ml.train_docs_gpt FILE" in capsys.readouterr().err
