"""What several tests do with a progress store."""

import subprocess
import sys
import textwrap


def in_another_process(code, *args, **options):
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, args)]
    return subprocess.Popen(command, text=True, stdout=subprocess.PIPE, **options)


def works(store):
    """Whether the store does all it should, wherever it keeps things."""
    store.answer("l", "p", "settles", False, {"lr": 0.21})
    store.visit("l", 3)
    assert store.finish("l", ["p"])
    return store.place("l") == 3 and store.last_place() == ("l", 3) and store.state("l") == "done"
