"""The days ahead: each card on its day, and days said as a person says them."""

from datetime import date, datetime

import pytest
from stores import DAY

from tutor.study.cards import Card, Key
from tutor.study.coming import days_ahead, how_soon

NOON = datetime(2026, 11, 24, 12).timestamp()


def cards(*dues):
    return [Card(Key("l", "number", f"q{n}"), due, {}) for n, due in enumerate(dues)]


def test_each_card_counts_on_its_day_and_what_is_overdue_counts_today():
    due = (NOON - 9 * DAY, NOON - 60, NOON + 60, NOON + DAY, NOON + 2 * DAY, NOON + 2 * DAY)
    days = days_ahead(cards(*due), NOON, 3)
    assert [(day.day, day.cards) for day in days] == [
        (date(2026, 11, 24), 3),
        (date(2026, 11, 25), 1),
        (date(2026, 11, 26), 2),
    ]


def test_a_card_beyond_the_days_that_are_asked_for_is_not_counted():
    days = days_ahead(cards(NOON + 3 * DAY), NOON, 3)
    assert [day.cards for day in days] == [0, 0, 0]


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (datetime(2026, 11, 24, 23, 59), "later today"),
        (datetime(2026, 11, 25, 0, 1), "tomorrow"),
        (datetime(2026, 11, 26, 0, 1), "in 2 days"),
        (datetime(2026, 11, 23, 12), "later today"),
    ],
)
def test_how_soon_goes_by_the_calendar_and_not_by_hours(due, words):
    assert how_soon(due.timestamp(), NOON) == words
