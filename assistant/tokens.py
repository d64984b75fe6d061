"""Token counts by tiktoken's o200k_base, without a network.

tiktoken wants to download its vocabulary. The file ships with Kompas (rebuilt from the MIT-licensed
npm package `tiktoken`; tiktoken itself checks its sha256). tiktoken deletes a file it finds damaged,
so the shipped copy is copied to a cache folder and never handed over itself.
"""

from __future__ import annotations

import functools
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

_SHIPPED = Path(__file__).parent / "encodings" / "o200k_base.tiktoken"
_CACHE_NAME = "fb374d419588a4632f3f557e76b4b70aebbca790"


@functools.cache
def encoding() -> tiktoken.Encoding:
    """The o200k_base encoding, loaded once per process from the shipped file."""
    with tempfile.TemporaryDirectory(prefix="kompas-tiktoken-") as folder:
        shutil.copyfile(_SHIPPED, Path(folder) / _CACHE_NAME)
        before = os.environ.get("TIKTOKEN_CACHE_DIR")
        os.environ["TIKTOKEN_CACHE_DIR"] = folder
        try:
            import tiktoken

            return tiktoken.get_encoding("o200k_base")
        finally:
            if before is None:
                del os.environ["TIKTOKEN_CACHE_DIR"]
            else:
                os.environ["TIKTOKEN_CACHE_DIR"] = before


def count_tokens(text: str) -> int:
    """Number of o200k_base tokens in `text`; special tokens count as ordinary text."""
    return len(encoding().encode(text, disallowed_special=()))
