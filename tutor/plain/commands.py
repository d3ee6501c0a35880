"""What can be said at the prompt: the one list behind its reading and its help."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches


class Unclear(Exception):
    """What was typed cannot be obeyed; the message says what can be typed."""


@dataclass(frozen=True)
class Command:
    """A command, as it is written and what it does. moves: it needs every prediction answered."""

    name: str
    form: str
    help: str
    moves: bool = False


@dataclass(frozen=True)
class Order:
    """A command that was given, and the rest of its line."""

    command: Command
    rest: str = ""

    @property
    def name(self) -> str:
        """The command's name."""
        return self.command.name


COMMANDS = (
    Command("next", "enter", "go on with the text; next says the same"),
    Command("run", "run N", "make N steps", moves=True),
    Command("set", "set NAME VALUE", "change a parameter", moves=True),
    Command("back", "back N", "go back N steps; run then goes forward through them again"),
    Command("restart", "restart", "begin the run again with the present values", moves=True),
    Command("seed", "seed N", "begin again with seed N, or with the next one", moves=True),
    Command("describe", "describe PANEL", "say what a panel shows, or all of them"),
    Command("numbers", "numbers", "the newest record's numbers"),
    Command("table", "table PANEL", "a panel's values, line by line"),
    Command("figure", "figure PANEL", "a panel drawn with characters"),
    Command("parameters", "parameters", "every parameter, its value and what it may be"),
    Command("check", "check FUNCTION", "check the function you wrote", moves=True),
    Command("code", "code", "run your function or the reference, and compare them", moves=True),
    Command("lessons", "lessons", "leave this lesson for the list; your place is kept"),
    Command("help", "help", "this list"),
    Command("quit", "quit", "leave; your place is kept"),
)
BY_NAME = {command.name: command for command in COMMANDS}
FORMS = ", ".join(command.form for command in COMMANDS)

KEYS = {"n": "next", ".": "run 1", "r": "restart", "p": "parameters"}
"""The app's keys, which the text of a lesson may name."""
SYNONYMS = {"list": "lessons", "exit": "quit", "?": "help"}
KEYS_IN_WORDS = (
    "Lessons name the keys of the app. Here you can type . for one step, r for restart, p for "
    "parameters and n for next; say run 50 where the text says space, and set where it turns a "
    "parameter."
)

HELP = "\n".join(
    [
        "Commands; the first letters that tell one from the others are enough.",
        *(f"{command.form}: {command.help}." for command in COMMANDS),
        "A panel is named by its number or its first letters.",
        KEYS_IN_WORDS,
    ]
)


def read(line: str) -> Order:
    """Return the order that a line is; raise `Unclear` for one that is none."""
    word, _, rest = line.strip().partition(" ")
    word, rest = word.lower(), rest.strip()
    if not word:
        return Order(BY_NAME["next"])
    if word in KEYS or word in SYNONYMS:
        name, _, standard = (KEYS | SYNONYMS)[word].partition(" ")
        return Order(BY_NAME[name], rest or standard)
    found = [command for command in COMMANDS if command.name.startswith(word)]
    if len(found) == 1 or word in BY_NAME:
        return Order(BY_NAME.get(word, found[0]), rest)
    if found:
        raise Unclear(f"{word} could be {' or '.join(command.name for command in found)}.")
    near = get_close_matches(word, BY_NAME, n=1)
    guess = f" Did you mean {near[0]}?" if near else ""
    raise Unclear(f"There is no command {_short(word)!r}.{guess} The commands: {FORMS}.")


def whole(text: str, standard: int | None, low: int, high: int, example: str) -> int:
    """Read a whole number from the first word of `text`; `standard` stands for no word at all."""
    if not text and standard is not None:
        return standard
    word = text.split()[0] if text else ""
    try:
        number = int(word)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        given = f"not {_short(word)}, " if word else ""
        raise Unclear(f"Give a whole number from {low} to {high}, {given}as in: {example}")
    return number


def _short(word: str) -> str:
    return word if len(word) <= 30 else f"{word[:29]}…"
