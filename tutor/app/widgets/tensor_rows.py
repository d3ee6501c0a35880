"""The rows of two runs side by side: what each has of a tensor, and how far they are apart."""

from __future__ import annotations

from textual.content import Content

from tutor.lab.tracing.differing import Row
from tutor.lab.tracing.report import Report

VALUE = 14
"""Columns of a value."""
APART = 10
"""Columns of a largest difference, and of one in ulps."""
NARROWEST_NAME = 12


def tensor_rows(report: Report, width: int) -> Content:
    """Return the table, those that differ first, each group in the order of computation.

    The last column is the distance in ulps, or what is allowed where that was measured; a narrow
    screen has no room for it.
    """
    ordered = sorted(report.walk.rows, key=lambda row: (not row.outside, row.equal))
    allowed = {name: of for name, _, of, _ in report.tolerances}
    has_last = width >= 2 + NARROWEST_NAME + 2 * VALUE + 2 * APART + 4
    name = max(NARROWEST_NAME, width - 2 - 2 * VALUE - APART * (1 + has_last) - 3 - has_last)
    last = ("allowed" if report.calibrated else "ulps") if has_last else None
    head = _line(" ", "tensor", report.a, report.b, "largest", last, name)
    lines = [Content.styled(head, "bold")]
    for row in ordered:
        last = (
            (allowed.get(row.name, "0") if report.calibrated else _ulps(row)) if has_last else None
        )
        lines.append(Content.styled(_cells(row, name, last), _style(row)))
    return Content("\n").join(lines)


def _cells(row: Row, name: int, last: str | None) -> str:
    largest = "0" if row.equal else "" if row.largest is None else f"{row.largest:.3g}"
    shape = f"{row.name} {'x'.join(map(str, row.shape))}".strip()
    mark = "≠" if row.outside else "=" if row.equal else "≈"
    return _line(mark, shape, row.a, row.b, largest, last, name)


def _ulps(row: Row) -> str:
    return "0" if row.equal else "" if row.most_ulps is None else _short(row.most_ulps)


def _line(mark: str, tensor: str, a: str, b: str, largest: str, last: str | None, name: int) -> str:
    cells = [f"{_cut(tensor, name):<{name}}", f"{_cut(a, VALUE):>{VALUE}}"]
    cells += [f"{_cut(b, VALUE):>{VALUE}}", f"{largest:>{APART}}"]
    if last is not None:
        cells.append(f"{last:>{APART}}")
    return f"{mark} {' '.join(cells)}"


def _cut(text: str, width: int) -> str:
    """Return the text with its end, which tells names apart, where it is too long."""
    return text if len(text) <= width else f"…{text[1 - width :]}"


def _short(count: int) -> str:
    return str(count) if count < 10**6 else f"{count:.2g}"


def _style(row: Row) -> str:
    if row.outside:
        return "$text-error"
    return "$text-muted" if row.equal else "$foreground"
