"""The plan: which day each month begins, and how it moves with the learner."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import T0

from tutor.study.catalog import Month
from tutor.study.plan import (
    DEFAULT_HOURS,
    Plan,
    PlanStore,
    Work,
    check_hours,
    in_words,
    read_date,
    schedule,
    work,
)

MONDAY = date(2026, 10, 5)
MONTHS = [Month(n, f"month {n}", "") for n in range(3)]
PLAN = Plan(MONDAY, 4.0)


def hours(*pairs):
    return [Work(month, *pair) for month, pair in zip(MONTHS, pairs, strict=False)]


UNTOUCHED = hours((4, 4), (8, 8), (4, 4))


def begins(found):
    return [(begin.planned, begin.now, begin.week) for begin in found.begins]


def test_a_month_begins_when_the_hours_before_it_are_done():
    found = schedule(PLAN, UNTOUCHED, MONDAY)
    assert begins(found) == [
        (date(2026, 10, 5), date(2026, 10, 5), 1),
        (date(2026, 10, 12), date(2026, 10, 12), 2),
        (date(2026, 10, 26), date(2026, 10, 26), 4),
    ]
    assert found.end == found.planned_end == date(2026, 11, 2)


def test_who_does_nothing_for_three_weeks_is_three_weeks_behind():
    found = schedule(PLAN, UNTOUCHED, MONDAY + timedelta(days=21))
    assert [(b.now - b.planned).days for b in found.begins] == [21, 21, 21]
    assert [b.planned for b in found.begins] == [b.planned for b in schedule(
        PLAN, UNTOUCHED, MONDAY).begins]  # fmt: skip
    said = in_words(PLAN, found, MONDAY + timedelta(days=21))
    assert said == [
        "The plan: from 5 October 2026, 4 hours a week.",
        "You are 21 days behind it: the end moves from 2 November 2026 to 23 November 2026. "
        "Go on with month 0.",
    ]


def test_what_is_done_is_not_counted_again():
    found = schedule(PLAN, hours((4, 0), (8, 4), (4, 4)), MONDAY + timedelta(days=14))
    assert [b.now for b in found.begins] == [None, date(2026, 10, 19), date(2026, 10, 26)]
    said = in_words(PLAN, found, MONDAY + timedelta(days=14))[1]
    assert said == "You are on time, in month 1: from today on it ends on 2 November 2026."


def test_who_is_ahead_is_told_so():
    found = schedule(PLAN, hours((4, 0), (8, 0), (4, 4)), MONDAY + timedelta(days=3))
    assert "You are 18 days ahead of it" in in_words(PLAN, found, MONDAY + timedelta(days=3))[1]


def test_before_the_start_nothing_is_due():
    found = schedule(PLAN, UNTOUCHED, MONDAY - timedelta(days=10))
    assert found.end == found.planned_end
    assert in_words(PLAN, found, MONDAY - timedelta(days=10))[1] == (
        "Nothing is due before then; it ends on 2 November 2026."
    )


def test_when_all_is_done_it_says_so():
    found = schedule(PLAN, hours((4, 0), (8, 0), (4, 0)), MONDAY + timedelta(days=99))
    assert in_words(PLAN, found, MONDAY + timedelta(days=99))[1] == "Every lesson is done."


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 50), st.floats(0, 1)), min_size=1, max_size=13),
    st.floats(0.5, 60),
    st.integers(-30, 800),
)
def test_dates_only_go_forward_and_the_work_left_is_never_in_the_past(pairs, a_week, later):
    today = MONDAY + timedelta(days=later)
    works = [Work(MONTHS[0], total, total * share) for total, share in pairs]
    found = schedule(Plan(MONDAY, a_week), works, today)
    planned = [begin.planned for begin in found.begins] + [found.planned_end]
    now = [begin.now for begin in found.begins if begin.now] + [found.end]
    assert planned == sorted(planned)
    assert now == sorted(now)
    assert all(day >= max(today, MONDAY) for day in now)
    left = sum(one.left for one in works)
    assert abs((found.end - max(today, MONDAY)).days - 7 * left / a_week) < 1.001


def test_a_month_takes_its_lessons_minutes_or_a_round_number_of_hours():
    lessons = [SimpleNamespace(id=name, month=1, minutes=30) for name in "ab"]
    found = work(MONTHS[:2], lessons, {"a": "done", "b": "started"})
    assert (found[1].total, found[1].left, found[1].written) == (1.0, 0.5, True)
    assert (found[0].total, found[0].left, found[0].written) == (DEFAULT_HOURS,) * 2 + (False,)


def test_the_plan_is_kept_and_changed(progress):
    store = PlanStore(progress.store)
    assert store.read() is None
    store.write(PLAN, now=T0)
    store.write(Plan(MONDAY, 2.5), now=T0 + 1)
    assert store.read() == Plan(MONDAY, 2.5)


@pytest.mark.parametrize("text", ["5.10.2026", "", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_date_that_is_none_is_refused_in_words(text):
    with pytest.raises(ValueError, match=r"is no date"):
        read_date(text)


@pytest.mark.parametrize("a_week", [0.0, -1.0, 61.0, float("nan"), float("inf")])
def test_hours_that_make_no_plan_are_refused(a_week):
    with pytest.raises(ValueError, match=r"give 0.5 to 60"):
        check_hours(a_week)
