"""Token counts work with no network and never touch the shipped vocabulary."""

from __future__ import annotations

import hashlib
from pathlib import Path

from assistant.tokens import count_tokens, encoding


def test_tokens_are_counted_with_o200k_base() -> None:
    assert encoding().name == "o200k_base"
    assert count_tokens("hello world") == 2
    assert count_tokens("") == 0


def test_special_tokens_in_a_message_are_ordinary_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


def test_the_shipped_vocabulary_is_the_one_tiktoken_expects(project_root: Path) -> None:
    shipped = project_root / "assistant" / "encodings" / "o200k_base.tiktoken"
    digest = hashlib.sha256(shipped.read_bytes()).hexdigest()
    assert digest == "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
