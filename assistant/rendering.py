"""A reply as text and as data: the two forms everyone outside the coach sees.

The Markdown of `render_text` is what the command line prints and what an evaluator reads; the
window shows the same sentences with its own marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.conversation import Declined, Reply, Sentence
from assistant.language import Language

EXPERIMENT_LABEL: dict[Language, str] = {
    "nl": "Klein experiment, als je wilt:",
    "en": "A small experiment, if you like:",
}


def render_sentence(sentence: Sentence) -> str:
    """One sentence with its citation marks, "… [1][2]"."""
    marks = "".join(f"[{n}]" for n in sentence.citations)
    return f"{sentence.text} {marks}" if marks else sentence.text


def render_text(reply: Reply) -> str:
    """The whole reply as Markdown: paragraphs, list items, `[n]` marks, no sources list."""
    body = render_sentences(reply.sentences, reply.language)
    return f"{body}\n\n_{reply.notice}_" if reply.notice else body


def render_sentences(sentences: Sequence[Sentence], language: Language) -> str:
    """Sentences of a reply, whole or cut short, in the form of `render_text`: how what the coach said
    goes into the history, wherever it was said."""
    paragraphs: list[str] = []
    previous = ""
    for sentence in sentences:
        text = render_sentence(sentence)
        if sentence.block == "item":
            text = f"- {text}"
            joined = "\n" if previous == "item" else "\n\n"
        elif sentence.block == "experiment":
            joined = " " if previous == "experiment" else "\n\n"
            if previous != "experiment":
                text = f"*{EXPERIMENT_LABEL[language]}* {text}"
        elif sentence.block == "question":
            joined = "\n\n"
        else:
            same = previous == f"text-{sentence.lane}"
            joined = " " if same else "\n\n"
        previous = f"text-{sentence.lane}" if sentence.block == "text" else sentence.block
        paragraphs.append((joined if paragraphs else "") + text)
    return "".join(paragraphs)


def reply_as_dict(reply: Reply, identifier: str | None = None) -> dict[str, Any]:
    """The reply in the stable form other programs read (see README, "For programs")."""
    return {
        "id": identifier,
        "language": reply.language,
        "status": "declined" if isinstance(reply, Declined) else "answered",
        "route": reply.route,
        "decline_reason": reply.reason if isinstance(reply, Declined) else None,
        "text": render_text(reply),
        "sentences": [
            {
                "text": sentence.text,
                "lane": sentence.lane,
                "citations": list(sentence.citations),
                "support": None if sentence.support is None else round(sentence.support, 4),
            }
            for sentence in reply.sentences
        ],
        "citations": [
            {
                "n": citation.n,
                "passage_id": citation.passage_id,
                "document": citation.document,
                "heading": citation.heading,
                "theme": citation.theme,
                "language": citation.language,
                "quote": citation.quote,
                "source": citation.source,
            }
            for citation in reply.citations
        ],
        "suggestions": list(reply.suggestions),
        "engine": reply.engine,
        "notice": reply.notice,
        "timings_ms": {name: round(ms, 1) for name, ms in reply.trace.timings_ms.items()},
        "usage": {
            "prompt_tokens": reply.trace.prompt_tokens,
            "completion_tokens": reply.trace.completion_tokens,
        },
    }
