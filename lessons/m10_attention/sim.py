"""One head of attention, query by query; and layers of it that learn to go on with a text."""

import numpy as np

from tutor.engine import (
    Bars,
    Choice,
    Curve,
    Flag,
    Float,
    Heat,
    Int,
    Scatter,
    Series,
    Simulation,
)
from tutor.ml import attention, induction

RANDOM = "random"
LAYERS = {"one-layer": 1, "two-layers": 2}
N_TEXTS = 64  # texts a step
BEST = 6  # keys of a query that get a bar of their own
RECENT = 20  # steps whose losses are averaged
WINDOW = (-3.0, 3.0)
GUESSING = float(np.log(induction.N_LETTERS))
NAMES = "abcdefghijklmnopqrstuvwx"


class Attention(Simulation):
    """Answer one query a step from random keys; or train on texts that repeat, a batch a step."""

    world = Choice(RANDOM, [RANDOM, *LAYERS], "random vectors, or a model that trains", resets=True)
    d_k = Int(64, 1, 1024, "numbers in a query, and in a key", log=True, resets=True)
    scale = Flag(True, "divide the scores by √d_k")
    causal = Flag(False, "hide the keys of later tokens")
    sharp = Float(1.0, 0.1, 10.0, "what the scores are multiplied by", log=True)
    tokens = Int(16, 4, 32, "how many tokens look at each other", resets=True)

    def reset(self):
        self.steps_taken = 0
        if self.world == RANDOM:
            self.draw()
            return
        n_layers = LAYERS[self.world]
        self.model = induction.AttentionOnly(
            n_layers, self.d_k, self.tokens, self.torch_rng("init")
        )
        self.optimizer = induction.adam(self.model)
        self.example = induction.repeating(1, self.tokens, self.rng("example"))

    def draw(self):
        """Draw what each token asks, what it is found by, and what it has to give: a point."""
        rng = self.rng("data")
        self.Q, self.K = rng.normal(size=(2, self.tokens, self.d_k))  # (n, d_k) each
        self.V = rng.normal(size=(self.tokens, 2))

    def step(self):
        record = self.answered() if self.world == RANDOM else self.trained()
        self.steps_taken += 1
        return record

    @property
    def query(self):
        """The token whose turn it was in the newest step."""
        return max(self.steps_taken - 1, 0) % self.tokens

    def answered(self):
        """Answer the next query; after the last one, draw new tokens."""
        turn = self.steps_taken % self.tokens
        if self.steps_taken and turn == 0:
            self.draw()
        shares, outputs = self.look(self.Q, self.K, self.V)
        return {**measured(shares), "output": outputs[turn]}

    def trained(self):
        """Measure where the model looks in the example text, then train it on a batch of others."""
        looks, dots = self.looks()
        texts = induction.repeating(N_TEXTS, self.tokens, self.rng("data"))
        # in use no later letter is there to be seen, whatever it was trained with
        in_use = induction.nats(self.model, texts, self.factor(), causal=True).item()
        loss = induction.train_step(self.model, self.optimizer, texts, self.factor(), self.causal)
        return {
            "training": loss,
            "in use": in_use,
            **measured(looks[-1]),
            "looks": looks,
            "dots": dots,
        }

    def factor(self):
        """Return what the scaled scores are multiplied by; without the scale, by √d_k too."""
        return self.sharp if self.scale else self.sharp * float(np.sqrt(self.d_k))

    def look(self, Q, K, V):
        """Return the shares, and the values mixed in them. (n, n), (n, d_v)

        A value that says only whose it is comes out as the shares.
        """
        n = len(K)
        found = self.attend(self.factor() * Q, K, np.hstack([np.eye(n), V]), self.causal)
        return found[:, :n], found[:, n:]

    def attend(self, Q, K, V, causal):
        """Mix the values for each query; the learner's `attention` replaces this method."""
        return attention.attention(Q, K, V, causal)

    def looks(self):
        """Return each layer's shares in the example, and the last query's dots. (L, T, T), (T,)"""
        w, letters = self.model.arrays(), self.example.letters[0]
        x, looks = w["W_E"][letters] + w["W_P"], []  # (T, d)
        for n in range(LAYERS[self.world]):
            Q, K, V = (x @ w[f"layers.{n}.W_{name}"] for name in "QKV")
            shares, found = self.look(Q, K, V)
            x = x + found
            looks.append(shares)
        return np.array(looks), Q[self.shown] @ K.T

    @property
    def shown(self):
        """The letter of the example whose keys are listed: the last one with another after it."""
        return self.tokens - 2

    def view(self, trace):
        if self.world == RANDOM:
            yield from self.random_panels()
        else:
            yield from self.learning_panels(trace)
        sharp = {name: trace[name] for name in ("entropy", "largest", "slope")}
        yield Curve("how undecided", sharp, log=True, low=1e-3, high=10.0)

    def random_panels(self):
        """Show the rows so far, the newest query's keys, and the outputs among the values."""
        shares, outputs = self.look(self.Q, self.K, self.V)
        i = self.query
        names = [str(n) for n in range(self.tokens)]
        yield looking("where each token looks", shares, names, self.causal, i + 1)
        yield self.best_keys(i, names, self.K @ self.Q[i], shares[i])
        yield Scatter(
            "outputs among the values",
            {"values": self.V, "outputs": outputs[: i + 1], "newest": outputs[i : i + 1]},
            x_label="v0",
            y_label="v1",
            x_range=WINDOW,
            y_range=WINDOW,
        )

    def learning_panels(self, trace):
        """Show where the last layer looks, what it learns from, and how well it goes on."""
        letters = [NAMES[n] for n in self.example.letters[0]]
        looks = trace.last("looks")
        for n in reversed(range(len(looks))):
            name = f"where layer {n + 1} looks" if len(looks) > 1 else "where each letter looks"
            yield looking(name, looks[n], letters, self.causal)
        if len(looks) == 1:
            names = [f"{letter}{n}" for n, letter in enumerate(letters)]
            i = self.shown
            yield self.best_keys(i, names, trace.last("dots"), looks[-1][i])
        ends = Series(np.array([0, max(len(trace) - 1, 1)]), np.full(2, GUESSING))
        losses = {name: trace[name] for name in ("training", "in use")}
        yield Curve("nats a letter", {"guessing": ends, **losses}, low=0.0)

    def best_keys(self, i, names, dots, shares):
        """Show the keys that fit a query best: dot product, what the scale makes of it, share."""
        scores = dots * self.factor() / np.sqrt(self.d_k)
        best = np.argsort(-scores, kind="stable")[:BEST]
        bars = {}
        for j in best.tolist():
            score = "hidden" if self.causal and j > i else tenth(scores[j])
            bars[f"{names[j]}: {tenth(dots[j])} → {score}"] = tenth(100.0 * shares[j])
        others = f"{len(shares) - len(best)} others"
        bars[others] = tenth(100.0 * np.delete(shares, best).sum())
        return Bars(
            "one query, its best keys",
            bars,
            low=0.0,
            high=100.0,
            unit="%",
            notes={others: f"query {names[i]}"},
        )

    def largest(self, trace):
        """Return the mean over the run of a query's largest share."""
        return float(trace["largest"].mean())

    def entropy(self, trace):
        """Return the mean over the run of a query's entropy, in nats."""
        return float(trace["entropy"].mean())

    def slope(self, trace):
        """Return the mean over the run of p (1 - p)."""
        return float(trace["slope"].mean())

    def spread(self, trace):
        """Say in a word how the shares lie: alike, some more than others, or nearly all on one."""
        largest = self.largest(trace)
        return "alike" if largest < 0.08 else "some" if largest < 0.5 else "one"

    def nats_training(self, trace):
        """Return the loss that is trained on, over the newest steps."""
        return float(trace["training"][-RECENT:].mean())

    def nats_in_use(self, trace):
        """Return the loss with later letters hidden, over the newest steps."""
        return float(trace["in use"][-RECENT:].mean())

    def outcome(self, trace):
        """Say in a word what training has come to."""
        training, in_use = self.nats_training(trace), self.nats_in_use(trace)
        if training > GUESSING - 0.5:
            return "stuck"
        if in_use > GUESSING:
            return "cheats"
        return "learns" if in_use < 0.5 else "narrows"

    def on_the_answer(self, trace):
        """Return the share of the last layer that lies on the letters that must come next."""
        letters, answers, known = (part[0] for part in self.example)
        right = letters[None, :] == answers[:, None]  # (T, T)
        return float((trace.last("looks")[-1] * right).sum(axis=1)[known].mean())

    def one_back(self, trace):
        """Return the share of layer 1 on the letter before, as long as the block is new."""
        first = trace.last("looks")[0]
        before = np.diagonal(first, offset=-1)  # (T - 1,)
        return float(before[~self.example.known[0, :-1]].mean())


def tenth(x):
    """Return x to a tenth; what is near to 0 has no sign."""
    return round(float(x), 1) + 0.0


def measured(shares):
    """Return how undecided the queries are, and how much a share still moves with its score."""
    return {
        "entropy": float(attention.entropy(shares).mean()),
        "largest": float(shares.max(axis=1).mean()),
        "slope": float(attention.own_slopes(shares).mean()),
    }


def looking(title, shares, names, causal, n_rows=None):
    """Show the shares of each query, a row, in each key; what is hidden or to come has none."""
    n = len(shares)
    hidden = attention.causal_mask(n) if causal else np.zeros((n, n), dtype=bool)
    hidden = hidden | (np.arange(n) >= (n if n_rows is None else n_rows))[:, None]
    high = 0.5 if shares[~hidden].max() <= 0.5 else 1.0  # soft shares would all be dark at 1
    return Heat(title, shares, rows=names, columns=names, low=0.0, high=high, mask=hidden)
