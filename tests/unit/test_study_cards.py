"""Cards: what an answer makes of one, beside the fsrs package used directly."""

import subprocess
from datetime import UTC, datetime

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import DAY, T0, answer, in_another_process, remembers_the_rest

from tutor.study.attempts import Attempts
from tutor.study.cards import REWRITE_AFTER, Deck, Key, refresh_all
from tutor.study.progress import Progress
from tutor.study.scheduling import after, is_fast, rate, recall

NUMBER = Key("l", "number", "q")
CHOICE = Key("l", "choice", "why")
AGAIN, HARD, GOOD, EASY = (rating.value for rating in fsrs.Rating)


@pytest.fixture
def deck(progress):
    return Deck(progress.store)


def by_fsrs(reviews):
    """The due date and state that the package gives, called as its manual says."""
    scheduler = fsrs.Scheduler(
        learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False
    )
    card = fsrs.Card()
    for at, rating in reviews:
        card, _ = scheduler.review_card(
            card, fsrs.Rating(rating), datetime.fromtimestamp(at, tz=UTC)
        )
    return card


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 400 * DAY), st.integers(1, 4)), min_size=1, max_size=20))
def test_a_card_is_scheduled_as_fsrs_schedules_it(gaps):
    reviews, at = [], T0
    for gap, rating in gaps:
        at += gap
        reviews.append((at, rating))
    due, state = after(reviews)
    card = by_fsrs(reviews)
    assert due == card.due.timestamp()
    assert (state["stability"], state["difficulty"]) == (card.stability, card.difficulty)
    assert 1 <= round((due - at) / DAY, 6) <= 365


def test_the_first_intervals_are_those_of_the_design():
    assert after([(T0, GOOD)])[1]["stability"] == 2.3065
    assert [round((after([(T0, r)])[0] - T0) / DAY) for r in (AGAIN, HARD, GOOD, EASY)] == [
        1, 1, 2, 8,
    ]  # fmt: skip


def test_after_as_many_days_as_its_stability_nine_of_ten_are_remembered():
    _, state = after([(T0, EASY), (T0 + 8 * DAY, GOOD)])
    days = round(state["stability"])
    remembered = recall(state, T0 + 8 * DAY + days * DAY)
    assert remembered == pytest.approx(0.9, abs=0.005)


@pytest.mark.parametrize(
    ("correct", "helped", "fast", "fast_before", "rating"),
    [
        (False, False, True, True, AGAIN),
        (False, True, False, False, AGAIN),
        (True, True, True, True, HARD),
        (True, False, False, True, GOOD),
        (True, False, True, False, GOOD),
        (True, False, True, True, EASY),
    ],
)
def test_the_rating_is_what_the_learner_did(correct, helped, fast, fast_before, rating):
    assert rate(correct, helped, fast, fast_before) == rating


def test_fast_is_under_a_third_of_the_median_and_needs_five_answers():
    assert is_fast(3.3, [10.0] * 5)
    assert not is_fast(3.4, [10.0] * 5)
    assert not is_fast(0.1, [10.0] * 4)
    assert not is_fast(3.3, [1.0, 1.0, 1.0, 100.0, 100.0])


def test_an_answer_is_kept_with_all_that_is_known_of_it(deck):
    answer(deck, NUMBER, False, now=T0, seconds=7.5, place="review", hinted=True)
    (kept,) = deck.answers("l")
    assert (kept.key, kept.given, kept.correct, kept.hinted) == (NUMBER, "given", False, True)
    assert (kept.at, kept.seconds, kept.place) == (T0, 7.5, "review")
    assert (kept.showing, kept.attempt, kept.rating) == (0, 1, AGAIN)
    assert deck.answers("another") == ()


def test_right_and_fast_twice_in_a_row_is_easy(deck):
    for n in range(5):
        answer(deck, Key("l", "number", f"other{n}"), True)
    for day in (0, 3):
        answer(deck, NUMBER, True, now=T0 + day * DAY, seconds=3.0)
    answer(deck, CHOICE, True, seconds=3.0)  # the median of choices is not known yet
    ratings = [(a.key.item, a.rating, a.fast) for a in deck.answers() if "other" not in a.key.item]
    assert ratings == [("q", GOOD, True), ("why", GOOD, False), ("q", EASY, True)]


def test_a_slow_or_wrong_answer_in_between_begins_the_count_again(deck):
    for n in range(5):
        answer(deck, Key("l", "number", f"other{n}"), True)
    for day, seconds in enumerate([3.0, 10.0, 3.0]):
        answer(deck, NUMBER, True, now=T0 + (1 + day) * DAY, seconds=seconds)
    assert [a.rating for a in deck.answers() if a.key == NUMBER] == [GOOD, GOOD, GOOD]


def test_a_second_try_takes_the_place_of_the_first(deck):
    first = answer(deck, NUMBER, False)
    assert first.due == T0 + DAY
    second = answer(deck, NUMBER, True, now=T0 + 5, attempt=2)
    assert [a.rating for a in deck.answers()] == [AGAIN, HARD]
    assert (second.due, second.state) == after([(T0 + 5, HARD)])
    assert deck.showings(NUMBER) == 1
    third = answer(deck, NUMBER, True, now=T0 + DAY)
    assert (third.due, third.state) == after([(T0 + 5, HARD), (T0 + DAY, GOOD)])
    assert [a.showing for a in deck.answers()] == [0, 0, 1]


def test_cards_come_with_the_first_due_at_the_front_and_survive_the_program(tmp_path):
    first = Progress(tmp_path)
    late = answer(Deck(first.store), CHOICE, True)
    soon = answer(Deck(first.store), NUMBER, False)
    first.close()
    second = Progress(tmp_path)
    assert Deck(second.store).cards() == (soon, late)
    second.close()


def test_a_passed_exercise_comes_back_in_three_weeks(deck, progress):
    attempts = Attempts(progress.store)
    attempts.checked("l", "e", "wrong", False, seconds=1, now=T0)
    assert deck.cards() == ()
    attempts.checked("l", "e", "x = 1", True, seconds=1, now=T0 + 60)
    attempts.checked("l", "e", "x = 2", True, seconds=1, now=T0 + 90)
    (card,) = deck.cards()
    assert (card.key, card.state) == (Key("l", "code", "e"), {})
    assert card.due == T0 + 60 + REWRITE_AFTER
    again = answer(deck, card.key, True, now=card.due)
    assert (again.due, again.state) == after([(card.due, GOOD)])


def test_cards_computed_anew_are_the_same_cards(deck, progress):
    for day, (key, correct) in enumerate([(NUMBER, True), (CHOICE, False), (NUMBER, False)]):
        answer(deck, key, correct, now=T0 + day * DAY)
    Attempts(progress.store).checked("l", "e", "x", True, seconds=1, now=T0)
    before = deck.cards()
    progress.store.do("DELETE FROM cards")
    progress.store.together(refresh_all)
    assert deck.cards() == before
    assert len(before) == 3


def test_two_programs_that_answer_one_card_lose_neither(tmp_path):
    code = """
        import sys
        from pathlib import Path
        from tutor.study.cards import Deck, Key
        from tutor.study.progress import Progress
        progress = Progress(Path(sys.argv[1]))
        deck = Deck(progress.store)
        print("ready", flush=True)
        sys.stdin.readline()
        for n in range(100):
            deck.answer(Key("l", "number", "q"), f"{sys.argv[2]}{n}", True,
                        seconds=1, now=1e9 + n, place="review")
        print(progress.warning)
    """
    children = [in_another_process(code, tmp_path, name, stdin=subprocess.PIPE) for name in "ab"]
    for child in children:
        child.stdout.readline()
    for child in children:  # both begin at once
        child.stdin.write("go\n")
        child.stdin.flush()
    assert [child.communicate()[0].strip() for child in children] == ["None", "None"]
    progress = Progress(tmp_path)
    deck = Deck(progress.store)
    assert len({a.given for a in deck.answers()}) == 200
    assert sorted(a.showing for a in deck.answers()) == [*range(200)]
    before = deck.cards()
    progress.store.together(refresh_all)
    assert deck.cards() == before
    progress.close()


def test_a_full_disk_keeps_the_answers_of_the_session(progress):
    deck = Deck(progress.store)
    answer(deck, CHOICE, True)
    pages = progress.store.connection.execute("PRAGMA page_count").fetchone()[0]
    progress.store.connection.execute(f"PRAGMA max_page_count = {pages}")
    for n in range(300):
        answer(deck, Key("l", "number", f"q{n}"), True)
    assert "full" in progress.warning
    assert not progress.store.keeps
    assert len(deck.cards()) == len(deck.answers()) == 301
    assert remembers_the_rest(progress.store)


def test_a_store_that_was_closed_still_does_not_raise(progress):
    progress.close()
    assert remembers_the_rest(progress.store)


def test_half_a_character_is_kept_spelt_out(deck):
    deck.answer(NUMBER, "a\ud800b", False, seconds=1, now=T0, place="lesson")
    assert deck.answers()[0].given == r"a\ud800b"


def test_listing_cards_does_not_load_the_scheduler(tmp_path):
    code = """
        import sys
        from pathlib import Path
        from tutor.study.cards import Deck
        from tutor.study.progress import Progress
        print(Deck(Progress(Path(sys.argv[1])).store).cards())
        print([name for name in ("fsrs", "numpy") if name in sys.modules])
    """
    said = in_another_process(code, tmp_path).communicate()[0]
    assert said == "()\n[]\n"
