"""TeX formulas as one line of Unicode: letters, signs and scripts by unicodeit, the rest here.

A terminal has no second line for a fraction's denominator and few raised letters. So a fraction
becomes `a/(b c)`, and a script that Unicode cannot raise or lower is put in brackets: `e^(x/T)`.
"""

from __future__ import annotations

import re
import unicodedata

FRACTION = re.compile(r"\\[dt]?frac")
ROMAN = re.compile(r"\\(?:mathrm|text|operatorname|mathbf|mathit) *\{([^{}]*)\}")
FUNCTION = re.compile(
    r"\\(ln|log|exp|sin|cos|tanh|tan|max|min|arg|det|Pr|lim)(?![A-Za-z]) *(?=([A-Za-z0-9\\]?))"
)
BRACKETS = {
    "lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
}  # fmt: skip
BRACKET = re.compile(
    r"\\(l(?:Vert|vert|floor|ceil))(?![A-Za-z]) *| *\\(r(?:Vert|vert|floor|ceil))(?![A-Za-z])"
)
SIGNS = {
    r"\|": "‖", r"\qquad": "\u2003\u2003", r"\quad": "\u2003", r"\left": "", r"\right": "",
    r"\;": " ", r"\:": " ", r"\ ": " ", r"\!": "", r"\top": "T",
}  # fmt: skip
SIGN = re.compile(
    "|".join(
        re.escape(sign) + (r"(?![A-Za-z])" if sign[-1].isalpha() else "")
        for sign in sorted(SIGNS, key=len, reverse=True)
    )
)
ROOT = re.compile(r"√\{([^{}]*)\}")
SCRIPT = re.compile(r"([\^_])\{([^{}]*)\}")
TIGHT = re.compile(r"(?<=[\u0370-\u03ff∇∂]) +(?=[A-Za-z(])")  # TeX ends a command with a space
DIFFERENTIAL = re.compile(r"\\partial *")
COMPOUND = re.compile(r"[-+*/ =·×−]")


def in_unicode(formula: str) -> str:
    """Return a TeX formula in one line of Unicode; a command that is not known stays as it is."""
    import unicodeit  # its tables take longer to load than a scene takes to show

    tex = ROMAN.sub(r"\1", " ".join(formula.split()))
    tex = BRACKET.sub(lambda found: BRACKETS[found[1] or found[2]], tex)
    tex = SIGN.sub(lambda sign: SIGNS[sign[0]], tex)
    tex = FUNCTION.sub(lambda found: f"{found[1]} " if found[2] else found[1], tex)
    text: str = unicodeit.replace(_without_fractions(tex))
    text = ROOT.sub(lambda root: f"√{_bracketed(root[1], alone=_letters(root[1]) == 1)}", text)
    text = SCRIPT.sub(lambda s: f"{s[1]}{_bracketed(s[2], alone=len(s[2]) == 1)}", text)
    text = TIGHT.sub("", re.sub(" +", " ", text.replace("\u2009", "")).strip())
    return text.replace("\u2003", "  ")


def _without_fractions(tex: str) -> str:
    r"""Return the formula with `a/b` for every `\frac{a}{b}`, those inside others too."""
    found = FRACTION.search(tex)
    while found:
        above, end = _argument(tex, found.end())
        below, end = _argument(tex, end)
        above, below = _without_fractions(above), _without_fractions(below)
        above = _bracketed(above, alone=not COMPOUND.search(DIFFERENTIAL.sub("", above)))
        below = _bracketed(below, alone=_letters(below) == 1 or below.isdigit())
        gap = " " if tex[end : end + 1].isalnum() else ""
        tex = f"{tex[: found.start()]}{above}/{below}{gap}{tex[end:]}"
        found = FRACTION.search(tex)
    return tex


def _argument(tex: str, at: int) -> tuple[str, int]:
    """Return the argument of a command that begins at `at`, and where it ends."""
    while tex[at : at + 1] == " ":
        at += 1
    if tex[at : at + 1] != "{":
        command = re.match(r"\\[A-Za-z]+|.?", tex[at:])
        one = command[0] if command else ""
        return one, at + len(one)
    depth = 0
    for end in range(at, len(tex)):
        depth += {"{": 1, "}": -1}.get(tex[end], 0)
        if not depth:
            return tex[at + 1 : end], end + 1
    return tex[at + 1 :], len(tex)


def _letters(text: str) -> int:
    r"""Count what stands on the line: no accents, no scripts; a command such as `\beta` is one."""
    bare = re.sub(r"\\[A-Za-z]+ *", "x", DIFFERENTIAL.sub("", text))
    bare = re.sub(r"[_^](?:\{[^{}]*\}|.)", "", bare)
    return sum(
        not unicodedata.combining(sign) and unicodedata.category(sign) not in ("Lm", "No")
        for sign in bare
    )


def _bracketed(text: str, alone: bool) -> str:
    return text if alone else f"({text})"
