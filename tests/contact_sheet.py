"""`python -m tests.contact_sheet`: every scene of every lesson as a picture, on one page.

The page is `build/scenes/index.html`; open it in a browser to look the whole course over. With ids
of lessons, only theirs are taken anew.
"""

from __future__ import annotations

import asyncio
import html
import os
import sys
from collections.abc import Iterable
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read once, when Textual is imported

from tutor.app.shots import shots
from tutor.study import catalog
from tutor.study.lesson import Lesson

FOLDER = Path(__file__).parents[1] / "build" / "scenes"
PAGE = """<!doctype html>
<meta charset="utf-8">
<title>mlpath-tutor: every scene</title>
<style>
body {{ background: #16181d; color: #d8dbe2; font: 15px sans-serif; margin: 2rem }}
figure {{ display: inline-block; width: 30rem; margin: 0 1rem 1.5rem 0; vertical-align: top }}
img {{ width: 100% }}
figcaption {{ color: #9097a6 }}
</style>
<h1>mlpath-tutor: every scene</h1>
{lessons}
"""
FIGURE = '<figure><a href="{name}"><img loading="lazy" src="{name}"></a><figcaption>{name}</figure>'


async def take(lesson: Lesson) -> None:
    """Write the pictures of a lesson."""
    async for shot in shots(lesson):
        path = FOLDER / f"{shot.name}.svg"
        path.write_text(shot.svg, encoding="utf-8")
        print(path)


def page(lessons: Iterable[Lesson]) -> str:
    """Return the page that shows every picture there is, under the titles of its lessons."""
    parts = []
    for lesson in lessons:
        names = sorted(path.name for path in FOLDER.glob(f"{lesson.file_stem}-[0-9]*.svg"))
        figures = (FIGURE.format(name=html.escape(name)) for name in names)
        parts += [f"<h2>{html.escape(lesson.title)}</h2>", *figures]
    return PAGE.format(lessons="\n".join(parts))


def main() -> None:
    """Take the pictures and write the page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    lessons, wanted = catalog.lessons(), sys.argv[1:]
    for lesson in lessons:
        if not wanted or lesson.id in wanted:
            asyncio.run(take(lesson))
    index = FOLDER / "index.html"
    index.write_text(page(lessons), encoding="utf-8")
    print(index)


if __name__ == "__main__":
    main()
