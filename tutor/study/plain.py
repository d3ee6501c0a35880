"""Plain text from a lesson's Markdown: formulas as Unicode, citations as "(Author Year)"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tutor.study.bibliography import Reference, bibliography
from tutor.study.formulas import in_unicode
from tutor.study.tables import LessonError, suggestion

CITATION = re.compile(r"\[@([\w:.-]+)(?:,\s*([^\]]+))?\]")
FENCED = r"^ {0,3}(?P<fence>```+|~~~+).*?(?:^ {0,3}(?P=fence)|\Z)"
CODE = rf"{FENCED}|(?P<ticks>`+)[^`].*?(?P=ticks)"
# GitHub's rule for `$`: no space inside the pair, no digit after it, so "5 $ and 6 $" is money
MATH = r"\$\$(?P<display>.+?)\$\$|(?<![\\$\w])\$(?!\s)(?P<inline>[^$]+?)(?<![\s\\])\$(?![\d$])"
PIECES = re.compile(f"{CODE}|{MATH}", re.DOTALL | re.MULTILINE)
MARKUP = re.compile(r"([\\*_`])")


def plain_math(markdown: str) -> str:
    """Return the Markdown with `$…$` in Unicode and `[@key]` spelt out; code stays as it is."""
    references = bibliography() if "[@" in markdown else {}
    out, end = [], 0
    for piece in PIECES.finditer(markdown):
        out.append(_cite(markdown[end : piece.start()], references))
        formula = piece["display"] or piece["inline"]
        out.append(_unicode(formula) if formula else piece[0])
        end = piece.end()
    out.append(_cite(markdown[end:], references))
    return "".join(out)


def citations(markdown: str) -> list[str]:
    """Return the keys of every `[@key]` outside code, in order."""
    without_code = re.sub(CODE, "", markdown, flags=re.DOTALL | re.MULTILINE)
    return [found[1] for found in CITATION.finditer(without_code)]


def _unicode(formula: str) -> str:
    # what is left of TeX's own signs must not become Markdown's
    return MARKUP.sub(r"\\\1", in_unicode(formula))


def _cite(text: str, references: Mapping[str, Reference]) -> str:
    def spell(found: re.Match[str]) -> str:
        key, part = found[1], found[2]
        if key not in references:
            near = suggestion(key, references)
            raise LessonError(f"[@{key}] is not in the bibliography{near}")
        return f"({references[key].label}{', ' + part.strip() if part else ''})"

    return CITATION.sub(spell, text)
