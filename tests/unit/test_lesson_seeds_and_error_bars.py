"""The lesson "Better or luckier": its experiments, its panels, the numbers in its text."""

import re
from itertools import pairwise, product

import numpy as np
import pytest
from lesson_code import load
from scipy import stats

from tutor.engine import Bars, Curve, Run, Scatter
from tutor.engine.soundness import check
from tutor.ml import two_methods
from tutor.study import catalog
from tutor.study.prose import Anchor, Prose, read

LESSON = catalog.find("seeds-and-error-bars")

sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
Seeds = sim.Seeds


def run(experiments, **values):
    made = Run(Seeds, 0, values)
    made.advance(experiments)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def text():
    return " ".join(LESSON.prose_path.read_text(encoding="utf-8").split())


@pytest.fixture(scope="module")
def hundred():
    """A hundred experiments whose every score is at hand, of a gap that is there."""
    made, kept = Run(Seeds, 0, {"gap": 1.0, "seeds": 8}), []
    for _ in range(100):
        made.advance(1)
        kept.append((made.trace.last("A"), made.trace.last("B"), made.trace.last("high")[-1],
                     made.trace.last("low")[-1]))  # fmt: skip
    return made, kept


def test_what_t_says_is_what_scipys_paired_t_test_says(hundred):
    made, kept = hundred
    tests = [stats.ttest_rel(a, b) for a, b, *_ in kept]
    found = np.mean([test.pvalue < 0.05 for test in tests])
    holds = np.mean([
        test.confidence_interval(0.95).low <= 1.0 <= test.confidence_interval(0.95).high
        for test in tests
    ])  # fmt: skip
    assert 0 < found < 1 > holds > 0
    assert made.trace.last("t finds a winner") == pytest.approx(100 * found)
    assert made.trace.last("t holds the truth") == pytest.approx(100 * holds)


def test_the_shares_count_the_experiments(hundred):
    made, kept = hundred
    ahead = np.mean([a.sum() - b.sum() > 1e-6 for a, b, *_ in kept])  # a tie is no lead
    holds = np.mean([low - 1e-6 <= 1.0 <= high + 1e-6 for *_, high, low in kept])
    assert made.trace.last("A ahead") == pytest.approx(100 * ahead)
    assert made.trace.last("bootstrap holds it") == pytest.approx(100 * holds)


def test_the_best_of_k_is_the_best_of_the_first_k_runs_above_the_true_accuracy(hundred):
    made, kept = hundred
    for k in (1, 5, 8):
        best, mean = (np.mean([f(a[:k]) for a, *_ in kept]) - 85.5 for f in (np.max, np.mean))
        assert made.trace.last("best of k")[k - 1] == pytest.approx(best)
        assert made.trace.last("mean of k")[k - 1] == pytest.approx(mean)


def test_the_reported_lead_is_that_of_the_means_or_of_the_best_over_one():
    for report, lead in (
        ("mean", lambda a, b: (a - b).mean()),
        ("best", lambda a, b: max(a) - b[0]),
    ):
        made = run(1, seeds=7, report=report)
        assert made.trace.last("reported") == pytest.approx(
            lead(made.trace.last("A"), made.trace.last("B"))
        )


def test_the_best_of_ten_normal_numbers_is_where_the_text_says():
    x, width = np.linspace(-8, 8, 100_001, retstep=True)
    for k, said in ((5, 1.16), (10, 1.54), (20, 1.87)):
        density = k * stats.norm.pdf(x) * stats.norm.cdf(x) ** (k - 1)
        assert round(float((x * density).sum() * width), 2) == said
        assert f"{said}" in text()


def test_the_critical_values_in_the_text_are_students():
    for seeds, said in ((5, "2.78"), (3, "4.30"), (30, "2.05")):
        assert f"{stats.t.ppf(0.975, seeds - 1):.2f}" == said
        assert said in text()


def test_eight_variances_over_the_squared_gap_is_the_usual_count_of_pairs():
    z = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    assert round(z**2) == 8
    assert run(400, seeds=31, gap=1.0).trace.last("t finds a winner") == pytest.approx(80, abs=5)


def test_the_experiment_at_the_top_is_the_first_one():
    made = run(1)
    means = [f"{made.trace.last(name).mean():.1f}" for name in ("A", "B")]
    assert re.findall(r"right in (\S+)% of them, B in (\S+)%", text()) == [tuple(means)]


def test_more_seeds_shorten_the_interval_with_their_root():
    def length(seeds):
        made = run(1, seeds=seeds)
        return made.trace.last("high")[-1] - made.trace.last("low")[-1]

    lengths = np.array([length(seeds) for seeds in (12, 48)])
    assert lengths[0] / lengths[1] == pytest.approx(2.0, abs=0.4)


def test_more_seeds_on_one_test_set_hold_the_truth_less_often():
    held = [
        run(150, seeds=seeds, design="one test").trace.last("t holds the truth")
        for seeds in (3, 10, 50)
    ]
    assert all(few - many > 10 for few, many in pairwise(held))


def test_the_panels_show_this_experiment_the_average_and_the_shares():
    made = run(120, gap=-0.5)
    dots, lead, best, shares = panels(made).values()
    assert [type(p) for p in (dots, lead, best, shares)] == [Scatter, Curve, Curve, Bars]
    assert (dots.classes["A"][:, 1] == made.trace.last("A")).all()
    assert lead.series["measured"].y[-1] == pytest.approx(made.trace.last("A - B"))
    assert (lead.series["truth"].y == -0.5).all()
    a, b = made.trace.last("A"), made.trace.last("B")
    wanted = stats.ttest_rel(a, b).confidence_interval(0.95)
    assert lead.series["t low"].y[-1] == pytest.approx(wanted.low)
    assert lead.series["t high"].y[-1] == pytest.approx(wanted.high)
    assert lead.bands["measured"].high[-1] == made.trace.last("high")[-1]
    assert best.series["best of k"].y[-1] == made.trace.last("best of k")[-1]
    assert set(shares.values) == set(sim.COUNTED)


def test_shares_of_intervals_wait_until_there_are_many_and_are_about_means():
    title = "of all experiments, %"
    assert list(panels(run(99))[title].values) == ["A ahead"]
    assert list(panels(run(100))[title].values) == list(sim.COUNTED)
    assert list(panels(run(100, report="best"))[title].values) == ["A ahead"]


def test_with_one_seed_t_says_nothing_and_the_panel_says_why():
    made = run(100, seeds=1)
    assert made.trace.last("t finds a winner") == made.trace.last("t holds the truth") == 0
    shown = panels(made)
    assert set(shown["of all experiments, %"].notes) == {"t finds a winner", "t holds the truth"}
    assert "t low" not in shown["A − B after k seeds, points"].series


def test_every_setting_runs_and_shows_finite_numbers():
    for seeds, gap, spread, size, design in product(
        (1, 2, 50), (-2.0, 2.0), (0.0, 3.0), (100, 10_000), two_methods.DESIGNS
    ):
        made = run(2, seeds=seeds, gap=gap, spread=spread, test_size=size, design=design)
        assert made.stopped is None
        for panel in made.simulation.view(made.trace):
            if isinstance(panel, Curve):
                assert all(np.isfinite(line.y).all() for line in panel.series.values())


def test_the_learners_function_draws_the_band_bit_for_bit_and_another_another():
    written = {"paired_bootstrap": staticmethod(solution.paired_bootstrap)}
    theirs = Run(type("Driven", (Seeds,), written), 0, {"seeds": 12})
    theirs.advance(10)
    assert theirs.digest() == run(10, seeds=12).digest()
    point = {"paired_bootstrap": staticmethod(lambda a, b, draws, rng: (0.0, 0.0))}
    other = Run(type("Point", (Seeds,), point), 0, {})
    other.advance(100)
    assert other.trace.last("bootstrap holds it") == 100
    assert other.trace.last("t holds the truth") == run(100).trace.last("t holds the truth")


def test_a_rewind_and_a_second_run_give_the_same_run():
    check(Seeds, {"seeds": 6, "design": "one test"}, steps=12)


def test_twelve_other_houses_miss_by_what_the_text_says():
    shrinkage = catalog.find("shrinkage")
    misses = []
    for seed in range(20):
        made = Run(load(shrinkage, "sim").Shrinkage, seed)
        made.advance(61)
        misses.append(made.trace["others"][60])
    said = re.findall(r"between \$(\d+),(\d)00 and \$(\d+),(\d)00", text())[0]
    assert (f"{min(misses):.1f}", f"{max(misses):.1f}") == (".".join(said[:2]), ".".join(said[2:]))
    assert misses[0] == pytest.approx(71.7, abs=0.05)


def test_no_text_before_a_prediction_gives_its_answer_away():
    scenes = read(LESSON)
    for name, words in (("best-of-ten", "1.54"), ("promise", "85% | 95%"), ("one-test", "80% of")):
        end = next(n for n, s in enumerate(scenes) if Anchor("predict", name) in s.anchors)
        texts = [" ".join(b.markdown for b in s.blocks if isinstance(b, Prose)) for s in scenes]
        assert words not in " ".join(texts[: end + 1])
        assert words in " ".join(texts[end + 1 :])
