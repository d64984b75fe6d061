"""Made ready ahead of the first question: the vectors of the examples and what is learnt from them.

That takes a while after a change, and nothing when there was none: a stamp tells. This module is
light, so that a sync without changes does not load the coach to find out that there is nothing to do.
"""

from __future__ import annotations

import hashlib
import logging

from assistant.coaching.recognition import WAY_OF_LEARNING
from assistant.library.embedding import Embedder
from assistant.library.index import pointer_stamp
from assistant.settings import Settings

log = logging.getLogger(__name__)

_STAMP = "prepared"


def prepare(settings: Settings, embedder: Embedder) -> None:
    """Make ready what changed since the last time.

    Raises PromptError when a prompt file cannot be used, EmbedderError, and what opening the index
    raises.
    """
    path = settings.home / "examples" / _STAMP
    stamp = ""
    try:
        stamp = _stamp(settings, embedder)
        if path.read_text(encoding="utf-8") == stamp:
            return
    except (OSError, UnicodeDecodeError):
        # No stamp yet, or something that cannot be read: making ready says what is wrong.
        log.debug("no stamp to compare with", exc_info=True)
    from assistant.coaching.build import prepare_examples

    prepare_examples(settings, embedder)
    try:
        path.write_text(stamp, encoding="utf-8")
    except OSError as error:
        log.warning("not noted that the examples are ready: %s", error)


def _stamp(settings: Settings, embedder: Embedder) -> str:
    """What the prepared things were made of: prompts, index, embedder, and the way of learning (not its
    tunings: what another tuning learns is learnt at the first message)."""
    digest = hashlib.sha256(f"{embedder.name} {embedder.version} {WAY_OF_LEARNING}".encode())
    digest.update(repr(pointer_stamp(settings.index_dir)).encode())
    for path in sorted(settings.prompts_dir.glob("*.toml")):
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()
