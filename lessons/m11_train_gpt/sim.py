"""A character GPT that learns from the interpreter's documentation, past one baseline at a time."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tutor.engine import Bars, Curve, Float, Int, Series, Simulation, Text
from tutor.ml import batches, corpus, gpt_training, ngrams, scaling, schedules
from tutor.ml.gpt import GPT, Shape
from tutor.ml.gpt_sampling import draw, next_probabilities

VOCABULARY = len(corpus.ALPHABET)
LAYERS, CONTEXT = 2, 32  # blocks; characters that the model sees at most
SPANS = ((0, 1), (1, 2), (2, 4), (4, 8), (8, 16), (16, CONTEXT))  # positions averaged to a bar
TOTAL = 2_000  # steps until the step size has come down to the floor
FLOOR = 0.1  # of the peak
EVERY = 20  # steps between two looks at the validation text
SCORED = 8_192  # characters of it that are scored, the same ones each time
MEMORY = 0.95  # share of the past in the average of the batches' losses
LINE = 25  # characters in a line of the sample
BIGRAM, FIVEGRAM = "1 back", "4 back"


class TrainGPT(Simulation):
    """Train a small GPT; score it on text that it never sees; let it write a character a step."""

    width = Int(32, 16, 128, "numbers that each position carries", step=16, resets=True)
    batch = Int(16, 4, 64, "windows of 32 characters a step", step=4)
    lr = Float(0.005, 1e-4, 1.0, "largest step size", log=True)
    warmup = Int(50, 0, 200, "steps until it is reached", step=10)
    share = Float(1.0, 0.01, 1.0, "share of the training text", log=True, resets=True)
    budget = Float(1e21, 1e18, 1e24, "FLOP to spend, for the last panel", log=True)

    def reset(self):
        heads = next(h for h in range(max(1, self.width // 16), 0, -1) if self.width % h == 0)
        shape = Shape(LAYERS, heads, self.width, CONTEXT, VOCABULARY)
        self.model = GPT(shape, self.torch_rng("init"))
        self.optimizer = gpt_training.adamw(self.model)
        self.steps_taken = 0
        self.by_position = np.zeros(CONTEXT)  # (T,) nats
        self.training = 0.0
        self.text = corpus.encode("\n")  # the end of the sample, as much as the model sees

    def step(self):
        texts, step = load(self.share), self.steps_taken
        if step % EVERY == 0:
            self.by_position = gpt_training.nats_by_position(self.model, *texts.scored)
        written = draw(next_probabilities(self.model, self.text), self.rng("sample"))
        x, y = self.get_batch(texts.train, CONTEXT, self.batch, self.rng("data"))
        lr = self.schedule(step, self.lr, self.warmup, TOTAL, FLOOR * self.lr)
        loss = gpt_training.train_step(self.model, self.optimizer, x, y, lr).loss
        self.training = MEMORY * self.training + (1 - MEMORY) * loss if step else loss
        self.text = np.append(self.text, written)[-CONTEXT:]
        self.steps_taken += 1
        return {
            "val": float(self.by_position.mean()),
            "train": self.training,
            "loss": loss,
            "lr": lr,
            "written": written,
            "by seen": np.array([self.by_position[a:b].mean() for a, b in SPANS]),
        }

    def get_batch(self, data, T, B, rng):
        """Draw windows; the learner's `get_batch` replaces this method."""
        return batches.get_batch(data, T, B, rng)

    def schedule(self, step, peak, warmup, total, floor):
        """Choose the step size; the learner's `cosine_lr` replaces this method."""
        return schedules.cosine_lr(step, peak, warmup, total, floor)

    def view(self, trace):
        baselines = load(self.share).baselines
        ends = np.array([0, max(len(trace) - 1, 1)])
        lines = {name: Series(ends, np.full(2, nats)) for name, nats in baselines.items()}
        learned = {name: trace[name] for name in ("train", "val")}
        yield Curve("nats a character", {**lines, **learned})
        yield Text("it writes, a character a step", sample(trace["written"]))
        names = [f"{a + 1}" if b == a + 1 else f"{a + 1}-{b}" for a, b in SPANS]
        yield Bars(
            "loss by characters seen",
            dict(zip(names, trace["by seen"][-1].tolist(), strict=True)),
            low=0.0,
            high=5.0,
            unit="nats",
            ticks={baselines[BIGRAM]: BIGRAM},
        )
        yield budget_panel(self.budget)

    def first_loss(self, trace):
        """Say what the first score is near to."""
        first = trace["val"][0]
        near = (("zero", 0.3), ("coin", 1.5), ("alike", 6.0))
        return next((word for word, most in near if first < most), "large")

    def first_better(self, trace):
        """Return the first step whose score beats the bigram; -1 where none does."""
        better = trace["val"] < load(self.share).baselines[BIGRAM]
        return int(np.argmax(better)) if better.any() else -1

    def when(self, trace):
        """Say in a word when it first beats the bigram."""
        step = self.first_better(trace)
        return "later" if step < 0 else "tens" if step < 100 else "hundreds"

    def turn(self, trace):
        """Say how the score has gone: down all the way, level at its lowest, or up from there."""
        val = trace["val"]
        if val[-1] > val.min() + 0.2:
            return "turns"
        return "falls" if val[-1] < val[len(val) // 2] - 0.05 else "level"

    def n_parameters(self, trace):
        """Return how many numbers are trained."""
        return self.model.shape.n_parameters

    def tokens_2022(self, trace):
        """Return the tokens a parameter that the fit of 2022, as printed, would spend."""
        best = scaling.HOFFMANN_2022.best(self.budget)
        return best.tokens / best.parameters

    def tokens_2024(self, trace):
        """Return the tokens a parameter that the fit of 2024 would spend."""
        best = scaling.BESIROGLU_2024.best(self.budget)
        return best.tokens / best.parameters

    def explain(self, trace):
        return (
            f"At lr = {self.lr:.4g} the weights became too large to compute with. Go back, and "
            "lower lr or raise warmup."
        )


class Texts(NamedTuple):
    """Text to learn from, windows of other text to be scored on, and the scores to beat there."""

    train: np.ndarray
    scored: tuple[np.ndarray, np.ndarray]
    baselines: dict[str, float]


@lru_cache(maxsize=8)
def load(share):
    """Return the texts, and the scores of models that only count on the same characters."""
    texts = corpus.split()
    train = texts.train[: round(share * len(texts.train))]
    numbers = corpus.encode(train)
    numbers.flags.writeable = False  # every run shares it
    n = SCORED // CONTEXT
    scored = batches.spread_windows(corpus.encode(texts.validation), CONTEXT, n)
    places = batches.spread_windows(np.arange(len(texts.validation)), CONTEXT, n)[1]
    counts = ngrams.Counts(train, 4, corpus.ALPHABET)
    baselines = {}
    for name, order in ((BIGRAM, 1), (FIVEGRAM, 4)):
        likelihoods = ngrams.WittenBell(counts, order).likelihoods(texts.validation)
        baselines[name] = float(-np.log(likelihoods[places]).mean())
    return Texts(numbers, scored, baselines)


def sample(written):
    """Return the newest line of the sample, and below it lines from ever earlier."""
    newest = (len(written) - 1) // LINE
    earlier = [n for n in (0, *(2**k for k in range(20))) if n < newest]
    rows = []
    for line in [newest, *reversed(earlier)]:
        text = corpus.decode(written[line * LINE : (line + 1) * LINE].astype(int))
        rows.append(f"{line * LINE:<5d} {text.replace(chr(10), '¶')}")
    return "\n".join(rows)


def budget_panel(budget):
    """Show what a budget buys, by the size of the model that it is spent on."""
    N = scaling.sizes()
    series = {}
    for year, law in (("2022", scaling.HOFFMANN_2022), ("2024", scaling.BESIROGLU_2024)):
        best, losses = law.best(budget), law.along(budget, N)
        near = losses < best.loss + 0.5  # the rest would flatten the valley
        name = f"{year}: {best.tokens / best.parameters:.0f} tokens a parameter"
        series[name] = Series(np.log10(N[near]), losses[near])
    return Curve(f"a budget of {budget:.3g} FLOP", series, x_label="log10 N")
