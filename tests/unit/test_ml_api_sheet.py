"""The API sheet against the interpreter that it was read from, and the model that has read it."""

import itertools
import math
import os.path

import numpy as np
import pytest

from tutor.ml import api_sheet, name_model
from tutor.ml.name_model import LONGEST, ORDER, NameModel


def test_every_name_of_the_sheet_can_be_called_and_exists():
    read, held_out = api_sheet.sheet()
    for name in (*read, *held_out):
        home, _, last = name.rpartition(".")
        assert callable(getattr(api_sheet.homes()[home], last))
        assert api_sheet.exists(name)


def test_the_sheet_has_about_a_thousand_names_and_a_tenth_is_held_out():
    read, held_out = api_sheet.sheet()
    assert 900 < len(read) < 1500
    assert 0.07 < len(held_out) / (len(read) + len(held_out)) < 0.13
    assert not set(read) & set(held_out)
    assert list(read) == sorted(read)


@pytest.mark.parametrize(
    "name",
    [
        "functools.combinations", "math.isfinf", "quantum.entangle", "os.path.", "math", "",
        "random.random.random", "math.sqrt.x", "os.path.isfinite",
    ],
)  # fmt: skip
def test_names_that_this_python_does_not_have_are_invented(name):
    assert not api_sheet.exists(name)
    assert api_sheet.verdict(name) == api_sheet.INVENTED


def test_the_verdict_tells_what_was_read_from_what_was_held_out_and_what_is_not_listed():
    read, held_out = api_sheet.sheet()
    assert {api_sheet.verdict(name) for name in read} == {api_sheet.READ}
    assert {api_sheet.verdict(name) for name in held_out} == {api_sheet.HELD_OUT}
    # a constant, and a name that is not public
    assert api_sheet.verdict("math.pi") == api_sheet.OTHER
    assert api_sheet.verdict("math.__doc__") == api_sheet.OTHER


def test_looking_a_name_up_calls_nothing(monkeypatch):
    class Trap:
        def __call__(self):
            raise AssertionError("called")

    monkeypatch.setattr(os.path, "trap", Trap(), raising=False)
    assert api_sheet.exists("os.path.trap")


def test_good_turing_on_the_last_words_agrees_with_the_held_out_names():
    counts = np.array(list(api_sheet.words_read().values()))
    assert counts.sum() == len(api_sheet.sheet().read)
    estimate = (counts == 1).sum() / counts.sum()
    # about a hundred names are held out: one standard deviation is 0.04
    assert abs(estimate - api_sheet.share_of_new_words()) < 0.16


NAMES = ("ab.cat", "ab.car", "ab.dog")


def distribution(model, home, temperature, ending):
    """Score a whole name by asking for one character after another."""
    p = 1.0
    for length, sign in enumerate(ending):
        context = f"\n{home}.{ending[:length]}"
        p *= model._row(context[-ORDER:], temperature)[0][name_model.SYMBOLS.index(sign)]
    return p


def test_a_cold_model_writes_the_likeliest_characters_whatever_the_draw():
    model = NameModel(["ab.cat", "ab.cat", "ab.dog"])
    for u in (0.01, 0.5, 0.99):
        assert model.write("ab", np.full(LONGEST, u), 0.05).name == "ab.cat"


def test_how_sure_is_the_geometric_mean_of_the_characters_probabilities():
    model = NameModel(NAMES)
    rng = np.random.default_rng(0)
    for temperature in (0.3, 1.0):
        written = model.write("ab", rng.random(LONGEST), temperature)
        ending = written.name.removeprefix("ab.") + "\n"
        ending = ending if len(ending) <= LONGEST else ending[:LONGEST]
        wanted = distribution(model, "ab", temperature, ending) ** (1 / len(ending))
        assert written.sure == pytest.approx(wanted)


def test_names_come_as_often_as_their_probability_says():
    model = NameModel(NAMES)
    rng = np.random.default_rng(1)
    n = 3000
    written = [model.write("ab", rng.random(LONGEST), 0.7).name for _ in range(n)]
    for name in NAMES:
        p = distribution(model, "ab", 0.7, name.removeprefix("ab.") + "\n")
        assert written.count(name) / n == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / n))


def test_a_name_without_an_end_is_cut_off():
    model = NameModel(["ab.lalalalalala"])
    longest = max(
        len(model.write("ab", np.full(LONGEST, u), 1.0).name)
        for u in itertools.chain(np.linspace(0, 0.999, 20))
    )
    assert longest <= len("ab.") + LONGEST


def test_a_home_that_does_not_exist_gets_an_answer_all_the_same():
    model = name_model.of_this_python()
    written = model.write(api_sheet.NO_HOME, np.random.default_rng(0).random(LONGEST), 1.0)
    assert written.name.startswith("quantum.")
    assert len(written.name) > len("quantum.")
    assert not api_sheet.exists(written.name)
