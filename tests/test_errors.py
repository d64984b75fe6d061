"""Every deliberate error has one plain sentence in both languages."""

from __future__ import annotations

import pytest

from assistant import errors
from assistant.errors import KompasError
from assistant.language import LANGUAGES


def _all(kind: type[KompasError]) -> list[type[KompasError]]:
    return [kind, *(deeper for child in kind.__subclasses__() for deeper in _all(child))]


@pytest.mark.parametrize("kind", _all(KompasError), ids=lambda kind: kind.__name__)
def test_an_error_says_what_happened_in_one_sentence_per_language(kind: type[KompasError]) -> None:
    for language in LANGUAGES:
        sentence = kind("detail for the log").user_message(language)
        assert sentence.endswith(".")
        assert "detail for the log" not in sentence
        assert kind.__name__ not in sentence


def test_a_value_nobody_passed_never_breaks_the_message() -> None:
    assert "?" in errors.IndexMismatch().user_message("en")
