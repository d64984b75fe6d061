"""A reply as it grows on the screen: events in, plain data for the `Reply` element out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.chat.passage_view import citation_view
from assistant.chat.texts import TEXTS
from assistant.conversation import (
    Citation,
    Done,
    Event,
    Restarted,
    Sentence,
    SentenceChecked,
    Step,
)
from assistant.framework import Framework
from assistant.language import Language
from assistant.rendering import render_sentences

Phase = Literal["working", "done", "stopped", "error", "refused"]


@dataclass
class ReplyView:
    """What is shown of one reply. Takes events one by one; `as_dict` is what the browser gets."""

    language: Language
    framework: Framework | None = None
    phase: Phase = "working"
    steps: list[str] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    citations: dict[int, Citation] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    notice: str | None = None
    retry: str | None = None
    """The text to send again, offered on a button."""
    put_back: str | None = None
    """The text to put back in the input box, offered on a button."""

    def take(self, event: Event) -> None:
        """Let one event change what is shown."""
        if isinstance(event, Step):
            if event.name not in self.steps:
                self.steps.append(event.name)
        elif isinstance(event, SentenceChecked):
            self.sentences.append(event.sentence)
            self.citations.update({item.n: item for item in event.new_citations})
        elif isinstance(event, Restarted):
            self.sentences.clear()
            self.citations.clear()
            self.notice = event.notice
        elif isinstance(event, Done):
            reply = event.reply
            # The reply is the truth: whatever was streamed gives way to it.
            self.language = reply.language
            self.sentences = list(reply.sentences)
            self.citations = {item.n: item for item in reply.citations}
            self.suggestions = reply.suggestions[:3]
            self.notice = reply.notice or self.notice
            self.phase = "done"

    def refuse(self, sentence: str, *, text: str | None) -> None:
        """Say why this message is not answered, and offer its text back."""
        self.phase, self.notice, self.put_back = "refused", sentence, text

    def fail(self, sentence: str, *, text: str | None) -> None:
        """Say that something went wrong, and offer to send the text again."""
        self.phase, self.notice, self.retry = "error", sentence, text

    def stop(self) -> None:
        """Keep what is shown and say that the reader stopped it."""
        self.phase, self.notice = "stopped", TEXTS[self.language].stopped

    def said(self) -> str:
        """What was said, as it goes into the history: with its marks, by which the coach knows that it
        answered, and what of it was a claim."""
        return render_sentences(self.sentences, self.language)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the browser; texts stay texts, nothing is markup."""
        texts = TEXTS[self.language]
        working = self.phase == "working"
        return {
            "language": self.language,
            "phase": self.phase,
            "status": texts.steps[self.steps[-1]] if working and self.steps else None,
            "steps": [texts.steps_done[name] for name in self.steps],
            "blocks": self._blocks(),
            "citations": {
                str(n): citation_view(citation, self.language, self.framework)
                for n, citation in self.citations.items()
            },
            "suggestions": list(self.suggestions),
            "notice": self.notice,
            "retry": self.retry,
            "putBack": self.put_back,
            "labels": {
                "made": texts.made,
                "retry": texts.retry,
                "putBack": texts.put_back,
                "next": texts.ask_next,
                "experiment": texts.experiment,
                "theme": texts.theme,
                "origin": texts.origin,
                "supports": texts.supports,
                "copy": texts.copy,
                "copied": texts.copied,
                "reply": texts.reply,
            },
        }

    def _blocks(self) -> list[dict[str, Any]]:
        """Neighbouring sentences of one kind share a block: a paragraph, a list, a card."""
        blocks: list[dict[str, Any]] = []
        for sentence in self.sentences:
            kind = sentence.lane if sentence.block == "text" else sentence.block
            if not blocks or blocks[-1]["kind"] != kind:
                blocks.append({"kind": kind, "sentences": []})
            blocks[-1]["sentences"].append(
                {
                    "text": sentence.text,
                    "lane": sentence.lane,
                    "marks": [n for n in sentence.citations if n in self.citations],
                }
            )
        return blocks
