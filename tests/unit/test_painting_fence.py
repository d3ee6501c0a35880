"""The fence lets through what the terminal has room for, and learns how fast the link is."""

import pytest

from tutor.app.painting.fence import FIRST, PATIENCE, WINDOW, Fence
from tutor.app.painting.quality import LONGEST, SLOW, WORST, Quality


class Link:
    """A terminal behind a link of so many bytes a second and a delay each way; time is ours."""

    def __init__(self, rate=1e9, delay=0.0):
        self.now, self.rate, self.delay = 100.0, rate, delay
        self.free_at = 0.0
        self.answers = []
        self.fence = Fence(lambda: self.now)
        self.send(20)  # what the app begins with: it tells the round trip
        self.pass_time(1.0)

    def send(self, size):
        self.fence.question(80)
        self.fence.sent(size)
        self.free_at = max(self.free_at, self.now) + size / self.rate
        self.answers.append((self.free_at + 2 * self.delay, self.fence._column))

    def pass_time(self, seconds):
        end = self.now + seconds
        while self.answers and self.answers[0][0] <= end:
            self.now, column = self.answers.pop(0)
            self.fence.answer(column)
        self.now = end


def test_no_frame_passes_while_the_window_is_full():
    link = Link(delay=0.4)
    for _ in range(WINDOW):
        assert link.fence.may_send()
        link.send(100)
    assert not link.fence.may_send()
    link.pass_time(0.9)
    assert link.fence.may_send()
    assert link.fence.under_way == 0


@pytest.mark.parametrize("rate", [8_000, 32_000, 200_000])
@pytest.mark.parametrize("delay", [0.0, 0.04, 0.2])
def test_the_rate_of_a_slow_link_is_learnt(rate, delay):
    link = Link(rate, delay)
    for _ in range(60):
        if link.fence.may_send():
            link.send(4000)
        link.pass_time(0.1)
    assert link.fence.rate == pytest.approx(rate, rel=0.35)


def test_a_long_round_trip_alone_is_not_a_slow_link():
    link = Link(rate=1e8, delay=0.15)
    quality = Quality(link.fence)
    for _ in range(100):
        if link.fence.may_send(quality.window()):
            quality.note(6000)
            link.send(6000)
        link.pass_time(0.03)
        quality.adapt()
    assert quality.level == 0
    assert quality.window() == WINDOW


def ask(fence, times=1):
    for _ in range(times):
        fence.question(80)
        fence.sent(10)


def test_a_question_without_an_answer_is_waited_for_no_longer_than_patience():
    link = Link()
    ask(link.fence, WINDOW)
    assert not link.fence.may_send()
    assert 0 < link.fence.wait() <= PATIENCE
    link.now += PATIENCE + 0.1
    assert link.fence.may_send()
    assert link.fence.wait() == 0
    assert not link.fence.is_deaf


def test_a_late_answer_is_known_by_its_column_and_settles_those_before_it():
    link = Link()
    ask(link.fence, 3)
    late = link.fence._column
    link.now += PATIENCE + 0.1
    ask(link.fence, 2)
    link.fence.answer(late)
    assert link.fence.under_way == 2
    link.fence.answer(link.fence._column)
    assert link.fence.under_way == 0


def test_a_terminal_that_never_answers_is_deaf_and_not_waited_for():
    now = 100.0
    fence = Fence(lambda: now)
    ask(fence, WINDOW)
    assert 0 < fence.wait() <= FIRST
    assert not fence.is_deaf
    now += FIRST + 0.1
    assert fence.is_deaf
    assert fence.may_send()
    fence.answer(fence._column)
    assert not fence.is_deaf


def test_an_answer_that_nobody_asked_for_does_no_harm():
    link = Link()
    ask(link.fence)
    link.fence.answer(link.fence._column + 7)
    assert link.fence.under_way == 1


def test_a_screen_of_one_column_still_has_a_question():
    fence = Fence()
    assert fence.question(1) == fence.question(0) == "\x1b[1;1H\x1b[6n"


def test_quality_falls_on_a_slow_link_and_comes_back_on_a_fast_one():
    link = Link(rate=32_000, delay=0.04)
    quality = Quality(link.fence)
    sizes = {0: 20_000, 1: 8_000, 2: 5_000}
    for _ in range(80):
        if link.fence.may_send(quality.window()):
            quality.note(sizes[quality.level])
            link.send(sizes[quality.level])
        link.pass_time(0.1)
        quality.adapt()
    assert quality.level == WORST
    assert link.fence.seconds(5_000) > SLOW
    assert quality.window() == 1
    link.rate = 10e6
    for _ in range(200):
        if link.fence.may_send(quality.window()):
            quality.note(sizes[quality.level])
            link.send(sizes[quality.level])
        link.pass_time(0.1)
        quality.adapt()
    assert quality.level == 0


def test_a_frame_that_takes_too_long_does_not_fit_in_one_piece():
    link = Link(rate=8_000)
    quality = Quality(link.fence)
    for _ in range(20):
        link.send(4000)
        link.pass_time(0.6)
    assert quality.fits(int(LONGEST * 8_000 * 0.5))
    assert not quality.fits(8_000)


def test_half_of_a_slow_link_stays_free_for_keys():
    link = Link(rate=8_000)
    quality = Quality(link.fence)
    for _ in range(20):
        quality.note(4000)
        link.send(4000)
        link.pass_time(0.6)
    assert quality.rest() == pytest.approx(1.0, rel=0.3)


def test_an_answer_that_waited_for_a_busy_app_does_not_make_the_link_slow():
    link = Link(rate=1e9)
    for _ in range(20):
        link.fence.question(80)
        link.fence.sent(20_000)
        came = link.now + 0.001
        link.now += 0.3
        link.fence.answer(link.fence._column, came)
    assert link.fence.seconds(20_000) < 0.01
