"""The determinism doctor's screen: rows that fill in while the keys work."""

import pytest
from textual.widgets import Static

from tests.ui.driving import until
from tutor.app.screens import determinism
from tutor.app.screens.determinism import DeterminismScreen, SwitchRow
from tutor.lab.determinism.switches import SWITCHES

TWO = ("set order (PYTHONHASHSEED)", "version of a sampler")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Flip what needs no torch."""
    few = tuple(switch for switch in SWITCHES if switch.name in TWO)
    monkeypatch.setattr(determinism, "SWITCHES", few)


def text(row):
    return "\n".join(str(part.render()) for part in row.query(Static) if part.display)


async def test_every_switch_gets_its_answer_and_r_begins_again(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen.is_mounted)
        await app.run_action("determinism")
        await until(pilot, lambda: isinstance(app.screen, DeterminismScreen))
        rows = list(app.screen.query(SwitchRow))
        assert [row.switch.name for row in rows] == list(TWO)
        assert text(rows[0]).startswith("… set order (PYTHONHASHSEED)  0 → 1")
        await until(pilot, lambda: all("keep it equal" in text(row) for row in rows))
        assert text(rows[0]).startswith("≠ set order")
        assert "from step 0 on: other numbers" in text(rows[0])
        message = app.screen.query_one("#message", Static)
        assert str(message.render()) == "2 switches: 2 changes."
        await pilot.press("r")
        assert text(rows[0]).startswith("…")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, DeterminismScreen))


async def test_it_is_in_the_palette(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen.is_mounted)
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert "Determinism doctor" in titles
