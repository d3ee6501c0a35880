"""How far a run has still to go, and how much of its device it uses."""

from __future__ import annotations


def seconds_left(steps: int, steps_per_second: float) -> float | None:
    """Return how long so many steps take at that speed; None while it stands still."""
    return max(0, steps) / steps_per_second if steps_per_second > 0 else None


def utilisation(
    flops_per_second: float | None, peak_flops_per_second: float | None, devices: int = 1
) -> float | None:
    """Return model flops utilisation, a share of 1; None where one of the numbers is unknown.

    flops_per_second: of the whole run, counted by what the model needs and not by what the machine
    did. peak: of one device. devices: how many work on the run. Source: Chowdhery et al., PaLM
    (2022), appendix B.
    """
    if not flops_per_second or not peak_flops_per_second:
        return None
    return flops_per_second / (devices * peak_flops_per_second)
