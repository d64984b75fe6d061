"""The folder Chainlit works in.

On import Chainlit writes a folder for files and every translation it knows into its root. The
root is therefore a copy of our committed configuration under the home of Kompas: the checkout
stays clean, may be read-only, and `kompas chat` works from any folder.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from assistant.settings import PROJECT_ROOT

_FOLDERS = (".chainlit", "public")
# Chainlit looks for the page of exactly this language and falls back to chainlit.md only.
_PAGES = {
    "chainlit.md": "chainlit.md",
    "chainlit_en-US.md": "chainlit.md",
    "chainlit_nl.md": "chainlit_nl-NL.md",
    "chainlit_nl-NL.md": "chainlit_nl-NL.md",
}


def stage(home: Path, project: Path = PROJECT_ROOT) -> Path:
    """Bring the root up to date with the project and return it.

    Where `home` cannot be written, the root is a temporary folder.
    """
    try:
        return _fill(home / "window", project)
    except OSError:
        return _fill(Path(tempfile.mkdtemp(prefix="kompas-window-")), project)


def _fill(root: Path, project: Path) -> Path:
    for folder in _FOLDERS:
        for source in sorted((project / folder).rglob("*")):
            if source.is_file() and source.name != ".gitignore":
                _copy(source, root / source.relative_to(project))
    for name, source_name in _PAGES.items():
        _copy(project / source_name, root / name)
    (root / ".files").mkdir(exist_ok=True)
    return root


def _copy(source: Path, target: Path) -> None:
    """Copy when it differs, in one step: another window may be reading."""
    if target.is_file() and target.read_bytes() == source.read_bytes():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    shutil.copyfile(source, fresh)
    fresh.replace(target)
