"""The docstrings of installed packages as a text to learn from."""

import pytest

from tutor.ml import corpus, package_docs, text_cache


@pytest.fixture
def fresh(monkeypatch, tmp_path):
    """No text in memory or on the disk, and a package of ours that is found."""
    monkeypatch.setenv("MLPATH_HOME", str(tmp_path / "home"))
    package = tmp_path / "toy"
    (package / "part").mkdir(parents=True)
    (package / "tests").mkdir()
    said = '"""The sentence with the number {} is in this file, and it is prose."""\n'
    (package / "__init__.py").write_text(said.format("one") + "raise SystemExit\n")
    (package / "_private.py").write_text(said.format("two") + said.format("three"))
    (package / "part" / "__init__.py").write_text(said.format("one"))
    (package / "part" / "more.py").write_text(said.format("four"))
    (package / "tests" / "test_it.py").write_text(said.format("five"))
    monkeypatch.syspath_prepend(str(tmp_path))
    package_docs.text.cache_clear()
    yield package
    package_docs.text.cache_clear()


def sentence(number):
    return f"The sentence with the number {number} is in this file, and it is prose.\n"


def test_the_text_is_every_paragraph_once_without_tests_and_without_running_anything(fresh):
    assert package_docs.text(("toy",)) == sentence("one") + sentence("two") + sentence("four")


def test_a_part_of_a_package_can_stand_alone(fresh):
    assert package_docs.text(("toy/part",)) == sentence("one") + sentence("four")


def test_what_is_cached_is_read_again_and_a_spoilt_cache_is_not(fresh):
    whole = package_docs.text(("toy",))
    package_docs.text.cache_clear()
    (fresh / "_private.py").unlink()
    assert package_docs.text(("toy",)) == whole
    package_docs.text.cache_clear()
    (file,) = text_cache.cache_folder().iterdir()
    file.write_text(file.read_text()[:-3])
    assert package_docs.text(("toy",)) == sentence("one") + sentence("four")


def test_what_is_not_installed_is_left_out_and_nothing_at_all_is_said(fresh):
    assert package_docs.text(
        ("no_such_package", "toy/part", "toy/no_such_part")
    ) == package_docs.text(("toy/part",))
    with pytest.raises(LookupError, match="none of no_such_package is installed"):
        package_docs.text(("no_such_package",))


def test_scikit_learns_own_words_are_in_the_alphabet_of_the_other_text():
    text = package_docs.text(("sklearn",))
    assert set(text) <= set(corpus.ALPHABET)
    assert "regression" in text
    assert len(text) > 200_000
