"""A pack as pip leaves it: a package with lessons, and metadata beside it that names it."""

from tests.unit.tiny_lessons import write_lesson

PACK = 'title = "Diffusion"\nauthors = ["A. Uthor"]\nlicence = "MIT"\n'


def install(site, name="diffusion", package="mlpath_diffusion", pack=PACK):
    """Write a package of one lesson, `noise`, under `site`; to import it is an error."""
    folder = site / package
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise SystemExit('a pack was imported to be listed')")
    if pack is not None:
        (folder / "pack.toml").write_text(pack)
    write_lesson(folder, "noise")
    info = site / f"{package}-1.2.dist-info"
    info.mkdir()
    called = package.replace("_", "-")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {called}\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(f"[mlpath_tutor.packs]\n{name} = {package}\n")
    return folder


def need(folder, *needs):
    """Have a lesson need others."""
    path = folder / "lesson.toml"
    path.write_text(path.read_text().replace("needs = []", f"needs = {list(needs)}"))
