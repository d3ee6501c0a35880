"""The four verdicts: what makes each, and how often a true claim is called false."""

from math import inf, nan

import numpy as np
import pytest

from tutor.lab.papers.paper import Claim, Direction
from tutor.lab.papers.strip import strip
from tutor.lab.papers.verdict import judge


def claim(published=10.0, tolerance=1.0, of="mean", rule="within", direction=None):
    return Claim(
        id="row",
        published=published,
        unit="",
        where="table 1",
        how="by hand",
        measure="x",
        of=of,
        rule=rule,
        tolerance=tolerance,
        minutes=1.0,
        direction=direction,
        expect="matched",
        reason="",
    )


def around(mean, spread, count=8):
    """Numbers of exactly this mean and sample deviation."""
    x = np.random.default_rng(1).normal(size=count)
    x = (x - x.mean()) / x.std(ddof=1)
    return dict(enumerate((mean + spread * x).tolist()))


@pytest.mark.parametrize(
    ("mean", "spread", "word"),
    [
        (10.2, 0.5, "matched"),
        (14.0, 0.5, "not matched"),
        (10.9, 0.5, "undetermined"),  # reaches over the edge at 11
        (10.0, 5.0, "undetermined"),  # wider than what counts as the same
    ],
)
def test_a_mean_is_matched_only_where_its_whole_interval_counts_as_the_same(mean, spread, word):
    assert judge(claim(), around(mean, spread)).word == word


def test_a_wide_interval_is_no_match_however_well_it_is_centred():
    two = judge(claim(), {0: 9.9, 1: 10.1}).word
    assert (two, judge(claim(), around(10.0, 0.14, 8)).word) == ("undetermined", "matched")


def test_one_seed_decides_nothing_and_says_so():
    verdict = judge(claim(), {0: 10.0})
    assert verdict.word == "undetermined"
    assert verdict.interval == (-inf, inf)
    assert "One seed says nothing" in verdict.sentence


def test_a_number_without_chance_is_judged_exactly():
    assert judge(claim(60000, 0.0), {0: 60000.0}, exact=True).word == "matched"
    assert judge(claim(60000, 0.0), {0: 60001.0}, exact=True).word == "not matched"
    assert judge(claim(65, 0.5), {0: 65.5}, exact=True).word == "matched"


@pytest.mark.parametrize(
    ("rule", "mean", "word"),
    [
        ("at least", 12.0, "matched"),
        ("at least", 8.0, "not matched"),
        ("at least", 10.0, "undetermined"),
        ("at most", 8.0, "matched"),
        ("at most", 12.0, "not matched"),
    ],
)
def test_an_inequality_holds_when_all_of_the_interval_is_on_its_side(rule, mean, word):
    assert judge(claim(rule=rule), around(mean, 0.5)).word == word


@pytest.mark.parametrize(
    ("mean", "spread", "word"),
    [
        (5.0, 0.5, "matched in direction"),
        (5.0, 9.0, "undetermined"),  # it may be below 1 as well
        (0.2, 0.1, "not matched"),  # on the other side
        (10.9, 0.5, "matched in direction"),  # of the number more seeds would tell
    ],
)
def test_a_claim_that_misses_its_number_may_hold_in_direction(mean, spread, word):
    row = claim(direction=Direction("above", 1.0))
    assert judge(row, around(mean, spread)).word == word


def test_a_share_of_successes_has_wilsons_interval():
    row = claim(0.5, of="share", rule="at least")
    assert judge(row, dict.fromkeys(range(3), 1.0)).word == "undetermined"  # 3 of 3: from 0.44
    assert judge(row, dict.fromkeys(range(4), 1.0)).word == "matched"  # 4 of 4: from 0.51
    assert judge(row, dict.fromkeys(range(4), 0.0)).word == "not matched"


def test_a_geometric_mean_is_the_mean_of_logarithms():
    verdict = judge(claim(of="geometric mean"), {0: 5.0, 1: 20.0})
    assert verdict.ours == pytest.approx(10.0)
    low, high = verdict.interval
    assert low * high == pytest.approx(100.0)  # as far up as down, in ratios


def test_one_published_run_is_held_against_the_range():
    row = claim(10.0, 0.0, of="one run")
    assert judge(row, around(12.0, 3.0, 20)).word == "matched"
    assert judge(row, around(50.0, 3.0, 20)).word == "not matched"
    few = judge(row, around(50.0, 3.0, 5))
    assert few.word == "undetermined"
    assert "with probability 0.67" in few.sentence  # (5 - 1) / (5 + 1)


def test_another_run_lies_in_the_range_as_often_as_is_said():
    draws = np.random.default_rng(3).exponential(size=(20_000, 20))
    new, ours = draws[:, 0], draws[:, 1:]
    inside = (ours.min(axis=1) <= new) & (new <= ours.max(axis=1))
    assert inside.mean() == pytest.approx(18 / 20, abs=0.007)


def test_a_true_number_is_seldom_called_not_matched():
    rng, row = np.random.default_rng(5), claim(10.0, 0.2)
    draws = rng.normal(10.0, 1.0, size=(1000, 6)).tolist()
    words = [judge(row, dict(enumerate(values))).word for values in draws]
    assert words.count("not matched") / 1000 < 0.05
    assert words.count("undetermined") > 900  # six seeds cannot place a mean within 0.2


def test_what_is_not_finite_is_left_out_and_counted():
    verdict = judge(claim(), {**around(10.0, 0.2), 100: nan, 101: inf}, missing=1)
    assert (verdict.word, verdict.missing) == ("matched", 3)
    assert "3 of 11 seeds gave no number" in verdict.sentence
    assert judge(claim(), {0: nan}).word == "undetermined"


def test_the_picture_puts_every_seed_and_the_number_where_they_are():
    published, measured, scale = strip(judge(claim(), {0: 8.0, 1: 10.0, 2: 14.0}), 80)
    at = {mark: [i for i, c in enumerate(line) if c == mark] for line, mark in
          ((published, "▼"), (measured, "●"))}  # fmt: skip
    assert len(at["●"]) == 3
    assert at["●"][1] == at["▼"][0]  # both are 10
    assert at["●"][2] - at["●"][1] == pytest.approx(2 * (at["●"][1] - at["●"][0]), abs=1)
    assert published.count("▒") >= 3
    low, high = map(float, scale.split())
    assert low < 8.0 < 14.0 < high


@pytest.mark.parametrize("rule", ["at least", "at most"])
def test_the_picture_of_an_inequality_reaches_to_its_end(rule):
    published, *_ = strip(judge(claim(rule=rule), {0: 8.0, 1: 12.0}), 60)
    edge = published.rstrip()[-1] if rule == "at least" else published[11]
    assert edge == "▒"


def test_there_is_no_picture_without_numbers_or_room():
    assert strip(judge(claim(), {0: nan}), 80) == []
    assert strip(judge(claim(), {0: 8.0, 1: 12.0}), 25) == []
