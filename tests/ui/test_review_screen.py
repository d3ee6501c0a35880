"""The review: what is due, card after card, every answer kept, and what comes back when."""

from dataclasses import replace

import pytest
from textual.widgets import Input

from tests.ui.driving import until
from tests.ui.reviewing import DAY, LESSON, T0, make_due, pass_exercise, review, said
from tutor.app.screens.path import PathScreen
from tutor.app.screens.review import ReviewScreen
from tutor.app.widgets.question import QuestionBox
from tutor.study.progress import Progress
from tutor.study.review import A_DAY, today

SIZES = [(80, 24), (120, 40)]
IDS = ["80x24", "120x40"]


async def answer(pilot, screen, correct):
    """Answer the question on screen, and wait until that is said."""
    box = screen.query_one(QuestionBox)
    if isinstance(box.control, Input):
        await pilot.press(*(str(box.item.answer) if correct else "77"), "enter")
    else:
        names = [choice.name for choice in box.item.choices]
        index = names.index(box.item.answer) if correct else names.index(box.item.answer) - 1
        await pilot.press(*["down"] * (index % len(names) + 1), "enter")
    await until(pilot, lambda: not box.is_open and "enter" in said(screen))
    assert ("✓ right." in said(screen)) is correct


@pytest.mark.parametrize("size", SIZES, ids=IDS)
async def test_cards_are_asked_one_at_a_time_and_the_end_says_what_comes_back_when(app, size):
    make_due(app.progress)
    async with app.run_test(size=size) as pilot:
        screen = await review(pilot)
        for number, correct in enumerate((True, False, True, False), 1):
            assert f"Review {number} of 4" in said(screen)
            await answer(pilot, screen, correct)
            await pilot.press("enter")
        await until(pilot, lambda: "What comes back when" in said(screen))
        assert "2 of 4 right at the first try." in said(screen)
        assert said(screen).count("✗ tomorrow") == 2
        assert "The next card is due tomorrow." in said(screen)
        given = [a for a in app.progress.deck.answers() if a.place == "review"]
        assert [(a.correct, a.showing, a.attempt) for a in given] == [
            (True, 1, 1), (False, 1, 1), (True, 1, 1), (False, 1, 1),
        ]  # fmt: skip
        soon = {f"in {round((c.due - T0) / DAY)} days" for c in app.progress.deck.cards()}
        assert all(words in said(screen) for words in soon - {"in 1 days"})


async def test_every_answer_is_in_the_file_at_once_and_leaving_loses_none(app):
    make_due(app.progress)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await review(pilot)
        await answer(pilot, screen, True)
        other = Progress()
        assert len(other.deck.answers()) == 5
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PathScreen))
        screen = await review(pilot)
        assert "Review 1 of 3" in said(screen)
        other.close()


async def test_a_card_that_is_left_for_later_stays_due(app):
    make_due(app.progress)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await review(pilot)
        for _ in range(4):
            await pilot.press("ctrl+n")
            await pilot.pause()
        await until(pilot, lambda: "None answered." in said(screen))
        assert "Left for later, and still due today: 4 cards." in said(screen)
        assert all(a.place == "lesson" for a in app.progress.deck.answers())


async def test_the_key_for_the_next_card_is_offered_only_once_this_one_is_answered(app):
    make_due(app.progress)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await review(pilot)
        await pilot.press("enter", "enter")
        assert "1 of 4" in said(screen)
        assert "enter next" not in said(screen)
        await answer(pilot, screen, True)
        await until(pilot, lambda: "enter next" in said(screen))
        assert "ctrl+n later" not in said(screen)
        await pilot.press("ctrl+n")
        await pilot.pause()
        assert "1 of 4" in said(screen)


async def test_with_nothing_due_it_says_when_the_next_card_is(app):
    make_due(app.progress)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await review(pilot, clock=lambda: T0 - 9.9 * DAY)
        assert "Nothing is due today. The next card is due tomorrow." in said(screen)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PathScreen))


async def test_with_no_cards_at_all_it_says_where_cards_come_from(app):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await review(pilot)
        assert "Cards come from the questions at the end of a lesson." in said(screen)


async def test_at_most_twenty_cards_a_day_are_asked(app):
    many = [item for n in range(6) for item in LESSON.quiz if item.kind == "choice"]
    quiz = tuple(replace(item, id=f"{n}") for n, item in enumerate(many * 2))
    lesson = replace(LESSON)
    lesson.__dict__["quiz"] = quiz
    make_due(app.progress, lesson)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await review(pilot, [lesson])
        assert len(quiz) > A_DAY
        assert "Review 1 of 20" in said(screen)
        for _ in range(20):
            await answer(pilot, screen, False)
            await pilot.press("enter")
            await until(pilot, lambda: not screen.query(QuestionBox) or screen.query_one(
                QuestionBox).is_open)  # fmt: skip
        await until(pilot, lambda: f"{len(quiz) - 20} cards more for another day" in said(screen))
        await pilot.press("escape")
        again = await review(pilot, [lesson])
        assert "You have reviewed today's cards." in said(again)


async def test_the_second_showing_of_a_number_has_the_numbers_of_its_showing(app):
    make_due(app.progress)
    expected = {q.key.item: q.task.ask for q in today(app.progress.deck, [LESSON], T0).questions}
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await review(pilot)
        item = screen.query_one(QuestionBox).item
        assert item.ask == expected[item.id]


async def test_a_card_that_another_window_has_asked_meanwhile_is_not_asked_again(app):
    make_due(app.progress)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await review(pilot)
        other = Progress()
        second = today(other.deck, [LESSON], T0).questions[1]
        other.deck.answer(second.key, "1", True, seconds=1.0, now=T0, place="review")
        other.close()
        await answer(pilot, screen, True)
        await pilot.press("enter")
        await until(pilot, lambda: "Review 3 of 4" in said(screen))


async def test_progress_that_cannot_be_kept_any_more_is_said_once(app, monkeypatch):
    make_due(app.progress)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await review(pilot)
        app.progress.store.connection.close()
        await answer(pilot, screen, True)
        await pilot.press("enter")
        await answer(pilot, screen, True)
        told = [n.message for n in app._notifications]
        assert len([message for message in told if "Progress is not kept" in message]) == 1


async def test_a_function_comes_back_as_its_signature_and_opens_where_it_is_written(app):
    pass_exercise(app.progress)
    opened = []
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await review(pilot, open_exercise=lambda *what: opened.append(what))
        assert "def gradient_step(w: np.ndarray, grad: np.ndarray, lr: float)" in said(screen)
        assert "Write one step of gradient descent." in said(screen)
        await pilot.press("enter")
        await until(pilot, lambda: opened)
        assert opened == [(LESSON, LESSON.exercises[0])]


@pytest.mark.parametrize(
    ("verdicts", "words", "ratings"),
    [
        ([True], "✓ it passes every check.", [3]),
        ([False, True], "✓ it passes every check, at the second try.", [1, 2]),
        ([False], "✗ not this time.", [1]),
    ],
)
async def test_a_function_is_graded_by_what_was_done_at_its_exercise(app, verdicts, words, ratings):
    pass_exercise(app.progress)
    now = [T0]

    def write(lesson, exercise):
        for passed in verdicts:
            now[0] += 30
            app.progress.attempts.checked(
                lesson.id, exercise.id, "def", passed, seconds=0.1, now=now[0]
            )
        app.push_screen(PathScreen(app.screen_stack[0]._pack, [], app.progress))

    async with app.run_test(size=(80, 24)) as pilot:
        screen = await review(pilot, open_exercise=write, clock=lambda: now[0])
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not screen)
        app.pop_screen()
        await until(pilot, lambda: words in said(screen))
        given = app.progress.deck.answers()
        assert [(a.key.kind, a.rating) for a in given] == [("code", r) for r in ratings]
        await pilot.press("enter")
        await until(pilot, lambda: "write gradient_step again" in said(screen))


async def test_a_function_that_was_only_looked_at_is_not_answered(app):
    pass_exercise(app.progress)

    def look(lesson, exercise):
        app.push_screen(PathScreen(app.screen_stack[0]._pack, [], app.progress))

    async with app.run_test(size=(80, 24)) as pilot:
        screen = await review(pilot, open_exercise=look)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not screen)
        app.pop_screen()
        await until(pilot, lambda: "Nothing was checked yet." in said(screen))
        assert app.progress.deck.answers() == ()


async def test_the_path_says_how_many_cards_are_due_and_v_asks_them(app):
    make_due(app.progress)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "4 cards due: v" in said(app.screen))
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await until(pilot, lambda: "Review 1 of 4" in said(app.screen))
        await answer(pilot, app.screen, True)
        await pilot.press("escape")
        await until(pilot, lambda: "3 cards due: v" in said(app.screen))


@pytest.mark.parametrize("size", SIZES, ids=IDS)
@pytest.mark.parametrize("moment", ["a question", "a wrong answer", "the end"])
def test_the_review(snap_compare, app, size, moment):
    make_due(app.progress)

    async def reach(pilot):
        screen = await review(pilot)
        if moment == "a question":
            return
        await answer(pilot, screen, False)
        if moment == "the end":
            for _ in range(3):
                await pilot.press("enter")
                await until(pilot, lambda: screen.query_one(QuestionBox).is_open)
                await answer(pilot, screen, True)
            await pilot.press("enter")
            await until(pilot, lambda: "What comes back when" in said(screen))

    assert snap_compare(app, terminal_size=size, run_before=reach)
