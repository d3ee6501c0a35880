"""What a new workspace holds before the first function: a project that could be published."""

from __future__ import annotations

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{package}"
version = "0.1.0"
description = "Machine learning from scratch, one function at a time."
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["numpy"]

[project.optional-dependencies]
test = ["pytest"]

[tool.pytest.ini_options]
pythonpath = ["."]
testpaths = ["tests"]
"""

README = """\
# {package}

Machine learning from scratch: every function in `{package}/` is one that I wrote myself, working
through the lessons of mlpath-tutor. Each topic is a module, and a later one builds on earlier ones.

    python -m pytest        # the golden values of every function
    mlpath-tutor watch      # the tutor's own checks, at every save
"""

GITIGNORE = """\
__pycache__/
*.egg-info/
.pytest_cache/
.venv/
dist/
"""


def starting_files(package: str) -> dict[str, str]:
    """Return the files of a new project by their path in it."""
    return {
        "pyproject.toml": PYPROJECT.format(package=package),
        "README.md": README.format(package=package),
        ".gitignore": GITIGNORE,
        f"{package}/__init__.py": '"""Machine learning from scratch."""\n',
    }
