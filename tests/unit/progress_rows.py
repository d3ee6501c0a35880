"""Rows of every table of the progress, made up."""

import json
from datetime import date

from hypothesis import strategies as st

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
TIMES = st.floats(0, 4e9)
ROWS = {
    "answers": st.fixed_dictionaries(
        {
            "at": TIMES,
            "lesson": TEXT,
            "prediction": TEXT,
            "choice": TEXT,
            "correct": st.integers(0, 1),
            "confidence": st.none() | st.integers(1, 3),
            "params": st.dictionaries(TEXT, st.floats(allow_nan=False) | TEXT).map(json.dumps),
        }
    ),
    "visits": st.fixed_dictionaries({"lesson": TEXT, "scene": st.integers(0, 99), "at": TIMES}),
    "finished": st.fixed_dictionaries({"lesson": TEXT, "at": TIMES}),
    "quiz_answers": st.fixed_dictionaries(
        {
            "at": TIMES,
            "lesson": TEXT,
            "kind": st.sampled_from(["number", "choice", "code"]),
            "item": TEXT,
            "place": st.sampled_from(["lesson", "review"]),
            "showing": st.integers(0, 9),
            "try": st.integers(1, 2),
            "given": TEXT,
            "correct": st.integers(0, 1),
            "hinted": st.integers(0, 1),
            "seconds": st.floats(0, 1e4),
            "fast": st.integers(0, 1),
            "rating": st.integers(1, 4),
        }
    ),
    "attempts": st.fixed_dictionaries(
        {
            "at": TIMES,
            "lesson": TEXT,
            "exercise": TEXT,
            "kind": st.sampled_from(["tried", "passed", "hint", "gave_up"]),
            "sha": TEXT,
            "seconds": st.floats(0, 1e4),
        }
    ),
    "passed_sources": st.fixed_dictionaries(
        {"at": TIMES, "lesson": TEXT, "exercise": TEXT, "sha": TEXT, "source": TEXT}
    ),
    "notes": st.fixed_dictionaries({"at": TIMES, "lesson": TEXT, "about": TEXT, "text": TEXT}),
}
PLANS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.just(1),
            "at": TIMES,
            "start": st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)).map(str),
            "hours": st.floats(0.5, 60),
        }
    ),
    max_size=1,
)
UNIQUE = {"visits", "finished"}
CONTENT = st.fixed_dictionaries(
    {
        name: st.lists(
            rows,
            max_size=4,
            unique_by=(lambda row: row["lesson"]) if name in UNIQUE else (lambda row: row["at"]),
        )
        for name, rows in ROWS.items()
    }
    | {"plan": PLANS}
)
