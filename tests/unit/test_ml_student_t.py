"""Student's t in closed form, against SciPy's incomplete beta function."""

import pytest
from scipy import stats

from tutor.ml.student_t import critical, two_sided_p, within

DEGREES = [1, 2, 3, 4, 5, 9, 10, 29, 30, 99, 500]


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("t", [0.0, 0.1, 1.0, 2.5, 12.7, 300.0])
def test_the_probability_is_scipys(t, df):
    tail = 2 * stats.t.sf(t, df)
    assert within(t, df) == pytest.approx(1 - tail, abs=1e-13)
    assert two_sided_p(-t, df) == pytest.approx(tail, abs=1e-13)


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("coverage", [0.5, 0.9, 0.95, 0.999])
def test_the_critical_value_is_scipys(coverage, df):
    assert critical(coverage, df) == pytest.approx(stats.t.ppf((1 + coverage) / 2, df), rel=1e-11)


def test_what_has_no_t_is_refused_with_what_was_expected():
    with pytest.raises(ValueError, match="0 degrees of freedom: expected t >= 0 and df >= 1"):
        within(1.0, 0)
    with pytest.raises(ValueError, match="expected a number between 0 and 1"):
        critical(1.0, 3)
