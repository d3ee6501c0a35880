"""The quiz: reading what the learner answered, judging it, and the sentence to show."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tutor.study.arithmetic import Uncomputable, evaluate
from tutor.study.predictions import Choice
from tutor.study.tasks import QuizItem
from tutor.study.varying import in_numbers, plain_number

NUMBER_FORMS = "a number, such as 0.7, 7e-1 or 7/10"
"""How an answer may be written. Its example is the answer of no question in the course."""
SLACK = 1e-12
"""Relative room for the rounding of an answer that lies exactly on the tolerance."""


class Unreadable(ValueError):
    """What was typed is no answer to this item. The message says what is."""


@dataclass(frozen=True)
class Judged:
    """An answer and what to say to it. given: the choice's name, or the number as it was typed."""

    given: str
    correct: bool
    sentence: str


def shown(item: QuizItem, lesson: str, showing: int) -> QuizItem:
    """Return the item as it is asked for the `showing`-th time, from 0: first as written."""
    variation = item.vary
    if variation is None or showing == 0:
        return item
    values = variation.draw(f"{lesson}/{item.id}/{showing}")
    answer = evaluate(variation.answer, values)
    return replace(
        item,
        ask=in_numbers(variation.ask, values),
        answer=answer,
        why=in_numbers(variation.why, {**values, "answer": answer}),
        tol=variation.tol,
    )


def judge(item: QuizItem, text: str) -> Judged:
    """Judge an answer: a number as text, or a choice's name. Raises `Unreadable` for neither."""
    if item.kind == "choice":
        return _judge_choice(item, text.strip())
    value, answer = read_number(text), float(item.answer)
    if abs(value - answer) <= item.tol + SLACK * max(1.0, abs(answer)):
        return Judged(text.strip(), True, f"{plain_number(answer)}. {item.why}")
    return Judged(text.strip(), False, _how_wrong(value, answer))


def solution(item: QuizItem) -> str:
    """Return the right answer and why it is: what is said when no more tries are left."""
    if item.kind == "choice":
        right = _choice(item, str(item.answer))
        return f"The answer: {right.text}. {right.say} {item.why}"
    return f"The answer is {plain_number(float(item.answer))}. {item.why}"


def tries(item: QuizItem) -> int:
    """Return how often an item may be answered: with two choices a second try would be none."""
    return 1 if item.kind == "choice" and len(item.choices) == 2 else 2


def read_number(text: str) -> float:
    """Return the number that was typed, which may be written as arithmetic."""
    typed = text.strip().replace("−", "-").replace("×", "*").replace("^", "**").lstrip("=≈~ ")
    if not typed:
        raise Unreadable(f"Type {NUMBER_FORMS}.")
    if re.search(r"\d\s*,\s*\d", typed):
        pointed = re.sub(r"(\d)\s*,\s*(\d)", r"\1.\2", typed, count=1)
        raise Unreadable(f"Write a point, as in {pointed[:30]}: a comma can mean two things.")
    if typed.endswith("%"):
        raise Unreadable("Write a share as a number from 0 to 1: 5% is 0.05.")
    unit = re.fullmatch(r"([\d.eE+\-*/() ]*[\d.)])\s*([^\W\d_]+)", typed)
    if unit:
        raise Unreadable(f"Type the number alone: {unit[1].strip()[:30]}, without {unit[2][:30]}.")
    try:
        return evaluate(typed)
    except Uncomputable as problem:
        raise Unreadable(f"That {problem}. Type {NUMBER_FORMS}.") from None


def _judge_choice(item: QuizItem, name: str) -> Judged:
    chosen = _choice(item, name)
    if name == item.answer:
        return Judged(name, True, f"{chosen.say} {item.why}")
    return Judged(name, False, chosen.say)


def _choice(item: QuizItem, name: str) -> Choice:
    for choice in item.choices:
        if choice.name == name:
            return choice
    offered = ", ".join(choice.name for choice in item.choices)
    raise Unreadable(f"There is no choice {name[:30]!r}: choose one of {offered}.")


def _how_wrong(value: float, answer: float) -> str:
    """Say in which way a number is off, without giving the answer away."""
    if answer and value == -answer:
        return "The size is right, the sign is not."
    if value and answer:
        ratio = value / answer
        if abs(ratio * answer - value) <= SLACK and _is_power_of_ten(ratio):
            return "The digits are right, the point is not: a power of ten is missing or too many."
        if abs(value * answer - 1.0) <= SLACK:
            return "That is the reciprocal: you divided the other way round."
    return f"That is too {'large' if value > answer else 'small'}."


def _is_power_of_ten(ratio: float) -> bool:
    return any(abs(ratio / 10.0**power - 1.0) < 1e-9 for power in range(-12, 13) if power)
