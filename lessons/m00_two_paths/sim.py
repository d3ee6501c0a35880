"""A box that writes, sealed as its users see it, and opened as its architect does."""

import numpy as np

from tutor.engine import Bars, Flag, Float, Line, Simulation, Table, Text, Tokens
from tutor.ml import corpus, letters, reading

SHOWN = 400  # characters of the text that are shown
BARS = 7
SLIGHT = 0.1  # per cent below which a character gets no bar of its own
WIDTH = 32  # characters of the line on which u lies
STRETCH = 12  # characters that come again are a repetition, not a coincidence
LOOPS = 0.4  # a text of which more came before goes round in circles
WORDS = 0.5  # a text of which fewer words are words is noise
VISIBLE = {" ": "␣", "\n": "↵"}


class Box(Simulation):
    """Look at the last characters, count what came after them, draw one, write it down."""

    open = Flag(False, "whether you see inside")
    temperature = Float(0.8, 0.05, 2.0, "below 1 the frequent gains, above 1 the rare", step=0.05)
    prompt = Line("The ", "what the text begins with", longest=60, resets=True)

    def reset(self):
        self.text = corpus.fold(self.prompt)
        self.chances = []  # how likely each written character was
        self._look()

    def _look(self):
        """Find what may come next, and draw the number that will decide."""
        self.ending, self.counts = letters.after(self.text)
        self.u = float(self.rng("sample").random())

    def step(self):
        weights = self.weights()
        symbol = self.next_symbol(dict(weights), self.u)
        chance = weights[symbol] / sum(weights.values())
        record = {
            "u": self.u,
            "chance": chance,
            "choices": len(weights),
            "context": len(self.ending),
        }
        self.text += symbol
        self.chances = [*self.chances, chance][-SHOWN:]
        self._look()
        return record

    def next_symbol(self, counts, u):
        """Pick the next character; the learner's `next_symbol` replaces this method."""
        return letters.next_symbol(counts, u)

    def weights(self):
        """Return the counts of what may come next, as the temperature shapes them."""
        return letters.tempered(self.counts, self.temperature)

    def view(self, trace):
        if not self.open:
            yield Text("the text", self.text[-SHOWN:])
            yield Text("the box, sealed", self.call())
            return
        weights = self.weights()
        symbol = self.next_symbol(dict(weights), self.u)
        yield self._written()
        yield self._bars(weights, symbol)
        yield Text("the draw", self._line(weights, symbol))
        yield self._code(symbol)

    def call(self):
        """Write what a user of the box can say to it, and nothing else."""
        return (
            f"box({self.prompt!r},\n    temperature={self.temperature:g},\n"
            f"    seed={self.seed})\n\nIt answers. How, it does not say."
        )

    def _written(self):
        """Show the text; a shade says how likely each character was."""
        cut = len(self.text) - len(self.chances)
        before = self.text[max(cut - (SHOWN - len(self.chances)), 0) : cut]
        tokens = ([before] if before else []) + list(self.text[cut:])
        values = ([1.0] if before else []) + self.chances
        return Tokens("the text", tokens, np.array(values), "chance", 0.0, 1.0)

    def _bars(self, weights, symbol):
        """Show the chance of what may come next; ◆ is what u picks."""
        total = sum(weights.values())
        shares = {one: 100.0 * weight / total for one, weight in weights.items()}
        top = [one for one in list(shares)[:BARS] if shares[one] >= SLIGHT or one == symbol]
        top += [symbol] if symbol not in top else []
        bars = {
            visible(one) + (" ◆" if one == symbol else ""): round(shares[one], 1) for one in top
        }
        if len(shares) > len(top):
            rest = sum(share for one, share in shares.items() if one not in top)
            bars[f"{len(shares) - len(top)} more"] = round(rest, 1)
        return Bars("next character", bars, low=0.0, high=100.0, unit="%")

    def _line(self, weights, symbol):
        """Lay the characters end to end, each as long as it is likely, and mark u."""
        places = (np.arange(WIDTH) + 0.5) / WIDTH
        line = [visible(letters.next_symbol(weights, float(place))) for place in places]
        under = int(self.u * WIDTH)
        line[under] = visible(symbol)  # where two meet in one cell, the one that u lies on
        return (
            f"0{'1':>{WIDTH - 1}}\n{''.join(line)}\n{' ' * under}▲\n"
            f"u = {self.u:.3f} lies on {visible(symbol)}"
        )

    def _code(self, symbol):
        """Show the lines that run for each character, with what they gave this time."""
        some = " ".join(f"{visible(one)}×{n}" for one, n in list(self.counts.items())[:2])
        more = "…" if len(self.counts) > 2 else ""
        return Table(
            "the code",
            ("each line", "now"),
            [
                ("context = ending(text)", "".join(map(visible, self.ending))),
                ("counts = after(context)", some + more),
                ("counts ** (1 / T)", f"T = {self.temperature:g}"),
                ("u = random()", f"{self.u:.3f}"),
                ("next_symbol(counts, u)", visible(symbol)),
            ],
        )

    def written(self, trace):
        """Return the last characters, as many as the run has steps."""
        return self.text[len(self.text) - len(trace) :]

    def again(self, trace):
        """Run the box a second time from the same inputs, and compare the two texts."""
        twin = type(self)(self.seed, **self.values)
        for _ in range(len(trace)):
            twin.step()
        return "same" if twin.text == self.text else "different"

    def manner(self, trace):
        """Say how the text reads: it goes in circles, it is noise, or it passes for language."""
        if self.repeated(trace) > 100.0 * LOOPS:
            return "loops"
        return "language" if reading.share_of_words(self.written(trace)) > WORDS else "noise"

    def possible(self, trace):
        """Return how many characters could follow, on average."""
        return float(np.mean(trace["choices"]))

    def repeated(self, trace):
        """Return the percentage of the text that had been written before."""
        return 100.0 * reading.share_repeated(self.written(trace), STRETCH)


def visible(text):
    """Return a text with signs for its white space."""
    return "".join(VISIBLE.get(sign, sign) for sign in text)
