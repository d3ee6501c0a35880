"""Parameters: what is allowed, how it is refused, typed, nudged, dragged and sent."""

import math
from fractions import Fraction

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulations import Drift

from tutor.engine import Choice, Flag, Float, Int, Line, Simulation
from tutor.engine.parameters import KINDS, from_message


class Declared(Simulation):
    """One of every kind, for the tests to take from."""

    lr = Float(0.05, 0.0, 0.5, "step size", step=0.01, unit="1/s")
    rate = Float(0.01, 1e-5, 10.0, "a rate", log=True)
    shift = Float(0.0, -2.0, 3.0, "a shift")
    n = Int(10, 0, 100, "how many")
    five = Int(10, -20, 100, "in fives", step=5)
    batch = Int(1, 1, 4096, "batch size", log=True, resets=True)
    method = Choice("sgd", ["sgd", "adam", "lion"], "which")
    on = Flag(True, "whether")
    prompt = Line("once upon", "what is said", longest=12)

    def reset(self): ...
    def step(self): ...
    def view(self, trace): ...


P = Declared.parameters()
NUMBERS = [P[name] for name in ("lr", "rate", "shift", "n", "five", "batch")]
FLOATS = [p for p in NUMBERS if isinstance(p, Float)]
number = st.sampled_from(NUMBERS)


def inside(parameter):
    if isinstance(parameter, Int):
        return st.integers(parameter.low, parameter.high)
    return st.floats(parameter.low, parameter.high)


def any_value(parameter):
    match parameter:
        case Float() | Int():
            return inside(parameter)
        case Choice():
            return st.sampled_from(parameter.options)
        case Flag():
            return st.booleans()
        case Line():
            return st.text(st.characters(exclude_characters="\n"), max_size=12)


def on_grid(parameter, value):
    """Whether a value is a multiple of the step, in exact arithmetic on what is displayed."""
    return Fraction(repr(value)) % Fraction(repr(parameter.step)) == 0


@pytest.mark.parametrize("parameter", NUMBERS, ids=lambda p: p.name)
def test_both_bounds_are_allowed_and_the_next_number_beyond_is_not(parameter):
    low, high = parameter.low, parameter.high
    assert (parameter.check(low), parameter.check(high)) == (low, high)
    if isinstance(parameter, Int):
        beyond = low - 1, high + 1
    else:
        beyond = math.nextafter(low, -math.inf), math.nextafter(high, math.inf)
    for value in beyond:
        with pytest.raises(ValueError, match=parameter.name):
            parameter.check(value)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("lr", 0.7, "lr cannot be 0.7: give a number from 0 to 0.5"),
        ("lr", 3, "lr cannot be 3: give a number from 0 to 0.5"),
        ("rate", 0.0, "rate cannot be 0.0: give a number from 1e-05 to 10"),
        ("n", 101, "n cannot be 101: give a whole number from 0 to 100"),
        ("n", 2.5, "n cannot be 2.5: give a whole number from 0 to 100"),
        ("method", "rmsprop", "method cannot be 'rmsprop': give one of sgd, adam, lion"),
        ("on", 1, "on cannot be 1: give on or off"),
        ("prompt", 13 * "x", "prompt cannot be 'xxxxxxxxxxxxx': give text of at most 12"),
        ("prompt", "a\nb", "prompt cannot be 'a\\nb': give text of at most 12 characters, in one"),
    ],
)
def test_a_refusal_names_the_parameter_what_was_given_and_what_is_allowed(name, value, message):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  # the message is held below
        P[name].check(value)
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize("parameter", NUMBERS, ids=lambda p: p.name)
@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, -math.inf, True, False, "1", None, 1j, [1], 10**400, -(10**400)],
    ids=lambda value: repr(value)[:12],
)
def test_what_is_no_number_in_range_is_refused_with_a_value_error_and_nothing_else(
    parameter, value
):
    with pytest.raises(ValueError, match=f"{parameter.name} cannot be"):
        parameter.check(value)


@pytest.mark.parametrize("parameter", NUMBERS, ids=lambda p: p.name)
@pytest.mark.parametrize(
    "text",
    ["", "  ", "abc", "nan", "inf", "-inf", "1e400", "1" + 400 * "0", 5000 * "9", "0x1", "1,5"],
)
def test_what_is_typed_and_no_number_in_range_is_refused(parameter, text):
    with pytest.raises(ValueError, match=f"{parameter.name} cannot be"):
        parameter.parse(text)


def test_a_value_is_returned_in_the_parameters_own_type():
    assert type(P["lr"].check(0)) is float
    assert type(P["lr"].check(np.float64(0.1))) is float
    assert type(P["n"].check(7.0)) is int
    assert type(P["on"].parse(" Yes ")) is bool


def test_minus_zero_is_kept_as_zero_so_that_both_have_one_digest():
    assert math.copysign(1.0, P["shift"].check(-0.0)) == 1.0
    assert math.copysign(1.0, P["shift"].parse("-0")) == 1.0


def test_a_default_out_of_bounds_is_refused_where_it_is_declared():
    with pytest.raises((ValueError, RuntimeError)) as refusal:
        type("Wrong", (Simulation,), {"lr": Float(2.0, 0.0, 1.0, "step size")})
    told = refusal.value.__cause__ or refusal.value  # Python 3.11 wraps what __set_name__ raises
    assert "lr cannot be 2.0" in str(told)


def test_a_simulation_refuses_an_unknown_parameter_and_names_those_it_has():
    with pytest.raises(ValueError, match="no parameter momentum: Drift has lr, every, mood, on"):
        Drift(momentum=0.9)


def test_the_parameters_come_in_the_order_of_their_declaration_and_a_subclass_may_replace_one():
    class Steeper(Drift):
        lr = Float(0.9, 0.0, 2.0, "another pull")
        extra = Flag(False, "one more")

    assert list(Steeper.parameters()) == ["lr", "every", "mood", "on", "word", "size", "extra"]
    assert Steeper().values["lr"] == 0.9


def test_one_tick_of_a_hundredth_from_five_hundredths_is_exactly_six():
    assert P["lr"].nudge(0.05, 1) == 0.06
    value = 0.0
    for tick in range(1, 51):
        value = P["lr"].nudge(value, 1)
        assert value == float(f"{tick / 100:.2f}")


@given(st.data(), number, st.lists(st.integers(-40, 40), max_size=12))
def test_nudging_never_leaves_the_bounds(data, parameter, ticks):
    value = data.draw(inside(parameter))
    for n in ticks:
        value = parameter.nudge(value, n)
        assert parameter.check(value) == value
        assert type(value) is parameter.kind


@given(st.data(), st.sampled_from([P["lr"], P["shift"], P["n"], P["five"]]), st.integers(-40, 40))
def test_a_nudged_value_is_a_multiple_of_the_step(data, parameter, ticks):
    value = parameter.nudge(data.draw(inside(parameter)), ticks)
    assert on_grid(parameter, value)  # the bounds of these four are multiples, too


@given(st.data(), number)
def test_an_arrow_key_moves_every_value_except_at_the_bound(data, parameter):
    value = data.draw(inside(parameter))
    up, down = parameter.nudge(value, 1), parameter.nudge(value, -1)
    assert up > value or math.isclose(value, parameter.high, rel_tol=1e-3)
    assert down < value or math.isclose(value, parameter.low, rel_tol=1e-3, abs_tol=1e-11)


def test_ten_ticks_of_a_logarithmic_parameter_are_a_factor_of_ten():
    assert P["rate"].nudge(0.01, 10) == 0.1
    assert P["rate"].nudge(0.01, -20) == 0.0001
    value = 0.01
    for _ in range(20):
        value = P["rate"].nudge(value, 1)
    assert value == pytest.approx(1.0, rel=0.01)


def test_a_logarithmic_whole_number_walks_from_one_end_to_the_other_and_back():
    batch, value, walked = P["batch"], 1, [1]
    while value < 4096:
        value = batch.nudge(value, 1)
        assert value > walked[-1]
        walked.append(value)
    while value > 1:
        value = batch.nudge(value, -1)
        assert value < walked[-1]
        walked.append(value)


def test_an_arrow_key_turns_a_choice_around_the_circle_and_flips_a_flag():
    assert [P["method"].nudge("sgd", n) for n in range(4)] == ["sgd", "adam", "lion", "sgd"]
    assert P["method"].nudge("sgd", -1) == "lion"
    assert [P["on"].nudge(True, n) for n in (0, 1, 2, -1)] == [True, False, True, False]
    assert P["prompt"].nudge("as it was", 3) == "as it was"


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [(0.0, 0.5, 0.005), (0.0, 1.0, 0.01), (0.0, 3.0, 0.05), (-10.0, 10.0, 0.2), (0.0, 1e-3, 1e-5)],
)
def test_the_natural_step_is_a_round_number_near_a_hundredth_of_the_range(low, high, step):
    assert Float(low, low, high, "x").step == pytest.approx(step, rel=1e-12)


def test_the_natural_step_of_a_whole_number_is_at_least_one():
    assert [Int(0, 0, high, "x").step for high in (1, 9, 100, 1000, 3000)] == [1, 1, 1, 10, 50]


@given(st.data(), st.sampled_from(list(P.values())), st.integers(-9, 9))
def test_what_is_written_is_read_back(data, parameter, ticks):
    value = data.draw(any_value(parameter))
    if isinstance(parameter, Float):
        value = parameter.nudge(value, ticks)  # on the grid there is no digit beyond the twelfth
    if isinstance(parameter, Line):
        value = value.strip()
    assert parameter.parse(parameter.format(value)) == value
    assert parameter.parse(f"  {parameter.format(value)} ") == value


@given(st.floats(0.0, 0.5))
def test_what_is_written_of_any_real_number_is_right_to_twelve_digits(value):
    assert P["lr"].parse(P["lr"].format(value)) == pytest.approx(value, rel=1e-11)


@given(st.data(), number)
def test_a_place_on_the_slider_and_its_value_are_inverse_on_the_grid(data, parameter):
    value = parameter.nudge(data.draw(inside(parameter)), 0)
    share = parameter.share(value)
    assert 0.0 <= share <= 1.0
    assert parameter.at_share(share) == value


def test_every_whole_number_of_a_slider_can_be_reached():
    for n in range(101):
        assert P["n"].at_share(P["n"].share(n)) == n


@given(number, st.floats(-1.0, 2.0))
def test_every_place_of_the_slider_gives_an_allowed_value_near_it(parameter, share):
    value = parameter.at_share(share)
    assert parameter.check(value) == value
    if isinstance(parameter, Float):
        assert parameter.share(value) == pytest.approx(min(max(share, 0.0), 1.0), abs=0.011)


@pytest.mark.parametrize("parameter", NUMBERS, ids=lambda p: p.name)
def test_the_ends_of_the_slider_are_the_bounds(parameter):
    assert (parameter.share(parameter.low), parameter.share(parameter.high)) == (0.0, 1.0)
    assert parameter.at_share(0.0) == parameter.low
    assert parameter.at_share(1.0) == parameter.high


def test_the_middle_of_a_logarithmic_slider_is_the_geometric_mean():
    assert P["rate"].at_share(0.5) == 0.01


@pytest.mark.parametrize("parameter", P.values(), ids=lambda p: p.name)
def test_a_declaration_survives_the_wire(parameter):
    message = msgpack.unpackb(msgpack.packb(parameter.to_message()))
    again = from_message(message)
    assert type(again) is type(parameter)
    assert again.to_message() == parameter.to_message() or isinstance(again, Choice)
    assert (again.name, again.help, again.unit, again.resets, again.default, again.allowed) == (
        parameter.name,
        parameter.help,
        parameter.unit,
        parameter.resets,
        parameter.default,
        parameter.allowed,
    )


@given(st.data(), st.sampled_from(list(P.values())), st.integers(-5, 5))
def test_a_declaration_that_crossed_the_wire_checks_and_moves_as_the_first(data, parameter, ticks):
    again = from_message(msgpack.unpackb(msgpack.packb(parameter.to_message())))
    value = data.draw(any_value(parameter))
    assert again.check(value) == parameter.check(value)
    assert again.nudge(value, ticks) == parameter.nudge(value, ticks)
    assert again.format(value) == parameter.format(value)
    with pytest.raises(ValueError, match=parameter.name):
        again.check(object())


def test_every_kind_is_declared_here_so_that_none_escapes_these_tests():
    assert {type(parameter).__name__ for parameter in P.values()} == set(KINDS)
