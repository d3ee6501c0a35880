"""Word vectors from counts, against literal definitions, NumPy's dense SVD and scikit-learn."""

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics.pairwise import cosine_similarity

from tutor.ml import package_docs, words

SOURCES = ("numpy", "sklearn")


@pytest.fixture(scope="module")
def docs():
    """The documentation of two packages as numbers, and its PPMI matrix."""
    text = words.read(package_docs.text(SOURCES), least=15)
    return text, words.ppmi(words.cooccurrences(text, 4))


@pytest.fixture(scope="module")
def space(docs):
    text, matrix = docs
    return words.Space(text.words, words.word_vectors(matrix, 50))


def text_of(lines, least=1):
    return words.read("\n".join(" ".join(line) for line in lines), least)


def pairs_met(text, window):
    """Go through the text word by word and look left and right."""
    met = Counter()
    for i, w in enumerate(text.tokens):
        for j, c in enumerate(text.tokens):
            near = i != j and abs(i - j) <= window and text.lines[i] == text.lines[j]
            if near and words.UNKNOWN not in (w, c):
                met[int(w), int(c)] += 1
    return met


def ppmi_by_hand(counts, negatives=1):
    """Take the formula at its word, one pair at a time."""
    total = counts.sum()
    matrix = np.zeros(counts.shape)
    for w, c in np.ndindex(*counts.shape):
        if counts[w, c]:
            by_chance = counts[w].sum() / total * (counts[:, c].sum() / total)
            matrix[w, c] = max(log(counts[w, c] / total / by_chance) - log(negatives), 0.0)
    return matrix


some_lines = st.lists(st.lists(st.sampled_from("abcdef"), max_size=9), min_size=1, max_size=5)


def test_words_are_numbered_by_frequency_and_rare_ones_keep_their_place():
    text = words.read("The cat, the DOG.\nA cat: the_end", least=2)
    assert text.words == ("the", "cat")
    assert text.tokens.tolist() == [0, 1, 0, -1, -1, 1, 0, -1]
    assert text.lines.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


@given(some_lines, st.integers(1, 5), st.integers(1, 3))
def test_the_counts_are_those_of_looking_left_and_right_of_every_word(lines, window, least):
    text = text_of(lines, least)
    counts = words.cooccurrences(text, window)
    assert {pair: n for pair, n in np.ndenumerate(counts) if n} == pairs_met(text, window)


def test_words_of_two_lines_never_meet_and_a_rare_word_between_two_keeps_them_apart():
    assert not words.cooccurrences(text_of(["a", "b"]), 5).any()
    apart = words.read("a rare b\na b", least=2)
    assert words.cooccurrences(apart, 1)[0, 1] == 1
    assert words.cooccurrences(apart, 2)[0, 1] == 2


@given(some_lines, st.integers(1, 4), st.integers(1, 5))
def test_ppmi_is_the_formula_and_symmetric_and_never_negative(lines, window, negatives):
    counts = words.cooccurrences(text_of(lines), window)
    matrix = words.ppmi(counts, negatives)
    np.testing.assert_allclose(matrix, ppmi_by_hand(counts, negatives), atol=1e-12)
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-12)
    assert (matrix >= 0.0).all()


def test_words_that_meet_as_often_as_by_chance_have_nothing_in_common():
    counts = np.outer([6, 2, 4], [6, 2, 4])
    np.testing.assert_allclose(words.ppmi(counts), 0.0, atol=1e-12)


def test_counting_everything_twice_changes_no_ppmi():
    counts = words.cooccurrences(text_of(["abcab", "cad"]), 2)
    np.testing.assert_allclose(words.ppmi(2 * counts), words.ppmi(counts), atol=1e-12)


@pytest.mark.parametrize("negatives", [1, 5])
def test_skip_gram_with_negative_samples_is_at_rest_where_the_dot_product_is_pmi_minus_ln_k(
    negatives,
):
    # n(w, c) ln σ(x) + k n(w) n(c) / N ln σ(-x), Levy and Goldberg (2014), §3.1
    met, word, context, total = 30.0, 100.0, 60.0, 1_000.0
    best = log(met * total / (word * context)) - log(negatives)

    def objective(x):
        pull = -met * np.logaddexp(0.0, -x)
        return pull - negatives * word * context / total * np.logaddexp(0.0, x)

    assert objective(best) > max(objective(best - 1e-3), objective(best + 1e-3))


def test_the_singular_values_and_the_kept_part_are_those_of_the_dense_svd(docs):
    _, matrix = docs
    small = matrix[:400, :400]
    U, values = words.truncated_svd(small, 20)
    dense_U, dense, dense_Vt = np.linalg.svd(small)
    np.testing.assert_allclose(values, dense[:20])
    np.testing.assert_allclose(U.T @ U, np.eye(20), atol=1e-10)
    # no matrix of rank 20 comes nearer to it than the dense SVD's (Eckart and Young)
    best = np.linalg.norm(small - dense_U[:, :20] * dense[:20] @ dense_Vt[:20])
    assert np.linalg.norm(small - U @ (U.T @ small)) == pytest.approx(best)


def test_scikit_learn_finds_the_same_values_and_the_same_columns_up_to_a_sign(docs):
    _, matrix = docs
    U, values = words.truncated_svd(matrix, 16)
    theirs = TruncatedSVD(16, algorithm="arpack", random_state=0).fit(matrix)
    np.testing.assert_allclose(values, theirs.singular_values_)
    np.testing.assert_allclose(np.abs(theirs.components_ @ U), np.eye(16), atol=1e-6)


def test_fewer_dimensions_are_the_first_columns_of_more(docs):
    _, matrix = docs
    small = matrix[:200, :200]
    assert (words.word_vectors(small, 30)[:, :5] == words.word_vectors(small, 5)).all()


def test_a_matrix_with_negative_eigenvalues_has_positive_singular_values():
    matrix = np.array([[0.0, 2.0], [2.0, 0.0]])
    U, values = words.truncated_svd(matrix, 2)
    np.testing.assert_allclose(values, [2.0, 2.0])
    np.testing.assert_allclose(U @ U.T, np.eye(2), atol=1e-12)


def test_a_word_that_met_nobody_has_the_zero_vector_and_no_other_number_breaks():
    text = text_of(["abab", "c", "dada"])
    vectors = words.word_vectors(words.ppmi(words.cooccurrences(text, 1)), 4)
    assert not vectors[text.words.index("c")].any()
    assert np.isfinite(vectors).all()
    nothing = words.word_vectors(np.zeros((3, 3)), 2)
    assert not nothing.any()


def test_a_row_of_a_real_matrix_emptied_leaves_a_vector_of_exactly_nothing(docs):
    _, matrix = docs
    small = matrix[:150, :150].copy()
    small[70], small[:, 70] = 0.0, 0.0
    assert not words.word_vectors(small, 100)[70].any()


def test_each_column_of_the_vectors_has_the_root_of_its_singular_value_as_length(docs):
    _, matrix = docs
    small = matrix[:150, :150]
    _, values = words.truncated_svd(small, 12)
    lengths = np.linalg.norm(words.word_vectors(small, 12), axis=0)
    np.testing.assert_allclose(lengths, np.sqrt(values))


@pytest.mark.parametrize("d", [0, 4])
def test_more_dimensions_than_words_are_refused(d):
    with pytest.raises(ValueError, match=f"3 words have from 1 to 3 dimensions, not {d}"):
        words.truncated_svd(np.eye(3), d)


def test_the_cosine_of_the_zero_vector_is_zero():
    assert words.cosine(np.zeros(3), np.ones(3)) == 0.0
    assert words.cosine(np.zeros(3), np.zeros(3)) == 0.0
    assert words.cosines(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([6.0, 8.0])).tolist() == [
        0.0,
        1.0,
    ]


@given(st.integers(0, 1_000))
def test_the_cosine_is_scikit_learns_and_does_not_see_lengths(seed):
    rng = np.random.default_rng(seed)
    rows, target = rng.normal(size=(5, 3)), rng.normal(size=3)
    found = words.cosines(rows, target)
    np.testing.assert_allclose(found, cosine_similarity(rows, target[None])[:, 0], atol=1e-12)
    np.testing.assert_allclose(found, words.cosines(7.0 * rows, target / 9.0), atol=1e-12)
    assert words.cosine(rows[2], target) == pytest.approx(found[2])


def test_cosines_of_random_vectors_scatter_by_one_over_the_root_of_the_dimensions():
    rng = np.random.default_rng(0)
    found = words.cosines(rng.normal(size=(4_000, 64)), rng.normal(size=64))
    assert found.std() == pytest.approx(1 / 8, rel=0.05)


SQUARE = words.Space(
    ("king", "man", "queen", "woman", "apple"),
    np.array([[2.0, 1.0, 0.0], [1.0, 0.0, 0.0], [2.0, 1.0, 1.2], [1.0, 0.0, 1.2], [-1.0, 1, 0]]),
)


def test_an_analogy_is_the_parallelogram_of_the_three_at_length_one():
    unit = SQUARE.vectors / np.linalg.norm(SQUARE.vectors, axis=1, keepdims=True)
    man, king, woman = unit[1], unit[0], unit[3]
    ((best, score),) = words.analogy(SQUARE, "man", "king", "woman", n=1)
    assert best == "queen"
    assert score == pytest.approx(words.cosine(SQUARE.vectors[2], king - man + woman))


def test_the_inputs_answer_only_when_they_are_not_banned(space):
    free = words.analogy(space, "row", "rows", "column", inputs_banned=False)
    banned = words.analogy(space, "row", "rows", "column")
    assert {"rows", "column"} & {word for word, _ in free[:2]}
    assert not {"row", "rows", "column"} & {word for word, _ in banned}
    assert [pair for pair in free if pair[0] not in {"row", "rows", "column"}] == banned[
        : len(free) - sum(word in {"row", "rows", "column"} for word, _ in free)
    ]


def test_neighbours_come_nearest_first_without_the_word_itself(space):
    found = words.neighbours(space, "matrix", 8)
    scores = [score for _, score in found]
    assert len(found) == 8
    assert scores == sorted(scores, reverse=True)
    assert "matrix" not in dict(found)
    everything = words.cosines(space.vectors, space.vectors[space.number("matrix")])
    assert scores == pytest.approx(np.sort(everything)[::-1][1:9])


def test_a_word_without_a_vector_is_named(space):
    with pytest.raises(KeyError, match="xyzzy"):
        words.neighbours(space, "xyzzy")


@pytest.mark.parametrize(
    ("word", "near"),
    [("left", "right"), ("minimum", "maximum"), ("positive", "negative"), ("row", "column")],
)
def test_the_nearest_words_of_the_documentation_are_those_of_like_company_opposites_too(
    space, word, near
):
    assert near in dict(words.neighbours(space, word, 5))


def test_thinning_takes_the_frequent_words_and_leaves_the_rare_ones(docs):
    text, _ = docs
    chance = words.keep_probabilities(text, 1e-3)
    thin = words.thinned(text, 1e-3, np.random.default_rng(0))
    before, after = (
        np.bincount(t.tokens[t.tokens >= 0], minlength=len(text.words)) for t in (text, thin)
    )
    share = before / len(text.tokens)
    np.testing.assert_allclose(chance, np.minimum(1.0, np.sqrt(1e-3 / share)))
    assert (after[chance == 1.0] == before[chance == 1.0]).all()
    assert after[0] / before[0] == pytest.approx(chance[0], abs=0.02)
    assert (thin.tokens == words.UNKNOWN).sum() == (text.tokens == words.UNKNOWN).sum()


def test_an_empty_text_has_no_words_and_no_counts():
    text = words.read("")
    assert (text.words, len(text.tokens)) == ((), 0)
    assert words.ppmi(words.cooccurrences(text, 3)).shape == (0, 0)
