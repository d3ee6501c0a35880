"""The last step of a language model: its scores are filtered, and one token is drawn."""

import numpy as np

from tutor.engine import Bars, Choice, Curve, Float, Int, Line, Series, Simulation, Text, Tokens
from tutor.ml import reading, sampling, smollm2, writers

BARS = 9  # tokens that get a bar of their own
RANKS = {"flat": 1000, "zipf": 1000, "smollm2": 60}  # tokens on the line; 30 elsewhere
SHOWN = 400  # tokens of the text that are shown
STRETCH = 12  # characters that come again are a repetition, not a coincidence
WORDS = 0.5  # a text of which fewer words are words is noise
NOT_INSTALLED = (
    f"This model is not installed. Leave the tutor, run  {smollm2.COMMAND}  (93 MB), and start "
    "again; until then docs-gpt writes."
)
LOOPS = 0.5  # a text whose second half came before, more than this, goes round in circles


class Writing(Simulation):
    """A model scores every token; temperature, top-k, top-p and min-p say which may be drawn."""

    temperature = Float(1.0, 0.05, 5.0, "what the scores are divided by", log=True)
    top_k = Int(0, 0, 100, "keep so many of the likeliest; 0 keeps all", step=1)
    top_p = Float(1.0, 0.1, 1.0, "keep the likeliest up to this sum; 1 keeps all", step=0.05)
    min_p = Float(0.0, 0.0, 0.5, "keep what has this share of the best; 0 keeps all", step=0.01)
    prompt = Line("It", "what the text begins with", longest=120, resets=True)
    model = Choice("docs-gpt", writers.NAMES, "what scores the tokens", resets=True)

    def reset(self):
        self.tokens = np.array(self.writer.encode(self.prompt), np.int64)
        self._look()

    def step(self):
        p = self.distribution()
        token = sampling.draw(p, self.u)
        alone = sampling.softmax(self.logits)
        record = {
            "drawn from": sampling.effective_choices(p),
            "model alone": sampling.effective_choices(alone),
            "kept": int(np.count_nonzero(p)),
            "p": alone[token],
            "token": token,
        }
        self.tokens = np.append(self.tokens, token)
        self._look()
        return record

    def filter_probs(self, logits, temperature, top_k, top_p, min_p):
        """Return what is drawn from; the learner's `filter_probs` replaces this method."""
        return sampling.filter_probs(logits, temperature, top_k, top_p, min_p)

    def distribution(self):
        """Return the distribution of the token that comes next. (V,)"""
        return self.filter_probs(
            self.logits.copy(), self.temperature, self.top_k, self.top_p, self.min_p
        )

    @property
    def writer(self):
        """The model; in the place of one that is not installed, the one that always is."""
        return writers.writer("docs-gpt" if self.is_missing else self.model)

    @property
    def is_missing(self):
        return self.model == "smollm2" and smollm2.find() is None

    def _look(self):
        """Score what may come next, and draw the number that will decide."""
        self.logits = self.writer.logits(self.tokens)  # (V,)
        self.u = float(self.rng("sample").random())

    def view(self, trace):
        if self.is_missing:
            yield Text("smollm2", NOT_INSTALLED)
        tempered = sampling.softmax(self.logits, self.temperature)  # before the filters
        p = self.distribution()
        order = sampling.ranking(tempered)
        landed = sampling.draw(p, self.u)
        yield self._bars(tempered, p, order, landed)
        yield self._line(tempered, p, order, landed)
        yield Curve(
            "effective choices",
            {name: trace[name] for name in ("model alone", "drawn from")},
            low=0.0,
            smooth=0.8,
        )
        yield self._text(trace)

    def _bars(self, tempered, p, order, landed):
        """Show the likeliest tokens, cut or not, and the rest; ◆ is where u lies."""
        is_cut = (p == 0.0) & (tempered > 0.0)
        top, rest = order[:BARS], order[BARS:]
        if landed in rest:
            top, rest = np.append(top, landed), rest[rest != landed]
        values, cut = {}, []
        for token in top:
            name = self.writer.name(token)
            name = f"{name} #{token}" if name in values else name
            name = f"{name} ◆" if token == landed else name
            values[name] = float(tempered[token])
            if is_cut[token]:
                cut.append(name)
        for tokens, word in ((rest[~is_cut[rest]], "more"), (rest[is_cut[rest]], "more, cut")):
            name = f"{len(tokens)} {word}"
            if len(tokens):
                values[name] = float(tempered[tokens].sum())
                cut += [name] if is_cut[tokens[0]] else []
        return Bars("next token", values, low=0.0, high=1.0, cut=cut)

    def _line(self, tempered, p, order, landed):
        """Lay the tokens end to end, the likeliest first, and show where u lies."""
        n = min(RANKS.get(self.model, 30), len(order))
        ranks = np.arange(n + 1)
        whole, left = (np.concatenate([[0.0], np.cumsum(x[order])]) for x in (tempered, p))
        series = {"all": Series(ranks, whole[: n + 1]), "kept": Series(ranks, left[: n + 1])}
        rank = int(np.flatnonzero(order == landed)[0])
        at = rank + (self.u - left[rank]) / p[landed]  # where the line reaches the height u
        if at <= n:
            series["u"] = Series(np.array([at, at, 0.0]), np.array([0.0, self.u, self.u]))
        return Curve(
            "the draw",
            series,
            x_label="rank",
            y_label="sum of p",
            low=0.0,
            high=1.0,
        )

    def _text(self, trace):
        """Show what is written; a shade says how likely the model alone found each token."""
        texts = [self.writer.spell(int(token)) for token in trace["token"][-SHOWN:]]
        values = trace["p"][-SHOWN:]
        if self.prompt and len(trace) < SHOWN and len(self.tokens) > len(trace):
            texts, values = [self.prompt, *texts], np.append(np.nan, values)
        return Tokens("text", texts, values, "p, model alone", 0.0, 1.0)

    def written(self, trace):
        """Return what was written after the prompt."""
        return "".join(self.writer.spell(int(token)) for token in trace["token"])

    def manner(self, trace):
        """Say how the text reads: it loops, it is noise, or it passes for language."""
        text = self.written(trace)
        if reading.share_repeated(text, STRETCH, start=len(text) // 2) > LOOPS:
            return "loops"
        return "language" if reading.share_of_words(text) > WORDS else "noise"

    def share_of_words(self, trace):
        """Return the percentage of the written words that the documentation has."""
        return 100.0 * reading.share_of_words(self.written(trace))

    def repeated(self, trace):
        """Return the percentage of the text that had been written before."""
        return 100.0 * reading.share_repeated(self.written(trace), STRETCH)

    def choices(self, trace):
        """Return the mean of the effective choices drawn from."""
        return float(np.mean(trace["drawn from"]))

    def survivors(self, trace):
        """Say how many of the thousand tokens of a synthetic distribution may be drawn."""
        kept = int(trace.last("kept"))
        return {1: "one", 100: "hundred", 900: "nine-hundred", 1000: "all"}.get(kept, str(kept))
