"""A quiz item on screen: one answer, words for what is none, and at once what explains it."""

import pytest
from textual.app import App
from textual.containers import VerticalScroll
from textual.widgets import Button, Input, OptionList, Static

from tests.ui.driving import until
from tests.ui.reviewing import LESSON, said
from tutor.app.themes import THEMES
from tutor.app.widgets.question import QuestionBox

NUMBER = next(item for item in LESSON.quiz if item.kind == "number")
CHOICE = next(item for item in LESSON.quiz if item.id == "momentum-pays")


class Page(App[None]):
    """A text to scroll with a question far below."""

    def __init__(self, item, told=None):
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "mlpath-mono"
        self.box = QuestionBox(item)
        if told is not None:
            self.box.tell(told)
        self.answers = []

    def compose(self):
        with VerticalScroll(can_focus=False):
            yield Button("above")
            yield Static("\n".join(map(str, range(60))))
            yield self.box

    def on_question_box_answered(self, event):
        self.answers.append((event.item, event.given, event.correct, event.seconds))


@pytest.mark.parametrize("item", [NUMBER, CHOICE])
async def test_tab_brings_the_question_under_the_keys_and_into_sight(item):
    app = Page(item)
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.press("tab")
        await until(pilot, lambda: app.focused is app.box.control)
        scroll = app.query_one(VerticalScroll)
        await until(pilot, lambda: scroll.region.overlaps(app.box.control.region))


async def test_what_is_no_number_is_told_why_and_stays_to_be_mended():
    app = Page(NUMBER)
    async with app.run_test(size=(60, 24)) as pilot:
        app.box.ask()
        await pilot.press(*"0,08", "enter")
        await until(pilot, lambda: "Write a point, as in 0.08" in said(app.screen))
        assert app.answers == []
        assert app.box.is_open
        await pilot.press("left", "left", "backspace", ".")
        await until(pilot, lambda: app.query_one(Input).value == "0.08")
        assert "Write a point" not in said(app.screen)
        await pilot.press("enter")
        await until(pilot, lambda: app.answers)
        item, given, correct, seconds = app.answers[0]
        assert (item, given, correct) == (NUMBER, "0.08", True)
        assert seconds >= 0.0
        assert "✓ right. 0.08. 2/25: the steepest axis" in said(app.screen)


async def test_a_wrong_number_is_told_how_it_is_wrong_and_then_what_is_right_and_why():
    app = Page(NUMBER)
    async with app.run_test(size=(60, 24)) as pilot:
        app.box.ask()
        await pilot.press(*"0.8", "enter")
        await until(pilot, lambda: app.answers)
        words = said(app.screen)
        assert "You said: 0.8 ✗ not right. The digits are right, the point is not" in words
        assert "The answer is 0.08. 2/25: the steepest axis" in words


async def test_a_wrong_choice_has_its_sentence_and_the_right_one():
    app = Page(CHOICE)
    async with app.run_test(size=(60, 40)) as pilot:
        app.box.ask()
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: app.answers)
        assert app.answers[0][1:3] == ("half", False)
        words = said(app.screen)
        assert "You said: 345, half as many ✗ not right. The edge at most doubles" in words
        assert "The answer: 69, a tenth. The root of 100 is 10" in words


async def test_an_enter_too_many_answers_nothing():
    app = Page(CHOICE)
    async with app.run_test(size=(60, 40)) as pilot:
        app.box.ask()
        await pilot.press("enter", "enter")
        assert app.answers == []
        assert app.box.is_open


async def test_the_first_answer_counts_and_no_other_can_be_given():
    app = Page(CHOICE)
    async with app.run_test(size=(60, 40)) as pilot:
        app.box.ask()
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.answers)
        app.query_one(OptionList).highlighted = 2
        app.query_one(OptionList).action_select()
        await pilot.pause()
        assert len(app.answers) == 1


async def test_the_lit_choice_can_be_told_without_colours():
    app = Page(CHOICE)
    async with app.run_test(size=(60, 40)) as pilot:
        app.box.ask()
        await pilot.press("down")
        await pilot.pause()
        styles = {
            segment.text.strip(): segment.style
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if segment.text.strip() in {choice.text for choice in CHOICE.choices}
        }
        lit, plain = styles[CHOICE.choices[0].text], styles[CHOICE.choices[1].text]
        assert lit.underline
        assert not plain.underline


@pytest.mark.parametrize(
    ("item", "given", "words"),
    [
        (NUMBER, "0.08", "You said: 0.08 ✓ right."),
        (NUMBER, "1", "You said: 1 ✗ not right. That is too large."),
        (CHOICE, "tenth", "You said: 69, a tenth ✓ right."),
        (CHOICE, "gone", "an answer to an earlier form of this question. The answer: 69"),
    ],
)
async def test_an_earlier_answer_is_shown_with_what_there_is_to_say_to_it(item, given, words):
    app = Page(item, told=given)
    async with app.run_test(size=(60, 40)) as pilot:
        app.query_one(VerticalScroll).scroll_end(animate=False)
        await until(pilot, lambda: words in said(app.screen))
        assert not app.box.is_open
        assert not app.box.control.display
        assert app.answers == []
