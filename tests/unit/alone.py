"""Running a script where nothing can be imported but Python's own and the packages it names.

The child has no site-packages: a folder of links has what the named packages consist of, and what
they need in turn.
"""

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution

PRELUDE = """
import importlib.util, runpy, sys
sys.path.insert(0, sys.argv[1])
assert importlib.util.find_spec("tutor") is None
for script in sys.argv[2:]:
    print("script", script)
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as end:
        print("ended", end.code)
"""


def packages(folder, *names):
    """Fill a folder with links to the packages and all that they need; return it."""
    folder.mkdir(exist_ok=True)
    waiting, seen = list(names), set()
    while waiting:
        name = waiting.pop()
        try:
            found = distribution(name)
        except PackageNotFoundError:  # needed on another system only
            continue
        if found.metadata["Name"] in seen:
            continue
        seen.add(found.metadata["Name"])
        for top in {file.parts[0] for file in found.files if file.parts[0] not in ("..", "")}:
            link, target = folder / top, found.locate_file(top)
            if not link.exists() and target.exists() and top != "__pycache__":
                link.symlink_to(target)
        needs = [need for need in found.requires or () if "extra ==" not in need]
        waiting += [re.match(r"[\w.-]+", need)[0] for need in needs]
    return folder


def run_alone(folder, *scripts):
    """Run scripts one after another in one such child; return what each printed, and its code."""
    arguments = [sys.executable, "-I", "-S", "-c", PRELUDE, folder, *scripts]
    child = subprocess.run(
        [str(argument) for argument in arguments],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert child.returncode == 0, child.stderr
    printed = re.split(r"^script .*\n", child.stdout, flags=re.MULTILINE)[1:]
    answers = [re.fullmatch(r"(.*)ended (.*)\n", text, re.DOTALL).groups() for text in printed]
    return [(text.splitlines(), int(code)) for text, code in answers]


def needs_of(script):
    """Return the packages that a script's head says it needs."""
    head = " ".join(script.read_text().split('"""')[1].split())
    said = re.search(
        r"It needs Python 3\.11,? ?(.*?)(, and [^.]*\.\w+.* beside it)?\. It prints", head
    )
    names = {"NumPy": "numpy", "PyTorch (torch)": "torch"}
    words = re.split(r", | and ", said[1].removeprefix("and "))
    return [names.get(word, word) for word in words]
