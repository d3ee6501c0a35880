"""What to tell a learner about an exception in their code: a sentence, and at most three lines."""

from __future__ import annotations

from tutor.study.grading.exchange import Raised

STUB = "your turn"
MEMORY = "Your code wanted more memory than an exercise may use. How large does its data grow?"


def about(raised: Raised) -> str:
    """Return the sentence for an exception, with the lines of the learner's file under it."""
    return "\n".join([_sentence(raised), *(f"  {line}" for line in raised.lines)])


def _sentence(raised: Raised) -> str:
    kind, text = raised.type, raised.text
    if kind == "NotImplementedError" and text in (STUB, ""):
        return "This is still the stub. Put your own lines in place of `raise NotImplementedError`."
    if kind in ("SyntaxError", "IndentationError", "TabError"):
        return f"Python cannot read the file: {text}."
    if kind in ("ImportError", "ModuleNotFoundError"):
        return f"An import fails: {text}."
    if kind == "RecursionError":
        return "The function calls itself without end, or deeper than Python's stack goes."
    if kind == "MemoryError":
        return MEMORY
    if kind in ("SystemExit", "KeyboardInterrupt"):
        return (
            "Your code tried to end the program (`sys.exit`, `exit`). A function returns instead."
        )
    if kind == "EOFError":
        return (
            "Your code waits for the keyboard (`input`). A function gets its values as arguments."
        )
    if kind == "NotAllowed":
        return f"Your code was stopped: {text}."
    return f"It raised {kind}{f': {text}' if text else ''}"
