"""A model answers questions about facts, and a judge who cannot be fooled says which are right."""

import numpy as np

from tutor.engine import Bars, Choice, Curve, Float, Series, Simulation, Table
from tutor.ml import abstention, api_sheet, birthdays, calibration, good_turing, name_model

QUESTIONS = {"python": 4, "birthdays": 20}  # a step
NEWEST = 2000  # answers that are judged together
SHOWN = 8
LADDER = (0.05, 0.5, 1.0, 1.5, 2.0)  # every question is also asked at these temperatures
BINS = 10
ENOUGH = 10  # answers that a bin needs to be drawn
THRESHOLDS = np.linspace(0.0, 1.0, 101)
GROUPS = {"never": 0, "once": 1, "twice or more": 2}  # times read, at least
NOTICED = 0.02  # a share below this is next to nothing


class Answers(Simulation):
    """Ask for facts that cannot be worked out; count what is right, wrong and left open."""

    world = Choice("python", ("python", "birthdays"), "what is asked about", resets=True)
    temperature = Float(1.0, 0.05, 2.0, "what the scores are divided by", step=0.05)
    rare = Float(0.3, 0.0, 0.9, "birthdays: share of hardly known people", step=0.1, resets=True)
    threshold = Float(0.0, 0.0, 1.0, "answers less sure than this become 'I don't know'", step=0.05)
    penalty = Float(0.0, 0.0, 4.0, "what a wrong answer costs", step=0.5)

    def reset(self):
        self.text = (
            birthdays.draw_world(self.rare, self.rng("world")) if self.is_birthdays else None
        )
        self.counts = self._counts()
        self.asked = 0
        self.wrong_at = np.zeros(len(LADDER))
        self._forget()

    def _forget(self):
        """Begin to collect answers: those given at another temperature do not count."""
        self.asked_at = self.temperature
        self.sure = np.zeros(0)
        self.right = np.zeros(0, np.bool_)
        self.read = np.zeros(0, np.int64)  # how often the model had read about it
        self.newest = []  # python: (name, sure, verdict) of the newest few
        self.invented = {}  # python: how often each name that does not exist was written

    @property
    def is_birthdays(self):
        return self.world == "birthdays"

    def _counts(self):
        """Return how often each kind of fact was read: each person, or each last word."""
        if self.is_birthdays:
            return birthdays.times_read(self.text)
        return np.array(list(api_sheet.words_read().values()))

    def step(self):
        if self.temperature != self.asked_at:
            self._forget()
        ask = self._ask_birthdays if self.is_birthdays else self._ask_python
        sure, right, read, lines = ask(QUESTIONS[self.world])
        self.sure = np.append(self.sure, sure)[-NEWEST:]
        self.right = np.append(self.right, right)[-NEWEST:]
        self.read = np.append(self.read, read)[-NEWEST:]
        self.newest = (self.newest + lines)[-SHOWN:]
        answered = self.sure >= self.threshold
        return {
            "wrong": float(np.mean(~self.right)),
            "wrong answers": float(np.mean(answered & ~self.right)),
            "don't know": float(np.mean(~answered)),
            "score": float(self.score_at(self.threshold)),
            "missing mass": self.missing_mass(self.counts.copy()),
            "calibration error": self.calibration_error(self.sure.copy(), self.right.copy(), BINS),
            "best threshold": self.best_threshold(self.penalty),
        }

    def missing_mass(self, counts):
        """Estimate what was never read; the learner's `missing_mass` replaces this method."""
        return good_turing.missing_mass(counts)

    def calibration_error(self, p, correct, bins):
        """Return how far the model is from its word; `calibration_error` replaces this method."""
        return calibration.calibration_error(p, correct, bins)

    def best_threshold(self, penalty):
        """Say from where to answer; the learner's `best_threshold` replaces this method."""
        return abstention.best_threshold(penalty)

    def _ask_python(self, n):
        """Ask for a function in each of n modules, and have the interpreter judge."""
        homes = (*api_sheet.homes(), api_sheet.NO_HOME)
        asked = [homes[i] for i in self.rng("questions").integers(0, len(homes), n)]
        u = self.rng("sample").random((n, name_model.LONGEST))
        model = name_model.of_this_python()
        written = {
            T: [model.write(home, x, T) for home, x in zip(asked, u, strict=True)]
            for T in {*LADDER, self.temperature}
        }
        for place, T in enumerate(LADDER):
            self.wrong_at[place] += sum(not api_sheet.exists(one.name) for one in written[T])
        self.asked += n
        answers = [(*one, api_sheet.verdict(one.name)) for one in written[self.temperature]]
        for name, _, verdict in answers:
            if verdict == api_sheet.INVENTED:
                self.invented[name] = self.invented.get(name, 0) + 1
        right = [verdict != api_sheet.INVENTED for *_, verdict in answers]
        read = [verdict == api_sheet.READ for *_, verdict in answers]
        return [sure for _, sure, _ in answers], right, read, answers

    def _ask_birthdays(self, n):
        """Ask for the birthdays of n people; the world knows them."""
        people = birthdays.draw_people(self.rare, n, self.rng("questions"))
        u = self.rng("sample").random(n)
        log_p, truth = birthdays.beliefs(self.text, people), self.text.birthdays[people]
        days, sure = birthdays.answers(log_p, u, self.temperature)
        for place, temperature in enumerate(LADDER):
            self.wrong_at[place] += np.sum(birthdays.answers(log_p, u, temperature)[0] != truth)
        self.asked += n
        return sure, days == truth, self.counts[people], []

    def score_at(self, threshold):
        """Return the mean score of the newest answers, were this the threshold."""
        return abstention.scores(self.sure, self.right, self.penalty, np.array([threshold]))[0]

    def view(self, trace):
        yield self._by_reading() if self.is_birthdays else self._latest()
        yield self._by_temperature(trace)
        yield self._reliability(trace)
        yield self._scores()

    def _latest(self):
        """Show the newest names with what the interpreter says."""
        rows = [
            (name, f"{sure:.2f}", verdict if sure >= self.threshold else "I don't know")
            for name, sure, verdict in reversed(self.newest)
        ]
        return Table("newest answers", ("name", "sure", "Python says"), rows)

    def _by_reading(self):
        """Show what became of questions about people never read about, read about once, more."""
        answered = self.sure >= self.threshold
        parts = self.right & answered, ~self.right & answered, ~answered
        group = np.minimum(self.read, max(GROUPS.values()))
        values = {
            name: [100.0 * float(np.mean(part & (group == least))) for part in parts]
            for name, least in GROUPS.items()
        }
        series = ("right", "wrong", "don't know")
        return Bars("answers by times read", values, low=0.0, unit="%", series=series)

    def _by_temperature(self, trace):
        """Show the share of wrong answers to the same questions, asked at five temperatures."""
        word = "wrong" if self.is_birthdays else "invented"
        wrong = Series(np.array(LADDER), 100.0 * self.wrong_at / self.asked)
        series = {word: wrong, "now": point(self.asked_at, 100.0 * trace.last("wrong"))}
        if self.is_birthdays:
            floor = np.full(2, 100.0 * trace.last("missing mass"))
            series["N₁/N"] = Series(np.array([0.0, 2.0]), floor)
        return Curve(
            f"{word}, by temperature",
            series,
            x_label="temperature",
            y_label="%",
            low=0.0,
            high=100.0,
            x_range=(0.0, 2.0),
        )

    def _reliability(self, trace):
        """Hold how sure the model was against how often it was right."""
        bins = calibration.reliability(self.sure, self.right, BINS)
        some = bins.n >= min(ENOUGH, bins.n.max())
        error, ends = trace.last("calibration error"), np.array([0.0, 1.0])
        return Curve(
            "sure and right",
            {
                f"right (off by {error:.3f})": Series(bins.confidence[some], bins.right[some]),
                "as right as sure": Series(ends, ends),
            },
            x_label="how sure",
            low=0.0,
            high=1.0,
            x_range=(0.0, 1.0),
        )

    def _scores(self):
        """Show what each threshold would score on the newest answers."""
        score = abstention.scores(self.sure, self.right, self.penalty, THRESHOLDS)
        best = self.best_threshold(self.penalty)
        return Curve(
            "score by threshold",
            {
                "score": Series(THRESHOLDS, score),
                "now": point(self.threshold, self.score_at(self.threshold)),
                "λ/(1+λ)": point(best, self.score_at(best)),
            },
            x_label="threshold",
            low=min(0.0, float(score.min())),
            high=1.0,
            x_range=(0.0, 1.0),
        )

    def invention(self, trace):
        """Say what is invented: next to nothing, the same names again and again, or new ones."""
        if trace.last("wrong") < NOTICED:
            return "none"
        return "same" if self.times_each(trace) > 2.0 else "new"

    def times_each(self, trace):
        """Return how often an invented name was written, on average."""
        return sum(self.invented.values()) / max(len(self.invented), 1)

    def lucky(self, trace):
        """Return the percentage of answers that are right though the model never read them."""
        return 100.0 * float(np.mean(self.right & (self.read == 0)))

    def never_read(self, trace):
        """Return the percentage of questions, or held out names, about what was never read."""
        if self.is_birthdays:
            return 100.0 * birthdays.never_read(self.text)
        return 100.0 * api_sheet.share_of_new_words()

    def sure_of_the_unread(self, trace):
        """Return, in per cent, how sure the typical answer about someone never read about is."""
        return 100.0 * float(np.median(self.sure[self.read == 0]))

    def cooled(self, trace):
        """Say what cold does to the wrong answers, against temperature 1 and the same questions."""
        cold, warm = self.wrong_at[0] / self.asked, self.wrong_at[LADDER.index(1.0)] / self.asked
        if cold < NOTICED:
            return "none"
        if cold > warm:
            return "more"
        return "fewer" if cold > warm / 2.0 else "half"

    def top(self, trace):
        """Say at which threshold the score is highest."""
        score = abstention.scores(self.sure, self.right, self.penalty, THRESHOLDS)
        best = THRESHOLDS[int(np.argmax(score))]
        return "zero" if best < 0.01 else "half" if abs(best - 0.5) < 0.15 else "high"


def point(x, y):
    """Return one point as a series."""
    return Series(np.array([x]), np.array([y]))
