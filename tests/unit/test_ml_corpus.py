"""The interpreter's documentation as a text to learn from."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml import corpus, text_cache


@pytest.fixture
def fresh(monkeypatch):
    """No text in memory, before and after."""
    corpus.text.cache_clear()
    yield
    corpus.text.cache_clear()


def two_documents(monkeypatch, n=40):
    """Let the documentation be `n` paragraphs in two documents."""
    lines = [f"This is the sentence with the number {'i' * k}, of one document." for k in range(n)]
    halves = {"a": "\n\n".join(lines[: n // 2]), "b": "\n\n".join(lines[n // 2 :])}
    monkeypatch.setattr(corpus, "documents", lambda: iter(halves.items()))
    return "".join(line + "\n" for line in lines)


def test_the_alphabet_is_the_newline_and_printable_ascii():
    assert len(corpus.ALPHABET) == len(set(corpus.ALPHABET)) == 96
    assert all(c == "\n" or (c.isascii() and c.isprintable()) for c in corpus.ALPHABET)


@given(st.text(corpus.ALPHABET))
def test_decoding_gives_back_what_was_encoded(words):
    numbers = corpus.encode(words)
    assert corpus.decode(numbers) == words
    assert [corpus.ALPHABET.index(c) for c in words] == numbers.tolist()


@given(st.text())
def test_any_text_can_be_folded_to_the_alphabet(words):
    folded = corpus.fold(words)
    assert set(folded) <= set(corpus.ALPHABET)
    assert corpus.fold(folded) == folded


def test_folding_makes_typographic_signs_plain_and_drops_accents():
    assert corpus.fold("“naïve” – it’s…\tΩ") == '"naive" - it\'s... ?'


def test_the_text_is_prose_in_the_alphabet_without_a_paragraph_twice():
    text = corpus.text(200_000)
    lines = text.splitlines()[:-1]
    assert len(text) == 200_000
    assert set(text) <= set(corpus.ALPHABET)
    assert len(set(lines)) == len(lines)
    assert sum(c.islower() or c == " " for c in text) > 0.9 * len(text)
    assert " the " in text


def test_a_longer_text_begins_with_the_shorter_one():
    assert corpus.text(150_000).startswith(corpus.text(70_000))


def test_the_text_held_out_is_the_same_for_every_size_and_in_no_training_text():
    small, large = corpus.split(1_000), corpus.split(100_000)
    assert small.validation == large.validation
    assert len(small.validation) == corpus.HELD_OUT
    assert (len(small.train), len(large.train)) == (1_000, 100_000)
    assert large.train.startswith(small.train)
    whole = [line for line in large.validation.splitlines() if len(line) > 60]
    assert not any(line in large.train for line in whole)


def test_a_short_documentation_gives_up_a_tenth(monkeypatch, fresh):
    whole = two_documents(monkeypatch)
    train, validation = corpus.split(None)
    assert validation + train == whole
    assert len(validation) == len(whole) // 10


def test_what_is_cached_is_what_was_built(monkeypatch, fresh):
    whole = two_documents(monkeypatch)
    assert corpus.text(None) == whole
    corpus.text.cache_clear()
    monkeypatch.setattr(corpus, "documents", lambda: pytest.fail("built a second time"))
    assert corpus.text(None) == whole
    assert corpus.text(100) == whole[:100]


def test_only_as_much_is_built_as_is_asked_for(monkeypatch, fresh):
    whole = two_documents(monkeypatch)
    asked = []
    halves = list(corpus.documents())
    monkeypatch.setattr(
        corpus, "documents", lambda: (asked.append(name) or (name, d) for name, d in halves)
    )
    assert corpus.text(200) == whole[:200]
    assert asked == ["a", "b"]  # the second name was looked at, and the text was long enough
    assert corpus.text(None) == whole


@pytest.mark.parametrize("spoil", [lambda t: t[:-5], lambda t: "", lambda t: t.replace("the", "t")])
def test_a_spoilt_cache_is_built_again(monkeypatch, fresh, spoil):
    whole = two_documents(monkeypatch)
    corpus.text(None)
    (file,) = text_cache.cache_folder().iterdir()
    file.write_text(spoil(file.read_text()))
    corpus.text.cache_clear()
    assert corpus.text(None) == whole


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(monkeypatch, fresh, tmp_path):
    whole = two_documents(monkeypatch)
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("MLPATH_HOME", str(tmp_path / "file"))
    assert corpus.text(None) == whole


def test_another_process_reads_the_same_text():
    program = "from tutor.ml import corpus; print(corpus.text(61_000)[-400:], end='')"
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    done = subprocess.run(
        [sys.executable, "-OO", "-c", program], env=environment, capture_output=True, check=True
    )
    assert done.stdout.decode() == corpus.text(61_000)[-400:]


def test_an_interpreter_without_sources_reads_those_of_its_packages(monkeypatch):
    monkeypatch.setattr(corpus, "_topics", dict)
    sources = corpus._sources
    monkeypatch.setattr(
        corpus, "_sources", lambda root: sources(root) if "packages" in str(root) else {}
    )
    names = [name for name, _ in corpus.documents()]
    assert "module linalg/__init__.py" in names


def test_without_any_documentation_it_says_what_to_do(monkeypatch, fresh):
    monkeypatch.setattr(corpus, "documents", lambda: iter(()))
    with pytest.raises(LookupError, match="give a text file of your own"):
        corpus.text(10)


def test_a_file_of_the_users_is_split_at_nine_tenths(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text("Größe\n" * 100, encoding="utf-8")
    train, validation = corpus.split_file(path)
    assert train + validation == "Große\n".replace("ß", "?") * 100
    assert len(validation) == 60


def test_docstrings_come_in_the_order_of_the_file_and_nothing_is_executed(tmp_path):
    path = tmp_path / "module.py"
    path.write_text(
        '"""One."""\nraise SystemExit\n\nclass A:\n    """Two."""\n\n'
        '    def f(self):\n        """Three."""\n\ndef g():\n    """Four."""\n'
    )
    assert corpus.docstrings(path) == "One.\n\nTwo.\n\nThree.\n\nFour."
    path.write_text("def (")
    assert corpus.docstrings(path) == ""


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Return the value of the named attribute of object.", True),
        ("Return it.", False),
        ("stmt ::= expression_stmt | assert_stmt | assignment_stmt.", False),
        (">>> Return the value of the named attribute of object.", False),
        ("x = [1, 2, 3]; y = {4: 5}; z = (6 + 7) * 8 - 9 / 10 + f(x)[0].", False),
    ],
)
def test_prose_is_told_from_code_and_grammar(words, wanted):
    assert corpus.is_prose(words) is wanted


def test_paragraphs_are_joined_to_one_line_without_markup():
    document = "Call :func:`~os.fork` when\nthe *second* process is\n``wanted`` there.\n\n  x = 1\n"
    assert list(corpus.paragraphs(document)) == [
        "Call os.fork when the second process is wanted there."
    ]


def test_symbols_are_small_numbers():
    numbers = corpus.encode("\n ~")
    assert numbers.dtype == np.uint8
    assert numbers.tolist() == [0, 1, 95]
