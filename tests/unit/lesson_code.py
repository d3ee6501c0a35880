"""The Python files of a lesson, loaded as they stand in its folder."""

from importlib.util import module_from_spec, spec_from_file_location


def load(lesson, name):
    """Return a module made of `name`.py of a lesson: "sim", "solution", "exercise", "laws"."""
    path = lesson.folder / f"{name}.py"
    spec = spec_from_file_location(f"{lesson.folder.name}_{name}", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
