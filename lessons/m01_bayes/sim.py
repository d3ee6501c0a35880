"""People who are sick or not, tests that are right or not, and what a positive is worth."""

import numpy as np

from tutor.engine import Bars, Curve, Float, Int, Scatter, Series, Simulation, Table
from tutor.ml import bayes

AT_ONCE = 100  # people a step
SHOWN = 1000  # the newest of them are dots
TESTS = 5
ACROSS, DOWN = 50, 20  # places for the dots
THERMOMETER = {-9.2: "0.01%", -4.6: "1%", 0.0: "50%", 4.6: "99%"}  # log-odds as probabilities
ROUGHLY = {"nine": 0.09, "eighteen": 0.18, "half": 0.5, "eighty-one": 0.81, "ninety": 0.9}


class Clinic(Simulation):
    """Test people, count the sick among the positives, and compare the count with Bayes' rule."""

    base_rate = Float(0.01, 1e-4, 0.5, "share of people who are sick", log=True, resets=True)
    hit_rate = Float(0.9, 0.5, 1.0, "positive share of the sick", step=0.05, resets=True)
    false_pos = Float(0.09, 0.001, 0.5, "positive share of the healthy", log=True, resets=True)
    positives = Int(0, 0, TESTS, "positives in a row")
    dependent = Float(
        0.0, 0.0, 1.0, "how often a later test repeats the first", step=0.1, resets=True
    )

    def reset(self):
        self.sick = np.zeros(0, np.bool_)  # (n,), the newest people
        self.positive = np.zeros((0, TESTS), np.bool_)  # (n, TESTS)
        # how many were positive in the first 0, 1, … TESTS tests, and how many of those are sick
        self.reached = np.zeros(TESTS + 1)
        self.reached_sick = np.zeros(TESTS + 1)

    def step(self):
        rates = self.base_rate, self.hit_rate, self.false_pos, self.dependent
        sick, positive = bayes.draw_people(AT_ONCE, TESTS, *rates, self.rng("people"))
        self.sick = np.concatenate([self.sick, sick])[-SHOWN:]
        self.positive = np.concatenate([self.positive, positive])[-SHOWN:]
        for count in range(TESTS + 1):
            in_a_row = positive[:, :count].all(axis=1)  # (AT_ONCE,)
            self.reached[count] += np.sum(in_a_row)
            self.reached_sick[count] += np.sum(in_a_row & sick)
        ratios = self.ratios(self.positives)
        return {
            "reached": self.reached.copy(),
            "reached_sick": self.reached_sick.copy(),
            "posterior": self.posterior(self.base_rate, ratios),
            "log_odds": bayes.log_odds(self.base_rate) + float(np.sum(np.log(ratios))),
        }

    def posterior(self, prior, likelihood_ratios):
        """Update a belief by evidence; the learner's `posterior` replaces this method."""
        z = np.log(prior) - np.log1p(-prior)
        for ratio in likelihood_ratios:
            z += np.log(ratio)
        return float(np.exp(-np.logaddexp(0.0, -z)))

    def ratios(self, count, dependence=None):
        """Return what each of `count` positives in a row is worth."""
        dependence = self.dependent if dependence is None else dependence
        return bayes.likelihood_ratios(self.hit_rate, self.false_pos, dependence, count)

    def view(self, trace):
        yield self.dots()
        yield self.thermometer()
        yield self.sureness(trace)
        yield self.count(trace)

    def dots(self):
        """Line up the positives from the top and the negatives from the bottom, the sick first.

        Before any test everyone stands at the top.
        """
        positive = self.positive[:, : self.positives].all(axis=1)
        sizes = {
            "sick +": (self.sick & positive).sum(),
            "healthy +": (~self.sick & positive).sum(),
            "sick -": (self.sick & ~positive).sum(),
            "healthy -": (~self.sick & ~positive).sum(),
        }
        top = places(sizes["sick +"] + sizes["healthy +"])
        top[:, 1] = DOWN + 2 - top[:, 1]
        bottom = places(sizes["sick -"] + sizes["healthy -"])
        found, missed = np.split(top, [sizes["sick +"]]), np.split(bottom, [sizes["sick -"]])
        names = list(sizes) if self.positives else ["sick", "healthy"]
        return Scatter(
            "the newest 1000 people",
            dict(zip(names, [*found, *missed], strict=False)),
            x_label="place",
            y_label="row",
            x_range=(0.0, ACROSS + 1.0),
            y_range=(0.0, DOWN + 2.0),
        )

    def thermometer(self):
        """Stack the logarithms: the prior odds, each test's ratio, and their sum."""
        ratios = self.ratios(self.positives)
        z = bayes.log_odds(self.base_rate)
        total = z + float(np.sum(np.log(ratios)))
        bars = {"prior": z}
        notes = {"prior": odds_in_words(z)}
        for number, ratio in enumerate(ratios, 1):
            bars[f"test {number}"] = float(np.log(ratio))
            notes[f"test {number}"] = f"odds × {ratio:.3g}"
        bars["sum"], notes["sum"] = total, odds_in_words(total)
        return Bars("log-odds", bars, low=-10.0, high=10.0, ticks=THERMOMETER, notes=notes)

    def sureness(self, trace):
        """Show how sure each positive so far makes you, by the rule and by the count."""
        x = np.arange(self.positives + 1)
        reached, sick = trace.last("reached")[x], trace.last("reached_sick")[x]
        met = reached > 0
        series = {
            "Bayes": self.after_each(self.dependent),
            "counted": Series(x[met], sick[met] / reached[met]),
        }
        if self.dependent:
            series["as if independent"] = self.after_each(0.0)
        return Curve(
            "chance of being sick",
            series,
            x_label="positives in a row",
            low=0.0,
            high=1.0,
            x_range=(0.0, float(TESTS)),
        )

    def after_each(self, dependence):
        """Return the posterior after each of the positives, and before the first."""
        x = np.arange(self.positives + 1)
        y = [self.posterior(self.base_rate, self.ratios(n, dependence)) for n in x]
        return Series(x, np.array(y))

    def count(self, trace):
        """Put the people who tested positive beside the formula."""
        reached, sick = (
            int(trace.last(name)[self.positives]) for name in ("reached", "reached_sick")
        )
        times = ("no test", "1 positive", *(f"{n} positives" for n in range(2, TESTS + 1)))
        return Table(
            "counted and computed",
            ("now", "value"),
            [
                ("people so far", f"{trace.last('reached')[0]:.0f}"),
                (f"with {times[self.positives]}", str(reached)),
                ("of them sick", str(sick)),
                ("counted share", percent(sick / reached) if reached else "nobody yet"),
                (
                    "Bayes' rule",
                    percent(self.posterior(self.base_rate, self.ratios(self.positives))),
                ),
            ],
        )

    def share(self, trace):
        """Return the share of the sick among those who were positive in all tests; 0 for none."""
        reached = trace.last("reached")[self.positives]
        return float(trace.last("reached_sick")[self.positives] / reached) if reached else 0.0

    def roughly(self, trace):
        """Say which of a few round shares the counted one is nearest to."""
        share = self.share(trace)
        return min(ROUGHLY, key=lambda name: abs(ROUGHLY[name] - share))


def places(count):
    """Return the first `count` places, row by row from the first. (count, 2)"""
    n = np.arange(count)
    return np.stack([n % ACROSS + 1.0, n // ACROSS + 1.0], axis=1)


def odds_in_words(z):
    """Write log-odds as odds and as a probability: 1 : 99, 1%."""
    odds = np.exp(z)
    shown = f"1 : {1.0 / odds:.4g}" if odds < 1.0 else f"{odds:.3g} : 1"
    return f"{shown}, {percent(bayes.probability(z))}"


def percent(p):
    """Write a probability in per cent, in two digits where it is small."""
    if p > 0.9995:
        return "over 99.9%"
    return f"{100.0 * p:.2g}%" if p < 0.1 else f"{100.0 * p:.3g}%"
