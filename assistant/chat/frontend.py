"""Chainlit's front end without its links to outside hosts.

The page Chainlit ships loads a font and a style sheet from elsewhere. Kompas makes its own copy
of the built front end, with those links taken out, and never touches the installed package.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

_OUTSIDE_LINK = re.compile(r"""<link\b[^>]*\bhref\s*=\s*["'](?:https?:)?//[^>]*>""", re.IGNORECASE)
_OUTSIDE_SCRIPT = re.compile(
    r"""<script\b[^>]*\bsrc\s*=\s*["'](?:https?:)?//[^>]*>\s*</script>""", re.IGNORECASE
)


def without_outside_links(html: str) -> str:
    """The page without links and scripts that point at another host."""
    return _OUTSIDE_SCRIPT.sub("", _OUTSIDE_LINK.sub("", html))


def install_frontend(shipped: Path, home: Path) -> Path:
    """The folder of the adjusted front end, made when it is not there yet.

    It is built beside its place and renamed into it, so that no half copy is ever served. Where
    `home` cannot be written, the copy goes to a temporary folder.
    """
    target = home / f"frontend-{version('chainlit')}"
    if (target / "index.html").is_file():
        return target
    try:
        home.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".frontend-", dir=home))
    except OSError:
        fresh = Path(tempfile.mkdtemp(prefix="kompas-frontend-"))
        _build(shipped, fresh)
        return fresh
    _build(shipped, fresh)
    try:
        fresh.rename(target)
    except OSError:
        # Another process was first; its copy is the same as ours.
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def _build(shipped: Path, into: Path) -> None:
    shutil.copytree(shipped, into, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.map"))
    into.chmod(0o755)
    page = shipped / "index.html"
    (into / "index.html").write_text(
        without_outside_links(page.read_text(encoding="utf-8")), encoding="utf-8"
    )
