"""A choice on one line: what is shown of it, and what a click on it means."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tutor.app.widgets.options import laid_out, option_at

NAMES = ["drop", "mean", "group median", "regression + noise"]


def test_all_options_are_shown_where_they_fit():
    shown = laid_out(NAMES, 1, 60)
    assert [option.text for option in shown] == NAMES


def test_where_they_do_not_fit_the_chosen_one_is_shown_with_its_neighbours():
    shown = laid_out(NAMES, 3, 40)
    assert [option.number for option in shown] == [2, 3]
    assert shown[-1].text == "regression + noise"


def test_a_click_means_the_option_below_it_and_a_gap_means_none():
    shown = laid_out(NAMES, 0, 60)
    assert option_at(shown, shown[2].column) == 2
    assert option_at(shown, shown[2].column - 1) is None


@given(
    st.lists(st.text(max_size=20), min_size=1, max_size=9),
    st.integers(0, 8),
    st.integers(8, 80),
)
def test_no_line_is_wider_than_its_room_and_the_chosen_one_is_on_it(options, chosen, room):
    chosen %= len(options)
    shown = laid_out(options, chosen, room)
    assert chosen in [option.number for option in shown]
    assert all(option.column >= 1 for option in shown)
    last = shown[-1]
    assert last.column + cell_len(last.text) <= room - 1  # its bracket is the line's last column
