"""Replies: a line that answers a question, or a command that is given instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tutor.plain.commands import Order, Unclear, read
from tutor.plain.talk import Talk

T = TypeVar("T")


def reply(
    talk: Talk,
    prompt: str,
    parse: Callable[[str], T | None],
    wanted: str,
    first: str,
    order_of: Callable[[str], Order] = read,
) -> T | Order:
    """Ask until there is an answer, and return it, or the command that is typed instead.

    parse: returns the answer a line is, None for what may be a command; raises `Unclear` with what
    is wrong. wanted: what can be typed, as in "a number from 1 to 3". first: what to say where the
    learner wants to go on without an answer. order_of: reads a command, or raises `Unclear`.
    """
    while True:
        line = talk.ask(prompt)
        try:
            answer = parse(line)
        except Unclear as problem:
            talk.say(str(problem))
            continue
        if answer is not None:
            return answer
        try:
            order = order_of(line)
        except Unclear as problem:
            talk.say(f"Type {wanted}, or a command. {problem}")
            continue
        if order.name != "next":
            return order
        talk.say(f"{first}: type {wanted}.")


def numbered(count: int) -> Callable[[str], int | None]:
    """Return the parser of a choice by its number, from 1 to `count`."""

    def parse(line: str) -> int | None:
        digits = line.rstrip(".)")
        if not (digits.isascii() and digits.isdigit()):
            return None
        if len(digits) > 9 or not 1 <= int(digits) <= count:
            raise Unclear(f"There is no choice {digits[:9]}: type {one_of(count)}.")
        return int(digits)

    return parse


def one_of(count: int) -> str:
    """Return what can be typed where there are `count` choices."""
    return f"a number from 1 to {count}"
