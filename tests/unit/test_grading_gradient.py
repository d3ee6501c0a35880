"""The checks by other means: a gradient by differences of its loss, a second implementation."""

import pytest
from grading import LAWS, TOML, grading, halves

from tutor.study.grading.grader import Unusable

RIGHT = "def halve(x):\n    return x / 2\n"
SLOPES = (
    TOML.replace("{options}", "{options}\n")
    .replace('"halve"', '"slope"')
    .replace(
        """
[[exercise.case]]
args = [[1.0, -2.0, 4.0]]
want = [0.5, -1.0, 2.0]

[[exercise.case]]
args = [[3.0]]
want = [1.5]
""",
        """
[[exercise.case]]
args = [[1.0, -2.0], 0.5]
want = {{ tuple = [4.25, [2.0, -4.0], 1.0] }}
""",
    )
)


@pytest.fixture(scope="module")
def check():
    with grading() as check:
        yield check


def verdict_on(check, lesson, code, root):
    path = root / "answer.py"
    path.write_text(code)
    return check(lesson, path)


GRADIENT_LAWS = """
def height(x, b):
    return float((x**2).sum() + b * b - 1.0)
"""
GRADIENT = """
[exercise.gradient]
loss = "height"
wrt = ["x", "b"]
part = 1
"""


def slopes(root, options=GRADIENT):
    lesson = halves(root, options, GRADIENT_LAWS, SLOPES)
    (root / "halves" / "exercise.py").write_text(
        "def slope(x, b):\n    raise NotImplementedError\n"
    )
    return lesson


def test_a_right_gradient_agrees_with_central_differences(check, tmp_path):
    code = "def slope(x, b):\n    return float((x**2).sum() + b * b - 1.0), 2 * x, 2 * b\n"
    verdict = verdict_on(check, slopes(tmp_path), code, tmp_path)
    assert verdict.passed
    assert "gradient" in [c.name for c in verdict.checks]


def test_a_gradient_that_is_right_on_the_cases_only_is_caught_beside_them(check, tmp_path):
    code = (
        "import numpy as np\ndef slope(x, b):\n"
        "    return float((x**2).sum() + b * b - 1.0), np.array([2.0, -4.0]), 2 * b\n"
    )
    failed = verdict_on(check, slopes(tmp_path), code, tmp_path).failed()
    assert failed.name == "gradient"
    assert "for `x`" in failed.say
    assert "first wrong element: [0] is 2.0, not " in failed.say
    assert "tolerance: 1e-06 (relative; measured with h = 1e-05)" in failed.say


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (GRADIENT.replace("height", "hight"), "no function `hight`: did you mean `height`?"),
        (GRADIENT.replace('"b"', '"c"'), "by `c`, which is no parameter of slope"),
    ],
)
def test_a_gradient_table_that_names_nothing_is_the_lessons_fault(check, tmp_path, options, said):
    code = "def slope(x, b):\n    return float((x**2).sum() + b * b - 1.0), 2 * x, 2 * b\n"
    with pytest.raises(Unusable, match=r"did you mean|no parameter") as caught:
        verdict_on(check, slopes(tmp_path, options), code, tmp_path)
    assert said in str(caught.value)


REFERENCE = '[exercise.reference]\nfunction = "other"\ntol = 1e-12\n'


def test_the_reference_is_tried_on_the_inputs_of_the_laws(check, tmp_path):
    laws = LAWS + "\n\ndef other(x):\n    return 0.5 * x\n"
    verdict = verdict_on(check, halves(tmp_path, REFERENCE, laws), RIGHT, tmp_path)
    assert verdict.passed
    assert "the same as other on 12 inputs" in [c.say for c in verdict.checks]
    wrong = (
        "import numpy as np\ndef halve(x):\n"
        "    return x / 2 if abs(x[0]) in (1, 3) else np.roll(x / 2, 1)\n"
    )
    failed = verdict_on(check, halves(tmp_path, REFERENCE, laws), wrong, tmp_path).failed()
    assert failed.name == "reference"
    assert "tolerance: 1e-12" in failed.say


def test_a_reference_whose_library_is_missing_is_left_out_and_says_so(check, tmp_path):
    laws = LAWS + "\n\ndef other(x):\n    import no_such_library\n"
    verdict = verdict_on(check, halves(tmp_path, REFERENCE, laws), RIGHT, tmp_path)
    assert verdict.passed
    assert "left out: no_such_library is not installed here" in [c.say for c in verdict.checks]
