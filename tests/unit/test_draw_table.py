from tutor.draw import DARK, draw
from tutor.engine.panels import Table

RUNS = Table("runs", ["lr", "what"], [[0.18, "settles"], [0.2, "bounces"], [0.21, "explodes"]])


def test_an_entry_is_located_where_it_is_written():
    canvas = draw(RUNS, 40, 6, DARK)
    for row, cells in enumerate(RUNS.rows):
        for column, cell in enumerate(cells):
            spot = canvas.locate(row, column)
            text = canvas.lines()[spot.row][spot.column : spot.column + spot.width]
            assert text.strip() == (cell if column else f"{cell:.2f}")


def test_entries_that_are_not_shown_are_nowhere():
    low, narrow = draw(RUNS, 40, 4, DARK), draw(RUNS, 5, 6, DARK)
    assert low.locate(0, 0) is not None
    assert low.locate(1, 0) is None
    assert low.locate(0, 2) is None
    assert low.locate(-1, 0) is None
    assert narrow.locate(0, 1) is None
