"""The checks one by one: what each finds, in which order, and the words it has for it."""

import numpy as np
import pytest
from grading import TOML, grading, halves

RIGHT = "def halve(x):\n    return x / 2\n"
NAMES = ["loads", "shape and type", "golden values", "arguments left alone", "half the sum"]


@pytest.fixture(scope="module")
def check():
    with grading() as check:
        yield check


def verdict_on(check, lesson, code, root):
    path = root / "answer.py"
    path.write_text(code)
    return check(lesson, path)


def test_the_checks_are_made_in_their_order(check, tmp_path):
    verdict = verdict_on(check, halves(tmp_path), RIGHT, tmp_path)
    assert [c.name for c in verdict.checks] == [*NAMES, "mistakes"]
    assert verdict.passed
    assert (verdict.exercise, verdict.mistake) == ("halve", None)


def test_a_wrong_number_shows_the_smallest_case_and_the_first_wrong_element(check, tmp_path):
    code = "def halve(x):\n    y = x / 2\n    y[2:] = 0\n    return y\n"
    verdict = verdict_on(check, halves(tmp_path), code, tmp_path)
    assert [c.name for c in verdict.checks] == NAMES[:3]
    assert verdict.failed().say == (
        "halve([1.0, -2.0, 4.0])\n  expected: [0.5, -1.0, 2.0]\n  got:      [0.5, -1.0, 0.0]\n"
        "  first wrong element: [2] is 0.0, not 2.0\n  tolerance: 1e-09"
    )


def test_an_error_at_the_tolerance_is_told_with_its_digits(check, tmp_path):
    code = "def halve(x):\n    return x / 2 + 1e-8\n"
    said = verdict_on(check, halves(tmp_path), code, tmp_path).failed().say
    assert "[0] is 1.50000001, not 1.5" in said


def test_changed_arguments_are_named_and_the_listed_mistake_is_recognized(check, tmp_path):
    code = "def halve(x):\n    x *= 0.5\n    return x\n"
    verdict = verdict_on(check, halves(tmp_path), code, tmp_path)
    assert verdict.failed().name == "arguments left alone"
    assert "before: [3.0]\n  after:  [1.5]" in verdict.failed().say
    assert verdict.mistake == "You changed the caller's array."


def test_an_exercise_may_be_meant_to_change_its_arguments(check, tmp_path):
    lesson = halves(tmp_path, "in_place = true", laws="")
    assert verdict_on(check, lesson, "def halve(x):\n    x /= 2\n    return x\n", tmp_path).passed


def test_a_mistake_is_recognized_by_its_numbers_too_when_the_arguments_changed(check, tmp_path):
    code = "def halve(x):\n    x *= 2\n    return x\n"
    verdict = verdict_on(check, halves(tmp_path), code, tmp_path)
    assert verdict.mistake == "You doubled."
    assert (verdict.checks[-1].name, verdict.checks[-1].say) == ("mistakes", "You doubled.")


def test_a_broken_law_shows_the_smallest_of_several_failing_inputs(check, tmp_path):
    code = (
        "import numpy as np\nknown = {(1.0, -2.0, 4.0): [0.5, -1.0, 2.0], (3.0,): [1.5]}\n"
        "def halve(x):\n    return np.array(known.get(tuple(x.tolist()), x.tolist()))\n"
    )
    failed = verdict_on(check, halves(tmp_path), code, tmp_path).failed()
    assert failed.name == "half the sum"
    first, call, returned = failed.say.splitlines()
    assert first == "Half the numbers should have half the sum."
    generators = [np.random.default_rng(seed) for seed in range(10)]
    drawn = [rng.normal(size=rng.integers(1, 6)) for rng in generators]
    assert {len(x) for x in drawn} != {min(map(len, drawn))}
    assert call.count(",") == min(map(len, drawn)) - 1
    assert call.startswith("  smallest failing input: halve([")
    assert returned.startswith("  it returned: [")


def test_an_exception_in_a_law_is_the_learners_when_it_comes_from_their_code(check, tmp_path):
    code = (
        "def halve(x):\n    assert len(x) in (1, 3) and abs(x[0]) >= 1, 'odd'\n    return x / 2\n"
    )
    failed = verdict_on(check, halves(tmp_path), code, tmp_path).failed()
    assert failed.name == "half the sum"
    assert failed.say.startswith("It raised AssertionError: odd\n  line 2, in halve: assert")


def test_a_law_may_ask_for_an_exception_by_its_kind(check, tmp_path):
    laws = (
        "def refuses_words(halve, rng):\n    try:\n        halve('no')\n"
        "    except ValueError as error:\n        assert 'no' in str(error)\n"
        "    else:\n        raise AssertionError('a word has no half')\n"
    )
    lesson = halves(tmp_path, laws=laws)
    careful = (
        "def halve(x):\n    if isinstance(x, str):\n        raise ValueError(x)\n    return x / 2\n"
    )
    assert verdict_on(check, lesson, careful, tmp_path).passed
    careless = "def halve(x):\n    return x if isinstance(x, str) else x / 2\n"
    assert verdict_on(check, lesson, careless, tmp_path).failed().say.startswith("A word has no")


def test_a_function_returned_by_the_learner_and_a_generator_passed_to_them_work(check, tmp_path):
    laws = (
        "import copy\n\n\ndef uses_the_generator(halve, rng):\n"
        "    twin = copy.deepcopy(rng)\n    added = halve(rng)(2.0)\n"
        "    assert added == 2.0 + twin.normal()\n    assert rng.normal() == twin.normal()\n"
    )
    code = (
        "def halve(x):\n    if not hasattr(x, 'normal'):\n        return x / 2\n"
        "    drawn = x.normal()\n    return lambda y: y + drawn\n"
    )
    verdict = verdict_on(check, halves(tmp_path, laws=laws), code, tmp_path)
    assert verdict.checks[-2].name == "uses the generator"
    assert verdict.passed


def test_torch_tensors_go_to_the_learner_and_come_back(check, tmp_path):
    pytest.importorskip("torch")
    toml = TOML.replace("[[3.0]]", "[{{ tensor = [3.0] }}]").replace(
        "want = [1.5]", "want = {{ tensor = [1.5] }}"
    )
    lesson = halves(tmp_path, "memory = 8192\nseconds = 60", toml=toml)
    assert verdict_on(check, lesson, RIGHT, tmp_path).passed
    code = "def halve(x):\n    return x / 2 if len(x) > 1 else (x / 2).float()\n"
    said = verdict_on(check, lesson, code + "", tmp_path).failed().say
    assert "a tensor of float32; it should be a tensor of float64" in said


def test_laws_that_fail_on_loading_are_the_lessons_fault(check, tmp_path):
    from tutor.study.grading.grader import Unusable

    with pytest.raises(Unusable, match=r"laws\.py: it fails on loading: ZeroDivisionError"):
        verdict_on(check, halves(tmp_path, laws="1 / 0"), RIGHT, tmp_path)


def test_a_function_of_the_workspace_can_use_an_earlier_one(check, tmp_path, monkeypatch):
    package = tmp_path / "mlpath" / "mlpath"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "earlier.py").write_text("def scaled(x, by):\n    return x * by\n")
    path = package / "halves.py"
    path.write_text("from mlpath.earlier import scaled\ndef halve(x):\n    return scaled(x, 0.5)\n")
    assert check(halves(tmp_path), path).passed
    (package / "earlier.py").write_text("def scaled(x, by):\n    return x * bye\n")
    said = check(halves(tmp_path), path).failed().say
    assert "name 'bye' is not defined" in said
    assert "earlier.py, line 2, in scaled: return x * bye" in said
